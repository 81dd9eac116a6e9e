"""Lines that touch a node which moved or changed its size are repaired."""

from __future__ import annotations

from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Repair each touching line once."""
    index = doc.index
    flows = {flow.id: flow for node_id in act.before for flow in index.flows_of(node_id)}
    ways = [(flow, edits.way_after(doc, flow, act.before)) for flow in flows.values()]  # first look, then write
    for flow, points in ways:
        if points is not None:
            edits.set_points(doc, flow.id, points, flow)


BEHAVIOR = Behavior("reroute-flows", ("moved", "resized"), run)
