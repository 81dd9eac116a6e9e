"""Pools and lanes: what surrounds a process on the canvas. Inside a transaction of the verbs."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.spec import ElementSpec
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import with_content
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import NodeRecord
from modeler.geometry.shapes import Bounds, Point, centred

HEADER = 30.0
PADDING = 20.0
_HEADER_GAP = 10.0
"""Room that the header of a first lane leaves free before the first shape."""


def add_pool(doc: Document, spec: ElementSpec, position: Point, name: str) -> str:
    """A pool; the first one takes the process that is there and wraps what is drawn of it."""
    collaboration = collaboration_of(doc)
    own = edits.new_id(doc, "participant")
    participant = etree.Element(names.q("participant"), {"id": own, **({"name": name} if name else {})})
    bounds = centred(position, *spec.size)
    if spec.expanded:
        process, wrapped = _process_for_pool(doc)
        participant.set("processRef", process)
        if wrapped is not None:
            bounds = wrapped
    edits.put(doc, collaboration, participant)
    plane = edits.main_plane(doc)
    edits.put_shape(doc, own, bounds, plane, isHorizontal="true")
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


def _process_for_pool(doc: Document) -> tuple[str, Bounds | None]:
    """The process of a new pool, and the bounds that wrap what is drawn of it already."""
    free = [record.id for record in doc.index.processes.values() if record.pool is None]
    if doc.index.has_pools or not free:
        own = edits.new_id(doc, "process")
        attributes = {"id": own, "isExecutable": "false" if doc.index.has_pools else "true"}
        edits.put(doc, doc.tree.root, etree.Element(names.q("process"), attributes))
        return own, None
    return free[0], _wrapping(doc, free[0])


def _wrapping(doc: Document, process: str) -> Bounds | None:
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
    whole = Bounds(whole.x - HEADER, whole.y, whole.width + HEADER, whole.height)
    width, height = SPECS["pool"].size
    more = max(0.0, height - whole.height)
    return Bounds(whole.x, whole.y - more / 2, max(whole.width, width), whole.height + more)


def remove_pool(doc: Document, own: str, inside: Iterable[str]) -> None:
    """Remove a pool with its content; after the last one the file is a plain process again."""
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
    if not others:
        _back_to_process(doc, process)
    follow(doc, Act("removed", (own,)))


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
    for item in list(collaboration.iterdescendants()):
        if isinstance(item.tag, str) and item.get("id"):
            edits.remove_di(doc, item.get("id"))
    for plane in list(doc.tree.planes.get(collaboration.get("id") or "", ())):
        edits.set_attribute(doc, plane, "bpmnElement", process.get("id"))
    doc.journal.remove(collaboration)


# lanes


def add_lane(doc: Document, container_id: str, *, above: str | None = None, name: str = "") -> str:
    """A lane at the foot of a pool or lane (or above another one). The first one brings a second, so
    that the whole is divided; the pool grows by the new one's height."""
    container = edits.node(doc, container_id)
    if container.tag not in ("participant", "lane") or container.process is None or container.bounds is None:
        raise RefusedError("rule.lane-place")
    lanes = lanes_of(doc, container_id)
    if not lanes:
        _first_lane(doc, container)
        lanes = lanes_of(doc, container_id)
    lane_set = edits.element(doc, lanes[0].id).getparent()
    area = inner_area(edits.node(doc, container_id))
    height = SPECS["lane"].size[1]
    own = edits.new_id(doc, "lane")
    element = etree.Element(names.q("lane"), {"id": own, **({"name": name} if name else {})})
    anchor = doc.tree.ids.get(above) if above is not None else None
    doc.journal.insert(lane_set, element, anchor if anchor is not None and anchor.getparent() is lane_set else None)
    beside = edits.node(doc, above).bounds if anchor is not None and above is not None else None
    y = beside.y if beside is not None else area.bottom
    _make_room(doc, container_id, y, height)
    attributes = {"isHorizontal": "true"}
    edits.put_shape(
        doc, own, Bounds(area.x, y, area.width, height), edits.plane_beside(doc, container_id), **attributes
    )
    follow(doc, Act("added", (own,)))
    return own


def _first_lane(doc: Document, container: NodeRecord) -> None:
    assert container.bounds is not None
    holder = edits.element(doc, container.process or "" if container.tag == "participant" else container.id)
    tag = "laneSet" if container.tag == "participant" else "childLaneSet"
    lane_set = etree.Element(names.q(tag), {"id": edits.new_id(doc, tag)})
    own = edits.new_id(doc, "lane")
    etree.SubElement(lane_set, names.q("lane"), {"id": own})
    edits.put(doc, holder, lane_set)
    plane = edits.plane_beside(doc, container.id)
    edits.put_shape(doc, own, inner_area(container), plane, isHorizontal="true")
    follow(doc, Act("added", (own,)))
    _clear_header(doc, own)


