"""From records to blocks: which nodes stand by themselves, which ride on others, and what they connect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from modeler.layout.scope import Block, Edge, Placed, place

Size = tuple[float, float]
SATELLITE_GAP = 24.0
BOUNDARY_GAP = 12.0
BOUNDARY_TURN = 18.0
SIDE = 30.0

_ARTIFACTS = frozenset(
    {
        "textAnnotation",
        "dataObjectReference",
        "dataStoreReference",
        "dataInput",
        "dataOutput",
        "dataObject",
        "dataStore",
    }
)
_CONTAINERS = frozenset({"participant", "lane"})


@dataclass
class Shapes:
    """What has been placed so far: bounds of nodes, points of flows."""

    bounds: dict[str, Bounds] = field(default_factory=dict)
    waypoints: dict[str, tuple[Point, ...]] = field(default_factory=dict)

    def put(self, other: Shapes, dx: float, dy: float) -> None:
        """Take over what another holds, moved."""
        for own, bounds in other.bounds.items():
            self.bounds[own] = bounds.moved(dx, dy)
        for own, points in other.waypoints.items():
            self.waypoints[own] = tuple((x + dx, y + dy) for x, y in points)


@dataclass
class Level:
    """One placed level: its shapes from (0, 0), its size, and the heights of its bands."""

    shapes: Shapes
    width: float
    height: float
    bands: list[float]


@dataclass(frozen=True)
class _Inner:
    """A block's node with what is inside it, already placed."""

    size: Size
    shapes: Shapes | None = None


