"""Bends: what a hand does to a line, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence

from modeler.geometry.docking import Line, crop_end, dock
from modeler.geometry.routing import simplified
from modeler.geometry.shapes import Bounds, Point

SNAP = 10.0


def piece_at(points: Sequence[Point], at: Point) -> tuple[int, float, float]:
    """The piece nearest to a point: its index, the distance, and the share of its length."""
    best = (0, float("inf"), 0.0)
    for index in range(len(points) - 1):
        (ax, ay), (bx, by) = points[index], points[index + 1]
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        share = max(0.0, min(1.0, ((at[0] - ax) * dx + (at[1] - ay) * dy) / length)) if length else 0.0
        px, py = ax + dx * share, ay + dy * share
        distance = ((at[0] - px) ** 2 + (at[1] - py) ** 2) ** 0.5
        if distance < best[1]:
            best = (index, distance, share)
    return best


def is_axis_parallel(points: Sequence[Point], index: int) -> bool:
    """Whether a piece runs level or upright."""
    (ax, ay), (bx, by) = points[index], points[index + 1]
    return abs(ax - bx) < 1 or abs(ay - by) < 1


def moved_piece(
    points: Sequence[Point], index: int, to: Point, source: Bounds, target: Bounds, source_kind: str, target_kind: str
) -> Line:
    """The line with an axis-parallel piece shifted sideways through `to`; at the ends it stays docked or
    gets a new corner where it would leave the shape."""
    level = abs(points[index][1] - points[index + 1][1]) < 1
    line = [*points]
    for end in (index, index + 1):
        x, y = line[end]
        line[end] = (x, to[1]) if level else (to[0], y)
    line = _docked_again(source, source_kind, line, index)
    line = _docked_again(target, target_kind, line[::-1], len(points) - 2 - index)[::-1]
    return simplified(line)


def _docked_again(shape: Bounds, kind: str, line: list[Point], index: int) -> list[Point]:
    """The line with its first end docked after piece `index` was shifted: the piece itself leads out of the shape,
    or the one before it does, which may now be too short or lead out of another side."""
    if index == 0:
        return [*_redocked(shape, kind, line), *line[1:]]
    if index != 1 or not is_axis_parallel(line, 0):
        return line
    if shape.contains(line[1]):
        return [*_redocked(shape, kind, line[1:]), *line[2:]]
    return [*_redocked(shape, kind, line), *line[1:]]


def _redocked(shape: Bounds, kind: str, line: Sequence[Point]) -> list[Point]:
    corner, following = line[0], line[1]
    level = abs(corner[1] - following[1]) < 1
    inside = (shape.centre[0], corner[1]) if level else (corner[0], shape.centre[1])
    if shape.contains(inside):
        return [crop_end(shape, kind, inside, following)]
    return [crop_end(shape, kind, shape.centre, inside), inside]


def moved_bend(
    points: Sequence[Point], index: int, to: Point, source: Bounds, target: Bounds, source_kind: str, target_kind: str
) -> Line:
    """The line with one inner bend at a new place, fallen into line with its neighbours where near."""
    line = [*points]
    line[index] = fallen(points, index, to)
    line[0] = dock(source, source_kind, line[1])
    line[-1] = dock(target, target_kind, line[-2])
    return simplified(line, 0.5)


def fallen(points: Sequence[Point], index: int, to: Point) -> Point:
    """Where a bend comes to that is dragged to a place: into line with its neighbours where they are near."""
    x, y = to
    for other in (points[index - 1], points[index + 1]):
        if abs(other[0] - x) < SNAP:
            x = other[0]
        if abs(other[1] - y) < SNAP:
            y = other[1]
    return x, y


def with_bend(points: Sequence[Point], index: int, at: Point) -> Line:
    """The line with a new bend in a piece."""
    return (*points[: index + 1], at, *points[index + 1 :])


def aimed(line: Sequence[Point], shape: Bounds, kind: str, anchor: Point) -> Line | None:
    """The line with its first end docked where it is aimed at `anchor`, its bends kept; None where it has none, or
    where the first would end up inside the shape."""
    if len(line) < 3:
        return None
    start, bend, following = line[0], line[1], line[2]
    if abs(start[1] - bend[1]) < 1 and abs(bend[0] - following[0]) < 1:
        bend = (bend[0], anchor[1])
    elif abs(start[0] - bend[0]) < 1 and abs(bend[1] - following[1]) < 1:
        bend = (anchor[0], bend[1])
    if shape.grown(SNAP / 2).contains(bend):
        return None
    return simplified((crop_end(shape, kind, anchor, bend), bend, *line[2:]))
