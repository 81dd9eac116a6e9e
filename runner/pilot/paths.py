"""Comparing paths: `...` stands for anything, and between a split and its join the order does not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from runner.bundle.graph import Graph

ANYTHING = "..."


@dataclass(frozen=True)
class Crowd:
    """What happened between a split and its join, in whatever order."""

    elements: tuple[str, ...]

    def holds(self, other: Crowd) -> bool:
        """Whether the other crowd is what this one expects."""
        wanted = Counter(item for item in self.elements if item != ANYTHING)
        found = Counter(other.elements)
        if ANYTHING in self.elements:
            return not wanted - found
        return wanted == found


Item = str | Crowd


def same_path(graph: Graph, expected: Sequence[str], found: Sequence[str]) -> bool:
    """Whether a path is the expected one."""
    return _match(_items(graph, expected), _items(graph, found))


def _items(graph: Graph, path: Sequence[str]) -> list[Item]:
    """The path with what lies between split and join gathered into crowds."""
    splits, joins = _splits_and_joins(graph)
    items: list[Item] = []
    crowd: list[str] = []
    depth = 0
    for element in path:
        if depth and element in joins:
            depth -= 1
            if depth == 0:
                items.append(Crowd(tuple(crowd)))
                crowd = []
        if depth:
            crowd.append(element)
        else:
            items.append(element)
        if element in splits:
            depth += 1
    if crowd:
        items.append(Crowd(tuple(crowd)))
    return items


def _splits_and_joins(graph: Graph) -> tuple[set[str], set[str]]:
    splits, joins = set(), set()
    for node in graph.nodes:
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            continue
        if len(node.outgoing) > 1:
            splits.add(node.id)
        if len(node.incoming) > 1 and node.kind.endswith("Gateway"):
            joins.add(node.id)
    return splits, joins


def _match(expected: list[Item], found: list[Item]) -> bool:
    """Matching with wildcards, item by item."""
    reached = {0}
    for item in expected:
        if item == ANYTHING:
            reached = set(range(min(reached), len(found) + 1)) if reached else set()
            continue
        reached = {place + 1 for place in reached if place < len(found) and _fits(item, found[place])}
    return len(found) in reached


def _fits(expected: Item, found: Item) -> bool:
    if isinstance(expected, Crowd):
        return isinstance(found, Crowd) and expected.holds(found)
    return expected == found
