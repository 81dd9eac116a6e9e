"""Layered layout: columns along the flow, lanes as row bands, pools one below the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from modeler.document.records import Bounds, FlowRecord, NodeRecord
from modeler.geometry.docking import boundary_kind, crop
from modeler.geometry.routing import route
from modeler.layout.engine import Layout, Strategy
from modeler.layout.level import Levels, Shapes, Size
from runner.core.i18n import N_

HEADER = 30.0
MARGIN = 60.0
POOL_GAP = 60.0
FOLDED_POOL = 60.0
LEAST_WIDTH = 400.0


def lay_out(
    nodes: Mapping[str, NodeRecord], flows: Iterable[FlowRecord], size_of: Callable[[NodeRecord], Size]
) -> Layout:
    """Place everything. Files keep their order: the same model always gets the same layout."""
    lines = list(flows)
    levels = Levels(nodes, lines, size_of)
    parts = _parts(levels)
    width = max([LEAST_WIDTH, *(part.width for part in parts)])
    shapes = Shapes()
    y = MARGIN
    for part in parts:
        part.widen(width)
        shapes.put(part.shapes, MARGIN, y)
        y += part.height + POOL_GAP
    _join(shapes, nodes, lines)
    return Layout(shapes.bounds, shapes.waypoints)


class _Part:
    """A pool, or a process without one: shapes from (0, 0), and the containers that span its width."""

    def __init__(self, width: float, height: float) -> None:
        self.shapes = Shapes()
        self.width = width
        self.height = height
        self.rows: list[str] = []

    def widen(self, width: float) -> None:
        """Pull pool and lanes to the common right side."""
        for own in self.rows:
            box = self.shapes.bounds[own]
            self.shapes.bounds[own] = Bounds(box.x, box.y, width - box.x, box.height)


def _parts(levels: Levels) -> list[_Part]:
    """One part a pool in file order, then processes that no pool shows."""
    nodes = levels.nodes
    lanes: dict[str | None, list[NodeRecord]] = {}
    for node in nodes.values():
        if node.tag == "lane":
            lanes.setdefault(_above(node, nodes), []).append(node)
    parts: list[_Part] = []
    shown: set[str | None] = set()
    for pool in nodes.values():
        if pool.tag == "participant":
            shown.add(pool.process)
            parts.append(_pool(pool, levels, lanes))
    roots: dict[str | None, None] = {}
    for node in nodes.values():
        parent = nodes.get(node.parent or "")
        if node.tag != "participant" and (parent is None or parent.tag == "participant"):
            roots.setdefault(node.process if node.tag == "lane" else node.parent)
    for process in roots:
        if process not in shown:
            parts.append(_process(process, levels, lanes, 0.0))
    return parts


def _above(lane: NodeRecord, nodes: Mapping[str, NodeRecord]) -> str | None:
    """The lane that a lane lies in, else its process."""
    for own in (lane.home, lane.parent):
        if own is not None and own in nodes and nodes[own].tag == "lane":
            return own
    return lane.process


def _pool(pool: NodeRecord, levels: Levels, lanes: Mapping[str | None, list[NodeRecord]]) -> _Part:
    if not pool.process or not (levels.members([pool.process]) or lanes.get(pool.process)):
        part = _Part(LEAST_WIDTH, FOLDED_POOL)
    else:
        part = _process(pool.process, levels, lanes, HEADER)
    part.shapes.bounds[pool.id] = Bounds(0, 0, part.width, part.height)
    part.rows.append(pool.id)
    return part


def _process(process: str | None, levels: Levels, lanes: Mapping[str | None, list[NodeRecord]], left: float) -> _Part:
    """The contents of a process behind a header of `left`, with its lanes."""
    leaves = _leaves(process, lanes)
    bands = {lane.id: index for index, lane in enumerate(leaves)}
    members = levels.members([process])

    def band_of(node: NodeRecord) -> int:
        own = node.lane
        while own is not None and own not in bands:  # of a lane with lanes in it, the first of these
            own = next((lane.id for lane in lanes.get(own, ())), None)
        return bands.get(own or "", 0)

    level = levels.level(members, band_of, max(len(leaves), 1))
    deepest = _depth(process, lanes)
    part = _Part(left + HEADER * deepest + level.width, level.height)
    part.shapes.put(level.shapes, left + HEADER * deepest, 0.0)
    tops = [sum(level.bands[:index]) for index in range(len(level.bands) + 1)]

    def put(owner: str | None, x: float) -> tuple[float, float]:
        spans = []
        for lane in lanes.get(owner, ()):
            if lane.id in bands:
                top, bottom = tops[bands[lane.id]], tops[bands[lane.id] + 1]
            else:
                top, bottom = put(lane.id, x + HEADER)
            part.shapes.bounds[lane.id] = Bounds(x, top, part.width - x, bottom - top)
            part.rows.append(lane.id)
            spans.append((top, bottom))
        return (spans[0][0], spans[-1][1]) if spans else (0.0, 0.0)

    put(process, left)
    return part


def _leaves(owner: str | None, lanes: Mapping[str | None, list[NodeRecord]]) -> list[NodeRecord]:
    """Lanes without lanes in them, from top to bottom."""
    found: list[NodeRecord] = []
    for lane in lanes.get(owner, ()):
        found += _leaves(lane.id, lanes) if lanes.get(lane.id) else [lane]
    return found


def _depth(owner: str | None, lanes: Mapping[str | None, list[NodeRecord]]) -> int:
    return max((1 + _depth(lane.id, lanes) for lane in lanes.get(owner, ())), default=0)


def _join(shapes: Shapes, nodes: Mapping[str, NodeRecord], flows: Iterable[FlowRecord]) -> None:
    """Lines that no level has led: messages, associations, data, and whatever leaves its level."""
    for flow in flows:
        source, target = _end(shapes, flow.source), _end(shapes, flow.target)
        if flow.id in shapes.waypoints or source is None or target is None:
            continue
        kinds = [_kind(nodes.get(own), shapes) for own in (flow.source, flow.target)]
        line = route(source, target, kinds[0], kinds[1], flow.kind)
        shapes.waypoints[flow.id] = (
            line if len(line) > 1 else crop((source.centre, target.centre), source, target, kinds[0], kinds[1])
        )


def _end(shapes: Shapes, own: str) -> Bounds | None:
    """What a line ends at: a node, or the middle of another line."""
    line = shapes.waypoints.get(own)
    if line is None:
        return shapes.bounds.get(own)
    (ax, ay), (bx, by) = line[(len(line) - 1) // 2], line[(len(line) - 1) // 2 + 1]
    return Bounds((ax + bx) / 2, (ay + by) / 2, 0.0, 0.0)


def _kind(node: NodeRecord | None, shapes: Shapes) -> str:
    """How lines dock at a node, in the words of `modeler.geometry.docking`."""
    if node is None:
        return "activity"
    if node.attached_to in shapes.bounds and node.attached_to is not None:
        return boundary_kind(shapes.bounds[node.id], shapes.bounds[node.attached_to])
    if node.tag.endswith("Event"):
        return "event"
    return "gateway" if node.tag.endswith("Gateway") else "activity"


STRATEGY = Strategy("layered", N_("Layered, along the flow"), lay_out)
