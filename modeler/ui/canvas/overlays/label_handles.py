"""The room of a name beside its element: what a hand may pull to make its lines longer or shorter."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from modeler.bpmn.elements import SPECS
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.scene import Scene

_HALF = 3.0
_AIR = 2.0


def label_room(scene: Scene, identity: str | None) -> Bounds | None:
    """The rectangle of an external name; None where there is none."""
    item: NodeItem | FlowItem | None = scene.node(identity or "") or scene.flow(identity or "")
    if item is None or item.label is None or item.label.box.limited:
        return None
    if isinstance(item, NodeItem) and SPECS[item.record.spec].label_place != "below":
        return None
    return item.label.extent()


def label_handles(room: Bounds) -> list[tuple[str, Point]]:
    """The two sides that may be pulled."""
    middle = room.centre[1]
    return [("w", (room.x, middle)), ("e", (room.right, middle))]


def paint_label_frame(
    painter: QPainter, camera: Camera, scene: Scene, identity: str, *, chosen: bool = False
) -> None:
    """A thin frame with its two handles; a dashed one where the name itself is `chosen`."""
    room = label_room(scene, identity)
    if room is None:
        return
    colour = QColor(scene.theme.accent)
    colour.setAlpha(120)
    if chosen:
        colour.setAlpha(255)
    painter.setPen(QPen(colour, 1.2 if chosen else 1, Qt.PenStyle.DashLine if chosen else Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(camera.rect(Bounds(room.x, room.y - _AIR, room.width, room.height + 2 * _AIR)))
    painter.setPen(QPen(QColor(scene.theme.accent), 1))
    painter.setBrush(QColor(scene.theme.paper))
    for _side, point in label_handles(room):
        place = camera.to_view(point)
        painter.drawRect(QRectF(place.x() - _HALF, place.y() - _HALF, 2 * _HALF, 2 * _HALF))
