"""A way round what stands between: the cheapest orthogonal line between two shapes on the grid that their sides
and those of the obstacles make. Bends, crossings and lying on other lines cost.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from modeler.geometry.nearby import Nearby, Piece, enters
from modeler.geometry.routing import simplified
from modeler.geometry.shapes import Bounds, Point

CLEAR = 14.0
"""How far a way round keeps from shapes."""

BEND, CROSSING, SHARED = 60.0, 90.0, 900.0
"""What a bend, a crossing and a piece on another line cost, in units of length."""

REACHES = (120.0, 500.0)
MOST = 90
"""So many obstacles at most: beyond, the search would take longer than a person wants to wait."""

_Port = tuple[Point, tuple[int, int]]
_Sides = Sequence[str]
ALL_SIDES = ("right", "bottom", "top", "left")


def cost_of(line: Sequence[Point], around: Nearby, friends: Container[str] = ()) -> float:
    """What a line costs beside those that are led, as the search reckons it."""
    length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(line))
    return length + BEND * max(len(line) - 2, 0) + CROSSING * crossed(line, around, friends)


def is_free(line: Sequence[Point], around: Nearby, passed: Iterable[str]) -> bool:
    """Whether a line runs through no rectangle but those of `passed`."""
    ignored = set(passed)
    return all(own in ignored for a, b in pairwise(line) for own in hit_boxes((a, b), around))


def crossed(line: Sequence[Point], around: Nearby, friends: Container[str] = ()) -> int:
    """How many lines a line crosses; one that it lies on counts tenfold, or not at all if it is one of `friends`."""
    found = 0
    for piece in pairwise(line):
        for own, other in around.pieces(_box_of(piece)):
            price = _meeting(piece, other)
            if price == SHARED and own in friends:
                continue
            slanted = piece[0][0] != piece[1][0] and piece[0][1] != piece[1][1]
            found += 10 if price == SHARED else int(price > 0 or slanted)
    return found


def hit_boxes(piece: Piece, around: Nearby) -> list[str]:
    """The rectangles that a piece of a line runs through."""
    return [own for own, box in around.boxes(_box_of(piece)) if enters(piece, box)]


def _box_of(piece: Piece) -> Bounds:
    (ax, ay), (bx, by) = piece
    return Bounds(min(ax, bx) - 0.01, min(ay, by) - 0.01, abs(ax - bx) + 0.02, abs(ay - by) + 0.02)


def detour(
    source: Bounds,
    target: Bounds,
    around: Nearby,
    passed: Iterable[str],
    out: _Sides = ALL_SIDES,
    into: _Sides = ALL_SIDES,
    friends: Container[str] = (),
) -> tuple[Point, ...] | None:
    """The way from the middle of a side of `source` to that of a side of `target`; None where there is none
    within reach. `around` has the shapes and the lines led so far, `passed` the ids of shapes that do not stand
    in the way (the ends, and what they lie in). `out`, `into`: the sides that may be used. `friends`: lines
    with which this one may share a piece."""
    ignored = set(passed)
    for reach in REACHES:
        area = source.united(target).grown(reach)
        boxes = [box for own, box in around.boxes(area) if own not in ignored]
        if len(boxes) > MOST:
            return None
        lines = [(piece, own in friends) for own, piece in around.pieces(area)]
        found = _Search(source, target, boxes, lines, area).run(
            _ports(source, out, target), _ports(target, into, source)
        )
        if found is not None:
            return simplified(found)
    return None


def _ports(shape: Bounds, sides: _Sides, other: Bounds) -> list[_Port]:
    """Where a line may leave, and in which direction. A wide shape is left straight below or above the other end."""
    x, y = shape.centre
    ox, oy = other.centre
    if shape.width > 3 * other.width and shape.x + 20 < ox < shape.right - 20:
        x = ox
    if shape.height > 3 * other.height and shape.y + 20 < oy < shape.bottom - 20:
        y = oy
    known: dict[str, _Port] = {
        "right": ((shape.right, y), (1, 0)),
        "left": ((shape.x, y), (-1, 0)),
        "bottom": ((x, shape.bottom), (0, 1)),
        "top": ((x, shape.y), (0, -1)),
    }
    return [known[side] for side in sides]


class _Search:
    """One search: the grid, and what its pieces cost."""

    def __init__(
        self,
        source: Bounds,
        target: Bounds,
        boxes: Sequence[Bounds],
        lines: Sequence[tuple[Piece, bool]],
        area: Bounds,
    ) -> None:
        self.source, self.target = source, target
        self.boxes = [*boxes, source, target]
        self.lines = lines
        self.area = area
        self._costs: dict[tuple[Point, Point], float | None] = {}

    def run(self, starts: list[_Port], ends: list[_Port]) -> list[Point] | None:
        """The points of the cheapest way."""
        xs, ys = self._grid([point for point, _ in (*starts, *ends)])
        column = {x: index for index, x in enumerate(xs)}
        row = {y: index for index, y in enumerate(ys)}
        goals = {point: (-way[0], -way[1]) for point, way in ends}
        tx, ty = self.target.centre
        heap: list[tuple[float, int, float, Point, tuple[int, int]]] = []
        best: dict[tuple[Point, tuple[int, int]], float] = {}
        came: dict[tuple[Point, tuple[int, int]], tuple[Point, tuple[int, int]]] = {}
        number = 0
        for order, (point, way) in enumerate(starts):
            best[point, way] = float(order)
            heappush(heap, (order, number, float(order), point, way))
            number += 1
        while heap:
            _, _, cost, point, way = heappop(heap)
            if cost > best[point, way]:
                continue
            if goals.get(point) == way:
                return _traced(came, (point, way))
            for step in ((way[0], way[1]), (way[1], way[0]), (-way[1], -way[0])):
                bent = step != way
                if bent and (point, way) not in came:  # leaves straight
                    continue
                at_x, at_y = column[point[0]] + step[0], row[point[1]] + step[1]
                if not (0 <= at_x < len(xs) and 0 <= at_y < len(ys)):
                    continue
                nearer = xs[at_x], ys[at_y]
                price = self._cost(point, nearer)
                if price is None:
                    continue
                total = cost + price + (BEND if bent else 0.0)
                if total < best.get((nearer, step), float("inf")):
                    best[nearer, step] = total
                    came[nearer, step] = (point, way)
                    number += 1
                    guess = abs(nearer[0] - tx) + abs(nearer[1] - ty)
                    heappush(heap, (total + guess, number, total, nearer, step))
        return None

    def _grid(self, ports: list[Point]) -> tuple[list[float], list[float]]:
        xs, ys = {x for x, _ in ports}, {y for _, y in ports}
        for box in self.boxes:
            xs |= {box.x - CLEAR, box.right + CLEAR}
            ys |= {box.y - CLEAR, box.bottom + CLEAR}
        one, other = self.source, self.target
        if other.x - one.right > 2 * CLEAR or one.x - other.right > 2 * CLEAR:
            xs.add(round((max(one.x, other.x) + min(one.right, other.right)) / 2))
        if other.y - one.bottom > 2 * CLEAR or one.y - other.bottom > 2 * CLEAR:
            ys.add(round((max(one.y, other.y) + min(one.bottom, other.bottom)) / 2))
        inside = self.area
        return (
            sorted(x for x in xs if inside.x <= x <= inside.right),
            sorted(y for y in ys if inside.y <= y <= inside.bottom),
        )

    def _cost(self, a: Point, b: Point) -> float | None:
        """What a piece costs; None where something stands in its way."""
        key = (a, b) if a < b else (b, a)
        if key not in self._costs:
            self._costs[key] = self._reckoned(*key)
        return self._costs[key]

    def _reckoned(self, a: Point, b: Point) -> float | None:
        piece = (a, b)
        if any(enters(piece, box) for box in self.boxes):
            return None
        price = abs(a[0] - b[0]) + abs(a[1] - b[1])
        for line, is_friend in self.lines:
            more = _meeting(piece, line)
            price += more if more != SHARED or not is_friend else 0.0
        return price


def _meeting(one: Piece, other: Piece) -> float:
    """What it costs that two upright or level pieces meet."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    level, other_level = ay == by, cy == dy
    if level and other_level:
        return SHARED if abs(ay - cy) < 6 and max(ax, bx) > min(cx, dx) and max(cx, dx) > min(ax, bx) else 0.0
    if ax == bx and cx == dx:
        return SHARED if abs(ax - cx) < 6 and max(ay, by) > min(cy, dy) and max(cy, dy) > min(ay, by) else 0.0
    if level and cx == dx:
        return CROSSING if min(ax, bx) < cx <= max(ax, bx) and min(cy, dy) < ay < max(cy, dy) else 0.0
    if ax == bx and other_level:
        return CROSSING if min(cx, dx) < ax < max(cx, dx) and min(ay, by) < cy <= max(ay, by) else 0.0
    return 0.0


def _traced(
    came: dict[tuple[Point, tuple[int, int]], tuple[Point, tuple[int, int]]], end: tuple[Point, tuple[int, int]]
) -> list[Point]:
    points = [end[0]]
    while end in came:
        end = came[end]
        points.append(end[0])
    return points[::-1]