class Levels:
    """Places levels of a model, sub-processes from the inside out."""

    def __init__(
        self, nodes: Mapping[str, NodeRecord], flows: Iterable[FlowRecord], size_of: Callable[[NodeRecord], Size]
    ) -> None:
        self.nodes = nodes
        self.flows = list(flows)
        self.size_of = size_of
        self.inside: dict[str | None, list[NodeRecord]] = {}
        for node in nodes.values():
            if node.tag not in _CONTAINERS:
                self.inside.setdefault(node.parent, []).append(node)

    def members(self, parents: Iterable[str | None]) -> list[NodeRecord]:
        """The nodes directly inside these containers, in file order."""
        return [node for parent in parents for node in self.inside.get(parent, ())]

    def level(self, members: Sequence[NodeRecord], band_of: Callable[[NodeRecord], int], bands: int) -> Level:
        """Place the members of one level in row bands."""
        known = {node.id: node for node in members}
        hosted: dict[str, list[NodeRecord]] = {}
        for node in members:
            if node.attached_to in known and node.attached_to is not None:
                hosted.setdefault(node.attached_to, []).append(node)
        riders = {node.id for group in hosted.values() for node in group}
        flows = [flow for flow in self.flows if flow.source in known and flow.target in known]
        satellites = self._satellites(known, riders)
        aside = riders | {node.id for group in satellites.values() for node in group}
        standing = [node for node in members if node.id not in aside]
        inner = {node.id: self._inner(node) for node in standing}
        blocks = [
            self._block(
                node, inner[node.id].size, hosted.get(node.id, ()), satellites.get(node.id, ()), band_of(node)
            )
            for node in standing
        ]
        places = {node.id: index for index, node in enumerate(standing)}
        led = [flow for flow in flows if self._stands(flow.source, places) and self._stands(flow.target, places)]
        edges = [self._edge(flow, places, inner, hosted) for flow in led]
        placed = _apart(blocks, edges) if bands == 1 else place(blocks, edges, bands)
        shapes = Shapes()
        for node, (x, y) in zip(standing, placed.corners, strict=True):
            own = inner[node.id]
            shapes.bounds[node.id] = Bounds(x, y, *own.size)
            if own.shapes is not None:
                shapes.put(own.shapes, x, y)
            self._ride(shapes, hosted.get(node.id, ()), satellites.get(node.id, ()), shapes.bounds[node.id])
        for flow, way in zip(led, placed.ways, strict=True):
            shapes.waypoints[flow.id] = way
        return Level(shapes, placed.width, placed.height, placed.bands)

    def _inner(self, node: NodeRecord) -> _Inner:
        """The size of a node; an expanded sub-process is as large as its contents ask for."""
        contents = self.inside.get(node.id)
        if not contents or not (node.expanded or node.bounds is None):
            return _Inner(self.size_of(node))
        level = self.level(contents, lambda _: 0, 1)
        least = self.size_of(node)
        width, height = max(level.width, least[0]), max(level.height, least[1])
        shapes = Shapes()
        shapes.put(level.shapes, (width - level.width) / 2, (height - level.height) / 2)
        return _Inner((width, height), shapes)

    def _satellites(self, known: Mapping[str, NodeRecord], riders: set[str]) -> dict[str, list[NodeRecord]]:
        """Data and annotations by the node they belong to: the first one that a line joins them with."""
        found: dict[str, list[NodeRecord]] = {}
        taken: set[str] = set()
        for flow in self.flows:
            if flow.kind == "sequenceFlow":
                continue
            for own, other in ((flow.source, flow.target), (flow.target, flow.source)):
                item, partner = known.get(own), known.get(other)
                if item is None or item.tag not in _ARTIFACTS or own in taken or partner is None:
                    continue
                if partner.id in riders and partner.attached_to is not None:
                    partner = known[partner.attached_to]
                if partner.tag not in _ARTIFACTS:
                    taken.add(own)
                    found.setdefault(partner.id, []).append(item)
        return found

    def _block(
        self, node: NodeRecord, size: Size, hosted: Sequence[NodeRecord], satellites: Sequence[NodeRecord], band: int
    ) -> Block:
        above, side = 0.0, 0.0
        if satellites:
            sizes = [self.size_of(item) for item in satellites]
            above = max(height for _, height in sizes) + SATELLITE_GAP
            across = sum(width for width, _ in sizes) + SATELLITE_GAP * (len(sizes) - 1)
            side = max((across - size[0]) / 2, 0.0)
        below = 0.0
        if hosted:
            sizes = [self.size_of(item) for item in hosted]
            below = max(height for _, height in sizes) / 2 + BOUNDARY_TURN + BOUNDARY_GAP * len(hosted)
            across = sum(width + BOUNDARY_GAP for width, _ in sizes)
            side = max(side, (across - size[0]) / 2)
        elif node.tag.endswith(("Event", "Gateway")):
            below = 16.0 if node.name else 0.0  # its name stands below
        return Block(size[0], size[1], band, above, below, side, node.tag.endswith("Gateway"))

    def _stands(self, node_id: str, places: Mapping[str, int]) -> bool:
        return node_id in places or self.nodes[node_id].attached_to in places

    def _edge(
        self,
        flow: FlowRecord,
        places: Mapping[str, int],
        inner: Mapping[str, _Inner],
        hosted: Mapping[str, Sequence[NodeRecord]],
    ) -> Edge:
        target = self.nodes[flow.target]
        end = places[target.id] if target.id in places else places[target.attached_to or ""]
        if flow.source in places:
            return Edge(places[flow.source], end)
        event = self.nodes[flow.source]
        host = event.attached_to or ""
        size = inner[host].size
        at = self._boundary(hosted[host], Bounds(0, 0, *size))[event.id]
        turn = at.bottom + BOUNDARY_GAP * (len(hosted[host]) - [item.id for item in hosted[host]].index(event.id))
        return Edge(places[host], end, (at.centre[0], at.bottom, turn))

    def _boundary(self, hosted: Sequence[NodeRecord], host: Bounds) -> dict[str, Bounds]:
        """Events side by side on the lower border, the last one near the right corner."""
        found: dict[str, Bounds] = {}
        sizes = [self.size_of(item) for item in hosted]
        total = sum(width + BOUNDARY_GAP for width, _ in sizes)
        x = max(host.right - total, host.centre[0] - total / 2 if total > host.width else host.x)
        for item, (width, height) in zip(hosted, sizes, strict=True):
            found[item.id] = Bounds(x, host.bottom - height / 2, width, height)
            x += width + BOUNDARY_GAP
        return found

    def _ride(
        self, shapes: Shapes, hosted: Sequence[NodeRecord], satellites: Sequence[NodeRecord], host: Bounds
    ) -> None:
        shapes.bounds.update(self._boundary(hosted, host))
        sizes = [self.size_of(item) for item in satellites]
        x = host.centre[0] - (sum(width for width, _ in sizes) + SATELLITE_GAP * (len(sizes) - 1)) / 2
        for item, (width, height) in zip(satellites, sizes, strict=True):
            shapes.bounds[item.id] = Bounds(x, host.y - SATELLITE_GAP - height, width, height)
            x += width + SATELLITE_GAP


def _apart(blocks: Sequence[Block], edges: Sequence[Edge]) -> Placed:
    """Without lanes, parts that nothing joins are placed one below the other."""
    root = list(range(len(blocks)))

    def find(vertex: int) -> int:
        while root[vertex] != vertex:
            root[vertex] = root[root[vertex]]
            vertex = root[vertex]
        return vertex

    for edge in edges:
        one, other = sorted((find(edge.source), find(edge.target)))
        root[other] = one
    parts: dict[int, list[int]] = {}
    for vertex in range(len(blocks)):
        parts.setdefault(find(vertex), []).append(vertex)
    if len(parts) < 2:
        return place(blocks, edges)
    whole = Placed([(0.0, 0.0)] * len(blocks), [()] * len(edges), [])
    for part in parts.values():
        own = {vertex: index for index, vertex in enumerate(part)}
        numbers = [number for number, edge in enumerate(edges) if edge.source in own]
        inner = [Edge(own[edges[n].source], own[edges[n].target], edges[n].exit) for n in numbers]
        found = place([blocks[vertex] for vertex in part], inner)
        for vertex, (x, y) in zip(part, found.corners, strict=True):
            whole.corners[vertex] = (x, y + whole.height)
        for number, way in zip(numbers, found.ways, strict=True):
            whole.ways[number] = tuple((x, y + whole.height) for x, y in way)
        whole.width = max(whole.width, found.width)
        whole.height += found.height
    whole.bands = [whole.height]
    return whole
