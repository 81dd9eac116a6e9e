"""Grounds: the inside of large shapes. Where an area lies well inside a pool, nothing of the pool shows but its
ground, and nothing of what lies below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from modeler.bpmn.drawing import STROKES, Figure, Paint
from modeler.bpmn.looks import RADIUS
from modeler.geometry.shapes import Bounds, Point, around

_SOFT = 2.0
"""Diagram units beside a stroke where it may still show."""


class Ground(NamedTuple):
    """The part of a shape, seen from its corner, in which nothing shows but the one colour that fills it."""

    area: Bounds
    fill: Paint


def ground_of(figures: Sequence[Figure], width: float, height: float) -> Ground | None:
    """The ground of a shape whose first figure is its body, a rectangle; None where nothing is left of it."""
    body, *others = figures
    room = Bounds(0, 0, width, height).grown(-RADIUS - _reach(body))
    for figure in others:
        points = [point for letter, numbers in figure.path for point in _points(letter, numbers)]
        if points:
            room = _beside(room, around(points).grown(_reach(figure)))
    return Ground(room, body.fill) if room.width > 0 and room.height > 0 else None


def _points(letter: str, numbers: tuple[float, ...]) -> Iterable[Point]:
    """Points that a piece of a path does not reach beyond."""
    if letter == "E":
        x, y, across, down = numbers
        return (x - across, y - down), (x + across, y + down)
    return zip(numbers[::2], numbers[1::2], strict=True)


def _reach(figure: Figure) -> float:
    return STROKES[figure.stroke].width / 2 + _SOFT


def _beside(room: Bounds, taken: Bounds) -> Bounds:
    """The largest part of a room that lies on one side of what takes a place in it."""
    if not room.meets(taken):
        return room
    parts = (
        Bounds(room.x, room.y, taken.x - room.x, room.height),
        Bounds(taken.right, room.y, room.right - taken.right, room.height),
        Bounds(room.x, room.y, room.width, taken.y - room.y),
        Bounds(room.x, taken.bottom, room.width, room.bottom - taken.bottom),
    )
    return max(parts, key=lambda part: max(part.width, 0.0) * max(part.height, 0.0))
