"""On which plane things are drawn: those inside a folded sub-process on its own, all others on the main one."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from modeler.bpmn import di, names
from modeler.document import edits
from modeler.document.document import Document


def carry(doc: Document, ids: Iterable[str], plane: etree._Element) -> None:
    """Draw nodes with all inside them, the events on their borders and the lines at them on a plane. What lies in a
    folded sub-process stays on that one's own."""
    found: dict[str, None] = {}
    waiting = list(ids)
    while waiting:
        own = waiting.pop()
        record = doc.index.nodes.get(own)
        if record is None or own in found:
            continue
        found[own] = None
        waiting += [item.id for item in doc.index.attached(own)]
        if record.tag in names.SUB_PROCESSES and not doc.tree.planes.get(own):
            waiting += [item.id for item in doc.index.children(own)]
    for own in found:
        _put(doc, doc.tree.shapes.get(own, ()), plane)
    for flow_id in sorted({flow.id for own in found for flow in doc.index.flows_of(own)}):
        settle_line(doc, flow_id)


def settle_line(doc: Document, flow_id: str) -> None:
    """Draw a line on the plane that its source lies on."""
    record = doc.index.flows.get(flow_id)
    shape = doc.tree.shape(record.source) if record is not None else None
    if shape is not None and shape.getparent().tag == di.PLANE:
        _put(doc, doc.tree.edges.get(flow_id, ()), shape.getparent())


def _put(doc: Document, drawn: Iterable[etree._Element], plane: etree._Element) -> None:
    for item in list(drawn):
        if item.getparent().tag == di.PLANE and item.getparent() is not plane:
            doc.journal.remove(item)
            edits.put(doc, plane, item)
