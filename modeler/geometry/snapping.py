"""Snapping: a dragged shape falls into line with its neighbours, or into the grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from modeler.geometry.shapes import Bounds, Point

TOLERANCE = 7.0
GRID = 10.0


@dataclass(frozen=True)
class Snap:
    """How far to shift, and the lines to show: `x` and `y` are where the shape fell into line, or None."""

    dx: float = 0.0
    dy: float = 0.0
    x: float | None = None
    y: float | None = None


def snap(
    moving: Bounds,
    neighbours: Iterable[Bounds] = (),
    borders: Iterable[Bounds] = (),
    dockings: Iterable[Point] = (),
    tolerance: float = TOLERANCE,
) -> Snap:
    """The nearest line within `tolerance`: centres of neighbours, borders of containers, and points that
    make an own flow straight. Each direction falls by itself."""
    cx, cy = moving.centre
    xs: list[tuple[float, float]] = []
    ys: list[tuple[float, float]] = []
    for box in neighbours:
        x, y = box.centre
        xs.append((x - cx, x))
        ys.append((y - cy, y))
    for box in borders:
        xs += [(box.x - moving.x, box.x), (box.right - moving.right, box.right)]
        ys += [(box.y - moving.y, box.y), (box.bottom - moving.bottom, box.bottom)]
    for x, y in dockings:
        xs.append((x - cx, x))
        ys.append((y - cy, y))
    dx, line_x = _nearest(xs, tolerance)
    dy, line_y = _nearest(ys, tolerance)
    return Snap(dx, dy, line_x, line_y)


def _nearest(offers: list[tuple[float, float]], tolerance: float) -> tuple[float, float | None]:
    near = [(abs(shift), shift, line) for shift, line in offers if abs(shift) <= tolerance]
    if not near:
        return 0.0, None
    _, shift, line = min(near)
    return shift, line


def snap_value(value: float, lines: Iterable[float], tolerance: float = TOLERANCE) -> tuple[float, float | None]:
    """The nearest of the lines within `tolerance`, twice; the value itself and None where none is near."""
    shift, line = _nearest([(line - value, line) for line in lines], tolerance)
    return value + shift, line


def to_grid(value: float, grid: float = GRID) -> float:
    """The nearest line of the grid."""
    return round(value / grid) * grid


def grid_shift(moving: Bounds, grid: float = GRID) -> Point:
    """How far to shift so that the centre lies on the grid."""
    x, y = moving.centre
    return to_grid(x, grid) - x, to_grid(y, grid) - y
