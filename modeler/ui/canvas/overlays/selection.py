"""The selection: a dashed frame with air round shapes, accent lines with handles on flows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from modeler.bpmn.elements import SPECS
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.overlays.label_handles import paint_label_frame
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.selection import Selection

AIR = 6.0
HANDLE = 4.0


class SelectionOverlay:
    """Frames of selected elements and of the one under the pointer."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self.hovered: str | None = None
        self.editable = True
        self.resting = False
        """While a gesture moves things, no frames: they would stand where the things were."""
        self.marked: tuple[str, ...] = ()
        """Elements lit up from outside (a problem clicked in its list)."""

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint frames and handles."""
        if self.resting:
            return
        accent = QColor(scene.theme.accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hovered and self.hovered not in self._selection:
            pale = QColor(accent)
            pale.setAlpha(110)
            self._frame(painter, camera, scene, self.hovered, QPen(pale, 1.2))
            if self.hovered in scene.flows and self.editable:
                self._handles(painter, camera, scene, self.hovered)
        dashed = QPen(accent, 1.2, Qt.PenStyle.DashLine)
        for identity in self._selection.ids:
            self._frame(painter, camera, scene, identity, dashed)
        single = self._selection.single
        if single is not None and self.editable:
            paint_label_frame(painter, camera, scene, single)
            self._handles(painter, camera, scene, single)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for identity in self.marked:
            self._frame(painter, camera, scene, identity, QPen(QColor(scene.theme.warning), 2.0))

    @property
    def framed(self) -> tuple[str, ...]:
        """The elements that frames stand round; none while these rest."""
        if self.resting:
            return ()
        pointed = (self.hovered,) if self.hovered else ()
        return (*self._selection.ids, *pointed, *self.marked)

    def reach(self, scale: float) -> float:
        """Frames stand off, with handles across them; those of lines are as broad as the lines."""
        return max(AIR + HANDLE + 2, 2 * scale)

    def _frame(self, painter: QPainter, camera: Camera, scene: Scene, identity: str, pen: QPen) -> None:
        flow = scene.flow(identity)
        painter.setPen(pen)
        if flow is not None:
            solid = QPen(pen.color(), max(2.0, 2.0 * camera.scale))
            painter.setPen(solid)
            painter.drawPolyline(QPolygonF([camera.to_view(point) for point in flow.points]))
            return
        node = scene.node(identity)
        if node is not None:
            painter.drawRoundedRect(camera.rect(node.bounds).adjusted(-AIR, -AIR, AIR, AIR), 4, 4)

    def _handles(self, painter: QPainter, camera: Camera, scene: Scene, identity: str) -> None:
        painter.setPen(QPen(QColor(scene.theme.accent), 1.2))
        painter.setBrush(QColor(scene.theme.paper))
        flow = scene.flow(identity)
        if flow is not None:
            for point in flow.points:
                painter.drawEllipse(camera.to_view(point), HANDLE, HANDLE)
            return
        node = scene.node(identity)
        if node is not None:
            handles = resize_handles(node.bounds, SPECS[node.record.spec].resizable)
            places = [self._outside(camera, node.bounds, point) for _, point in handles]
            painter.drawRects([QRectF(at.x() - HANDLE, at.y() - HANDLE, 2 * HANDLE, 2 * HANDLE) for at in places])

    @staticmethod
    def _outside(camera: Camera, bounds: Bounds, point: Point) -> QPointF:
        place = camera.to_view(point)
        x, y = bounds.centre
        air_x = 0 if abs(point[0] - x) < 0.01 else AIR if point[0] > x else -AIR
        air_y = 0 if abs(point[1] - y) < 0.01 else AIR if point[1] > y else -AIR
        return QPointF(place.x() + air_x, place.y() + air_y)


def resize_handles(bounds: Bounds, resizable: str) -> list[tuple[str, Point]]:
    """The handles of a shape: name of the side or corner (`nw`, `e` ...) and place in the diagram."""
    if resizable == "none":
        return []
    x, y = bounds.centre
    sides = [("e", (bounds.right, y)), ("w", (bounds.x, y))]
    if resizable == "width":
        return sides
    return [
        *sides,
        ("n", (x, bounds.y)),
        ("s", (x, bounds.bottom)),
        ("nw", (bounds.x, bounds.y)),
        ("ne", (bounds.right, bounds.y)),
        ("sw", (bounds.x, bounds.bottom)),
        ("se", (bounds.right, bounds.bottom)),
    ]
