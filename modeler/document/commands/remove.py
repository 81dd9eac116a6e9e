"""Removing: an element with all that makes no sense without it."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import content_of, notes_on
from modeler.document.commands import calls, lanes, pools
from modeler.document.document import Document
from runner.core.i18n import N_


def remove(doc: Document, ids: Iterable[str]) -> None:
    """Remove nodes and lines with all that hangs on them: the content of containers and notes in them, events on
    borders, touching lines. A node with one line in and one out joins the two. Unknown ids are skipped.
    """
    wanted = [item for item in dict.fromkeys(ids) if doc.tree.ids.get(item) is not None]
    wanted = list(dict.fromkeys((*notes_on(doc.index, wanted), *wanted)))
    with doc.transaction(N_("Remove")):
        for own in wanted:
            if own in doc.index.flows:
                remove_flow(doc, own)
        for own in wanted:
            if own in doc.index.nodes:
                follow(doc, Act("removing", (own,)))
                _remove_node(doc, own)


def remove_flow(doc: Document, flow_id: str) -> None:
    """Remove one line; inside a transaction."""
    for other in doc.index.flows_of(flow_id):  # what is noted at the line itself
        remove_flow(doc, other.id)
    record = doc.index.flows[flow_id]
    follow(doc, Act("removing-flow", (flow_id,), was=(record.source, record.target)))
    edits.remove_di(doc, flow_id)
    doc.journal.remove(edits.element(doc, flow_id))
    follow(doc, Act("removed-flow", (flow_id,), was=(record.source, record.target)))


def _remove_node(doc: Document, own: str) -> None:
    record = doc.index.nodes[own]
    if record.tag == "lane":
        gone = [item for item in (own, *content_of(doc.index, own)) if item in doc.index.lanes]
        for flow_id in sorted({flow.id for item in gone for flow in doc.index.flows_of(item)}):
            remove_flow(doc, flow_id)
        lanes.remove_lane(doc, own)
        return
    if record.tag == "participant":
        pools.leave_stores(doc, record)
    shared = record.tag == "participant" and pools.is_shared(doc, record)
    inside = () if shared else (*content_of(doc.index, own), *pools.stores_apart(doc, record))
    called = calls.drawn_inside(doc, (own, *inside))
    flows = {flow.id for item in (own, *inside) for flow in doc.index.flows_of(item)}
    for flow_id in sorted(flows):
        if flow_id in doc.index.flows:
            remove_flow(doc, flow_id)
    if record.tag == "participant":
        pools.remove_pool(doc, own, inside, called)
        return
    for item in (*reversed(inside), own):
        strip(doc, item)
    calls.take_out(doc, (own, *inside), called)
    follow(doc, Act("removed", (own, *inside), was=(record.parent or "",)))


def strip(doc: Document, node_id: str) -> None:
    """Take away what elsewhere in the file stands for a node: shapes, places in lanes, its data object."""
    follow(doc, Act("removing-node", (node_id,)))
    edits.remove_di(doc, node_id)


def is_flow_node(doc: Document, node_id: str) -> bool:
    """Whether a node may have sequence flows."""
    record = doc.index.nodes.get(node_id)
    return record is not None and record.tag in names.FLOW_NODES
