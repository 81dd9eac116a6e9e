"""From records to blocks: which nodes stand by themselves, which ride on others, and what they connect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from modeler.document.records import Bounds, FlowRecord, NodeRecord
from modeler.geometry.texts import Measure
from modeler.layout.blocks import Block, Edge, Placed
from modeler.layout.labelling import text_size
from modeler.layout.leading import COLUMN_GAP
from modeler.layout.riders import Riders, Riding, riders_of
from modeler.layout.scope import ROW_GAP, place
from modeler.layout.shapes import Shapes

Size = tuple[float, float]
_CONTAINERS = frozenset({"participant", "lane"})
_APART = frozenset({"group"})
LOOSE_WIDTH = 900.0
"""How wide a row of things that nothing joins may get where nothing else is as wide."""


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
    """Places levels of a model, sub-processes from the inside out. `told` is called now and then and may raise, to
    end it. `upright`: sizes come, and places go, with x and y exchanged."""

    def __init__(
        self,
        nodes: Mapping[str, NodeRecord],
        flows: Iterable[FlowRecord],
        size_of: Callable[[NodeRecord], Size],
        measure: Measure,
        told: Callable[[], None] = lambda: None,
        *,
        upright: bool = False,
    ) -> None:
        self.nodes = nodes
        self.flows = list(flows)
        self.size_of = (lambda node: size_of(node)[::-1]) if upright else size_of
        self.measure = measure
        self.told = told
        self.riding = Riding(self.size_of, measure, upright=upright)
        self.upright = upright
        self.inside: dict[str | None, list[NodeRecord]] = {}
        for node in nodes.values():
            if node.tag not in _CONTAINERS and node.tag not in _APART:
                self.inside.setdefault(self._level_of(node), []).append(node)
        self._flows_in: dict[str | None, list[FlowRecord]] = {}
        for flow in self.flows:
            source = nodes.get(flow.source) or nodes.get(flow.target)
            if source is not None:
                self._flows_in.setdefault(self._level_of(source), []).append(flow)

    def _level_of(self, node: NodeRecord) -> str | None:
        """What a node lies in; an event on a border lies where its host does, wherever the file has it."""
        host = self.nodes.get(node.attached_to or "")
        return host.parent if host is not None else node.parent

    def members(self, parents: Iterable[str | None]) -> list[NodeRecord]:
        """The nodes directly inside these containers, in file order."""
        return [node for parent in parents for node in self.inside.get(parent, ())]

    def level(self, members: Sequence[NodeRecord], band_of: Callable[[NodeRecord], int], bands: int) -> Level:
        """Place the members of one level in row bands."""
        self.told()
        known = {node.id: node for node in members}
        parents = dict.fromkeys(self._level_of(node) for node in members)
        flows = [flow for parent in parents for flow in self._flows_in.get(parent, ())]
        riders = riders_of(members, flows)
        aside = {item.id for group in riders.values() for item in (*group.hosted, *group.above, *group.below)}
        standing = [node for node in members if node.id not in aside]
        inner = {node.id: self._inner(node) for node in standing}
        found = self._arranged(standing, flows, riders, inner, band_of, bands)
        if self._reordered(standing, riders, found):
            found = self._arranged(standing, flows, riders, inner, band_of, bands)
        placed, led = found
        shapes = Shapes()
        for node, (x, y) in zip(standing, placed.corners, strict=True):
            own = inner[node.id]
            shapes.bounds[node.id] = Bounds(x, y, *own.size)
            if own.shapes is not None:
                shapes.put(own.shapes, x, y)
            if node.id in riders:
                shapes.bounds.update(self.riding.places(riders[node.id], shapes.bounds[node.id]))
        for flow, way in zip(led, placed.ways, strict=True):
            if flow.target in known:
                shapes.waypoints[flow.id] = way
        return Level(shapes, placed.width, placed.height, placed.bands)

    def _arranged(
        self,
        standing: Sequence[NodeRecord],
        flows: Sequence[FlowRecord],
        riders: Mapping[str, Riders],
        inner: Mapping[str, _Inner],
        band_of: Callable[[NodeRecord], int],
        bands: int,
    ) -> tuple[Placed, list[FlowRecord]]:
        """The level placed, and the flows that it led."""
        blocks = []
        for node in standing:
            size = inner[node.id].size
            rooms = self.riding.rooms(node, size, riders.get(node.id, Riders()))
            blocks.append(
                Block(
                    *size, band_of(node), rooms.above, rooms.below, rooms.side,
                    node.tag.endswith("Gateway"), node.tag == "startEvent", bool(riders.get(node.id)),
                )
            )  # fmt: skip
        places = {node.id: index for index, node in enumerate(standing)}
        stands = dict(places)
        for host, group in riders.items():
            stands.update({item.id: places[host] for item in group.hosted if host in places})
        led = [
            flow for flow in flows if flow.kind == "sequenceFlow" and flow.source in stands and flow.target in stands
        ]
        edges = [self._edge(flow, places, stands, riders, inner) for flow in led]
        return (_apart(blocks, edges) if bands == 1 else place(blocks, edges, bands)), led

    def _reordered(
        self, standing: Sequence[NodeRecord], riders: dict[str, Riders], found: tuple[Placed, list[FlowRecord]]
    ) -> bool:
        """Put the events of a border into the order in which their lines do not cross: the one that goes furthest
        down at the left. Whether that changed anything."""
        many = {host: group for host, group in riders.items() if len(group.hosted) > 1}
        if not many:
            return False
        placed, led = found
        lowest = {flow.source: way[-1][1] for flow, way in zip(led, placed.ways, strict=True) if way}
        changed = False
        for group in many.values():
            order = sorted(group.hosted, key=lambda item: -lowest.get(item.id, 1e9))
            if order != group.hosted:
                group.hosted = order
                changed = True
        return changed

    def _inner(self, node: NodeRecord) -> _Inner:
        """The size of a node; an expanded sub-process is as large as its contents ask for."""
        contents = [item for item in self.inside.get(node.id, ()) if item.plane != node.id]
        if not contents or not (node.expanded or node.bounds is None):
            return _Inner(self.size_of(node))
        level = self.level(contents, lambda _: 0, 1)
        least = (140.0, 120.0)
        width, height = max(level.width, least[0]), max(level.height, least[1])
        shapes = Shapes()
        shapes.put(level.shapes, (width - level.width) / 2, (height - level.height) / 2)
        return _Inner((width, height), shapes)

    def _edge(
        self,
        flow: FlowRecord,
        places: Mapping[str, int],
        stands: Mapping[str, int],
        riders: Mapping[str, Riders],
        inner: Mapping[str, _Inner],
    ) -> Edge:
        room = 0.0
        if flow.name:
            room = text_size(flow.name, self.measure)[1 if self.upright else 0]
        end = stands[flow.target]
        source = self.nodes[flow.source]
        if flow.source in places:
            usual = source.default == flow.id or flow.is_default
            return Edge(places[flow.source], end, None, room, usual)
        host = source.attached_to or ""
        hosted = riders[host].hosted
        at = self.riding.border(hosted, Bounds(0, 0, *inner[host].size))[source.id]
        turn = self.riding.turn(hosted, [item.id for item in hosted].index(source.id), at)
        return Edge(places[host], end, (at.centre[0], at.bottom, turn), room)


def _apart(blocks: Sequence[Block], edges: Sequence[Edge]) -> Placed:
    """Without lanes, parts that nothing joins are placed one below the other; single ones side by side."""
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
    joined = {vertex for edge in edges for vertex in (edge.source, edge.target)}
    loose = [part[0] for part in parts.values() if part[0] not in joined]
    for part in parts.values():
        if part[0] not in joined:
            continue
        own = {vertex: index for index, vertex in enumerate(part)}
        numbers = [number for number, edge in enumerate(edges) if edge.source in own]
        inner = [replace(edges[n], source=own[edges[n].source], target=own[edges[n].target]) for n in numbers]
        found = place([blocks[vertex] for vertex in part], inner)
        for vertex, (x, y) in zip(part, found.corners, strict=True):
            whole.corners[vertex] = (x, y + whole.height)
        for number, way in zip(numbers, found.ways, strict=True):
            whole.ways[number] = tuple((x, y + whole.height) for x, y in way)
        whole.width = max(whole.width, found.width)
        whole.height += found.height
    _in_rows(whole, blocks, loose)
    whole.bands = [whole.height]
    return whole


def _in_rows(whole: Placed, blocks: Sequence[Block], loose: Sequence[int]) -> None:
    """Blocks that nothing joins, in rows below the rest."""
    wide = max(whole.width, LOOSE_WIDTH)
    x, y, deep = COLUMN_GAP, whole.height + (ROW_GAP if not whole.height else 0.0), 0.0
    for vertex in loose:
        block = blocks[vertex]
        across, down = block.width + 2 * block.side, block.height + block.above + block.below
        if x > COLUMN_GAP and x + across + COLUMN_GAP > wide:
            x, y, deep = COLUMN_GAP, y + deep + ROW_GAP, 0.0
        whole.corners[vertex] = (x + block.side, y + block.above)
        x += across + COLUMN_GAP
        deep = max(deep, down)
        whole.width = max(whole.width, x)
    if loose:
        whole.height = y + deep + ROW_GAP
