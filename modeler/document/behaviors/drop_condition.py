"""A flow has a condition only where the node that it leaves can decide, and no default flow has one."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.bpmn.rules import may_branch
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Take conditions that mean nothing; the flow that was just given one is no longer the default."""
    for own in act.ids:
        node, flow = doc.index.nodes.get(own), doc.index.flows.get(own)
        if node is not None:
            for flow_id in node.outgoing:
                _drop(doc, flow_id)
        elif flow is not None and act.verb == "wrote" and flow.is_default and flow.condition:
            edits.set_attribute(doc, edits.element(doc, flow.source), "default", None)
        elif flow is not None:
            _drop(doc, own)


def _drop(doc: Document, flow_id: str) -> None:
    flow = doc.index.flows[flow_id]
    source = doc.index.nodes.get(flow.source)
    if flow.condition is None or source is None or (may_branch(source) and not flow.is_default):
        return
    condition = edits.element(doc, flow_id).find(names.q("conditionExpression"))
    if condition is not None:
        doc.journal.remove(condition)


BEHAVIOR = Behavior("drop-condition", ("connected", "reconnected", "replaced", "wrote"), run)
