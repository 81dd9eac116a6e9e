"""Turning a pool: from level to upright and back, with its lanes and all that stands in it."""

from __future__ import annotations

from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands.carry import carry
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import NodeRecord
from modeler.geometry import bands
from modeler.geometry.shapes import Bounds, Point
from runner.core.i18n import N_

_WIDER = 1.25
"""An upright lane is so much wider than the level one is high: a step is that much wider than high."""


def turn_pool(doc: Document, pool_id: str) -> None:
    """Let a level pool stand upright, or the other way round: lanes become columns, what came after stands
    below. Shapes keep their size, lines between them find fresh ways. Turned twice, all is where it was."""
    pool = edits.node(doc, pool_id)
    if pool.tag != "participant" or pool.bounds is None:
        raise RefusedError("rule.pool-place")
    with doc.transaction(N_("Turn the pool")):
        process = pool.process
        lanes = [lane for lane in doc.index.lanes.values() if process and lane.process == process]
        standing = [
            node
            for node in (doc.index.children(pool_id) if process else ())
            if node.tag != "lane" and node.attached_to is None and node.bounds and node.plane == pool.plane
        ]
        share = 1.0 if not lanes and not standing else _WIDER if pool.horizontal else 1 / _WIDER
        before: dict[str, Bounds] = {}
        corner = (pool.bounds.x, pool.bounds.y)
        for band in (pool, *lanes):
            before |= _turn_band(doc, band, corner, share)
        for node in standing:
            assert node.bounds is not None
            x, y = node.bounds.centre
            goal = _turned_point((x, y), corner, share, pool.horizontal)
            before |= carry(doc, [node.id], round(goal[0]) - x, round(goal[1]) - y)
        follow(doc, Act("moved", (), before=before))
        for flow_id in {flow.id for own in before for flow in doc.index.flows_of(own)}:
            flow = doc.index.flows[flow_id]
            points = edits.route(doc, flow.source, flow.target, flow.kind)
            if points is not None and doc.tree.edge(flow_id) is not None:
                edits.set_points(doc, flow_id, points)


def _turn_band(doc: Document, band: NodeRecord, corner: Point, share: float) -> dict[str, Bounds]:
    shape = doc.tree.shape(band.id)
    if band.bounds is None or shape is None:
        return {}
    box = band.bounds.moved(-corner[0], -corner[1])
    if band.horizontal:
        after = bands.turned(Bounds(box.x, round(box.y * share), box.width, round(box.height * share)))
    else:
        after = bands.turned(Bounds(round(box.x * share), box.y, round(box.width * share), box.height))
    edits.set_bounds(doc, band.id, after.moved(*corner))
    edits.set_attribute(doc, shape, "isHorizontal", "false" if band.horizontal else "true")
    return {band.id: band.bounds}


def _turned_point(point: Point, corner: Point, share: float, level: bool) -> Point:
    x, y = point[0] - corner[0], point[1] - corner[1]
    x, y = (x, y * share) if level else (x * share, y)
    return corner[0] + y, corner[1] + x