def _clear_header(doc: Document, lane: str) -> None:
    """Nothing lies under the header of the first lane: what does is shifted with everything round it."""
    area = inner_area(edits.node(doc, lane))
    inside = [item for item in with_content(doc.index, [lane]) if item != lane]
    boxes = {item: doc.index.nodes[item].bounds for item in inside if doc.index.nodes[item].plane is None}
    before = {item: box for item, box in boxes.items() if box is not None}
    if all(box.x >= area.x + _HEADER_GAP for box in before.values()):
        return
    for item, box in before.items():
        edits.set_bounds(doc, item, box.moved(HEADER, 0))
        label = doc.index.nodes[item].label_bounds
        if label is not None:
            edits.set_label_bounds(doc, item, label.moved(HEADER, 0))
    follow(doc, Act("moved", (), before=before))


def inner_area(record: NodeRecord) -> Bounds:
    """The part of a pool or lane beside its header."""
    bounds = record.bounds
    assert bounds is not None
    if not record.horizontal:
        return Bounds(bounds.x, bounds.y + HEADER, bounds.width, bounds.height - HEADER)
    return Bounds(bounds.x + HEADER, bounds.y, bounds.width - HEADER, bounds.height)


def lanes_of(doc: Document, container_id: str) -> list[NodeRecord]:
    """The lanes directly in a pool or lane, in file order."""
    record = doc.index.nodes[container_id]
    holder = doc.tree.ids.get(record.process or "" if record.tag == "participant" else container_id)
    if holder is None:
        return []
    found = [
        lane.get("id")
        for tag in ("laneSet", "childLaneSet")
        for lane_set in holder.iterchildren(names.q(tag))
        for lane in lane_set.iterchildren(names.q("lane"))
    ]
    return [doc.index.nodes[item] for item in found if item in doc.index.nodes]


def _make_room(doc: Document, container_id: str, y: float, height: float) -> None:
    """Push everything in the pool that lies below `y` down, and let what holds the place grow."""
    top = container_id
    while (record := doc.index.nodes[top]).tag == "lane":
        top = _holder(doc, record)
    pool = doc.index.nodes[top]
    before: dict[str, Bounds] = {}
    for item in (pool, *doc.index.children(top)):
        _shift(doc, item, y, height, before)
    for lane in list(doc.index.lanes.values()):
        if lane.process == pool.process and lane.id not in before:
            _shift(doc, lane, y, height, before)
    follow(doc, Act("moved", (), before=before))


def _shift(doc: Document, item: NodeRecord, y: float, height: float, before: dict[str, Bounds]) -> None:
    bounds = item.bounds
    if bounds is None or item.id in before or item.plane is not None:
        return
    if bounds.y >= y:
        new = bounds.moved(0, height)
    elif item.tag in ("participant", "lane") and bounds.bottom >= y and (bounds.bottom > y or item.tag != "lane"):
        new = Bounds(bounds.x, bounds.y, bounds.width, bounds.height + height)
    else:
        return
    before[item.id] = bounds
    edits.set_bounds(doc, item.id, new)
    if new.y != bounds.y and item.label_bounds is not None:
        edits.set_label_bounds(doc, item.id, item.label_bounds.moved(0, height))
    if item.tag in names.SUB_PROCESSES and new.y != bounds.y:
        for child in doc.index.children(item.id):
            _shift(doc, child, y, height, before)


def _holder(doc: Document, lane: NodeRecord) -> str:
    """The pool or lane that a lane divides."""
    if lane.parent in doc.index.lanes:
        return lane.parent or ""
    pool = doc.index.processes[lane.process or ""].pool
    if pool is None:
        raise RefusedError("rule.lane-place")
    return pool


def remove_lane(doc: Document, own: str) -> None:
    """Remove a lane; what stood in it stays in the pool, a neighbour takes its room."""
    record = doc.index.nodes[own]
    element = edits.element(doc, own)
    lane_set = element.getparent()
    siblings = [lane for lane in (_sibling(doc, element, -1), _sibling(doc, element, 1)) if lane is not None]
    for inner in [lane.get("id") for lane in element.iterdescendants(names.q("lane"))]:
        edits.remove_di(doc, inner)
    edits.remove_di(doc, own)
    doc.journal.remove(element)
    if lane_set.find(names.q("lane")) is None:
        doc.journal.remove(lane_set)
    elif siblings and record.bounds is not None and siblings[0].bounds is not None:
        edits.set_bounds(doc, siblings[0].id, siblings[0].bounds.united(record.bounds))
        follow(doc, Act("resized", (siblings[0].id,), before={siblings[0].id: siblings[0].bounds}))
    follow(doc, Act("removed", (own,)))


def _sibling(doc: Document, element: etree._Element, step: int) -> NodeRecord | None:
    found = element.getprevious() if step < 0 else element.getnext()
    while found is not None and found.tag != names.q("lane"):
        found = found.getprevious() if step < 0 else found.getnext()
    return doc.index.nodes.get(found.get("id") or "") if found is not None else None
