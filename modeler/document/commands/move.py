"""Moving and resizing: shapes carry their content, labels and events along; lines are repaired."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_contain, settled
from modeler.document import data, edits, planes
from modeler.document.behaviors import Act, follow
from modeler.document.closure import with_content
from modeler.document.commands.add import semantic_parent
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.geometry.shapes import Bounds
from runner.core.i18n import N_


def move(
    doc: Document, ids: Iterable[str], dx: float, dy: float, home: str | None = None, merge_key: str | None = None
) -> None:  # fmt: skip
    """Move nodes by a distance, with all that goes along. `home` puts them into another pool, lane or
    sub-process (lines that may not cross its border go); without it they stay where they belong, and
    lanes follow the position.

    Raises `RefusedError` when `home` does not take one of them.
    """
    wanted = [item for item in dict.fromkeys(ids) if item in doc.index.nodes]
    with doc.transaction(N_("Move"), merge_key):
        everything = dict.fromkeys(with_content(doc.index, wanted))
        before: dict[str, Bounds] = {}
        nodes = doc.index.nodes
        for own in everything:
            record = nodes[own]
            if record.bounds is None or (dx == 0 and dy == 0):
                continue
            if record.plane in everything:  # the inside of a folded sub-process has a plane of its own
                continue
            before[own] = record.bounds
            edits.set_bounds(doc, own, record.bounds.moved(dx, dy), record.bounds)
            if record.label_bounds is not None:
                edits.set_label_bounds(doc, own, record.label_bounds.moved(dx, dy), record.label_bounds)
        if home is not None:
            for own in wanted:
                _settle(doc, own, home)
        follow(doc, Act("moved", tuple(wanted), before=before))


def _settle(doc: Document, own: str, home: str) -> None:
    """Put a node into another container."""
    record = doc.index.nodes[own]
    if record.tag in ("participant", "lane", "boundaryEvent"):
        return
    container = doc.index.nodes.get(home)
    spec = settled(container, SPECS[record.spec])
    verdict = may_contain(container, spec, doc.index, own)
    if not verdict and home not in doc.index.processes:
        raise RefusedError(verdict.reason_code)
    parent, element = semantic_parent(doc, home, record.tag), edits.element(doc, own)
    if record.parent == parent.get("id") or any(item is element for item in (parent, *parent.iterancestors())):
        return
    together = (own, *(item.id for item in doc.index.attached(own)))
    plane = edits.plane_inside(doc, home)
    for item in together:
        child = edits.element(doc, item)
        if record.tag in data.PORTS:
            data.take_port(doc, child)
            data.put_port(doc, parent, child)
        else:
            doc.journal.remove(child)
            edits.put(doc, parent, child)
    planes.carry(doc, [own], plane)
    follow(doc, Act("rehomed", together))


def resize(doc: Document, node_id: str, bounds: Bounds, merge_key: str | None = None) -> None:
    """Give a shape other bounds, not smaller than its kind allows; events on its border keep their side."""
    record = edits.node(doc, node_id)
    least = SPECS[record.spec].minimum
    wanted = Bounds(bounds.x, bounds.y, max(bounds.width, least[0]), max(bounds.height, least[1]))
    if record.bounds is None or wanted == record.bounds:
        return
    with doc.transaction(N_("Resize"), merge_key):
        edits.set_bounds(doc, node_id, wanted)
        follow(doc, Act("resized", (node_id,), before={node_id: record.bounds}))


def set_label(doc: Document, element_id: str, bounds: Bounds | None, merge_key: str | None = None) -> None:
    """Put the label of a node or line somewhere; None: where it goes by itself."""
    if element_id not in doc.index.nodes and element_id not in doc.index.flows:
        raise RefusedError("edit.unknown", element=element_id)
    with doc.transaction(N_("Move label"), merge_key):
        edits.set_label_bounds(doc, element_id, bounds)


def is_container(doc: Document, node_id: str) -> bool:
    """Whether a node holds others."""
    return doc.index.nodes[node_id].tag in names.CONTAINERS
