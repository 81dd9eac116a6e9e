"""Print and PDF: the planes of a diagram on sheets of paper, with overlap, marks to cut at and page numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from modeler.document.records import NodeRecord, ProcessRecord
from modeler.geometry.shapes import Bounds
from modeler.reports.svg import MARGIN, Drawing
from modeler.ui.canvas.fonts import canvas_font
from modeler.ui.canvas.scene import Scene
from modeler.ui.canvas.vector import paint_plane
from runner.core.i18n import tr as _
from runner.core.tokens import LIGHT, Theme

UNIT = 25.4 / 96
"""Millimetres of a diagram unit at 100 %."""
EDGE, FOOT, OVERLAP = 10.0, 6.0, 8.0
"""Millimetres: margin of a sheet, its foot line, and what two neighbours both show."""
LEAST = 0.6
"""A plane is shrunk onto one sheet down to this scale; below, it is laid over several at this scale."""


FIT: Literal["fit"] = "fit"
"""Each plane on one sheet, however small it gets."""
Scale = float | Literal["fit"] | None
"""1.0 is 100 %; `FIT`; None: one sheet where that stays readable, else as many as it takes."""


class Paged(Drawing, Protocol):
    """What is drawn, and what further diagrams are called."""

    @property
    def processes(self) -> Mapping[str, ProcessRecord]:
        """Processes by id."""


class Shown(Protocol):
    """A document, as far as paper needs it."""

    @property
    def index(self) -> Paged:
        """Its records."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: `plane` as in `Scene.root`, `title` of a sub-process (empty: the main plane), `area` in diagram
    units, `scale` (1.0 is 100 %), its place among `rows` and `columns`, from 0."""

    plane: str | None
    title: str
    area: Bounds
    scale: float
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1


def sheets_of(index: Paged, paper: QSizeF, scale: Scale = None) -> list[Sheet]:
    """How the planes lie on sheets of a size in millimetres: the main plane first, then further diagrams and each
    folded sub-process."""
    found: list[Sheet] = []
    for plane, title in planes_of(index):
        scene = _scene(index, plane, LIGHT)
        found += _tiled(plane, title, scene.extent().grown(MARGIN), paper, scale)
    return found


def planes_of(index: Paged) -> list[tuple[str | None, str]]:
    """The main plane, and those of further diagrams and folded sub-processes that hold anything, with their names."""
    held = {node.plane: node for node in index.nodes.values() if node.plane is not None and node.bounds is not None}
    inside = [(node.id, node.name.replace("\n", " ")) for node in index.nodes.values() if node.id in held]
    known = {plane for plane, _name in inside}
    further = [(plane, _of(index, node)) for plane, node in held.items() if plane not in known]
    return [(None, ""), *further, *inside]


def _of(index: Paged, node: NodeRecord) -> str:
    """What a further diagram is called on paper: as its process is, or as its pool."""
    process = index.processes.get(node.process or "")
    pool = index.nodes.get((process.pool or "") if process is not None else node.id)
    name = (process.name if process is not None else "") or (pool.name if pool is not None else "")
    return name.replace("\n", " ")


def _scene(index: Drawing, plane: str | None, theme: Theme) -> Scene:
    scene = Scene(theme)
    scene.root = plane
    scene.load(index)
    return scene


def _tiled(plane: str | None, title: str, whole: Bounds, paper: QSizeF, scale: Scale) -> list[Sheet]:
    width, height = paper.width() - 2 * EDGE, paper.height() - 2 * EDGE - FOOT
    fitting = min(width / (whole.width * UNIT), height / (whole.height * UNIT), 1.0)
    if scale is None:
        scale = fitting if fitting >= LEAST else LEAST
    elif scale == FIT:
        scale = fitting
    step_x, step_y = (width - OVERLAP) / (UNIT * scale), (height - OVERLAP) / (UNIT * scale)
    lap = OVERLAP / (UNIT * scale)
    columns = max(1, math.ceil(round((whole.width - lap) / step_x, 4)))
    rows = max(1, math.ceil(round((whole.height - lap) / step_y, 4)))
    return [
        Sheet(
            plane, title,
            Bounds(whole.x + column * step_x, whole.y + row * step_y, step_x + lap, step_y + lap),
            scale, row, column, rows, columns,
        )
        for row in range(rows)
        for column in range(columns)
    ]  # fmt: skip


def paint_sheets(device: QPagedPaintDevice, doc: Shown, sheets: Sequence[Sheet], name: str = "") -> None:
    """Paint sheets onto the pages of a device, black on white whatever the theme of the window."""
    painter = QPainter(device)
    dots = device.logicalDpiX() / 25.4
    scenes: dict[str | None, Scene] = {}
    for number, sheet in enumerate(sheets):
        if number:
            device.newPage()
        scene = scenes.get(sheet.plane)
        if scene is None:
            scene = scenes[sheet.plane] = _scene(doc.index, sheet.plane, LIGHT)
        paper = device.pageLayout().pageSize().size(QPageSize.Unit.Millimeter)
        if device.pageLayout().orientation() == QPageLayout.Orientation.Landscape:
            paper = QSizeF(max(paper.width(), paper.height()), min(paper.width(), paper.height()))
        origin = device.pageLayout().marginsPoints()
        painter.save()
        painter.translate(-origin.left() / 72 * 25.4 * dots, -origin.top() / 72 * 25.4 * dots)
        painter.scale(dots, dots)
        _sheet(painter, scene, sheet, paper)
        _foot(painter, sheet, paper, number + 1, len(sheets), name)
        painter.restore()
    painter.end()


def _sheet(painter: QPainter, scene: Scene, sheet: Sheet, paper: QSizeF) -> None:
    """The diagram on one sheet; the painter works in millimetres."""
    room = QRectF(EDGE, EDGE, paper.width() - 2 * EDGE, paper.height() - 2 * EDGE - FOOT)
    painter.save()
    painter.setClipRect(room)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(room.topLeft())
    factor = UNIT * sheet.scale
    if sheet.rows == sheet.columns == 1:  # alone: in the middle
        extent = scene.extent().grown(MARGIN)
        painter.translate((room.width() - extent.width * factor) / 2, (room.height() - extent.height * factor) / 2)
    painter.scale(factor, factor)
    painter.translate(-sheet.area.x, -sheet.area.y)
    paint_plane(painter, scene)
    painter.restore()
    painter.setPen(QPen(QColor(LIGHT.muted), 0.2))
    for x, y, down in _marks(sheet, room):
        painter.drawLine(QPointF(x, y), QPointF(x, y + 4) if down else QPointF(x + 4, y))


def _marks(sheet: Sheet, room: QRectF) -> list[tuple[float, float, bool]]:
    """Where to cut so that the sheets can be put together: small strokes at the overlap."""
    found: list[tuple[float, float, bool]] = []
    if sheet.column + 1 < sheet.columns:
        x = room.right() - OVERLAP
        found += [(x, room.top() - 5, True), (x, room.bottom() + 1, True)]
    if sheet.row + 1 < sheet.rows:
        y = room.bottom() - OVERLAP
        found += [(room.left() - 5, y, False), (room.right() + 1, y, False)]
    return found


def _foot(painter: QPainter, sheet: Sheet, paper: QSizeF, number: int, count: int, name: str) -> None:
    font = canvas_font(10)
    painter.save()
    painter.setPen(QColor(LIGHT.muted))
    painter.setFont(font)
    small = 0.25  # the font is set in pixels, the painter works in millimetres
    painter.scale(small, small)
    line = QRectF(
        EDGE / small,
        (paper.height() - EDGE - FOOT + 2) / small,
        (paper.width() - 2 * EDGE - OVERLAP - 4) / small,
        FOOT / small,
    )
    title = " · ".join(part for part in (name, sheet.title) if part)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
    place = _("{number} of {count}").format(number=number, count=count)
    if sheet.rows * sheet.columns > 1:
        place = f"{chr(ord('A') + sheet.row % 26)}{sheet.column + 1} · {place}"
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, place)
    painter.restore()


def to_pdf(doc: Shown, name: str = "", scale: Scale = None) -> bytes:
    """All planes as a PDF of A4 sheets, landscape, with embedded fonts. Needs a QGuiApplication."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(600)
    writer.setCreator("Slipway")
    writer.setTitle(name)
    page = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, QMarginsF(0, 0, 0, 0))
    writer.setPageLayout(page)
    paint_sheets(writer, doc, sheets_of(doc.index, QSizeF(297, 210), scale), name)
    buffer.close()
    return bytes(data.data())
