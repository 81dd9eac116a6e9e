"""Routing: the way of a flow between two shapes, and its repair after one of them moved.

The preferred bends are those that modelers' eyes expect: task to task leaves and enters sideways, from a
gateway first up or down, into a gateway last up or down, a boundary event leaves at right angles to its
side, and whatever stands straight above or below is joined upright.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from modeler.geometry.anchors import anchor_of, carried
from modeler.geometry.docking import Line, crop_end, dock
from modeler.geometry.shapes import Bounds, Point

MINIMUM = 20.0
"""Shortest piece that leaves a shape where the way goes round it."""

NEAR = 5.0
"""Shapes closer than this in one direction count as overlapping in it."""

_STRAIGHT = {"association", "dataInputAssociation", "dataOutputAssociation"}


def route(
    source: Bounds,
    target: Bounds,
    source_kind: str = "activity",
    target_kind: str = "activity",
    flow_kind: str = "sequenceFlow",
    *,
    vertical: bool = False,
    leaves: Point | None = None,
    enters: Point | None = None,
) -> Line:
    """The points of a new flow, cut at the outlines. Kinds as in `docking`; `flow_kind` as in
    `FlowRecord.kind`; `vertical` turns the preferences for pools that stand upright. `leaves` and `enters` are the
    points inside the shapes that it is aimed at (`anchors`), the centres where none are given."""
    if source == target:
        return _self_loop(source)
    start, end = leaves or source.centre, enters or target.centre
    if flow_kind in _STRAIGHT:
        return _straight(source, target, source_kind, target_kind, start, end)
    if flow_kind == "messageFlow":
        return _message(source, target, source_kind, target_kind, leaves, enters)
    if vertical and not source_kind.startswith("boundary"):
        turned = _manhattan(_turned(source), _turned(target), source_kind, target_kind, start[::-1], end[::-1])
        return simplified([(y, x) for x, y in turned])
    return simplified(_manhattan(source, target, source_kind, target_kind, start, end))


def reroute(
    points: Sequence[Point],
    source_before: Bounds,
    source_after: Bounds,
    target_before: Bounds,
    target_after: Bounds,
    source_kind: str = "activity",
    target_kind: str = "activity",
    flow_kind: str = "sequenceFlow",
    *,
    vertical: bool = False,
) -> Line:
    """The points after one or both shapes moved or changed size: both alike carry the whole line along;
    else only the end that moved is repaired and the user's bends stay. Where no bend can stay, a new way."""
    line = whole = tuple(points)
    leaving, entering = source_before != source_after, target_before != target_after
    if not leaving and not entering:
        return line
    if leaving and entering:
        dx, dy = source_after.x - source_before.x, source_after.y - source_before.y
        if target_after == target_before.moved(dx, dy) and source_after == source_before.moved(dx, dy):
            return tuple((x + dx, y + dy) for x, y in line)

    if len(line) < 2:
        return route(source_after, target_after, source_kind, target_kind, flow_kind, vertical=vertical)

    def aims() -> tuple[Point, Point]:
        return (
            carried(anchor_of(source_before, source_kind, whole), source_before, source_after),
            carried(anchor_of(target_before, target_kind, whole[::-1]), target_before, target_after),
        )

    def fresh(leaves: Point, enters: Point) -> Line:
        wide = flow_kind == "messageFlow" and (source_kind == "container") != (target_kind == "container")
        return route(
            source_after, target_after, source_kind, target_kind, flow_kind, vertical=vertical,
            leaves=None if wide and source_kind == "container" else leaves,
            enters=None if wide and target_kind == "container" else enters,
        )  # fmt: skip

    if len(line) == 2:
        upright = _is_upright_or_level(line[0], line[1])
        leaves, enters = aims()
        if flow_kind == "sequenceFlow":  # one that is slanted was drawn where its shapes met
            kept = (
                _kept_straight(line, source_after, target_after, source_kind, target_kind, leaves, enters)
                if upright
                else None
            )
            return kept or fresh(leaves, enters)
        if flow_kind == "messageFlow" and upright:
            return fresh(leaves, enters)
        return _straight(source_after, target_after, source_kind, target_kind, leaves, enters)
    if leaving:
        repaired = _repaired(line, source_before, source_after, source_kind)
        if repaired is None:
            return fresh(*aims())
        line = repaired
    if entering:
        repaired = _repaired(line[::-1], target_before, target_after, target_kind)
        if repaired is None:
            return fresh(*aims())
        line = repaired[::-1]
    return simplified(line)


