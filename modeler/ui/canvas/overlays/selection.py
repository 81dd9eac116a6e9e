"""The selection: a dashed frame with air round shapes, accent lines with handles on flows."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from modeler.bpmn.elements import SPECS
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.overlays.label_handles import paint_label_frame
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.selection import Selection

AIR = 6.0
HANDLE = 4.0
_RADIUS = 4.0
_PAD = 2
_LARGEST = 250_000
"""Pixels: frames of larger shapes are drawn, not kept as pictures."""
_MOST = 32


_HOLLOW = Qt.BrushStyle.NoBrush


class _Line(NamedTuple):
    """How a frame is drawn."""

    colour: str
    weight: float
    dashed: bool = False
    alpha: int = 255

    def pen(self, weight: float, *, solid: bool = False) -> QPen:
        """Its pen, as broad as that."""
        colour = QColor(self.colour)
        colour.setAlpha(self.alpha)
        return QPen(colour, weight, Qt.PenStyle.DashLine if self.dashed and not solid else Qt.PenStyle.SolidLine)


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
        self._pictures: dict[tuple[object, ...], QPixmap] = {}

    def paint(self, painter: QPainter, camera: Camera, scene: Scene) -> None:
        """Paint frames and handles."""
        if not self.framed:
            return
        accent = scene.theme.accent
        painter.setBrush(_HOLLOW)
        if self.hovered and self.hovered not in self._selection:
            self._frame(painter, camera, scene, self.hovered, _Line(accent, 1.2, alpha=110))
            if self.hovered in scene.flows and self.editable:
                self._handles(painter, camera, scene, self.hovered)
        single, named = self._selection.single, self._selection.is_name
        if not named:
            for identity in self._selection.ids:
                self._frame(painter, camera, scene, identity, _Line(accent, 1.2, dashed=True))
        if single is not None and (self.editable or named):
            paint_label_frame(painter, camera, scene, single, chosen=named)
        if single is not None and self.editable and not named:
            self._handles(painter, camera, scene, single)
        painter.setBrush(_HOLLOW)
        for identity in self.marked:
            self._frame(painter, camera, scene, identity, _Line(scene.theme.warning, 2.0))

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

    def _frame(self, painter: QPainter, camera: Camera, scene: Scene, identity: str, line: _Line) -> None:
        node = scene.node(identity)
        if node is None:
            flow = scene.flow(identity)
            if flow is not None:
                painter.setPen(line.pen(max(2.0, 2.0 * camera.scale), solid=True))
                painter.drawPolyline(QPolygonF([camera.to_view(point) for point in flow.points]))
            return
        scale = camera.scale
        x, y = node.x * scale - camera.left - AIR, node.y * scale - camera.top - AIR
        width, height = node.w * scale + 2 * AIR, node.h * scale + 2 * AIR
        ratio = painter.device().devicePixelRatioF()
        if width * height * ratio * ratio > _LARGEST:
            painter.setPen(line.pen(line.weight))
            painter.drawRoundedRect(QRectF(x, y, width, height), _RADIUS, _RADIUS)
            return
        picture = self._picture(round(width), round(height), line, ratio)
        draw_border(painter, round(x) - _PAD, round(y) - _PAD, picture)

    def _picture(self, width: int, height: int, line: _Line, ratio: float) -> QPixmap:
        """A frame, on whole pixels as its shape is. Kept: a dashed round line takes as long as all else that an
        edit paints, and all tasks of a selection have the same."""
        key = width, height, line, ratio
        known = self._pictures.get(key)
        if known is not None:
            return known
        if len(self._pictures) >= _MOST:
            self._pictures.clear()
        picture = QPixmap(round((width + 2 * _PAD) * ratio), round((height + 2 * _PAD) * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line.pen(line.weight))
        painter.drawRoundedRect(QRectF(_PAD, _PAD, width, height), _RADIUS, _RADIUS)
        painter.end()
        self._pictures[key] = picture
        return picture

    def _handles(self, painter: QPainter, camera: Camera, scene: Scene, identity: str) -> None:
        node, flow = scene.node(identity), scene.flow(identity)
        handles = resize_handles(node.bounds, SPECS[node.record.spec].resizable) if node is not None else []
        if not handles and flow is None:
            return
        painter.setPen(QPen(QColor(scene.theme.accent), 1.2))
        painter.setBrush(QColor(scene.theme.paper))
        if flow is not None:
            for point in flow.points:
                painter.drawEllipse(camera.to_view(point), HANDLE, HANDLE)
        elif node is not None:
            places = [self._outside(camera, node.bounds, point) for _, point in handles]
            painter.drawRects([QRectF(at.x() - HANDLE, at.y() - HANDLE, 2 * HANDLE, 2 * HANDLE) for at in places])

    @staticmethod
    def _outside(camera: Camera, bounds: Bounds, point: Point) -> QPointF:
        place = camera.to_view(point)
        x, y = bounds.centre
        air_x = 0 if abs(point[0] - x) < 0.01 else AIR if point[0] > x else -AIR
        air_y = 0 if abs(point[1] - y) < 0.01 else AIR if point[1] > y else -AIR
        return QPointF(place.x() + air_x, place.y() + air_y)


def draw_border(painter: QPainter, x: int, y: int, picture: QPixmap) -> None:
    """Draw the four sides of a picture that is empty inside. Where areas of an edit are painted, not rectangular
    together, one great picture is looked through pixel by pixel, which takes ten times as long."""
    wide, high = picture.width(), picture.height()
    ratio = picture.devicePixelRatio()
    side = round((_PAD + _RADIUS + 2) * ratio)
    if min(wide, high) <= 2 * side or not ratio.is_integer():  # between pixels the sides would not meet
        painter.drawPixmap(x, y, picture)
        return
    for left, top, width, height in (
        (0, 0, wide, side),
        (0, high - side, wide, side),
        (0, side, side, high - 2 * side),
        (wide - side, side, side, high - 2 * side),
    ):
        painter.drawPixmap(QPointF(x + left / ratio, y + top / ratio), picture, QRectF(left, top, width, height))


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
