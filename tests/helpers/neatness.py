"""What makes a drawing neat, told as a list of faults: shapes on each other, lines through foreign shapes, things
outside of what they belong to, names on shapes and lines, crossings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from modeler.bpmn.names import SUB_PROCESSES
from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from modeler.geometry.nearby import enters

HOLDERS = {"participant", "lane"}


@dataclass(frozen=True)
class Drawing:
    """Nodes and flows with their places."""

    nodes: Mapping[str, NodeRecord]
    flows: Mapping[str, FlowRecord]

    def box(self, own: str) -> Bounds:
        """Where a shape is."""
        bounds = self.nodes[own].bounds
        assert bounds is not None, own
        return bounds

    def inside(self, own: str) -> set[str]:
        """What a node lies in, itself included."""
        found = set()
        node = self.nodes.get(own)
        while node is not None:
            found.add(node.id)
            node = self.nodes.get(node.parent or "")
        return found

    def plane(self, own: str) -> str | None:
        """The innermost folded sub-process that a node lies in."""
        node = self.nodes.get(self.nodes[own].parent or "")
        while node is not None and node.expanded:
            node = self.nodes.get(node.parent or "")
        return node.id if node is not None else None

    @property
    def standing(self) -> list[NodeRecord]:
        """Shapes that take room of their own."""
        return [
            node
            for node in self.nodes.values()
            if node.bounds is not None and node.tag not in ("group", "lane") and not node.attached_to
        ]

    @property
    def lines(self) -> list[FlowRecord]:
        """Flows that are drawn."""
        return [flow for flow in self.flows.values() if len(flow.waypoints) > 1]

    def overlaps(self) -> list[tuple[str, str]]:
        """Shapes that lie on each other without one lying in the other."""
        return [
            (one.id, other.id)
            for one, other in combinations(self.standing, 2)
            if not self._belong(one, other)
            and self.plane(one.id) == self.plane(other.id)
            and self.box(one.id).meets(self.box(other.id))
        ]

    def _belong(self, one: NodeRecord, other: NodeRecord) -> bool:
        if one.id in self.inside(other.id) or other.id in self.inside(one.id):
            return True
        for note, frame in ((one, other), (other, one)):  # a note may stand in what it does not belong to
            holds = frame.tag == "participant" or frame.tag in SUB_PROCESSES
            if note.tag == "textAnnotation" and holds and self.box(frame.id).encloses(self.box(note.id)):
                return True
        pools = [node for node in (one, other) if node.tag == "participant"]
        return len(pools) == 1 and one.process == other.process

    def through_shapes(self, only: Iterable[str] | None = None) -> list[tuple[str, str]]:
        """Lines that run through a shape that is neither one of their ends nor round one of these."""
        found = []
        wanted = set(self.flows if only is None else only)
        for flow in self.lines:
            if flow.id not in wanted:
                continue
            own = self.inside(flow.source) | self.inside(flow.target)
            plane = self.plane(flow.source) if flow.source in self.nodes else None
            for node in self.nodes.values():
                if node.id in own or node.bounds is None or node.tag in ("group", "lane"):
                    continue
                if node.tag == "participant" and any(
                    item.process == node.process for item in self.nodes.values() if item.tag != "participant"
                ):
                    continue
                if flow.source in self.nodes and self.plane(node.id) != plane:
                    continue
                if any(enters(piece, node.bounds.grown(-1)) for piece in pairwise(flow.waypoints)):
                    found.append((flow.id, node.id))
        return found

    def astray(self) -> list[tuple[str, str]]:
        """Shapes that stick out of their lane, pool or sub-process, and events that are off their host's border."""
        found = []
        for node in self.nodes.values():
            if node.bounds is None:
                continue
            host = self.nodes.get(node.attached_to or "")
            if host is not None and host.bounds is not None:
                x, y = node.bounds.centre
                if not host.bounds.grown(1).contains((x, y)) or host.bounds.grown(-1).contains((x, y)):
                    found.append((node.id, host.id))
                continue
            for holder in {node.lane, node.parent, self._pool(node)}:
                outer = self.nodes.get(holder or "")
                if outer is None or outer.bounds is None or outer.id == node.id or self.plane(node.id) == outer.id:
                    continue
                if not outer.bounds.encloses(node.bounds):
                    found.append((node.id, outer.id))
        return found

    def _pool(self, node: NodeRecord) -> str | None:
        if node.tag in ("participant", "textAnnotation", "group"):
            return None
        pools = [item.id for item in self.nodes.values() if item.tag == "participant" and item.process]
        return next((own for own in pools if self.nodes[own].process == node.process), None)

    def names(self) -> Iterator[tuple[str, Bounds]]:
        """Names that have a place of their own."""
        for item in (*self.nodes.values(), *self.flows.values()):
            if item.label_bounds is not None and item.name:
                yield item.id, item.label_bounds

    def hit_names(self) -> list[tuple[str, str]]:
        """Names that lie on a shape, a line, or another name."""
        found = []
        names = list(self.names())
        for own, label in names:
            around = self.inside(own) if own in self.nodes else set()
            if own in self.flows:
                around = self.inside(self.flows[own].source) | self.inside(self.flows[own].target)
                around -= {self.flows[own].source, self.flows[own].target}
            found += [
                (own, node.id)
                for node in self.standing
                if node.id not in around and node.tag != "participant" and node.bounds.meets(label.grown(-1))  # type: ignore[union-attr]
            ]
            found += [
                (own, flow.id)
                for flow in self.lines
                if any(enters(piece, label.grown(-1)) for piece in pairwise(flow.waypoints))
            ]
        found += [(one, other) for (one, a), (other, b) in combinations(names, 2) if a.grown(-1).meets(b.grown(-1))]
        return found

    def crossings(self) -> int:
        """How often sequence flows cross each other."""
        lines = [flow.waypoints for flow in self.lines if flow.kind == "sequenceFlow"]
        return sum(
            _cross(a, b, c, d)
            for one, other in combinations(lines, 2)
            for a, b in pairwise(one)
            for c, d in pairwise(other)
        )


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> int:
        value = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
        return (value > 1e-6) - (value < -1e-6)

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
