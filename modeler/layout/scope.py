"""One level of a process: blocks in columns, bands as rows, and the way of every edge between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from modeler.geometry.routing import simplified
from modeler.geometry.shapes import Point
from modeler.layout.layering import layer
from modeler.layout.ordering import order_columns
from modeler.layout.spacing import spread

ROW_GAP = 44.0
COLUMN_GAP = 50.0
TRACK = 12.0
BAND_PADDING = 24.0
LEAST_BAND = 100.0
SMALL_BEND = 4.0
EDGE_ROOM = 24.0
"""Height that a passing edge takes in a column."""


@dataclass(frozen=True)
class Block:
    """A thing in a column: a node of `width` x `height` with room round it for what belongs to it.

    `above`, `below`: extra room over and under the node. `side`: extra room to both sides. `is_gateway`:
    its edges may leave by the upper and lower corner.
    """

    width: float
    height: float
    band: int = 0
    above: float = 0.0
    below: float = 0.0
    side: float = 0.0
    is_gateway: bool = False


@dataclass(frozen=True)
class Edge:
    """An edge between blocks. `exit` is set for one that leaves below the source, at an event on its border:
    how far from the source's left side, how far below its top it begins, and how far down it turns."""

    source: int
    target: int
    exit: tuple[float, float, float] | None = None


@dataclass
class Placed:
    """Where all went, from (0, 0): upper left corners of the nodes, points of the edges, heights of the
    bands, and the size of it all."""

    corners: list[Point]
    ways: list[tuple[Point, ...]]
    bands: list[float]
    width: float = 0.0
    height: float = 0.0


@dataclass
class _Work:
    """The vertices: blocks first, then the points where edges pass a column."""

    blocks: Sequence[Block]
    edges: Sequence[Edge]
    columns: list[int]
    bands: list[int]
    links: list[tuple[int, int]] = field(default_factory=list)
    trails: list[list[int]] = field(default_factory=list)
    backward: frozenset[int] = frozenset()

    def passing(self, column: int, band: int) -> int:
        self.columns.append(column)
        self.bands.append(band)
        return len(self.columns) - 1


def place(blocks: Sequence[Block], edges: Sequence[Edge], bands: int = 1) -> Placed:
    """Place the blocks and lead the edges. `bands` is the number of row bands, top to bottom."""
    if not blocks:
        return Placed([], [], [LEAST_BAND] * bands, 2 * COLUMN_GAP, LEAST_BAND * bands)
    work = _trails(blocks, edges)
    columns: list[list[int]] = [[] for _ in range(max(work.columns) + 1)]
    for vertex, column in enumerate(work.columns):
        columns[column].append(vertex)
    columns = order_columns(columns, work.links, work.bands)
    middles, heights = _rows(work, columns, bands)
    return _lead(work, columns, middles, heights)


def _trails(blocks: Sequence[Block], edges: Sequence[Edge]) -> _Work:
    """Columns, and for each edge the vertices it passes in the order of its way."""
    layering = layer(len(blocks), [(edge.source, edge.target) for edge in edges])
    work = _Work(blocks, edges, list(layering.columns), [block.band for block in blocks], backward=layering.backward)
    for number, edge in enumerate(edges):
        first, last = layering.columns[edge.source], layering.columns[edge.target]
        if number in layering.backward:
            # a way back runs round: past the source's own column and past the target's
            band = min(blocks[edge.source].band, blocks[edge.target].band)
            trail = [work.passing(column, band) for column in range(first, last - 1, -1)]
            work.links += [(right, left)[::-1] for right, left in pairwise(trail)]
        else:
            band = blocks[edge.target].band
            trail = [work.passing(column, band) for column in range(first + 1, last)]
            stops = [edge.source, *trail, edge.target]
            work.links += list(pairwise(stops))
        work.trails.append(trail)
    return work


def _rows(work: _Work, columns: list[list[int]], bands: int) -> tuple[list[float], list[float]]:
    """The y of each vertex's middle line, and the height of each band."""
    count = len(work.columns)
    above = [EDGE_ROOM / 2] * count
    below = [EDGE_ROOM / 2] * count
    weights = [4.0] * count
    for vertex, block in enumerate(work.blocks):
        above[vertex] = block.height / 2 + block.above + ROW_GAP / 2
        below[vertex] = block.height / 2 + block.below + ROW_GAP / 2
        weights[vertex] = 1.0
    neighbours: dict[int, list[int]] = {}
    for source, target in work.links:
        if work.bands[source] == work.bands[target]:
            neighbours.setdefault(source, []).append(target)
            neighbours.setdefault(target, []).append(source)
    middles = [0.0] * count
    heights: list[float] = []
    top = 0.0
    for band in range(bands):
        rows = [[vertex for vertex in column if work.bands[vertex] == band] for column in columns]
        found = spread(rows, above, below, neighbours, weights, work.trails)
        if not found:
            heights.append(LEAST_BAND)
            top += LEAST_BAND
            continue
        upper = min(y - above[vertex] for vertex, y in found.items())
        lower = max(y + below[vertex] for vertex, y in found.items())
        padding = max(BAND_PADDING, (LEAST_BAND - (lower - upper)) / 2)
        for vertex, y in found.items():
            middles[vertex] = float(round(y - upper + top + padding))
        heights.append(lower - upper + 2 * padding)
        top += heights[-1]
    _straighten(work, middles)
    return middles, heights


def _straighten(work: _Work, middles: list[float]) -> None:
    """Take out bends too small to be meant; each vertex gives way once, by less than the gaps leave."""
    given: set[int] = set()
    for source, target in sorted(work.links, key=lambda link: (work.columns[link[0]], link)):
        if target in given or work.bands[source] != work.bands[target]:
            continue
        if 0 < abs(middles[target] - middles[source]) <= SMALL_BEND:
            middles[target] = middles[source]
            given.add(target)