def simplified(points: Sequence[Point], tolerance: float = 0.01) -> Line:
    """Without points that say nothing: doubles, and bends that lie on a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept:
            x, y = kept[-1]
            if -tolerance < x - point[0] < tolerance and -tolerance < y - point[1] < tolerance:
                continue
            if len(kept) > 1 and _between(kept[-2], kept[-1], point, tolerance):
                kept.pop()
        kept.append(point)
    if len(kept) == 1:
        kept.append(points[-1])
    return tuple(kept)


def _between(a: Point, b: Point, c: Point, tolerance: float) -> bool:
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return abs(cross) < tolerance and along >= 0


def _is_upright_or_level(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1


def _turned(b: Bounds) -> Bounds:
    return Bounds(b.y, b.x, b.height, b.width)


def _side(source: Bounds, target: Bounds) -> tuple[int, int]:
    """Where the target lies: -1 left or above, 1 right or below, 0 beside."""
    across = 1 if target.x >= source.right + NEAR else -1 if target.right + NEAR <= source.x else 0
    down = 1 if target.y >= source.bottom + NEAR else -1 if target.bottom + NEAR <= source.y else 0
    return across, down


def _manhattan(
    source: Bounds, target: Bounds, source_kind: str, target_kind: str, start: Point, end: Point
) -> Sequence[Point]:
    across, down = _side(source, target)
    if source_kind.startswith("boundary"):
        return _from_boundary(source, target, source_kind.removeprefix("boundary-"), across, down)
    if not across and not down:
        return _straight(source, target, source_kind, target_kind, start, end)
    if not across:
        return _upright(source, target, down, start, end)
    if not down:
        return _level(source, target, across, start, end)
    (sx, sy), (tx, ty) = start, end
    if source_kind == "gateway":
        return [
            (sx, source.bottom if down > 0 else source.y),
            (sx, ty),
            (target.x if across > 0 else target.right, ty),
        ]
    if target_kind == "gateway":
        return [
            (source.right if across > 0 else source.x, sy),
            (tx, sy),
            (tx, target.y if down > 0 else target.bottom),
        ]
    return _level(source, target, across, start, end)


def _level(source: Bounds, target: Bounds, across: int, leaves: Point, enters: Point) -> list[Point]:
    start = source.right if across > 0 else source.x
    end = target.x if across > 0 else target.right
    middle = round((start + end) / 2)
    sy, ty = leaves[1], enters[1]
    return [(start, sy), (middle, sy), (middle, ty), (end, ty)]


def _upright(source: Bounds, target: Bounds, down: int, leaves: Point, enters: Point) -> list[Point]:
    start = source.bottom if down > 0 else source.y
    end = target.y if down > 0 else target.bottom
    middle = round((start + end) / 2)
    sx, tx = leaves[0], enters[0]
    return [(sx, start), (sx, middle), (tx, middle), (tx, end)]


def _from_boundary(source: Bounds, target: Bounds, side: str, across: int, down: int) -> Sequence[Point]:
    if side in ("left", "right"):
        turned = _from_boundary(_turned(source), _turned(target), "top" if side == "left" else "bottom", down, across)
        return [(y, x) for x, y in turned]
    outward = 1 if side == "bottom" else -1
    (sx, _), (tx, ty) = source.centre, target.centre
    start = source.bottom if outward > 0 else source.y
    if down == outward:
        if across and abs(ty - start) >= MINIMUM:
            return [(sx, start), (sx, ty), (target.x if across > 0 else target.right, ty)]
        return _upright(source, target, down, source.centre, target.centre)
    far = max(source.bottom, target.bottom) + MINIMUM if outward > 0 else min(source.y, target.y) - MINIMUM
    return [(sx, start), (sx, far), (tx, far), (tx, target.bottom if outward > 0 else target.y)]


def _self_loop(shape: Bounds) -> Line:
    x, y = shape.centre
    below, beside = shape.bottom + MINIMUM, shape.x - MINIMUM
    return (x, shape.bottom), (x, below), (beside, below), (beside, y), (shape.x, y)


def _straight(source: Bounds, target: Bounds, source_kind: str, target_kind: str, start: Point, end: Point) -> Line:
    return crop_end(source, source_kind, start, end), crop_end(target, target_kind, end, start)


def _message(
    source: Bounds, target: Bounds, source_kind: str, target_kind: str, leaves: Point | None, enters: Point | None
) -> Line:
    """Straight down or up where the shapes overlap, else with one shift half way."""
    _, down = _side(source, target)
    first, last = leaves or source.centre, enters or target.centre
    if not down:
        return _straight(source, target, source_kind, target_kind, first, last)
    start, end = (source.bottom, target.y) if down > 0 else (source.y, target.bottom)
    if target_kind == "container" and target.x <= first[0] <= target.right and enters is None:
        return (first[0], start), (first[0], end)
    if source_kind == "container" and source.x <= last[0] <= source.right and leaves is None:
        return (last[0], start), (last[0], end)
    return simplified(_upright(source, target, down, first, last))


def _kept_straight(
    line: Line, source: Bounds, target: Bounds, source_kind: str, target_kind: str, leaves: Point, enters: Point
) -> Line | None:
    """A level or upright line that can stay one after a move: through both centres, or through the points that it
    was aimed at."""
    across, down = _side(source, target)
    level = abs(line[0][1] - line[1][1]) < 1
    place = 1 if level else 0
    centres = source.centre[place], target.centre[place]
    aims = next((pair for pair in (centres, (leaves[place], enters[place])) if abs(pair[0] - pair[1]) < 0.5), None)
    if aims is None:
        return None
    if level and across:
        y = aims[0]
    elif not level and down:
        x = aims[0]
        return (x, source.bottom if down > 0 else source.y), (x, target.y if down > 0 else target.bottom)
    else:
        return None
    if source_kind.startswith("boundary"):
        return None
    return (source.right if across > 0 else source.x, y), (target.x if across > 0 else target.right, y)


def _repaired(line: Line, before: Bounds, after: Bounds, kind: str) -> Line | None:
    """The line with its first end at the shape's new place; None where all bends would have to go."""
    (x0, y0), (x1, y1) = line[0], line[1]
    dx, dy = _shift(before, after, line[0])
    bends = list(line[1:-1])
    level, upright = abs(y0 - y1) < 1, abs(x0 - x1) < 1
    if level and not upright and not _slanted(line, 1):
        bends[0] = (x1, y1 + dy)
    elif upright and not level and not _slanted(line, 1):
        bends[0] = (x1 + dx, y1)
    elif level or upright:
        bends.insert(0, (x1, y0 + dy) if level else (x0 + dx, y1))
    while bends and after.grown(NEAR).contains(bends[0]):
        bends.pop(0)
    if not bends:
        return None
    first = bends[0]
    start = dock(after, kind, first)
    if _is_upright_or_level(start, first) or not (level or upright):
        kept: Line = (start, *bends, line[-1])
        return None if _runs_through(kept, after) else kept
    elbow = _elbow(after, kind, first, bends[1] if len(bends) > 1 else line[-1])
    return None if elbow is None or _runs_through((*elbow, *bends, line[-1]), after) else (*elbow, *bends, line[-1])


