"""The ways of the edges of a level: in each gap between columns every turn gets a track of its own, so that no
two edges lie on each other unless they come from or go to the same block."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from modeler.geometry.routing import simplified
from modeler.geometry.shapes import Point
from modeler.layout.blocks import Block, Edge, Placed, Work

COLUMN_GAP = 50.0
TRACK = 12.0
CLEAR = 8.0
TEXT_GAP = 20.0
MANY = 60
"""So many turns in one gap are ordered by their heights alone."""


@dataclass
class _Hop:
    """One turn of an edge in the gap left of column `gap`: from height `start` to height `end`. `is_leftward`:
    the edge comes from the right."""

    gap: int
    start: float
    end: float
    edge: int
    source: int
    target: int
    is_leftward: bool = False
    track: int = 0
    x: float = 0.0

    @property
    def span(self) -> tuple[float, float]:
        return (self.start, self.end) if self.start < self.end else (self.end, self.start)

    @property
    def left(self) -> float:
        return self.end if self.is_leftward else self.start

    @property
    def right(self) -> float:
        return self.start if self.is_leftward else self.end


def lead(work: Work, columns: list[list[int]], middles: list[float], heights: list[float]) -> Placed:
    """Columns get their widths, gaps their tracks, edges their points."""
    occupied = _occupied(work, columns, middles)
    corners_taken: dict[tuple[int, bool], str] = {}
    plans = [_plan(work, number, middles, occupied, corners_taken) for number in _by_length(work)]
    plans.sort(key=lambda plan: plan.edge)
    tracks = _tracks([hop for plan in plans for hop in plan.hops], len(columns) + 1)
    rooms = [0.0] * (len(columns) + 1)
    for edge in work.edges:
        first = work.columns[edge.source] + 1
        if edge.room and first < len(rooms):
            rooms[first] = max(rooms[first], edge.room + TEXT_GAP)
    lefts: list[float] = []
    starts: list[float] = []
    widths: list[float] = []
    x = 0.0
    for index in range(len(columns) + 1):
        starts.append(x)
        most = TRACK * max(tracks[index] - 1, 0)
        half = COLUMN_GAP / 2
        x += max(half + most + max(half, rooms[index]) if tracks[index] else max(COLUMN_GAP, rooms[index] + 10), 0)
        if index == len(columns):
            break
        lefts.append(x)
        blocks = [work.blocks[vertex] for vertex in columns[index] if vertex < len(work.blocks)]
        widths.append(max((block.width + 2 * block.side for block in blocks), default=0.0))
        x += widths[-1]
    for plan in plans:
        for hop in plan.hops:
            hop.x = starts[hop.gap] + COLUMN_GAP / 2 + TRACK * hop.track
    corners = []
    for vertex, block in enumerate(work.blocks):
        middle = lefts[work.columns[vertex]] + widths[work.columns[vertex]] / 2
        corners.append((middle - block.width / 2, middles[vertex] - block.height / 2))
    ways = [_way(work, plan, corners, middles) for plan in plans]
    return Placed(corners, ways, heights, x, sum(heights))


@dataclass
class _Plan:
    """How an edge goes: its turns, and whether it leaves or enters upright (at which height it runs then)."""

    edge: int
    hops: list[_Hop]
    out: float | None = None
    into: float | None = None


def _by_length(work: Work) -> list[int]:
    """Edges to neighbouring columns first: they have the first choice of a gateway's corners."""

    def span(number: int) -> tuple[int, int]:
        edge = work.edges[number]
        return abs(work.columns[edge.target] - work.columns[edge.source]), number

    return sorted(range(len(work.edges)), key=span)


