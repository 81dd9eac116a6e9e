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


def other_ways(graph: Graph, expected: Sequence[str], found: Sequence[str]) -> list[tuple[str, str, str]]:
    """Gateway, expected next node and found next node for each time that a choice went the other way, in order. What
    `...` stands for is not known, and not compared."""
    answer = []
    for node in graph.nodes:
        targets = {flow.target for flow in graph.flows if flow.source == node.id}
        if len(targets) < 2 or node.kind in ("parallelGateway", "eventBasedGateway"):
            continue
        turns = zip(_turns(node.id, targets, expected), _turns(node.id, targets, found), strict=False)
        answer += [(node.id, ours, theirs) for ours, theirs in turns if ours and theirs and ours != theirs]
    return sorted(answer, key=lambda item: found.index(item[0]))


def _turns(gateway: str, targets: set[str], path: Sequence[str]) -> list[str | None]:
    """What came after each visit of a gateway, None where the path does not say."""
    if ANYTHING in path:
        path = path[: path.index(ANYTHING)]  # how often it was passed after that is not known
    visits = [place for place, element in enumerate(path) if element == gateway]
    return [next((element for element in path[place + 1 :] if element in targets), None) for place in visits]


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
