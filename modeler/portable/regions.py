"""What runs side by side: from a node that splits the case to where all its ways meet again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from runner.bundle.graph import Graph, Node

_SPLITTING = ("parallelGateway", "inclusiveGateway", "complexGateway")
_PEOPLE = ("userTask", "manualTask", "task")
_CHOOSING = ("exclusiveGateway", "eventBasedGateway")


@dataclass(frozen=True)
class Region:
    """Nodes of one scope between a split and the node where all ways meet again (None: they do not), both with it.
    `closed`: it has one way in, at the split, and one way out, at the meeting."""

    scope: str | None
    split: str
    join: str | None
    nodes: frozenset[str]
    closed: bool


class Ways:
    """The ways through the scopes of a process; the events on its border lead on from a step as its flows do."""

    def __init__(self, graph: Graph) -> None:
        self.nodes: Mapping[str, Node] = {node.id: node for node in graph.nodes}
        self.next: dict[str, list[str]] = {own: [] for own in self.nodes}
        self.before: dict[str, list[str]] = {own: [] for own in self.nodes}
        for flow in graph.flows:
            self._join(flow.source, flow.target)
        for node in graph.nodes:
            if node.attached_to in self.nodes:
                self._join(node.attached_to or "", node.id)

    def _join(self, source: str, target: str) -> None:
        if source in self.nodes and target in self.nodes:
            self.next[source].append(target)
            self.before[target].append(source)

    def reach(self, starts: Iterable[str], without: str | None = None) -> set[str]:
        """All nodes that ways from these nodes come to, themselves included, but through one of them."""
        found: set[str] = set()
        waiting = [own for own in starts if own != without]
        while waiting:
            own = waiting.pop()
            if own not in found:
                found.add(own)
                waiting += [target for target in self.next[own] if target != without]
        return found

    def regions(self) -> list[Region]:
        """All regions, those of the outer splits before those inside of them."""
        found = [self._region(node) for node in self.nodes.values() if self._splits(node)]
        return sorted(found, key=lambda region: -len(region.nodes))

    def _splits(self, node: Node) -> bool:
        if node.kind in _CHOOSING or len(node.outgoing) < 2:
            return False
        return node.kind in _SPLITTING or not node.kind.endswith("Gateway")

    def _region(self, node: Node) -> Region:
        """From a split to the first node that no way on from it comes past."""
        behind = self.reach(self.next[node.id])
        ends = {own for own in behind if not self.next[own]}
        join = None
        for own in self._in_order(node.id, behind):
            past = self.reach(self.next[node.id], own)
            if not past & ends and node.id not in past:
                join = own
                break
        inside = self.reach([node.id], join) | ({join} if join is not None else set())
        enters = any(one not in inside for own in inside - {node.id} for one in self.before[own])
        leaves = any(one not in inside for own in inside - {join} for one in self.next[own])
        back = any(one in inside for one in self.before[node.id])
        return Region(node.scope, node.id, join, frozenset(inside), not (enters or leaves or back))

    def _in_order(self, start: str, behind: set[str]) -> list[str]:
        """What lies behind a node, the nearest first."""
        order: dict[str, None] = {}
        waiting = list(self.next[start])
        while waiting:
            own = waiting.pop(0)
            if own not in order and own in behind:
                order[own] = None
                waiting += self.next[own]
        return list(order)

    def asked_before(self, own: str) -> set[str]:
        """The steps of people, sub-processes with such, and starts that may be the one before a step, in its scope
        and outside of it."""
        found: set[str] = set()
        seen = {own}
        waiting = self._back(own)
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            node = self.nodes[one]
            is_start = node.kind == "startEvent" and node.scope is None
            if is_start or node.kind in _PEOPLE or self._has_people(one):
                found.add(one)
            else:
                waiting += self._back(one)
        return found

    def _back(self, own: str) -> list[str]:
        before = list(self.before[own])
        node = self.nodes[own]
        if node.attached_to in self.nodes:
            host = node.attached_to or ""
            return self._back(host) if node.interrupting else [host, *self._back(host)]
        if not before and node.scope is not None:
            return list(self.before[node.scope]) if node.scope in self.nodes else []
        return before

    def _has_people(self, own: str) -> bool:
        node = self.nodes[own]
        if node.kind == "callActivity":
            return True
        inside = (inner for inner in self.nodes.values() if inner.scope == own)
        return any(inner.kind in _PEOPLE or self._has_people(inner.id) for inner in inside)
