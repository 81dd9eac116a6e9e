"""The order within each column: medians of the neighbours, swept to and fro, the best order kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from modeler.layout.blocks import Link
from modeler.layout.sifting import Ends, gap_crossings, sift

SWEEPS = 8
FEW_LINKS = 2500
"""Beyond, moving long edges one by one gains little for the time it takes."""

PATIENCE = 3
"""So many sweeps that make nothing better are enough."""
PORT = 0.4
"""How much lower than its left end a link begins that leaves at the foot of it, in places of a column."""


def order_columns(
    columns: Sequence[list[int]],
    links: Sequence[Link],
    bands: Sequence[int],
    pinned: Mapping[int, tuple[int, int]],
    trails: Sequence[Sequence[int]] = (),
) -> list[list[int]]:
    """The vertices of each column from top to bottom, with few crossings.

    `bands[v]` is the row band of a vertex: bands never mix, and lie in the order of their numbers. `pinned`
    vertices lie above (-1) or below (1) all others of their band, those with a larger second number further out.
    `trails`: the points that each long edge passes.
    """
    left: dict[int, list[tuple[int, int]]] = {}
    right: dict[int, list[tuple[int, int]]] = {}
    for link in links:
        right.setdefault(link.left, []).append((link.port, link.right))
        left.setdefault(link.right, []).append((link.port, link.left))

    def rank(vertex: int) -> tuple[int, int, int]:
        side, far = pinned.get(vertex, (0, 0))
        return bands[vertex], side, side * far

    current = [sorted(column, key=rank) for column in columns]
    best, fewest = current, crossings(current, right)
    ranks = {vertex: rank(vertex) for column in columns for vertex in column}
    since = 0
    for sweep in range(SWEEPS):
        if not fewest or since > PATIENCE:
            break
        current = _swept(current, left if sweep % 2 == 0 else right, ranks, forward=sweep % 2 == 0)
        found = crossings(current, right)
        since += 1
        if found < fewest:
            best, fewest, since = current, found, 0
    if fewest and trails and len(links) <= FEW_LINKS:
        column_of = {vertex: index for index, column in enumerate(best) for vertex in column}
        best = list(best)
        sift(best, right, trails, column_of, ranks)
    return best


def _swept(
    columns: list[list[int]], ends: Ends, ranks: Mapping[int, tuple[int, int, int]], *, forward: bool
) -> list[list[int]]:
    result = [list(column) for column in columns]
    places = {vertex: float(index) for column in result for index, vertex in enumerate(column)}
    port_of = PORT if forward else -PORT
    for column in result if forward else reversed(result):
        wanted = {}
        for vertex in column:
            found = ends.get(vertex)
            if not found:  # without neighbours it keeps its own place
                middle = places[vertex]
            elif len(found) == 1:
                port, other = found[0]
                middle = places[other] + port_of * port
            else:
                middle = _median([places[other] + port_of * port for port, other in found])
            wanted[vertex] = (ranks[vertex], middle)
        column.sort(key=wanted.__getitem__)
        for index, vertex in enumerate(column):
            places[vertex] = float(index)
    return result


def _median(found: list[float]) -> float:
    found.sort()
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def crossings(columns: Sequence[Sequence[int]], right: Ends) -> int:
    """How many links cross, over all neighbouring columns."""
    return sum(gap_crossings(column, after, right) for column, after in pairwise(columns))
