"""Lines that touch a node which moved or changed its size are repaired."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import FlowRecord
from modeler.geometry.shapes import Bounds, Point


def run(doc: Document, act: Act) -> None:
    """Repair each touching line once; those whose two ends went the same way go along whole, with notes at them."""
    index, nodes = doc.index, doc.index.nodes
    flows = {flow.id: flow for node_id in act.before for flow in index.flows_of(node_id)}
    steps = {own: _step(nodes[own].bounds, box) for own, box in act.before.items() if own in nodes}
    along: dict[Point, list[str]] = {}
    ways: dict[str, tuple[FlowRecord, tuple[Point, ...]]] = {}  # first look, then write
    for flow in flows.values():
        step = steps.get(flow.source)
        if step is not None and step == steps.get(flow.target):
            along.setdefault(step, []).append(flow.id)
        elif (points := act.way(doc, flow)) is not None:
            ways[flow.id] = flow, points
    for step, ids in along.items():
        for tie in _ties(doc, ids):
            if steps.get(tie.node.id) == step:
                ids.append(tie.line.id)
                ways.pop(tie.line.id, None)
            else:
                at = tie.at[0] + step[0], tie.at[1] + step[1]
                ways[tie.line.id] = tie.line, tie.way(at, moved=tie.node.id in act.before)
        edits.shift(doc, (), ids, *step)
    edits.set_ways(doc, [(flow.id, flow.waypoints, points, flow.label_bounds) for flow, points in ways.values()])


def _ties(doc: Document, ids: Iterable[str]) -> list[edits.Tie]:
    """The lines that begin or end at one of these lines."""
    index = doc.index
    lines = [line for own in ids if index.is_end(own) for line in index.flows_of(own)]
    return [tie for line in lines if (tie := edits.tie_of(doc, line)) is not None]


def _step(now: Bounds | None, before: Bounds) -> Point | None:
    """How far a shape went; None where it has another size or is gone."""
    if now is None or (now.width, now.height) != (before.width, before.height):
        return None
    return now.x - before.x, now.y - before.y


BEHAVIOR = Behavior("reroute-flows", ("moved", "resized"), run)
