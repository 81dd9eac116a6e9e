"""Layered layout: columns along the flow, lanes as row bands, pools one below the other; pools that stand upright
from top to bottom, side by side."""

from __future__ import annotations

from collections.abc import Mapping

from modeler.document.records import Bounds, NodeRecord
from modeler.layout.engine import Asked, Layout, Strategy
from modeler.layout.finishing import finish
from modeler.layout.level import Levels
from modeler.layout.shapes import Shapes
from runner.core.i18n import N_

HEADER = 30.0
MARGIN = 60.0
POOL_GAP = 60.0
FOLDED_POOL = 60.0
LEAST_WIDTH = 400.0


def lay_out(asked: Asked) -> Layout:
    """Place everything. Files keep their order: the same model always gets the same layout."""
    nodes = asked.nodes
    upright = {node.process for node in nodes.values() if node.tag in ("participant", "lane") and not node.horizontal}
    shapes = Shapes()
    y = MARGIN
    for turned in (False, True):
        chosen = {own: node for own, node in nodes.items() if _is_upright(node, nodes, upright) is turned}
        if not chosen:
            continue
        levels = Levels(chosen, asked.flows, asked.size_of, asked.measure, asked.told, upright=turned)
        stacked = _stacked(_parts(levels))
        if turned:
            stacked = stacked.turned()
        shapes.put(stacked, MARGIN, y)
        y = max(box.bottom for box in shapes.bounds.values()) + POOL_GAP if shapes.bounds else y
    for node in nodes.values():  # groups: nobody says what is in them
        if node.id not in shapes.bounds:
            shapes.bounds[node.id] = Bounds(MARGIN, y + 20, *asked.size_of(node))
            y = shapes.bounds[node.id].bottom + POOL_GAP
    return finish(asked, shapes)


def _is_upright(node: NodeRecord, nodes: Mapping[str, NodeRecord], upright: set[str | None]) -> bool:
    if node.tag in ("participant", "lane"):
        return not node.horizontal if node.process not in upright else True
    return node.process is not None and node.process in upright


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


def _stacked(parts: list[_Part]) -> Shapes:
    width = max([LEAST_WIDTH, *(part.width for part in parts)])
    shapes = Shapes()
    y = 0.0
    for part in parts:
        part.widen(width)
        shapes.put(part.shapes, 0.0, y)
        y += part.height + POOL_GAP
    return shapes


def _parts(levels: Levels) -> list[_Part]:
    """One part a pool in file order, then processes that no pool shows, then what is folded away."""
    nodes = levels.nodes
    lanes: dict[str | None, list[NodeRecord]] = {}
    for node in nodes.values():
        if node.tag == "lane":
            lanes.setdefault(_above(node, nodes), []).append(node)
    parts: list[_Part] = []
    shown: set[str | None] = set()
    for pool in nodes.values():
        if pool.tag == "participant":
            parts.append(_pool(pool, levels, lanes, pool.process not in shown))
            shown.add(pool.process)
    roots: dict[str | None, None] = {}
    for node in nodes.values():
        parent = nodes.get(node.parent or "")
        if node.tag not in ("participant", "group") and (parent is None or parent.tag == "participant"):
            roots.setdefault(node.process if node.tag == "lane" else node.parent)
    for process in roots:
        if process not in shown:
            parts.append(_process(process, levels, lanes, 0.0))
    placed = {own for part in parts for own in part.shapes.bounds}
    for node in nodes.values():
        if node.id in placed and node.id in levels.inside:
            inner = [item for item in levels.inside[node.id] if item.id not in placed]
            if inner:  # inside of a folded sub-process: seen by itself
                parts.append(_process(node.id, levels, {}, 0.0))
                placed |= parts[-1].shapes.bounds.keys()
    return parts


def _above(lane: NodeRecord, nodes: Mapping[str, NodeRecord]) -> str | None:
    """The lane that a lane lies in, else its process."""
    for own in (lane.home, lane.parent):
        if own is not None and own in nodes and nodes[own].tag == "lane":
            return own
    return lane.process


def _pool(pool: NodeRecord, levels: Levels, lanes: Mapping[str | None, list[NodeRecord]], first: bool) -> _Part:
    if not pool.process or not first or not (levels.members([pool.process]) or lanes.get(pool.process)):
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


STRATEGY = Strategy("layered", N_("Layered, along the flow"), lay_out)
