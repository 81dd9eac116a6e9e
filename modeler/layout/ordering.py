"""The order within each column: medians of the neighbours, swept to and fro, the best order kept."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

SWEEPS = 8


def order_columns(
    columns: Sequence[list[int]], links: Sequence[tuple[int, int]], bands: Sequence[int]
) -> list[list[int]]:
    """The vertices of each column from top to bottom, with few crossings.

    `links` join vertices of neighbouring columns, left first. `bands[v]` is the row band of a vertex: bands
    never mix, and lie in the order of their numbers.
    """
    left: dict[int, list[int]] = {}
    right: dict[int, list[int]] = {}
    for source, target in links:
        right.setdefault(source, []).append(target)
        left.setdefault(target, []).append(source)
    current = [sorted(column, key=lambda vertex: bands[vertex]) for column in columns]
    best, fewest = current, crossings(current, right)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        current = _swept(current, left if sweep % 2 == 0 else right, bands, forward=sweep % 2 == 0)
        found = crossings(current, right)
        if found < fewest:
            best, fewest = current, found
    return best


def _swept(
    columns: list[list[int]], neighbours: dict[int, list[int]], bands: Sequence[int], *, forward: bool
) -> list[list[int]]:
    result = [list(column) for column in columns]
    places = {vertex: float(index) for column in result for index, vertex in enumerate(column)}
    for column in result if forward else reversed(result):
        wanted = {vertex: _median(vertex, neighbours, places) for vertex in column}
        column.sort(key=lambda vertex: (bands[vertex], wanted[vertex]))
        for index, vertex in enumerate(column):
            places[vertex] = float(index)
    return result


def _median(vertex: int, neighbours: dict[int, list[int]], places: dict[int, float]) -> float:
    """The middle of the neighbours' places; a vertex without any keeps its own."""
    found = sorted(places[other] for other in neighbours.get(vertex, ()))
    if not found:
        return places[vertex]
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def crossings(columns: Sequence[Sequence[int]], right: dict[int, list[int]]) -> int:
    """How many links cross, over all neighbouring columns."""
    places = {vertex: index for column in columns for index, vertex in enumerate(column)}
    total = 0
    for column in columns:
        seen: list[int] = []
        for vertex in column:
            ends = [places[target] for target in right.get(vertex, ())]
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total
