"""Labels: where a text stands when nobody has put it anywhere else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from modeler.geometry.docking import boundary_kind
from modeler.geometry.shapes import Bounds, Point

WIDTH, HEIGHT = 90.0, 20.0
"""Default size of an external label; text wraps at the width."""

GAP = 10.0
"""Between a shape and its external label."""

FLOW_GAP = 15.0
"""Between a flow's middle piece and the middle of its label."""

_SIDES = ("bottom", "top", "right", "left")


def place(shape: Bounds, side: str = "bottom", width: float = WIDTH, height: float = HEIGHT) -> Bounds:
    """The external label of a shape, centred at one side (`bottom`, `top`, `left`, `right`)."""
    x, y = shape.centre
    if side == "top":
        return Bounds(x - width / 2, shape.y - GAP - height, width, height)
    if side == "left":
        return Bounds(shape.x - GAP - width, y - height / 2, width, height)
    if side == "right":
        return Bounds(shape.right + GAP, y - height / 2, width, height)
    return Bounds(x - width / 2, shape.bottom + GAP, width, height)


def standing(shape: Bounds, host: Bounds | None, line_ends: Collection[Point], *, forks: bool = False) -> Bounds:
    """The external label of an event or gateway that nobody has put anywhere: at a side where no line docks, for
    an event on the border of `host` outside of it. With `forks` above rather than below: a gateway's next branch
    will leave there."""
    if host is None:
        taken = {side_of(shape, point) for point in line_ends}
        return place(shape, "top" if forks and "top" not in taken else free_side(shape, line_ends))
    return boundary_place(shape, boundary_kind(shape, host).removeprefix("boundary-"), line_ends)


def boundary_place(event: Bounds, side: str, line_ends: Collection[Point]) -> Bounds:
    """The label of an event on a border: outside of its host, beside the line where one leaves that way.
    `side` is the side of the host that the event sits on."""
    x, _ = event.centre
    if side in ("left", "right"):
        return place(event, "bottom")
    taken = side in {side_of(event, point) for point in line_ends}
    left = x - GAP / 2 - WIDTH if taken else x - WIDTH / 2
    top = event.bottom + GAP if side == "bottom" else event.y - GAP - HEIGHT
    return Bounds(left, top, WIDTH, HEIGHT)


def free_side(shape: Bounds, line_ends: Collection[Point]) -> str:
    """The first side, in the order bottom, top, right, left, that no line docks at."""
    taken = {side_of(shape, point) for point in line_ends}
    for side in _SIDES:
        if side not in taken:
            return side
    return "bottom"


def side_of(shape: Bounds, point: Point) -> str:
    """The side that a point lies nearest to, seen from the middle."""
    width, height = shape.width, shape.height
    dx = (point[0] - (shape.x + width / 2)) / (width or 1)
    dy = (point[1] - (shape.y + height / 2)) / (height or 1)
    if abs(dx) > abs(dy):
        return "right" if dx > 0 else "left"
    return "bottom" if dy > 0 else "top"


def flow_label(points: Sequence[Point], width: float = WIDTH, height: float = HEIGHT) -> Bounds:
    """The label of a flow: above its middle piece, right of it where that stands upright."""
    pieces = list(pairwise(points))
    if not pieces:
        return Bounds(0, 0, width, height)
    (ax, ay), (bx, by) = pieces[(len(pieces) - 1) // 2]
    x, y = (ax + bx) / 2, (ay + by) / 2
    if not is_level(points):
        return Bounds(x + GAP / 2, y - height / 2, width, height)
    return Bounds(x - width / 2, y - FLOW_GAP - height / 2, width, height)


def is_level(points: Sequence[Point]) -> bool:
    """Whether the middle piece of a line lies rather than stands."""
    pieces = list(pairwise(points))
    if not pieces:
        return True
    (ax, ay), (bx, by) = pieces[(len(pieces) - 1) // 2]
    return abs(bx - ax) >= abs(by - ay)


def moved_with_flow(label: Bounds, before: Sequence[Point], after: Sequence[Point]) -> Bounds:
    """The label after its flow got a new way: it keeps its distance to the middle of the line."""
    (ax, ay), (bx, by) = _middle(before), _middle(after)
    return label.moved(bx - ax, by - ay)


def _middle(points: Sequence[Point]) -> Point:
    pieces = list(pairwise(points))
    (ax, ay), (bx, by) = pieces[(len(pieces) - 1) // 2]
    return (ax + bx) / 2, (ay + by) / 2
