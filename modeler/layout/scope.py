"""One level of a process: blocks in columns, bands as rows, and the way of every edge between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from modeler.layout.blocks import Block, Edge, Link, Placed, Work
from modeler.layout.chains import heights_of
from modeler.layout.judging import flaws
from modeler.layout.layering import Layering, layer
from modeler.layout.leading import COLUMN_GAP, lead
from modeler.layout.ordering import order_columns

ROW_GAP = 36.0
BAND_PADDING = 20.0
LEAST_BAND = 100.0
EDGE_ROOM = 24.0
"""Height that a passing edge takes in a column."""

FEW = 80
"""Up to so many edges it is tried on which side each way back runs best."""

_ALONG, _STRAIGHT, _PASSING, _ANY = 16, 6, 8, 2
_UP, _DOWN = -1, 1


def place(blocks: Sequence[Block], edges: Sequence[Edge], bands: int = 1) -> Placed:
    """Place the blocks and lead the edges. `bands` is the number of row bands, top to bottom."""
    if not blocks:
        return Placed([], [], [LEAST_BAND] * bands, 2 * COLUMN_GAP, LEAST_BAND * bands)
    firsts = [index for index, block in enumerate(blocks) if block.is_first]
    layering = layer(len(blocks), [(edge.source, edge.target) for edge in edges], firsts)
    sides = dict.fromkeys(sorted(layering.backward), _DOWN)
    best = _placed(blocks, edges, bands, layering, sides)
    if not sides or len(edges) > FEW:
        return best
    score = flaws(best.ways)
    tries: list[Mapping[int, int]] = [dict.fromkeys(sides, _UP)] if len(sides) > 1 else []
    tries += [{number: _UP} for number in list(sides)[: max(1, 200 // len(edges))][:6]]
    for change in tries:
        wanted = {**sides, **change}
        found = _placed(blocks, edges, bands, layering, wanted)
        mine = flaws(found.ways)
        if mine < score:
            best, score, sides = found, mine, wanted
    return best


def _placed(
    blocks: Sequence[Block], edges: Sequence[Edge], bands: int, layering: Layering, sides: Mapping[int, int]
) -> Placed:
    work = _trails(blocks, edges, layering, sides)
    columns: list[list[int]] = [[] for _ in range(max(work.columns) + 1)]
    for vertex, column in enumerate(work.columns):
        columns[column].append(vertex)
    forward = [trail for number, trail in enumerate(work.trails) if number not in work.backward]
    columns = order_columns(columns, work.links, work.bands, work.pinned, forward)
    middles, heights = _rows(work, columns, bands)
    return lead(work, columns, middles, heights)


def _trails(blocks: Sequence[Block], edges: Sequence[Edge], layering: Layering, sides: Mapping[int, int]) -> Work:
    """For each edge the vertices that it passes, and how much its pieces want to be level."""
    work = Work(blocks, edges, list(layering.columns), [block.band for block in blocks], layering.backward)
    along = _main_way(blocks, edges, layering)
    ways_in, ways_out = [0] * len(blocks), [0] * len(blocks)
    for edge in edges:
        ways_out[edge.source] += 1
        ways_in[edge.target] += 1
    for number, edge in enumerate(edges):
        first, last = layering.columns[edge.source], layering.columns[edge.target]
        if number in layering.backward:
            # a way back runs round: past the source's own column and past the target's
            own = [blocks[edge.source].band, blocks[edge.target].band]
            band = min(own) if sides[number] == _UP else max(own)
            trail = [work.passing(column, band) for column in range(first, last - 1, -1)]
            work.pinned.update(dict.fromkeys(trail, (sides[number], first - last)))
            work.links += [Link(left, right, _PASSING) for right, left in pairwise(trail)]
        else:
            # a long edge runs where it is needed least: in the band of the end that is further from the middle
            band = blocks[edge.target].band
            trail = [work.passing(column, band) for column in range(first + 1, last)]
            stops = [edge.source, *trail, edge.target]
            only = ways_out[edge.source] == 1 and ways_in[edge.target] == 1
            ends = _ALONG if number in along else _STRAIGHT if only else _ANY
            for index, (left, right) in enumerate(pairwise(stops)):
                inner = bool(trail) and 0 < index < len(stops) - 2
                port = int(index == 0 and edge.exit is not None)
                work.links.append(Link(left, right, max(ends, _PASSING) if inner else ends, port))
        work.trails.append(trail)
    return work


def _main_way(blocks: Sequence[Block], edges: Sequence[Edge], layering: Layering) -> set[int]:
    """The edges that a case takes when nothing special happens: from each start the usual way, else the longest."""
    leaving: dict[int, list[int]] = {}
    entered = set()
    for number, edge in enumerate(edges):
        if number not in layering.backward and edge.exit is None:
            leaving.setdefault(edge.source, []).append(number)
            entered.add(edge.target)
    rest = [0] * len(blocks)
    for vertex in sorted(range(len(blocks)), key=lambda item: -layering.columns[item]):
        rest[vertex] = max((rest[edges[number].target] + 1 for number in leaving.get(vertex, ())), default=0)
    found: set[int] = set()
    reached: set[int] = set()
    for start in range(len(blocks)):
        vertex = start
        while vertex not in reached and (start not in entered or vertex != start):
            reached.add(vertex)
            ways = leaving.get(vertex)
            if not ways:
                break
            own = blocks[vertex].band

            def rank(number: int, own: int = own) -> tuple[bool, int, bool, int]:
                edge = edges[number]
                return blocks[edge.target].band == own, rest[edge.target], edge.is_usual, -number

            best = max(ways, key=rank)
            found.add(best)
            vertex = edges[best].target
    return found


def _rows(work: Work, columns: list[list[int]], bands: int) -> tuple[list[float], list[float]]:
    """The y of each vertex's middle line, and the height of each band."""
    count = len(work.columns)
    above = [EDGE_ROOM / 2] * count
    below = [EDGE_ROOM / 2] * count
    for vertex, block in enumerate(work.blocks):
        above[vertex] = block.height / 2 + block.above + ROW_GAP / 2
        below[vertex] = block.height / 2 + block.below + ROW_GAP / 2
    links: list[list[Link]] = [[] for _ in range(bands)]
    for link in work.links:
        if work.bands[link.left] == work.bands[link.right]:
            links[work.bands[link.left]].append(link)
    middles = [0.0] * count
    heights: list[float] = []
    top = 0.0
    for band in range(bands):
        rows = [[vertex for vertex in column if work.bands[vertex] == band] for column in columns]
        found = heights_of(rows, links[band], above, below)
        if not found:
            heights.append(LEAST_BAND)
            top += LEAST_BAND
            continue
        upper = min(y - above[vertex] for vertex, y in found.items())
        lower = max(y + below[vertex] for vertex, y in found.items())
        padding = max(BAND_PADDING, (LEAST_BAND - (lower - upper)) / 2)
        for vertex, y in found.items():
            middles[vertex] = float(round(y - upper + top + padding))
        heights.append(float(round(lower - upper + 2 * padding)))
        top += heights[-1]
    return middles, heights
