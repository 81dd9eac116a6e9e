"""Heights: vertices that are joined straight on form chains, each chain has one height, and the chains come as
near to what they are joined with as the distances allow.

After Brandes, Köpf, "Fast and simple horizontal coordinate assignment" (2001), with weights instead of four runs.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from modeler.layout.blocks import Link

SWEEPS = 6


def heights_of(
    columns: Sequence[Sequence[int]], links: Iterable[Link], above: Sequence[float], below: Sequence[float]
) -> dict[int, float]:
    """The y of each vertex's middle line, beginning anywhere.

    A vertex takes `above` and `below` its middle line (gaps included); the columns keep their order. Both ends
    of every link stand in `columns`.
    """
    known = list(links)
    chain_of = _chains(columns, known)
    apart: dict[int, dict[int, float]] = {}
    for column in columns:
        for upper, lower in pairwise(column):
            one, other = chain_of[upper], chain_of[lower]
            room = below[upper] + above[lower]
            under = apart.setdefault(one, {})
            if under.get(other, 0.0) < room:
                under[other] = room
    order = _sorted(dict.fromkeys(chain_of.values()), apart)
    over: dict[int, dict[int, float]] = {}
    for one, under in apart.items():
        for other, room in under.items():
            over.setdefault(other, {})[one] = room
    heights: dict[int, float] = {}
    for chain in order:
        heights[chain] = max((heights[one] + room for one, room in over.get(chain, {}).items()), default=0.0)
    pulls: dict[int, list[tuple[int, int]]] = {}
    for link in known:
        one, other = chain_of[link.left], chain_of[link.right]
        if one != other:
            pulls.setdefault(one, []).append((other, link.weight))
            pulls.setdefault(other, []).append((one, link.weight))
    for number in range(SWEEPS):
        for chain in reversed(order) if number % 2 == 0 else order:
            _settle(chain, heights, pulls, over.get(chain, {}), apart.get(chain, {}))
    return {vertex: heights[chain] for vertex, chain in chain_of.items()}


def _settle(
    chain: int,
    heights: dict[int, float],
    pulls: Mapping[int, list[tuple[int, int]]],
    over: Mapping[int, float],
    under: Mapping[int, float],
) -> None:
    """Move one chain to where it wants to be, no further than its neighbours allow."""
    if chain not in pulls:
        return
    low, high = _wanted([(heights[other], weight) for other, weight in pulls[chain]])
    now = heights[chain]
    wanted = min(max(now, low), high)
    least = max((heights[one] + room for one, room in over.items()), default=-math.inf)
    most = min((heights[one] - room for one, room in under.items()), default=math.inf)
    heights[chain] = max(least, min(wanted, most))


def _wanted(pulls: list[tuple[float, int]]) -> tuple[float, float]:
    """Between which heights the sum of the distances is smallest."""
    pulls.sort()
    total = sum(weight for _, weight in pulls)
    half = 0
    for index, (height, weight) in enumerate(pulls):
        half += weight
        if 2 * half > total:
            return height, height
        if 2 * half == total:
            return height, pulls[index + 1][0]
    return pulls[-1][0], pulls[-1][0]


def _chains(columns: Sequence[Sequence[int]], links: Sequence[Link]) -> dict[int, int]:
    """The chain of each vertex. Links that weigh more are made level first; level links never cross."""
    place = {vertex: index for column in columns for index, vertex in enumerate(column)}
    column_of = {vertex: number for number, column in enumerate(columns) for vertex in column}
    following: dict[int, int] = {}
    led: set[int] = set()
    level: dict[int, list[tuple[int, int]]] = {}
    for link in sorted(links, key=lambda item: -item.weight):
        if link.port or link.left in following or link.right in led:
            continue
        taken = level.setdefault(column_of[link.left], [])
        pair = place[link.left], place[link.right]
        at = bisect(taken, pair)
        if (at and taken[at - 1][1] > pair[1]) or (at < len(taken) and taken[at][1] < pair[1]):
            continue
        taken.insert(at, pair)
        following[link.left] = link.right
        led.add(link.right)
    chain_of: dict[int, int] = {}
    for column in columns:
        for vertex in column:
            if vertex not in led:
                current: int | None = vertex
                while current is not None:
                    chain_of[current] = vertex
                    current = following.get(current)
    return chain_of


def _sorted(chains: Iterable[int], apart: Mapping[int, Mapping[int, float]]) -> list[int]:
    """Upper chains before lower ones."""
    waiting = dict.fromkeys(chains, 0)
    for under in apart.values():
        for other in under:
            waiting[other] += 1
    ready = [chain for chain, count in waiting.items() if not count]
    order: list[int] = []
    while ready:
        chain = ready.pop()
        order.append(chain)
        for other in apart.get(chain, ()):
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return order
