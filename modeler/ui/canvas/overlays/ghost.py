"""The ghost of a gesture: what would be there, where it would land, and whether it may."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QRegion

from modeler.geometry.shapes import Bounds, Point, around
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.overlays.selection import AIR
from modeler.ui.canvas.render import Renderer
from modeler.ui.canvas.scene import Scene

_AIR = 16
_MANY = 24


class Ghost:
    """Set by one gesture, empty between gestures. Places are in diagram units."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.nodes: list[NodeItem] = []
        self.flows: list[FlowItem] = []
        self.opacity = 1.0
        self.target: str | None = None
        self.allowed = True
        self.area: Bounds | None = None
        self.line: tuple[Point, ...] = ()
        self.guide_x: float | None = None
        self.guide_y: float | None = None
        self.guides_stay = False
        """The lines show where a tool would begin; else they fade when they have been seen."""
        self.guides_shown = 1.0
        """How much of the lines is left while they fade."""

    @property
    def _is_empty(self) -> bool:
        """Whether nothing is set."""
        shown = self.nodes or self.flows or self.line or self.target is not None or self.area is not None
        return not shown and self.allowed and self.guide_x is None and self.guide_y is None

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint all that is set."""
        if self._is_empty:
            return
        theme = scene.theme
        verdict = QColor(theme.good if self.allowed else theme.bad)
        if self.target is not None:
            self._target(painter, camera, scene, verdict)
        if self.nodes or self.flows:
            self._things(painter, camera)
        if not self.allowed and self.target is None:
            self._refused(painter, camera, verdict)
        if len(self.line) > 1:
            painter.setPen(QPen(verdict if self.target else QColor(theme.accent), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([camera.to_view(point) for point in self.line]))
        if self.area is not None:
            fill = QColor(theme.accent)
            fill.setAlpha(28)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(fill)
            painter.drawRect(camera.rect(self.area))
        self._guides(painter, camera, theme.accent)

    def reach(self, scale: float) -> float:
        """It knows its own `region`."""
        return 0.0

    def _target(self, painter: QPainter, camera: Camera, scene: Scene, colour: QColor) -> None:
        painter.setPen(QPen(colour, 2.5))
        soft = QColor(colour)
        soft.setAlpha(26)
        flow = scene.flow(self.target or "")
        if flow is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([camera.to_view(point) for point in flow.points]))
            return
        node = scene.node(self.target or "")
        if node is not None:
            painter.setBrush(soft)
            air = 1 if node.container else AIR
            painter.drawRoundedRect(camera.rect(node.bounds).adjusted(-air, -air, air, air), 4, 4)

    def _refused(self, painter: QPainter, camera: Camera, colour: QColor) -> None:
        """Nothing there may hold it: the shapes themselves are framed."""
        soft = QColor(colour)
        soft.setAlpha(26)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(soft)
        for item in self.nodes[:_MANY]:
            painter.drawRoundedRect(camera.rect(item.bounds).adjusted(-AIR, -AIR, AIR, AIR), 4, 4)

    def _things(self, painter: QPainter, camera: Camera) -> None:
        painter.save()
        painter.setOpacity(self.opacity)
        painter.translate(-camera.left, -camera.top)
        painter.scale(camera.scale, camera.scale)
        ratio = painter.device().devicePixelRatioF()
        self._renderer.paint_nodes(painter, sorted(self.nodes, key=lambda item: item.layer), camera, ratio)
        self._renderer.paint_flows(painter, self.flows)
        self._renderer.paint_labels(painter, self.nodes, self.flows)
        painter.restore()

    def _guides(self, painter: QPainter, camera: Camera, colour: str) -> None:
        shade = QColor(colour)
        shade.setAlphaF(self.guides_shown)
        pen = QPen(shade, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        size = painter.viewport()
        if self.guide_x is not None:
            x = camera.to_view((self.guide_x, 0)).x()
            painter.drawLine(QPointF(x, 0), QPointF(x, size.height()))
        if self.guide_y is not None:
            y = camera.to_view((0, self.guide_y)).y()
            painter.drawLine(QPointF(0, y), QPointF(size.width(), y))

    def region(self, camera: Camera, scene: Scene, size: QSize) -> QRegion:
        """The pixels that all of this takes."""
        boxes = [item.extent for item in self.nodes] + [item.extent for item in self.flows]
        if self.area is not None:
            boxes.append(self.area)
        if self.line:
            boxes.append(around(self.line))
        target = scene.bounds_of(self.target) if self.target else None
        if target is not None:
            boxes.append(target)
        region = QRegion()
        if len(boxes) > _MANY:
            whole = boxes[0]
            for box in boxes[1:]:
                whole = whole.united(box)
            boxes = [whole]
        for box in boxes:
            region += camera.rect(box).toAlignedRect().adjusted(-_AIR, -_AIR, _AIR, _AIR)
        if self.guide_x is not None:
            region += QRect(round(camera.to_view((self.guide_x, 0)).x()) - 2, 0, 4, size.height())
        if self.guide_y is not None:
            region += QRect(0, round(camera.to_view((0, self.guide_y)).y()) - 2, size.width(), 4)
        return region
