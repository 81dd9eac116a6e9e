"""Painting a part of the scene: three levels of detail, sprites, lines and kept labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygon, QRegion

from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.camera import Camera
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.labels import Labels, draw
from modeler.ui.canvas.paths import brush_of, colour_of, pen_of, text_pen
from modeler.ui.canvas.policies import paint_policies
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.sprites import PAD, Sprites, fits
from modeler.ui.canvas.tiles import Cell

BLOCKS, SHAPES, TEXTS, BATCHES = 0.12, 0.22, 0.30, 0.45
"""Below the first shapes are filled blocks, below the second outlined ones, below the third without text,
below the fourth flows are painted a cell at a time."""

GRID = 20
SMOOTH = QPainter.RenderHint.Antialiasing
"""Looked up once: Qt's names take longer to find than much of what is painted."""
_HOLLOW = Qt.BrushStyle.NoBrush
_ROOM = 8.0
_FEW = 6
"""Rectangles: what lies between more of them is painted and clipped away, which is less work than to look."""

Item = TypeVar("Item", NodeItem, FlowItem)


class Renderer:
    """Paints the model (not what lies over it) of one scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.labels = Labels()
        self.sprites = Sprites(scene.kinds.paint)
        self.show_grid = True

    def forget(self) -> None:
        """The theme changed: draw all sprites anew."""
        self.sprites.clear()

    def render(self, painter: QPainter, clip: QRect | QRegion, camera: Camera, ratio: float = 1.0) -> None:
        """Paint the part of the model that shows in `clip` (pixels of the widget), to which the painter is clipped:
        what lies between several rectangles is passed over."""
        scale = camera.scale
        around, rects = (clip, [clip]) if isinstance(clip, QRect) else (clip.boundingRect(), rects_of(clip))
        if scale < TEXTS and len(rects) > 1:  # whole cells are painted: none between the edges
            for rect in rects:
                painter.save()
                painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
                self.render(painter, rect, camera, ratio)
                painter.restore()
            return
        room = _ROOM / scale if scale > 1 else _ROOM
        whole = camera.area(around).grown(room)
        cells = self.scene.cells(whole)
        if scale < SHAPES:
            self._paper(painter, around, camera)
            self._set_out(painter, camera)
            self._far(painter, cells, whole, scale)
        else:
            areas = [camera.area(rect).grown(room) for rect in rects] if 1 < len(rects) <= _FEW else []
            nodes = sorted(_met([cell.nodes for cell in cells], whole, areas), key=_layer)
            shown, colour = self._above_grounds(nodes, whole)
            self._paper(painter, around, camera, colour)
            self._set_out(painter, camera)
            flows = _met([cell.flows for cell in cells], whole, areas) if scale >= TEXTS else []
            painter.setRenderHint(SMOOTH, True)
            self.paint_nodes(painter, shown, camera, ratio)
            if scale < BATCHES:
                self._batches(painter, cells)
            else:
                self.paint_flows(painter, flows)
            if scale >= TEXTS:
                self.paint_labels(painter, nodes, flows)
                paint_policies(painter, nodes, self.scene.theme)
        painter.restore()

    def _set_out(self, painter: QPainter, camera: Camera) -> None:
        """From here on diagram units, until the painter is restored."""
        painter.save()
        painter.translate(-camera.left, -camera.top)
        painter.scale(camera.scale, camera.scale)

    def _above_grounds(self, nodes: Sequence[NodeItem], area: Bounds) -> tuple[list[NodeItem], str]:
        """Of the shapes in an area, lowest first, those of which something shows there, and the colour under them;
        empty for paper with its grid."""
        shown: list[NodeItem] = []
        colour = ""
        for item in nodes:
            ground = self.scene.kinds.ground(item, area) if item.container else None
            if ground:
                shown.clear()
                colour = ground
            elif ground is None:
                shown.append(item)
        return shown, colour

    def _paper(self, painter: QPainter, around: QRect, camera: Camera, colour: str = "") -> None:
        """What everything is painted on."""
        painter.setBackground(colour_of(colour or self.scene.theme.paper))
        painter.eraseRect(around)  # of all ways to fill it the one that needs no gradients to be loaded
        if not colour and self.show_grid and camera.scale >= 0.5:
            self._grid(painter, around, camera)

    def _grid(self, painter: QPainter, clip: QRect, camera: Camera) -> None:
        step = GRID * camera.scale
        painter.setPen(QPen(QColor(self.scene.theme.line), 2 if camera.scale > 1.5 else 1))
        first_x, first_y = int((clip.left() + camera.left) // step), int((clip.top() + camera.top) // step)
        last_x, last_y = int((clip.right() + camera.left) // step) + 1, int((clip.bottom() + camera.top) // step) + 1
        ys = [round(y * step) - camera.top for y in range(first_y, last_y + 1)]
        painter.setRenderHint(SMOOTH, False)
        points = [QPoint(round(x * step) - camera.left, ys[0]) for x in range(first_x, last_x + 1)]
        row = QPolygon(points)
        for y in ys:
            painter.drawPoints(row.translated(0, y - ys[0]))

    def _far(self, painter: QPainter, cells: list[Cell], area: Bounds, scale: float) -> None:
        theme = self.scene.theme
        thin = QPen(QColor(theme.muted))
        thin.setCosmetic(True)
        painter.setPen(thin)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        around = {i.id: i for cell in cells for i in cell.containers.values()}
        painter.drawRects([QRectF(i.x, i.y, i.w, i.h) for i in around.values() if i.bounds.meets(area)])
        pale = QPen(QColor(theme.strong_line))
        pale.setCosmetic(True)
        for cell in cells:
            path, others = cell.lines()
            painter.strokePath(path, pale)
            painter.setPen(pale)
            for item in others:
                painter.drawPolyline([QPointF(x, y) for x, y in item.points])
        if scale < BLOCKS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor(theme.faint)))
        else:
            painter.setPen(thin)
            painter.setBrush(QBrush(QColor(theme.paper)))
        for cell in cells:
            painter.drawRects(cell.rectangles())

    def _batches(self, painter: QPainter, cells: list[Cell]) -> None:
        """Flows of whole cells at once; at this size that is much faster than one by one."""
        ink = self.scene.theme.ink
        others: dict[str, FlowItem] = {}
        for cell in cells:
            path, rest = cell.lines()
            painter.strokePath(path, pen_of("flow", ink))
            painter.fillPath(cell.heads(), brush_of(ink))
            others.update((item.id, item) for item in rest)
        self.paint_flows(painter, list(others.values()))

    def paint_nodes(self, painter: QPainter, nodes: list[NodeItem], camera: Camera, ratio: float) -> None:
        """Paint shapes without their names; the painter works in diagram units."""
        scale, left, top = camera.scale, camera.left, camera.top
        table = self.sprites.at(scale, ratio)
        get, make = table.get, self.sprites.make
        origin = painter.worldTransform()
        direct = False
        painter.resetTransform()
        for item in nodes:
            pixmap = get(item.kind)
            if pixmap is None and not fits(item.w, item.h, scale * ratio):
                painter.setWorldTransform(origin)
                painter.translate(item.x, item.y)
                self.scene.kinds.paint(item.kind, painter)
                painter.resetTransform()
                direct = True
                continue
            if pixmap is None:
                pixmap = make(item.kind, scale, ratio)
                get = self.sprites.at(scale, ratio).get
            painter.drawPixmap(round((item.x - PAD) * scale) - left, round((item.y - PAD) * scale) - top, pixmap)
        painter.setWorldTransform(origin)
        if direct:
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def paint_flows(self, painter: QPainter, flows: list[FlowItem]) -> None:
        """Paint lines and their signs, without names."""
        theme = self.scene.theme
        painter.setBrush(_HOLLOW)
        pen = None
        for item in flows:
            if (next_pen := pen_of(item.style, item.record.stroke or theme.ink)) is not pen:
                painter.setPen(pen := next_pen)
            painter.drawPolyline(item.polygon())
        colours = {"none": "", "ink": theme.ink, "paper": theme.paper, "tint": ""}
        brush = None
        for item in flows:
            colours["ink"] = item.record.stroke or theme.ink
            for figure, path in item.signs():
                if (next_pen := pen_of(figure.stroke, colours[figure.pen])) is not pen:
                    painter.setPen(pen := next_pen)
                if (next_brush := brush_of(colours[figure.fill])) is not brush:
                    painter.setBrush(brush := next_brush)
                painter.drawPath(path)

    def paint_labels(self, painter: QPainter, nodes: list[NodeItem], flows: list[FlowItem]) -> None:
        """Paint names."""
        ink = text_pen(self.scene.theme.ink)
        lay = self.labels.lay
        paper = QColor(self.scene.theme.paper)
        paper.setAlpha(225)
        painter.setPen(ink)
        painter.setBackground(paper)
        for label in [node.label for node in nodes] + [flow.label for flow in flows]:
            if label is None:
                continue
            runs = label.runs if label.runs is not None else lay(label)
            if label.back is not None:
                painter.eraseRect(label.back)
            if label.colour:
                painter.setPen(text_pen(label.colour))
                draw(painter, runs)
                painter.setPen(ink)
            else:
                draw(painter, runs)


def _layer(item: NodeItem) -> int:
    return item.layer


def _met(tables: Sequence[Mapping[str, Item]], whole: Bounds, areas: Sequence[Bounds]) -> list[Item]:
    """What reaches into one of the areas (none given: into `whole`, the rectangle round all), each once."""
    left, top, right, bottom = whole.x, whole.y, whole.x + whole.width, whole.y + whole.height
    found = [
        item
        for table in tables
        for item in table.values()
        if item.left < right and item.right > left and item.top < bottom and item.bottom > top
    ]
    if len(tables) > 1:  # what lies in several cells is met in each
        found = list(dict.fromkeys(found))
    return [item for item in found if any(map(item.extent.meets, areas))] if areas else found


def rects_of(region: QRegion) -> list[QRect]:
    """The rectangles of a region."""
    rects: list[QRect] = list(region)  # type: ignore[call-overload]  # PySide's stubs do not know it can be walked
    return rects


def filled(region: QRegion, whole: QRect) -> QRegion | QRect:
    """A region, or the rectangle round it where half of that is taken: one is looked through faster than many."""
    return whole if region.rectCount() == 1 or is_filled(whole, rects_of(region)) else region


def is_filled(whole: QRect, rects: Iterable[QRect]) -> bool:
    """Whether rectangles take half of the one round them."""
    return whole.width() * whole.height() <= 2 * sum([rect.width() * rect.height() for rect in rects])
