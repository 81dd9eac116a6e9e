"""Markers that change what may be joined to a step."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands.remove import remove, remove_flow
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from runner.core.i18n import N_


def set_compensation(doc: Document, node_id: str, on: bool) -> None:
    """Let a step be one that undoes another: it has no sequence flows and no events on its border then, and
    they go. BPMN 2.0, 10.7. Raises `RefusedError` for what is no step."""
    record = edits.node(doc, node_id)
    if record.tag not in names.ACTIVITIES or record.spec.startswith("event-sub-process"):
        raise RefusedError("edit.no-such-property", element=node_id, name="isForCompensation")
    with doc.transaction(N_("Change property")):
        edits.set_attribute(doc, edits.element(doc, node_id), "isForCompensation", "true" if on else None)
        if on:
            remove(doc, [event.id for event in doc.index.attached(node_id)])
        for flow in doc.index.flows_of(node_id):
            joins = flow.kind == "sequenceFlow" if on else _undoes(doc, flow.source, node_id)
            if joins:
                remove_flow(doc, flow.id)
        follow(doc, Act("wrote", (node_id,)))


def _undoes(doc: Document, source: str, step: str) -> bool:
    """Whether a line leads from a compensation event to the step that it calls."""
    event = doc.index.nodes.get(source)
    return event is not None and event.tag == "boundaryEvent" and event.event == "compensation" and source != step
