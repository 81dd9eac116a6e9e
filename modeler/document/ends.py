"""Which lines begin or end at which node, kept up line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from modeler.document import reading
from modeler.document.records import FlowRecord
from modeler.document.table import Table
from modeler.document.tree import Tree


class Ends:
    """The ids of the lines at each node."""

    def __init__(self, tree: Tree, flows: Table[FlowRecord]) -> None:
        self._flows = flows
        self._ends: dict[str, dict[str, None]] = {}
        self._ordered: dict[str, tuple[str, ...]] = {}  # the flows of a node in file order, while that stays
        self._tree, self._ordered_at = tree, tree.structure

    def turn_to(self, tree: Tree) -> None:
        """Forget everything; the lines of another tree come."""
        self._ends.clear()
        self._ordered.clear()
        self._tree, self._ordered_at = tree, tree.structure

    def of(self, node_id: str) -> tuple[FlowRecord, ...]:
        """All lines that begin or end at a node, of any kind, in file order."""
        if self._ordered_at != self._tree.structure:
            self._ordered.clear()
            self._ordered_at = self._tree.structure
        found = self._ordered.get(node_id)
        if found is None:
            found = self._ordered[node_id] = self.in_order(self._ends.get(node_id, ()))
        return tuple(map(self._flows.__getitem__, found))

    def touch(self, own: str) -> bool:
        """Whether a line begins or ends there."""
        return bool(self._ends.get(own))

    def sequence(self, node_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The sequence flows that come to a node, and those that leave it, in file order."""
        incoming, outgoing = [], []
        for flow_id in self._ends.get(node_id, ()):
            flow = self._flows[flow_id]
            if flow.kind == "sequenceFlow":
                if flow.target == node_id:
                    incoming.append(flow_id)
                if flow.source == node_id:
                    outgoing.append(flow_id)
        return self.in_order(incoming), self.in_order(outgoing)

    def put(self, own: str, record: FlowRecord) -> None:
        """A line came, or joins others than before."""
        for end in (record.source, record.target):
            if end:
                self._ends.setdefault(end, {})[own] = None
                self._ordered.pop(end, None)

    def drop(self, own: str, record: FlowRecord) -> None:
        """A line goes."""
        for end in (record.source, record.target):
            self._ends.get(end, {}).pop(own, None)
            self._ordered.pop(end, None)

    def in_order(self, flow_ids: Iterable[str]) -> tuple[str, ...]:
        """In the order of the file; nearly always there is but one."""
        found = tuple(flow_ids)
        if len(found) < 2:
            return found
        elements = self._tree.ids
        there = [elements[item] for item in found if item in elements]
        if len({item.getparent() for item in there}) == 1:
            places: Mapping[str | None, float] = {item.get("id"): self._tree.place(item) for item in there}
            return tuple(sorted(found, key=lambda item: places.get(item, 0.0)))
        keys = {item: reading.position(elements[item]) for item in found if item in elements}
        return tuple(sorted(found, key=lambda item: keys.get(item, [])))
