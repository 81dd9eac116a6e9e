"""A run on the canvas: the path that was played, where it stops, what no test has reached, and a token on its way."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from modeler.geometry.shapes import Point
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.scene import Scene

_BROAD = 5.0
"""Diagram units: the line of the played path."""
_DOT = 7.0
"""Pixels: half of the mark of a break point."""
_MOVING = 6.0


class RunOverlay:
    """Plain values: ids of nodes and flows, and where a token is on its way (diagram units)."""

    def __init__(self) -> None:
        self.played: Collection[str] = ()
        self.breaks: Collection[str] = ()
        self.stopped: Collection[str] = ()
        self.untouched: Collection[str] = ()
        self.is_for_tests = False
        """The path of the case is not shown while the tests are looked at."""
        self.moving: Point | None = None

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint all of it."""
        for identity in self.untouched:
            self._veil(painter, camera, scene, identity)
        for identity in () if self.is_for_tests else self.played:
            self._path(painter, camera, scene, identity)
        for identity in self.stopped:
            self._stop(painter, camera, scene, identity)
        for identity in self.breaks:
            self._break(painter, camera, scene, identity)
        if self.moving is not None:
            at = camera.to_view(self.moving)
            painter.setPen(QPen(QColor(scene.theme.paper), 2))
            painter.setBrush(QColor(scene.theme.running))
            painter.drawEllipse(at, _MOVING, _MOVING)

    def reach(self, scale: float) -> float:
        """The mark of a break point stands half outside."""
        return max(_DOT + 6, _BROAD * scale) if self.breaks or self.played or self.stopped else 0.0

    def _path(self, painter: QPainter, camera: Camera, scene: Scene, identity: str) -> None:
        colour = QColor(scene.theme.good)
        colour.setAlpha(150)
        flow, node = scene.flow(identity), scene.node(identity)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if flow is not None:
            pen = QPen(colour, max(_BROAD * camera.scale, 2.5))
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([camera.to_view(point) for point in flow.points]))
        elif node is not None and not node.container:
            painter.setPen(QPen(colour, 2))
            painter.drawRoundedRect(camera.rect(node.bounds).adjusted(-3, -3, 3, 3), 6, 6)

    def _stop(self, painter: QPainter, camera: Camera, scene: Scene, identity: str) -> None:
        """A dashed frame: the case stands before it."""
        bounds = scene.bounds_of(identity)
        if bounds is None:
            return
        pen = QPen(QColor(scene.theme.waiting), 2.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(camera.rect(bounds).adjusted(-6, -6, 6, 6), 8, 8)

    def _break(self, painter: QPainter, camera: Camera, scene: Scene, identity: str) -> None:
        """A filled disc with two bars, at the lower left: badges and tokens stand at the other corners."""
        bounds = scene.bounds_of(identity)
        if bounds is None:
            return
        at = camera.rect(bounds).bottomLeft()
        painter.setPen(QPen(QColor(scene.theme.paper), 2))
        painter.setBrush(QColor(scene.theme.bad))
        painter.drawEllipse(at, _DOT + 1, _DOT + 1)
        painter.setPen(QPen(QColor(scene.theme.paper), 2))
        for x in (-2.0, 2.0):
            painter.drawLine(at + QPointF(x, -3), at + QPointF(x, 3))

    def _veil(self, painter: QPainter, camera: Camera, scene: Scene, identity: str) -> None:
        """Shaded and hatched: told without colour, too."""
        flow, node = scene.flow(identity), scene.node(identity)
        veil = QColor(scene.theme.paper)
        veil.setAlpha(170)
        hatch = QColor(scene.theme.waiting)
        hatch.setAlpha(120)
        if flow is not None:
            points = QPolygonF([camera.to_view(point) for point in flow.points])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(veil, max(4 * camera.scale, 3)))
            painter.drawPolyline(points)
            painter.setPen(QPen(QColor(scene.theme.waiting), 1.6, Qt.PenStyle.DotLine))
            painter.drawPolyline(points)
        elif node is not None and not node.container:
            rect = camera.rect(node.bounds)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(veil)
            painter.drawRoundedRect(rect, 6, 6)
            painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(QColor(scene.theme.waiting), 1.6, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(rect), 6, 6)
