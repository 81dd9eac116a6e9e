"""A node lists the sequence flows that come in and go out; the lists follow the flows."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Bring `incoming` and `outgoing` of the old and new ends in step."""
    for flow_id in act.ids:
        record = doc.index.flows.get(flow_id)
        if record is None or record.kind != "sequenceFlow":
            continue
        going = act.verb == "removing-flow"
        ends = {("outgoing", record.source): not going, ("incoming", record.target): not going}
        for tag, old in zip(("outgoing", "incoming"), act.was, strict=False):
            ends.setdefault((tag, old), False)
        for (tag, node_id), there in ends.items():
            element = doc.tree.ids.get(node_id)
            if element is not None and names.bpmn_local(element.tag) in names.FLOW_NODES:
                edits.set_reference_child(doc, element, tag, flow_id, there=there)


BEHAVIOR = Behavior("keep-ends", ("connected", "reconnected", "removing-flow"), run)
