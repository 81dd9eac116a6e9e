"""The small drawing vocabulary of all looks and glyphs: one for screen, SVG and PNG.

A path is a tuple of segments: `("M", (x, y))` move, `("L", (x, y))` line, `("C", (x1, y1, x2, y2, x, y))`
cubic curve, `("E", (cx, cy, rx, ry))` a whole ellipse, `("Z", ())` close. Units are diagram units.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from runner.core.values import dataclass

Segment = tuple[str, tuple[float, ...]]
Path = tuple[Segment, ...]
Paint = Literal["none", "paper", "ink", "tint"]

_COUNTS = {"M": 2, "L": 2, "C": 6, "E": 4, "Z": 0}
_QUARTER = 0.5522847498  # control point of a quarter circle drawn as a cubic curve


@dataclass(frozen=True)
class Stroke:
    """Width in diagram units, and the lengths of dashes and gaps in diagram units (empty: solid)."""

    width: float
    dashes: tuple[float, ...] = ()
    round_caps: bool = False


STROKES: dict[str, Stroke] = {
    "none": Stroke(0.0),
    "outline": Stroke(2.0),
    "start": Stroke(2.0),
    "start-dashed": Stroke(2.0, (6.0, 4.0)),
    "intermediate": Stroke(1.5),
    "intermediate-dashed": Stroke(1.5, (5.0, 3.0)),
    "end": Stroke(4.0),
    "call": Stroke(5.0),
    "event-sub-process": Stroke(2.5, (1.0, 5.5), round_caps=True),
    "inner": Stroke(1.5),
    "pool": Stroke(2.0),
    "lane": Stroke(1.5),
    "hairline": Stroke(1.0),
    "group": Stroke(1.5, (10.0, 6.0, 1.5, 6.0), round_caps=True),
    "glyph": Stroke(1.3, round_caps=True),
    "glyph-bold": Stroke(2.2, round_caps=True),
    "gateway-circle": Stroke(2.6),
    "flow": Stroke(2.0),
    "message": Stroke(1.5, (7.0, 5.0)),
    "association": Stroke(1.8, (0.5, 5.0), round_caps=True),
    "arrow": Stroke(1.5),
}
"""Stroke styles by name. Widths as experts' eyes know them from other tools."""


@dataclass(frozen=True)
class Figure:
    """One path with how it is painted. `stroke` is a name of `STROKES`; `fill` and `pen` say which of the
    element's two colours paints the inside and the line (`paper` = its background, `ink` = its line)."""

    path: Path
    stroke: str = "outline"
    fill: Paint = "none"
    pen: Paint = "ink"


def path(text: str) -> Path:
    """Read `"M 0 0 L 10 0 Z"`; numbers after one letter repeat it (`L` after `M`).

    Raises `ValueError` for an unknown letter or a wrong count of numbers.
    """
    segments: list[Segment] = []
    letter = ""
    numbers: list[float] = []
    for word in text.replace(",", " ").split():
        if word in _COUNTS:
            if numbers:
                raise ValueError(text)
            letter = word
            if word == "Z":
                segments.append(("Z", ()))
            continue
        numbers.append(float(word))
        if len(numbers) == _COUNTS[letter]:
            segments.append((letter, tuple(numbers)))
            numbers = []
            letter = "L" if letter == "M" else letter
    if numbers:
        raise ValueError(text)
    return tuple(segments)


def polygon(*points: tuple[float, float]) -> Path:
    """A closed polygon."""
    head, *rest = points
    return (("M", head), *(("L", point) for point in rest), ("Z", ()))


def polyline(points: Iterable[tuple[float, float]]) -> Path:
    """An open line through all points."""
    return tuple(("M" if index == 0 else "L", tuple(point)) for index, point in enumerate(points))


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Path:
    """A rectangle, with rounded corners where `radius` is above 0."""
    right, bottom = x + width, y + height
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return polygon((x, y), (right, y), (right, bottom), (x, bottom))
    c = r * (1 - _QUARTER)
    return (
        ("M", (x + r, y)),
        ("L", (right - r, y)),
        ("C", (right - c, y, right, y + c, right, y + r)),
        ("L", (right, bottom - r)),
        ("C", (right, bottom - c, right - c, bottom, right - r, bottom)),
        ("L", (x + r, bottom)),
        ("C", (x + c, bottom, x, bottom - c, x, bottom - r)),
        ("L", (x, y + r)),
        ("C", (x, y + c, x + c, y, x + r, y)),
        ("Z", ()),
    )


def ellipse(cx: float, cy: float, rx: float, ry: float | None = None) -> Path:
    """A whole ellipse, a circle where only one radius is given."""
    return (("E", (cx, cy, rx, rx if ry is None else ry)),)


def placed(figures: Iterable[Figure], x: float, y: float, scale: float = 1.0) -> tuple[Figure, ...]:
    """The figures scaled from the origin and then moved. Stroke widths stay."""
    return tuple(
        Figure(
            tuple(_placed(segment, x, y, scale) for segment in figure.path), figure.stroke, figure.fill, figure.pen
        )
        for figure in figures
    )


def _placed(segment: Segment, x: float, y: float, scale: float) -> Segment:
    letter, numbers = segment
    if letter == "E":
        cx, cy, rx, ry = numbers
        return letter, (cx * scale + x, cy * scale + y, rx * scale, ry * scale)
    return letter, tuple(number * scale + (y if index % 2 else x) for index, number in enumerate(numbers))


def extent(figures: Iterable[Figure]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all points (control points included, strokes not)."""
    xs: list[float] = []
    ys: list[float] = []
    for figure in figures:
        for letter, numbers in figure.path:
            if letter == "E":
                cx, cy, rx, ry = numbers
                xs += [cx - rx, cx + rx]
                ys += [cy - ry, cy + ry]
            else:
                xs += numbers[0::2]
                ys += numbers[1::2]
    return min(xs), min(ys), max(xs), max(ys)
