"""An event whose kind may not stand where it is now becomes the nearest kind that may."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_attach, settled
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior, follow
from modeler.document.document import Document
from modeler.document.events import set_kind
from modeler.document.records import NodeRecord


def run(doc: Document, act: Act) -> None:
    """Look at the nodes themselves, at the events on their borders and at the start and end events inside."""
    from modeler.document.commands.remove import remove

    for own in act.ids:
        record = doc.index.nodes.get(own)
        if record is None:
            continue
        _settle(doc, record)
        for event in doc.index.attached(own):
            _settle(doc, event)
            event = doc.index.nodes[event.id]
            if not may_attach(doc.index.nodes[own], SPECS[event.spec], doc.index):
                remove(doc, [event.id])
        if act.verb == "replaced" and record.tag in names.SUB_PROCESSES:
            inside = [item for item in doc.index.children(own) if item.tag in ("startEvent", "endEvent")]
            if record.tag == "adHocSubProcess":
                remove(doc, [item.id for item in inside])
                continue
            for event in inside:
                _settle(doc, event)


def _settle(doc: Document, record: NodeRecord) -> None:
    if record.tag not in names.EVENTS:
        return
    holder = doc.index.nodes.get(record.attached_to or record.parent or "")
    spec = settled(holder, SPECS[record.spec])
    if spec.id != record.spec:
        set_kind(doc, edits.element(doc, record.id), record.event, spec)
        follow(doc, Act("replaced", (record.id,)))


BEHAVIOR = Behavior("settle-events", ("added", "rehomed", "replaced"), run)
