"""A step that a compensation event leads to is for compensation, and is an ordinary one again without that line."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import FlowRecord


def run(doc: Document, act: Act) -> None:
    """Set or take the mark of the ends of the line."""
    for flow_id in act.ids:
        flow = doc.index.flows.get(flow_id)
        if flow is not None and _undoes(doc, flow):
            edits.set_attribute(doc, edits.element(doc, flow.target), "isForCompensation", "true")
    source = doc.index.nodes.get(act.was[0]) if act.was else None
    if source is not None and source.tag == "boundaryEvent":
        unmark(doc, act.was[1])


def unmark(doc: Document, own: str) -> None:
    """Take the mark of a step that no compensation event leads to any more."""
    record = doc.index.nodes.get(own)
    if record is None or "compensation" not in record.markers:
        return
    if not any(_undoes(doc, flow) for flow in doc.index.flows_of(own)):
        edits.set_attribute(doc, edits.element(doc, own), "isForCompensation", None)


def _undoes(doc: Document, flow: FlowRecord) -> bool:
    source, target = doc.index.nodes.get(flow.source), doc.index.nodes.get(flow.target)
    if flow.kind != "association" or source is None or target is None or target.tag not in names.ACTIVITIES:
        return False
    return source.tag == "boundaryEvent" and source.event == "compensation"


def unlink(doc: Document, act: Act) -> None:
    """After a change of kind: the line goes where one of its ends is not for compensation any more."""
    from modeler.document.commands.remove import remove_flow

    for own in act.ids:
        for flow in doc.index.flows_of(own):
            source, target = doc.index.nodes.get(flow.source), doc.index.nodes.get(flow.target)
            if flow.kind != "association" or source is None or target is None or source.tag != "boundaryEvent":
                continue
            if source.event == "compensation":
                stays = target.tag in names.ACTIVITIES | names.ARTIFACTS
            else:
                stays = "compensation" not in target.markers
            if not stays:
                remove_flow(doc, flow.id)


BEHAVIOR = [
    Behavior("mark-compensation", ("connected", "reconnected", "removed-flow"), run),
    Behavior("unlink-compensation", ("replaced",), unlink),
]
