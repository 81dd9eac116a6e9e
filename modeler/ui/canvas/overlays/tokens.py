"""Tokens: how many cases stand at an element in a rehearsal."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.fonts import canvas_font
from modeler.ui.canvas.scene import Scene

_HEIGHT = 20.0
_WIDEST = 64.0


class TokensOverlay:
    """A filled pill with the count at the upper left of each element, and a frame in the same colour."""

    def __init__(self) -> None:
        self.counts: Mapping[str, int] = {}

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint all pills."""
        if not self.counts:
            return
        colour = QColor(scene.theme.running)
        painter.setFont(canvas_font(12))
        for identity, count in self.counts.items():
            node, bounds = scene.node(identity), scene.bounds_of(identity)
            if bounds is None or count <= 0:
                continue
            rect = camera.rect(bounds)
            if node is not None:
                painter.setPen(QPen(colour, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), 6, 6)
            text = str(count)
            width = min(max(_HEIGHT, painter.fontMetrics().horizontalAdvance(text) + 12.0), _WIDEST)
            corner = rect.topLeft() if node is not None else rect.center()
            pill = QRectF(corner.x() - width / 2, corner.y() - _HEIGHT / 2, width, _HEIGHT)
            painter.setPen(QPen(QColor(scene.theme.paper), 2))
            painter.setBrush(colour)
            painter.drawRoundedRect(pill, _HEIGHT / 2, _HEIGHT / 2)
            painter.setPen(QColor(scene.theme.on_accent))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def reach(self, scale: float) -> float:
        """Half a pill."""
        return _WIDEST / 2 + 2 if self.counts else 0.0
