"""How a flow is drawn: its line, its arrow heads and the signs at its start, from its points."""

from __future__ import annotations

import itertools
import math

from modeler.bpmn.drawing import Figure, ellipse, path, polygon, polyline
from modeler.bpmn.glyphs import glyph
from runner.core.values import dataclass

Point = tuple[float, float]

_STYLES = {
    "sequenceFlow": "flow",
    "messageFlow": "message",
    "association": "association",
    "dataInputAssociation": "association",
    "dataOutputAssociation": "association",
}


@dataclass(frozen=True)
class LineTraits:
    """What decides how a flow is drawn, beside its points. `kind` and `direction` in the words of
    `FlowRecord`; `conditional` is True for a condition on a flow that does not leave a gateway."""

    kind: str = "sequenceFlow"
    default: bool = False
    conditional: bool = False
    direction: str = "none"
    message_mark: str = ""


def line_style(kind: str) -> str:
    """The stroke style of a kind of flow."""
    return _STYLES.get(kind, "association")


def marks(points: tuple[Point, ...], traits: LineTraits) -> tuple[Figure, ...]:
    """The arrow heads and signs, without the line."""
    if len(points) < 2:
        return ()
    figures: list[Figure] = []
    start, end = _direction(points), _direction(points[::-1])
    if traits.kind == "sequenceFlow":
        figures.append(Figure(_head(points[-1], end, 11, 4.6), "arrow", "ink"))
        if traits.conditional:
            figures.append(Figure(_diamond(points[0], start), "arrow", "paper"))
        elif traits.default:
            figures.append(Figure(_slash(points[0], start), "flow"))
    elif traits.kind == "messageFlow":
        figures.append(Figure(_head(points[-1], end, 10, 5), "arrow", "paper"))
        x, y = points[0]
        figures.append(Figure(ellipse(x + start[0] * 4, y + start[1] * 4, 4), "arrow", "paper"))
        if traits.message_mark:
            x, y = middle(points)
            name = "envelope" if traits.message_mark == "initiating" else "envelope-filled"
            figures += glyph(name, x - 14, y - 14, 28)
    else:
        if traits.kind != "association" or traits.direction in ("one", "both"):
            figures.append(Figure(_barbs(points[-1], end), "arrow"))
        if traits.kind == "association" and traits.direction == "both":
            figures.append(Figure(_barbs(points[0], start), "arrow"))
    return tuple(figures)


def line(points: tuple[Point, ...], traits: LineTraits) -> tuple[Figure, ...]:
    """The whole drawing: line first, marks over it. The line ends inside its arrow head."""
    if len(points) < 2:
        return ()
    return (Figure(polyline(trimmed(points, traits.kind)), line_style(traits.kind)), *marks(points, traits))


def trimmed(points: tuple[Point, ...], kind: str) -> tuple[Point, ...]:
    """The points with the end drawn back under the arrow head, so that its tip stays sharp."""
    if len(points) < 2:
        return points
    if kind == "sequenceFlow":
        return (*points[:-1], _back(points[-1], _direction(points[::-1]), 5))
    if kind == "messageFlow":
        head = _back(points[0], _direction(points), 8)
        return (head, *points[1:-1], _back(points[-1], _direction(points[::-1]), 10))
    return points


def arriving(points: tuple[Point, ...]) -> Point:
    """Where a line comes from at its end: a vector of length 1."""
    return _direction(points[::-1])


def middle(points: tuple[Point, ...]) -> Point:
    """The point half way along the line."""
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    rest = sum(lengths) / 2
    for (a, b), length in zip(itertools.pairwise(points), lengths, strict=True):
        if length >= rest > 0:
            share = rest / length
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        rest -= length
    return points[0]


def _direction(points: tuple[Point, ...]) -> Point:
    """Unit vector from the first point along the line."""
    (x0, y0) = points[0]
    for x1, y1 in points[1:]:
        length = math.hypot(x1 - x0, y1 - y0)
        if length > 0.01:
            return (x1 - x0) / length, (y1 - y0) / length
    return 1.0, 0.0


def _back(point: Point, along: Point, length: float) -> Point:
    return point[0] + along[0] * length, point[1] + along[1] * length


def _head(tip: Point, along: Point, length: float, half: float) -> tuple[tuple[str, tuple[float, ...]], ...]:
    (x, y), (ux, uy) = tip, along
    return polygon(
        tip,
        (x + ux * length - uy * half, y + uy * length + ux * half),
        (x + ux * length + uy * half, y + uy * length - ux * half),
    )


def _barbs(tip: Point, along: Point) -> tuple[tuple[str, tuple[float, ...]], ...]:
    (x, y), (ux, uy) = tip, along
    return polyline([(x + ux * 8 - uy * 5, y + uy * 8 + ux * 5), tip, (x + ux * 8 + uy * 5, y + uy * 8 - ux * 5)])


def _diamond(start: Point, along: Point) -> tuple[tuple[str, tuple[float, ...]], ...]:
    (x, y), (ux, uy) = start, along
    return polygon(
        start,
        (x + ux * 8 - uy * 5, y + uy * 8 + ux * 5),
        (x + ux * 16, y + uy * 16),
        (x + ux * 8 + uy * 5, y + uy * 8 - ux * 5),
    )


def _slash(start: Point, along: Point) -> tuple[tuple[str, tuple[float, ...]], ...]:
    (x, y), (ux, uy) = start, along
    ax, ay = x + ux * 6 - uy * 5, y + uy * 6 + ux * 5
    bx, by = x + ux * 13 + uy * 5, y + uy * 13 - ux * 5
    return path(f"M {ax} {ay} L {bx} {by}")