@dataclass
class _Hop:
    """One turn of an edge in the gap left of column `gap`: from height `start` to height `end`."""

    gap: int
    start: float
    end: float
    edge: int
    source: int
    x: float = 0.0


def _lead(work: _Work, columns: list[list[int]], middles: list[float], heights: list[float]) -> Placed:
    hops = [_hops(work, number, middles) for number in range(len(work.edges))]
    tracks = _tracks([hop for way in hops for hop in way], len(columns) + 1)
    lefts: list[float] = []
    widths: list[float] = []
    x = 0.0
    for index, column in enumerate(columns):
        x += COLUMN_GAP + TRACK * max(tracks[index] - 1, 0)
        lefts.append(x)
        blocks = [work.blocks[vertex] for vertex in column if vertex < len(work.blocks)]
        widths.append(max((block.width + 2 * block.side for block in blocks), default=0.0))
        x += widths[-1]
    width = x + COLUMN_GAP + TRACK * max(tracks[-1] - 1, 0)
    for hop in (hop for way in hops for hop in way):
        right = lefts[hop.gap] if hop.gap < len(lefts) else width
        hop.x = right - COLUMN_GAP / 2 - TRACK * hop.x
    corners = []
    for vertex, block in enumerate(work.blocks):
        middle = lefts[work.columns[vertex]] + widths[work.columns[vertex]] / 2
        corners.append((middle - block.width / 2, middles[vertex] - block.height / 2))
    occupied = _occupied(work, columns, corners)
    ways = [_way(work, number, hops[number], corners, middles, occupied) for number in range(len(work.edges))]
    return Placed(corners, ways, heights, width, sum(heights))


def _hops(work: _Work, number: int, middles: list[float]) -> list[_Hop]:
    edge, trail = work.edges[number], work.trails[number]
    column = work.columns[edge.source]
    start = middles[edge.source]
    if edge.exit is not None:
        start += edge.exit[2] - work.blocks[edge.source].height / 2
    stops = [*(middles[vertex] for vertex in trail), middles[edge.target]]
    if number in work.backward:
        gaps = [column + 1 - step for step in range(len(stops))]
    else:
        gaps = [column + 1 + step for step in range(len(stops))]
    found = []
    for gap, end in zip(gaps, stops, strict=True):
        found.append(_Hop(gap, start, end, number, edge.source))
        start = end
    return found


def _tracks(hops: list[_Hop], gaps: int) -> list[int]:
    """Give each turn its track in its gap (in `x`, counted from the right); returns tracks a gap."""
    counts = [1] * gaps
    for gap in range(gaps):
        turns = [hop for hop in hops if hop.gap == gap and abs(hop.start - hop.end) > 0.5]
        ends: list[list[tuple[float, float, int]]] = []
        for hop in sorted(turns, key=lambda item: (min(item.start, item.end), item.edge)):
            low, high = sorted((hop.start, hop.end))
            for track, taken in enumerate(ends):
                if all(high < begin - 4 or low > end + 4 or source == hop.source for begin, end, source in taken):
                    taken.append((low, high, hop.source))
                    hop.x = float(track)
                    break
            else:
                ends.append([(low, high, hop.source)])
                hop.x = float(len(ends) - 1)
        counts[gap] = max(len(ends), 1)
    return counts


def _occupied(work: _Work, columns: list[list[int]], corners: list[Point]) -> list[list[tuple[float, float, int]]]:
    """For each column the spans of height that its blocks take."""
    return [
        [
            (
                corners[vertex][1] - work.blocks[vertex].above,
                corners[vertex][1] + work.blocks[vertex].height + work.blocks[vertex].below,
                vertex,
            )
            for vertex in column
            if vertex < len(work.blocks)
        ]
        for column in columns
    ]


def _way(
    work: _Work,
    number: int,
    hops: list[_Hop],
    corners: list[Point],
    middles: list[float],
    occupied: list[list[tuple[float, float, int]]],
) -> tuple[Point, ...]:
    edge = work.edges[number]
    source = work.blocks[edge.source]
    left, top = corners[edge.source]
    y = middles[edge.source]
    points: list[Point]
    if edge.exit is not None:
        x = left + edge.exit[0]
        points = [(x, top + edge.exit[1]), (x, top + edge.exit[2])]
    elif _may_leave_upright(work, edge, hops[0], number, occupied, y):
        x = left + source.width / 2
        turn = hops[0].end
        points = [(x, top if turn < y else top + source.height), (x, turn)]
        hops = hops[1:]
    else:
        points = [(left + source.width, y)]
    for hop in hops:
        points += [(hop.x, hop.start), (hop.x, hop.end)]
    points.append((corners[edge.target][0], middles[edge.target]))
    return simplified(points)


def _may_leave_upright(
    work: _Work, edge: Edge, hop: _Hop, number: int, occupied: list[list[tuple[float, float, int]]], y: float
) -> bool:
    """Whether a gateway's edge may leave by its upper or lower corner: nothing stands in its column up to
    the height at which it goes on."""
    source = work.blocks[edge.source]
    if not source.is_gateway or number in work.backward or abs(hop.end - y) < source.height / 2 + 8:
        return False
    if (source.above and hop.end < y) or (source.below and hop.end > y):
        return False
    low, high = sorted((hop.end, y))
    return all(
        vertex == edge.source or bottom + 8 < low or top - 8 > high
        for top, bottom, vertex in occupied[work.columns[edge.source]]
    )
