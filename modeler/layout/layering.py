"""Columns for a directed graph: cycles opened, longest paths, points where long edges pass a column.

Source: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system structures" (1981).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int, int]


@dataclass(frozen=True)
class Layering:
    """`columns[v]` is the column of vertex `v`; edges whose number is in `backward` run against the flow."""

    columns: list[int]
    backward: frozenset[int]


def backward_edges(count: int, edges: Sequence[Pair], firsts: Sequence[int] = ()) -> frozenset[int]:
    """The edges that close a cycle, found depth first from `firsts`, then from vertices without a way in, in the
    given order."""
    following: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    entered = [0] * count
    for number, (source, target) in enumerate(edges):
        following[source].append((number, target))
        if source != target:
            entered[target] += 1
    state = [0] * count  # 1: on the way, 2: left
    back: set[int] = set()
    begins = set(firsts)
    for root in sorted(range(count), key=lambda vertex: (vertex not in begins, entered[vertex] > 0, vertex)):
        if state[root]:
            continue
        state[root] = 1
        stack = [(root, iter(following[root]))]
        while stack:
            vertex, rest = stack[-1]
            for number, target in rest:
                if state[target] == 1:
                    back.add(number)
                elif state[target] == 0:
                    state[target] = 1
                    stack.append((target, iter(following[target])))
                    break
            else:
                state[vertex] = 2
                stack.pop()
    return frozenset(back)


def layer(count: int, edges: Sequence[Pair], firsts: Sequence[int] = ()) -> Layering:
    """Every vertex one column behind its last predecessor; one without a way in stands right before its first
    successor where that is further on, but one of `firsts` (the starts) at the very left."""
    back = backward_edges(count, edges, firsts)
    forward = [pair for number, pair in enumerate(edges) if number not in back]
    following: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in forward:
        following[source].append(target)
        waiting[target] += 1
    entered = list(waiting)
    columns = [0] * count
    ready = [vertex for vertex in range(count) if not waiting[vertex]]
    order: list[int] = []
    while ready:
        vertex = ready.pop()
        order.append(vertex)
        for target in following[vertex]:
            columns[target] = max(columns[target], columns[vertex] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    first = next((vertex for vertex in range(count) if not entered[vertex] and following[vertex]), None)
    stay = {first, *firsts}
    for vertex in reversed(order):
        if not entered[vertex] and following[vertex] and vertex not in stay:
            columns[vertex] = max(columns[vertex], min(columns[target] for target in following[vertex]) - 1)
    return Layering(columns, back)
