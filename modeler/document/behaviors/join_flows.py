"""Removing a node with exactly one flow in and one out joins the two, where the rules allow it."""

from __future__ import annotations

from modeler.bpmn.rules import may_connect
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.geometry.routing import simplified


def run(doc: Document, act: Act) -> None:
    """Let the incoming flow lead to where the outgoing one did."""
    from modeler.document.commands.connect import hang
    from modeler.document.commands.remove import remove_flow

    for node_id in act.ids:
        record = doc.index.nodes.get(node_id)
        if record is None or len(record.incoming) != 1 or len(record.outgoing) != 1:
            continue
        first, second = doc.index.flows[record.incoming[0]], doc.index.flows[record.outgoing[0]]
        source, target = doc.index.nodes.get(first.source), doc.index.nodes.get(second.target)
        if source is None or target is None or source.id == target.id or node_id in (source.id, target.id):
            continue
        verdict = may_connect(source, target, doc.index)
        if verdict.kind != "sequenceFlow" or verdict.is_reversed:
            continue
        if any(flow.source == source.id and flow.target == target.id for flow in doc.index.flows_of(source.id)):
            continue
        points = [*first.waypoints[:-1], *second.waypoints[1:]]
        remove_flow(doc, second.id)
        hang(doc, first, source, target)
        if len(points) > 1 and doc.tree.edge(first.id) is not None:
            fresh = edits.route(doc, source.id, target.id, "sequenceFlow")
            bent = len(first.waypoints) > 2 or len(second.waypoints) > 2
            edits.set_points(doc, first.id, simplified(points) if bent or fresh is None else fresh)


BEHAVIOR = Behavior("join-flows", ("removing",), run)
