"""The first page of a PDF of the diagram, painted again from what stands in the file: lines, areas and letters, which
are outlines there. Reads what Qt writes, no other PDF; the foot line, which is text, is passed over."""

from __future__ import annotations

import re
import zlib

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from modeler.reports.svg import MARGIN
from modeler.ui.canvas import paper
from modeler.ui.canvas.scene import Scene
from runner.core.tokens import LIGHT
from tests.helpers.likeness import blank
from tests.helpers.sheets import Sheet

_STREAM = re.compile(rb"<<([^>]*?)>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_ALPHA = re.compile(rb"/(GS\w+) (\d+) 0 R")
_CAPS = {0: Qt.PenCapStyle.FlatCap, 1: Qt.PenCapStyle.RoundCap, 2: Qt.PenCapStyle.SquareCap}
_JOINS = {0: Qt.PenJoinStyle.MiterJoin, 1: Qt.PenJoinStyle.RoundJoin, 2: Qt.PenJoinStyle.BevelJoin}
_A4 = QSizeF(297, 210)
_POINT = 25.4 / 72
"""Millimetres."""


class _Doc:
    """A sheet as `paper` takes a document."""

    def __init__(self, sheet: Sheet) -> None:
        self.nodes, self.flows = sheet.nodes, sheet.flows
        self.processes: dict[str, object] = {}
        self.index = self


def printed(sheet: Sheet) -> QImage:
    """A sheet of the reference pictures as its PDF shows it, at a pixel a unit."""
    doc = _Doc(sheet)
    data = paper.to_pdf(doc, scale=paper.FIT)  # type: ignore[arg-type]  # it has what paper looks at
    (page,) = paper.sheets_of(doc, _A4, paper.FIT)  # type: ignore[arg-type]
    scene = Scene(LIGHT)
    scene.load(sheet)
    extent, factor = scene.extent().grown(MARGIN), paper.UNIT * page.scale
    left = paper.EDGE + (_A4.width() - 2 * paper.EDGE - extent.width * factor) / 2
    top = paper.EDGE + (_A4.height() - 2 * paper.EDGE - paper.FOOT - extent.height * factor) / 2
    # points from the lower left corner -> millimetres from the upper left one -> units
    place = QTransform(_POINT, 0, 0, -_POINT, 0, round(_A4.height() / _POINT) * _POINT)
    place *= QTransform.fromTranslate(-left, -top) * QTransform.fromScale(1 / factor, 1 / factor)
    place *= QTransform.fromTranslate(page.area.x, page.area.y)
    image = blank(sheet, LIGHT)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(place)
    _Page(painter, _shades(data)).paint(_content(data))
    painter.end()
    return image


def _content(data: bytes) -> bytes:
    """The drawing of the first page: of all streams the one that says most lines."""
    streams = [zlib.decompress(body) for head, body in _STREAM.findall(data) if b"/FlateDecode" in head]
    return max(streams, key=lambda stream: len(re.findall(rb"\n(?:S|B\*|f)\n", stream)))


def _shades(data: bytes) -> dict[str, float]:
    """How opaque each graphics state fills."""
    found = {}
    for name, number in _ALPHA.findall(data):
        body = re.search(rb"\n%s 0 obj\s*<<(.*?)>>" % number, data, re.DOTALL)
        alpha = re.search(rb"/ca ([\d.]+)", body.group(1)) if body is not None else None
        found[name.decode()] = float(alpha.group(1)) if alpha is not None else 1.0
    return found


class _Page:
    """Does one operator of PDF after the other."""

    def __init__(self, painter: QPainter, shades: dict[str, float]) -> None:
        self._painter = painter
        self._shades = shades
        self._path = QPainterPath()
        self._pen, self._fill, self._alpha = QPen(), QColor(), 1.0
        self._kept: list[tuple[QPen, QColor, float]] = []

    def paint(self, content: bytes) -> None:
        """All of it. Raises `KeyError` for an operator that Qt did not use when this was written."""
        acts = {
            "q": self._keep, "Q": self._restore, "cm": self._turn, "m": self._go, "l": self._line, "c": self._curve,
            "h": self._close, "re": self._box, "S": self._stroke, "f": self._area, "f*": self._area, "B*": self._both,
            "B": self._both, "n": self._end, "w": self._width, "J": self._cap, "j": self._join, "M": self._miter,
            "d": self._dash, "gs": self._state, "scn": self._colour, "SCN": self._ink,
        }  # fmt: skip
        passed = {"cs", "CS", "W", "W*"}
        text = re.sub(r"\bBT\b.*?\bET\b", " ", content.decode("latin-1"), flags=re.DOTALL)
        operands: list[str] = []
        for word in re.findall(r"\[[^\]]*\]|[^\s\[\]]+", text):
            if word[0] in "+-.0123456789/[":
                operands.append(word)
                continue
            if word not in passed:
                acts[word](operands)
            operands = []

    def _keep(self, _words: list[str]) -> None:
        self._painter.save()
        self._kept.append((QPen(self._pen), QColor(self._fill), self._alpha))

    def _restore(self, _words: list[str]) -> None:
        self._painter.restore()
        self._pen, self._fill, self._alpha = self._kept.pop()

    def _turn(self, words: list[str]) -> None:
        self._painter.setTransform(QTransform(*map(float, words)), True)

    def _go(self, words: list[str]) -> None:
        self._path.moveTo(*map(float, words))

    def _line(self, words: list[str]) -> None:
        self._path.lineTo(*map(float, words))

    def _curve(self, words: list[str]) -> None:
        x1, y1, x2, y2, x, y = map(float, words)
        self._path.cubicTo(QPointF(x1, y1), QPointF(x2, y2), QPointF(x, y))

    def _close(self, _words: list[str]) -> None:
        self._path.closeSubpath()

    def _box(self, words: list[str]) -> None:
        self._path.addRect(*map(float, words))

    def _stroke(self, _words: list[str]) -> None:
        self._painter.strokePath(self._path, self._pen)
        self._end([])

    def _area(self, _words: list[str]) -> None:
        colour = QColor(self._fill)
        colour.setAlphaF(self._alpha)
        self._painter.fillPath(self._path, QBrush(colour))
        self._end([])

    def _both(self, _words: list[str]) -> None:
        path = QPainterPath(self._path)
        self._area([])
        self._path = path
        self._stroke([])

    def _end(self, _words: list[str]) -> None:
        self._path = QPainterPath()

    def _width(self, words: list[str]) -> None:
        self._pen.setWidthF(float(words[0]))

    def _cap(self, words: list[str]) -> None:
        self._pen.setCapStyle(_CAPS[int(words[0])])

    def _join(self, words: list[str]) -> None:
        self._pen.setJoinStyle(_JOINS[int(words[0])])

    def _miter(self, words: list[str]) -> None:
        self._pen.setMiterLimit(float(words[0]))

    def _dash(self, words: list[str]) -> None:
        lengths = [float(length) for length in words[0].strip("[]").split()]
        if not lengths:
            self._pen.setStyle(Qt.PenStyle.SolidLine)
            return
        width = self._pen.widthF() or 1.0
        self._pen.setDashPattern([length / width for length in lengths])
        self._pen.setDashOffset(float(words[1]) / width)

    def _state(self, words: list[str]) -> None:
        self._alpha = self._shades.get(words[0].removeprefix("/"), 1.0)

    def _colour(self, words: list[str]) -> None:
        self._fill = QColor.fromRgbF(*map(float, words))

    def _ink(self, words: list[str]) -> None:
        self._pen.setColor(QColor.fromRgbF(*map(float, words)))
