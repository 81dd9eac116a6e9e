"""From the drawing vocabulary of the looks to what Qt paints."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from modeler.bpmn.drawing import STROKES, Figure, Path


def painter_path(path: Path) -> QPainterPath:
    """One path."""
    target = QPainterPath()
    for letter, n in path:
        if letter == "M":
            target.moveTo(n[0], n[1])
        elif letter == "L":
            target.lineTo(n[0], n[1])
        elif letter == "C":
            target.cubicTo(n[0], n[1], n[2], n[3], n[4], n[5])
        elif letter == "E":
            target.addEllipse(QRectF(n[0] - n[2], n[1] - n[3], 2 * n[2], 2 * n[3]))
        else:
            target.closeSubpath()
    return target


@lru_cache(maxsize=256)
def pen_of(stroke: str, colour: str, weight: float = 1.0) -> QPen:
    """The pen of a stroke style; `weight` makes it lighter on icons."""
    style = STROKES[stroke]
    if not style.width:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(QColor(colour), style.width * weight)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin if style.round_caps else Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if style.round_caps else Qt.PenCapStyle.FlatCap)
    if style.dashes:
        pen.setDashPattern([length / style.width for length in style.dashes])
    return pen


@lru_cache(maxsize=64)
def colour_of(text: str) -> QColor:
    """A colour of the theme. Shared: do not change it."""
    return QColor(text)


@lru_cache(maxsize=64)
def text_pen(colour: str) -> QPen:
    """The pen of names. Shared: do not change it."""
    return QPen(QColor(colour))


@lru_cache(maxsize=64)
def brush_of(colour: str) -> QBrush:
    """A plain brush; no brush for an empty colour."""
    # with its pattern named no gradient is in question, and what gradients need is not loaded
    return QBrush(QColor(colour), Qt.BrushStyle.SolidPattern) if colour else QBrush()


def paint(
    painter: QPainter, figures: Iterable[Figure], ink: str, paper: str, weight: float = 1.0, tint: str = ""
) -> None:
    """Paint figures in the painter's coordinates; `paper` may be empty: nothing behind. `tint`: the colour that the
    element has of its own, if any."""
    colours = {"none": "", "ink": ink, "paper": paper, "tint": tint}
    for figure in figures:
        painter.setPen(pen_of(figure.stroke, colours[figure.pen] or ink, weight))
        painter.setBrush(brush_of(colours[figure.fill]))
        if len(figure.path) == 1 and figure.path[0][0] == "E":
            cx, cy, rx, ry = figure.path[0][1]
            painter.drawEllipse(QPointF(cx, cy), rx, ry)
        else:
            painter.drawPath(painter_path(figure.path))
