"""Lines that touch a node which moved or changed its size are repaired."""

from __future__ import annotations

from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import FlowRecord
from modeler.geometry.shapes import Bounds, Point


def run(doc: Document, act: Act) -> None:
    """Repair each touching line once; those whose two ends went the same way go along whole."""
    index, nodes = doc.index, doc.index.nodes
    flows = {flow.id: flow for node_id in act.before for flow in index.flows_of(node_id)}
    steps = {own: _step(nodes[own].bounds, box) for own, box in act.before.items() if own in nodes}
    along: dict[Point, list[str]] = {}
    ways: list[tuple[FlowRecord, tuple[Point, ...]]] = []  # first look, then write
    for flow in flows.values():
        step = steps.get(flow.source)
        if step is not None and step == steps.get(flow.target):
            along.setdefault(step, []).append(flow.id)
        elif (points := act.way(doc, flow)) is not None:
            ways.append((flow, points))
    for step, ids in along.items():
        edits.shift(doc, (), ids, *step)
    edits.set_ways(doc, [(flow.id, flow.waypoints, points, flow.label_bounds) for flow, points in ways])


def _step(now: Bounds | None, before: Bounds) -> Point | None:
    """How far a shape went; None where it has another size or is gone."""
    if now is None or (now.width, now.height) != (before.width, before.height):
        return None
    return now.x - before.x, now.y - before.y


BEHAVIOR = Behavior("reroute-flows", ("moved", "resized"), run)