def _plan(
    work: Work,
    number: int,
    middles: list[float],
    occupied: list[list[tuple[float, float, int]]],
    corners_taken: dict[tuple[int, bool], str],
) -> _Plan:
    edge = work.edges[number]
    hops = _hops(work, number, middles)
    plan = _Plan(number, hops)
    if _may_leave(work, edge, hops[0], number, occupied, middles, corners_taken):
        plan.out = hops[0].end
        plan.hops = hops = hops[1:]
    if hops and _may_enter(work, edge, hops[-1], number, occupied, middles, corners_taken):
        plan.into = hops[-1].start
        plan.hops = hops[:-1]
    return plan


def _hops(work: Work, number: int, middles: list[float]) -> list[_Hop]:
    edge, trail = work.edges[number], work.trails[number]
    column = work.columns[edge.source]
    start = middles[edge.source]
    if edge.exit is not None:
        start += edge.exit[2] - work.blocks[edge.source].height / 2
    stops = [*(middles[vertex] for vertex in trail), middles[edge.target]]
    is_back = number in work.backward
    gaps = [column + 1 + (-step if is_back else step) for step in range(len(stops))]
    found = []
    for index, (gap, end) in enumerate(zip(gaps, stops, strict=True)):
        # the ends of a way back turn round: out to the right, and in from the left
        leftward = is_back and 0 < index < len(stops) - 1
        found.append(_Hop(gap, start, end, number, edge.source, edge.target, leftward))
        start = end
    return found


def _may_leave(
    work: Work,
    edge: Edge,
    hop: _Hop,
    number: int,
    occupied: list[list[tuple[float, float, int]]],
    middles: list[float],
    taken: dict[tuple[int, bool], str],
) -> bool:
    """Whether an edge may leave upright: from a gateway or on its way back by a corner, from an event on the
    border further down than it must, where nothing stands in its column up to the height at which it goes on."""
    block, y = work.blocks[edge.source], middles[edge.source]
    is_back, down = number in work.backward, hop.end > y
    if edge.source == edge.target or not (block.is_gateway or is_back or edge.exit is not None):
        return False
    if edge.exit is not None:
        return hop.end > hop.start and _is_free(work, edge.source, y, hop.end, occupied)
    if abs(hop.end - y) < block.height / 2 + CLEAR or _is_taken(block, down):
        return False
    if taken.get((edge.source, down), "out") != "out" or not _is_free(work, edge.source, y, hop.end, occupied):
        return False
    taken[edge.source, down] = "out"
    return True


def _may_enter(
    work: Work,
    edge: Edge,
    hop: _Hop,
    number: int,
    occupied: list[list[tuple[float, float, int]]],
    middles: list[float],
    taken: dict[tuple[int, bool], str],
) -> bool:
    """Whether an edge may enter upright: a gateway, or on a way back whatever it goes to."""
    block, y = work.blocks[edge.target], middles[edge.target]
    is_back, below = number in work.backward, hop.start > y
    if edge.source == edge.target or not (block.is_gateway or is_back):
        return False
    if abs(hop.start - y) < block.height / 2 + CLEAR or _is_taken(block, below):
        return False
    if taken.get((edge.target, below), "in") != "in" or not _is_free(work, edge.target, y, hop.start, occupied):
        return False
    taken[edge.target, below] = "in"
    return True


def _is_taken(block: Block, below: bool) -> bool:
    """Whether something belongs there; a node's own name goes out of the way."""
    return block.has_company and (block.below if below else block.above) > 0


def _is_free(
    work: Work, vertex: int, one: float, other: float, occupied: list[list[tuple[float, float, int]]]
) -> bool:
    low, high = sorted((one, other))
    return all(
        own == vertex or bottom + CLEAR < low or top - CLEAR > high
        for top, bottom, own in occupied[work.columns[vertex]]
    )


def _occupied(work: Work, columns: list[list[int]], middles: list[float]) -> list[list[tuple[float, float, int]]]:
    """For each column the spans of height that its blocks take."""
    blocks = work.blocks
    return [
        [
            (
                middles[vertex] - blocks[vertex].height / 2 - blocks[vertex].above,
                middles[vertex] + blocks[vertex].height / 2 + blocks[vertex].below,
                vertex,
            )
            for vertex in column
            if vertex < len(blocks)
        ]
        for column in columns
    ]


