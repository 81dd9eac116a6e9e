"""On which plane things are drawn: those inside a folded sub-process on its own, all others on the main one, and
lines where both their ends are."""

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
    """Draw a line on the plane that both its ends lie on. One that leads from one plane to another is not drawn: it
    stays in the process, and is drawn anew when its ends come together again."""
    record = doc.index.flows.get(flow_id)
    ends = [doc.tree.shape(own) for own in (record.source, record.target)] if record is not None else []
    holders = [shape.getparent() for shape in ends if shape is not None]
    if record is None or not holders or any(holder.tag != di.PLANE for holder in holders):
        return
    drawn = list(doc.tree.edges.get(flow_id, ()))
    if any(holder is not holders[0] for holder in holders):
        for edge in drawn:
            doc.journal.remove(edge)
        return
    if not drawn and len(holders) == len(ends):
        points = edits.route(doc, record.source, record.target, record.kind)
        if points is not None:
            edits.put_edge(doc, flow_id, points, holders[0])
        return
    _put(doc, drawn, holders[0])


def _put(doc: Document, drawn: Iterable[etree._Element], plane: etree._Element) -> None:
    for item in list(drawn):
        if item.getparent().tag == di.PLANE and item.getparent() is not plane:
            doc.journal.remove(item)
            edits.put(doc, plane, item)
