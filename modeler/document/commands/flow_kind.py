"""Another kind of line between the same two: default, conditional or plain, which way an association points,
whether a message flow shows its envelope."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_branch
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands.properties import expression
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import FlowRecord
from runner.core.i18n import N_

_ENVELOPE = "messageVisibleKind"


def set_flow_kind(doc: Document, flow_id: str, spec_id: str) -> None:
    """Make a line another kind (`SPECS` key of the same tag); it keeps id, name, ends and way. A condition
    begins empty.

    Raises `RefusedError` where the kind does not fit the line or its source.
    """
    record, spec = edits.flow(doc, flow_id), SPECS[spec_id]
    if spec.tag != record.kind:
        raise RefusedError("rule.nothing-fits")
    source = doc.index.nodes.get(record.source)
    if spec_id in ("default-flow", "conditional-flow") and (source is None or not may_branch(source)):
        raise RefusedError("rule.no-branch")
    element = edits.element(doc, flow_id)
    with doc.transaction(N_("Change type")):
        if spec.tag == "sequenceFlow":
            _set_default(doc, record, spec_id == "default-flow")
            _set_condition(doc, element, spec_id == "conditional-flow")
        elif spec.tag == "association":
            edits.set_attribute(doc, element, "associationDirection", spec.attributes.get("associationDirection"))
        elif spec.tag == "messageFlow" and (edge := doc.tree.edge(flow_id)) is not None:
            edits.set_attribute(doc, edge, _ENVELOPE, spec.attributes.get(_ENVELOPE))
        follow(doc, Act("wrote", (flow_id,)))


def _set_default(doc: Document, record: FlowRecord, on: bool) -> None:
    if on != record.is_default:
        edits.set_attribute(doc, edits.element(doc, record.source), "default", record.id if on else None)


def _set_condition(doc: Document, element: etree._Element, on: bool) -> None:
    found = element.find(names.q("conditionExpression"))
    if found is not None and not on:
        doc.journal.remove(found)
    elif found is None and on:
        edits.put(doc, element, expression(doc, "conditionExpression", ""))