def _tracks(hops: list[_Hop], gaps: int) -> list[int]:
    """Give each turn its track in its gap, counted from the left; returns tracks a gap."""
    counts = [0] * gaps
    by_gap: dict[int, list[_Hop]] = {}
    for hop in hops:
        if abs(hop.start - hop.end) > 0.5:
            by_gap.setdefault(hop.gap, []).append(hop)
    for gap, turns in by_gap.items():
        later: list[set[int]] = [set() for _ in turns]
        if len(turns) <= MANY:
            for one, other in combinations(range(len(turns)), 2):
                first = _which_left(turns[one], turns[other])
                if first:
                    later[one if first < 0 else other].add(other if first < 0 else one)
        order = _acyclic(turns, later)
        placed: list[list[_Hop]] = []
        least = dict.fromkeys(range(len(turns)), 0)
        for index in order:
            track = least[index]
            while track < len(placed) and any(_clash(turns[index], other) for other in placed[track]):
                track += 1
            if track == len(placed):
                placed.append([])
            placed[track].append(turns[index])
            turns[index].track = track
            for other in later[index]:
                least[other] = max(least[other], track)
        counts[gap] = len(placed)
    return counts


def _acyclic(turns: list[_Hop], later: list[set[int]]) -> list[int]:
    """Left ones before right ones; where they want to stand in a ring, the one with fewest before it is first."""
    before = [0] * len(turns)
    for others in later:
        for other in others:
            before[other] += 1

    def rank(index: int) -> tuple[int, float, int]:
        hop = turns[index]
        return before[index], -hop.start if hop.end > hop.start else hop.start, hop.edge

    left = set(range(len(turns)))
    order = []
    while left:
        index = min(left, key=rank)
        left.remove(index)
        order.append(index)
        for other in later[index]:
            before[other] -= 1
    return order


def _clash(one: _Hop, other: _Hop) -> bool:
    """Whether two turns may not lie on one track."""
    if one.source == other.source or one.target == other.target:
        return False
    (low, high), (least, most) = one.span, other.span
    return low - 4 <= most and least - 4 <= high


def _which_left(one: _Hop, other: _Hop) -> int:
    """-1 where fewer lines cross with the first on the left, 1 with the second, 0 where it does not matter."""
    if one.source == other.source or one.target == other.target:
        return 0
    first = _inside(one.right, other) + _inside(other.left, one)
    second = _inside(other.right, one) + _inside(one.left, other)
    return 0 if first == second else -1 if first < second else 1


def _inside(height: float, hop: _Hop) -> int:
    low, high = hop.span
    return int(low < height < high)


def _way(work: Work, plan: _Plan, corners: list[Point], middles: list[float]) -> tuple[Point, ...]:
    edge = work.edges[plan.edge]
    source, target = work.blocks[edge.source], work.blocks[edge.target]
    left, top = corners[edge.source]
    points: list[Point]
    if edge.exit is not None:
        x = left + edge.exit[0]
        points = [(x, top + edge.exit[1]), (x, top + edge.exit[2] if plan.out is None else plan.out)]
    elif plan.out is not None:
        x = left + source.width / 2
        points = [(x, top if plan.out < middles[edge.source] else top + source.height), (x, plan.out)]
    else:
        points = [(left + source.width, middles[edge.source])]
    for hop in plan.hops:
        points += [(hop.x, hop.start), (hop.x, hop.end)]
    x, y = corners[edge.target]
    if plan.into is not None:
        middle = x + target.width / 2
        points += [(middle, plan.into), (middle, y if plan.into < middles[edge.target] else y + target.height)]
    else:
        points.append((x, middles[edge.target]))
    return simplified(points)
