"""Pools: what surrounds a process on the canvas. Inside a transaction of the verbs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.spec import ElementSpec
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands import calls
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.geometry import bands
from modeler.geometry.shapes import Bounds, Point, centred

HEADER = 30.0
PADDING = 20.0


def add_pool(doc: Document, spec: ElementSpec, position: Point, name: str) -> str:
    """A pool; the first one takes the process that is there and wraps what is drawn of it."""
    collaboration = collaboration_of(doc)
    own = edits.new_id(doc, "participant")
    participant = etree.Element(names.q("participant"), {"id": own, **({"name": name} if name else {})})
    bounds = centred(position, *spec.size)
    if spec.expanded:
        process, wrapped = _process_for_pool(doc, spec)
        participant.set("processRef", process)
        if wrapped is not None:
            bounds = wrapped
    edits.put(doc, collaboration, participant)
    plane = edits.main_plane(doc)
    edits.put_shape(doc, own, bounds, plane, isHorizontal="true" if spec.horizontal else "false")
    follow(doc, Act("added", (own,)))
    return own


def collaboration_of(doc: Document) -> etree._Element:
    """The collaboration, made where there is none."""
    found = doc.tree.root.find(names.q("collaboration"))
    if found is not None:
        return found
    plane = edits.main_plane(doc)
    own = edits.new_id(doc, "collaboration")
    found = etree.Element(names.q("collaboration"), {"id": own})
    edits.put(doc, doc.tree.root, found)
    edits.set_attribute(doc, plane, "bpmnElement", own)
    return found


def _process_for_pool(doc: Document, spec: ElementSpec) -> tuple[str, Bounds | None]:
    """The process of a new pool, and the bounds that wrap what is drawn of it already."""
    free = [record.id for record in doc.index.processes.values() if record.pool is None]
    if doc.index.has_pools or not free:
        own = edits.new_id(doc, "process")
        attributes = {"id": own, "isExecutable": "false" if doc.index.has_pools else "true"}
        edits.put(doc, doc.tree.root, etree.Element(names.q("process"), attributes))
        return own, None
    return free[0], _wrapping(doc, free[0], spec)


def _wrapping(doc: Document, process: str, spec: ElementSpec) -> Bounds | None:
    boxes = [
        box
        for record in doc.index.children(process)
        if record.plane is None
        for box in (record.bounds, record.label_bounds)
        if box is not None
    ]
    if not boxes:
        return None
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.united(box)
    whole = whole.grown(PADDING)
    level = whole if spec.horizontal else bands.turned(whole)
    length, height = spec.size if spec.horizontal else (spec.size[1], spec.size[0])
    level = Bounds(level.x - HEADER, level.y, level.width + HEADER, level.height)
    more = max(0.0, height - level.height)
    level = Bounds(level.x, level.y - more / 2, max(level.width, length), level.height + more)
    return level if spec.horizontal else bands.turned(level)


def remove_pool(doc: Document, own: str, inside: Collection[str], called: Iterable[str]) -> None:
    """Remove a pool with its content and the processes that are drawn in calls inside it; after the last pool the
    file is a plain process again."""
    record = doc.index.nodes[own]
    others = [item for item in doc.index.containers.values() if item.tag == "participant" and item.id != own]
    for item in (*inside, own):
        follow(doc, Act("removing-node", (item,)))
        edits.remove_di(doc, item)
    process = doc.tree.ids.get(record.process or "")
    shared = any(item.process == record.process for item in others)
    doc.journal.remove(edits.element(doc, own))
    if process is not None and not shared:
        if others:
            doc.journal.remove(process)
        else:
            _empty(doc, process)
    calls.take_out(doc, inside, called)
    if not others:
        _back_to_process(doc, process)
    follow(doc, Act("removed", (own,)))


def is_shared(doc: Document, record: NodeRecord) -> bool:
    """Whether another pool shows the same process."""
    return record.process is not None and any(
        item.tag == "participant" and item.process == record.process and item.id != record.id
        for item in doc.index.containers.values()
    )


def _empty(doc: Document, process: etree._Element) -> None:
    kept = {names.q("documentation"), names.q("extensionElements")}
    for child in list(process):
        if isinstance(child.tag, str) and child.tag not in kept:
            doc.journal.remove(child)


def _back_to_process(doc: Document, process: etree._Element | None) -> None:
    if process is None:
        own = edits.new_id(doc, "process")
        process = etree.Element(names.q("process"), {"id": own, "isExecutable": "true"})
        edits.put(doc, doc.tree.root, process)
    collaboration = doc.tree.root.find(names.q("collaboration"))
    if collaboration is None:
        return
    notes = [item for item in collaboration if names.bpmn_local(item.tag) in names.ARTIFACTS | {"association"}]
    for item in notes:  # what was noted beside the pools stays
        doc.journal.remove(item)
        edits.put(doc, process, item)
    for item in list(collaboration.iterdescendants()):
        if isinstance(item.tag, str) and item.get("id"):
            edits.remove_di(doc, item.get("id"))
    for plane in list(doc.tree.planes.get(collaboration.get("id") or "", ())):
        edits.set_attribute(doc, plane, "bpmnElement", process.get("id"))
    doc.journal.remove(collaboration)
