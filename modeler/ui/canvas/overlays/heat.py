"""Heat: how busy elements and flows are, in colours that can be read in grey too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from modeler.reports.svg import luminance
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.items import NodeItem
from modeler.ui.canvas.labels import draw
from modeler.ui.canvas.render import TEXTS, Renderer
from modeler.ui.canvas.scene import Scene
from runner.core.tokens import LIGHT

_BROAD = 10.0
"""Diagram units: the line of the busiest flow."""


class HeatOverlay:
    """Shapes painted in their heat with a readable name, and broader lines for busier flows. Values run from
    0 to 1."""

    def __init__(self, renderer: Renderer) -> None:
        self._labels = renderer.labels
        self.elements: Mapping[str, float] = {}
        self.flows: Mapping[str, float] = {}

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint all values."""
        for identity, value in self.flows.items():
            flow = scene.flow(identity)
            if flow is None or value <= 0:
                continue
            colour = heat_colour(scene.theme.heat, value)
            colour.setAlpha(200)
            pen = QPen(colour, (2 + (_BROAD - 2) * min(value, 1.0)) * max(camera.scale, 0.3))
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([camera.to_view(point) for point in flow.points]))
        for identity, value in self.elements.items():
            node = scene.node(identity)
            if node is None:
                continue
            fill = heat_colour(scene.theme.heat, value).name()
            ink = LIGHT.text if luminance(fill) > 0.35 else LIGHT.surface
            painter.save()
            painter.translate(-camera.left, -camera.top)
            painter.scale(camera.scale, camera.scale)
            _shape(painter, scene, node, ink, fill)
            for attached in scene.attached(identity):
                _shape(painter, scene, attached, "", "")
            if node.label is not None and node.label.box.limited and camera.scale >= TEXTS:
                painter.setPen(QColor(ink))
                draw(painter, node.label.runs or self._labels.lay(node.label))
            painter.restore()

    def reach(self, scale: float) -> float:
        """Half of the broadest line."""
        return _BROAD / 2 * max(scale, 0.3) if self.flows else 0.0


def _shape(painter: QPainter, scene: Scene, node: NodeItem, ink: str, fill: str) -> None:
    painter.save()
    painter.translate(node.x, node.y)
    scene.kinds.paint(node.kind, painter, ink, fill)
    painter.restore()


def heat_colour(scale: Sequence[str], value: float) -> QColor:
    """The colour of a value from 0 to 1 on a scale of colours."""
    place = min(max(value, 0.0), 1.0) * (len(scale) - 1)
    low = min(int(place), len(scale) - 2)
    share = place - low
    first, second = QColor(scale[low]), QColor(scale[low + 1])
    return QColor(
        round(first.red() + (second.red() - first.red()) * share),
        round(first.green() + (second.green() - first.green()) * share),
        round(first.blue() + (second.blue() - first.blue()) * share),
    )
