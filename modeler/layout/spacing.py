"""Heights within a band: every vertex as near to its neighbours' height as the distances allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

PASSES = 9


def spread(
    columns: Sequence[Sequence[int]],
    above: Sequence[float],
    below: Sequence[float],
    neighbours: Mapping[int, Sequence[int]],
    weights: Sequence[float],
    trails: Sequence[Sequence[int]] = (),
) -> dict[int, float]:
    """The y of each vertex's middle line, beginning anywhere.

    A vertex takes `above` and `below` its middle line (gaps included); the columns keep their order.
    `weights` say how much a vertex insists. The vertices of one of the `trails` want one height in the end,
    so that long edges run straight.
    """
    heights: dict[int, float] = {}
    columns = [column for column in columns if column]
    for column in columns:
        y = 0.0
        for vertex in column:
            heights[vertex] = y + above[vertex]
            y += above[vertex] + below[vertex]
    column_of = {vertex: index for index, column in enumerate(columns) for vertex in column}
    alone = [vertex for vertex in column_of if not neighbours.get(vertex) and len(column_of) > 1]
    for number in range(PASSES):
        forward = number % 2 == 0
        level = _levels(trails, heights) if number >= PASSES - 3 else {}
        # what nothing joins stays with the rest
        centre = _middle(list(heights.values())) if alone and heights else 0.0
        level.update(dict.fromkeys(alone, centre))
        for column in columns if forward else reversed(columns):
            wanted = []
            for vertex in column:
                own = column_of[vertex]
                near = [heights[other] for other in neighbours.get(vertex, ()) if (column_of[other] < own) is forward]
                wanted.append(level[vertex] if vertex in level else _middle(near) if near else heights[vertex])
            for vertex, y in zip(column, _apart(column, wanted, above, below, weights), strict=True):
                heights[vertex] = y
    return heights


def _levels(trails: Sequence[Sequence[int]], heights: Mapping[int, float]) -> dict[int, float]:
    found: dict[int, float] = {}
    for trail in trails:
        own = [vertex for vertex in trail if vertex in heights]
        if len(own) > 1:
            found.update(dict.fromkeys(own, _middle([heights[vertex] for vertex in own])))
    return found


def _middle(values: list[float]) -> float:
    ranked = sorted(values)
    middle = len(ranked) // 2
    return ranked[middle] if len(ranked) % 2 else (ranked[middle - 1] + ranked[middle]) / 2


def _apart(
    column: Sequence[int],
    wanted: Sequence[float],
    above: Sequence[float],
    below: Sequence[float],
    weights: Sequence[float],
) -> list[float]:
    """The heights nearest to the wanted ones that keep order and distances (pool adjacent violators)."""
    offsets = [0.0]
    for upper, lower in pairwise(column):
        offsets.append(offsets[-1] + below[upper] + above[lower])
    pools: list[list[float]] = []  # mean, weight, count
    for vertex, y, offset in zip(column, wanted, offsets, strict=True):
        pools.append([y - offset, weights[vertex], 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, weight, count = pools.pop()
            before = pools[-1]
            total = before[1] + weight
            pools[-1] = [(before[0] * before[1] + mean * weight) / total, total, before[2] + count]
    means = [mean for mean, _, count in pools for _ in range(int(count))]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
