"""When a sequence flow goes, or starts elsewhere, it is no longer the default of the node it left."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Clear `default` of nodes that name a flow which is not theirs any more."""
    for flow_id in act.ids:
        record = doc.index.flows.get(flow_id)
        for source_id in act.was[:1]:
            source = doc.tree.ids.get(source_id)
            if source is None or names.reference(source.get("default")) != flow_id:
                continue
            if act.verb == "removing-flow" or record is None or record.source != source_id:
                edits.set_attribute(doc, source, "default", None)


BEHAVIOR = Behavior("clear-default", ("removing-flow", "reconnected"), run)