def _slanted(line: Line, index: int) -> bool:
    return not _is_upright_or_level(line[index], line[index + 1])


def _shift(before: Bounds, after: Bounds, point: Point) -> Point:
    """How far a docking point moves with its shape, growth included."""
    if (before.width, before.height) == (after.width, after.height):
        return after.x - before.x, after.y - before.y
    share_x = (point[0] - before.x) / (before.width or 1)
    share_y = (point[1] - before.y) / (before.height or 1)
    return after.x + share_x * after.width - point[0], after.y + share_y * after.height - point[1]


def _elbow(shape: Bounds, kind: str, bend: Point, following: Point) -> tuple[Point, Point] | None:
    """From the shape to a bend with one corner, so that the piece before the bend runs on straight."""
    x, y = shape.centre
    if abs(bend[1] - following[1]) < 1:
        corner = (x, bend[1])
        inside = shape.y <= bend[1] <= shape.bottom
    else:
        corner = (bend[0], y)
        inside = shape.x <= bend[0] <= shape.right
    return None if inside else (crop_end(shape, kind, (x, y), corner), corner)


def _runs_through(line: Line, shape: Bounds) -> bool:
    """Whether the line crosses the shape again after it left it."""
    inner = shape.grown(-1)
    for (ax, ay), (bx, by) in pairwise(line[1:]):
        box = Bounds(min(ax, bx), min(ay, by), abs(ax - bx) or 0.01, abs(ay - by) or 0.01)
        if _is_upright_or_level((ax, ay), (bx, by)) and box.meets(inner):
            return True
    return False
