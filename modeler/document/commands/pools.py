"""Pools: what surrounds a process on the canvas. Inside a transaction of the verbs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.spec import ElementSpec
from modeler.document import edits, frames
from modeler.document.behaviors import Act, follow
from modeler.document.closure import stands_apart
from modeler.document.commands import calls
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import NodeRecord
from modeler.geometry import bands
from modeler.geometry.shapes import Bounds, Point, centred

_COLLABORATION = names.q("collaboration")
HEADER = 30.0
PADDING = 20.0
_AIR = 30.0
"""Between two pools, where one makes room for the other."""


def add_pool(doc: Document, spec: ElementSpec, position: Point, name: str, home: str | None = None) -> str:
    """A pool on the first diagram, or on the further one that shows `home`, a process or collaboration.

    The first pool of a diagram takes the process that is there and wraps what is drawn of it. Where that first one
    is folded, and holds nothing, the process gets a pool of its own beside it: a collaboration has no place for one
    without.
    """
    ground = ground_of(doc, home)
    plane, beside = key_of(doc, ground), None
    bounds, process = centred(position, *spec.size), None
    stack = _stack_under(doc, ground, bounds)
    if not spec.expanded and (stack is not None or not doc.index.has_pools_on(plane)):
        free = free_process(doc, ground)
        alone = stack is None and free is not None and is_apart(doc, free, ground)
        if free is not None and not alone and wrapping(doc, free, SPECS["pool"], plane) is not None:
            beside = doc.index.nodes[add_pool(doc, SPECS["pool"], position, "", home)].bounds
    if beside is not None and bounds.meets(beside):
        above = bounds.centre[1] < beside.centre[1]
        bounds = bounds.moved(0, (beside.y - _AIR - bounds.bottom) if above else (beside.bottom + _AIR - bounds.y))
    if spec.expanded and stack is not None:
        process, bounds = stack.id, _round_stack(doc, stack)
        spec = SPECS["pool" if stack.horizontal else "pool-vertical"]
    elif spec.expanded:
        process, wrapped = _process_for_pool(doc, spec, ground)
        bounds = wrapped or bounds
    own = edits.new_id(doc, "participant")
    participant = etree.Element(names.q("participant"), {"id": own, **({"name": name} if name else {})})
    if process is not None:
        participant.set("processRef", process)
    edits.put(doc, collaboration_on(doc, ground), participant)
    edits.put_shape(doc, own, bounds, ground, isHorizontal="true" if spec.horizontal else "false")
    follow(doc, Act("added", (own,)))
    if stack is not None and spec.expanded:
        _fill_with_lanes(doc, stack, own)
    return own


def is_apart(doc: Document, process: str, ground: etree._Element) -> bool:
    """Whether all that is drawn of a process stands in lanes on the first diagram itself: then pools may come beside
    them, and it needs none."""
    stack = frames.stack_of(doc, process)
    return stack is not None and ground is doc.tree.main_plane() and frames.stands_apart(doc, stack)


def _stack_under(doc: Document, ground: etree._Element, bounds: Bounds) -> NodeRecord | None:
    """The lanes without a pool that a new pool comes to lie on, or has to hold as something beside them belongs to
    the same process."""
    free = free_process(doc, ground)
    stack = frames.stack_of(doc, free) if free is not None else None
    if stack is None or stack.bounds is None or stack.plane != key_of(doc, ground):
        return None
    return stack if bounds.meets(stack.bounds) or not is_apart(doc, stack.id, ground) else None


def _round_stack(doc: Document, stack: NodeRecord) -> Bounds:
    """The bounds of a pool that takes lanes over: they fill it, what stands beside them finds room in it."""
    around = frames.levelled(stack, stack.bounds)
    inner = {node.id for node in frames.standing(doc, stack)}
    for node in doc.index.children(stack.id):
        if node.tag != "lane" and node.id not in inner and node.bounds is not None and node.plane == stack.plane:
            around = around.united(frames.levelled(stack, node.bounds).grown(PADDING))
    height = max(around.height, bands.LEAST_POOL[1])
    return frames.levelled(stack, Bounds(around.x - HEADER, around.y, around.width + HEADER, height))


def _fill_with_lanes(doc: Document, stack: NodeRecord, pool: str) -> None:
    """Let lanes that were a stack reach to the borders of the pool that took them."""
    record = doc.index.nodes[pool]
    wanted = frames.levelled(record, frames.inner_area(record))
    boxes = {stack.id: frames.levelled(stack, stack.bounds)}
    boxes |= {own: box for own, box in frames.boxes_of(doc, record).items() if own != pool}
    before = frames.put_bands(doc, record, bands.pulled(boxes, stack.id, wanted))
    follow(doc, Act("resized", tuple(before), before=before))


def ground_of(doc: Document, home: str | None) -> etree._Element:
    """The plane of the diagram that shows a process or collaboration; the first one for anything else. Raises
    `RefusedError` inside a sub-process."""
    if home is not None and home in doc.index.nodes:
        raise RefusedError("rule.pool-place")
    planes = doc.tree.planes.get(home or "", ())
    shown = [plane for plane in planes if doc.tree.is_ground(plane)]
    if planes and not shown:  # the process is drawn inside the call that calls it
        raise RefusedError("rule.pool-place")
    return shown[0] if shown else edits.main_plane(doc)


def key_of(doc: Document, ground: etree._Element) -> str | None:
    """What `NodeRecord.plane` says of what is drawn on the plane of a diagram."""
    return None if ground is doc.tree.main_plane() else ground.get("id")


def collaboration_of(doc: Document) -> etree._Element:
    """The collaboration of the first diagram, made where there is none."""
    return collaboration_on(doc, edits.main_plane(doc))


def collaboration_on(doc: Document, ground: etree._Element) -> etree._Element:
    """The collaboration that a diagram shows, made where it shows a process."""
    shown = doc.tree.ids.get(names.reference(ground.get("bpmnElement")))
    if shown is not None and shown.tag == _COLLABORATION:
        return shown
    if ground is doc.tree.main_plane():  # files whose first diagram shows one of the processes of a collaboration
        elsewhere = {names.reference(plane.get("bpmnElement")) for plane in doc.tree.root.iter(di.PLANE)}
        for found in doc.tree.root.iterchildren(_COLLABORATION):
            if found.get("id") not in elsewhere:
                return found
    own = edits.new_id(doc, "collaboration")
    made = etree.Element(_COLLABORATION, {"id": own})
    edits.put(doc, doc.tree.root, made)
    edits.set_attribute(doc, ground, "bpmnElement", own)
    return made


def free_process(doc: Document, ground: etree._Element) -> str | None:
    """The process of a diagram that has no pool yet: the one that it shows, else on the first diagram the first that
    no other shows."""
    shown = doc.index.processes.get(names.reference(ground.get("bpmnElement")))
    if shown is not None and shown.pool is None:
        return shown.id
    if ground is not doc.tree.main_plane():
        return None
    free = (record.id for record in doc.index.processes.values() if record.pool is None)
    return next((own for own in free if not doc.tree.planes.get(own)), None)


def _process_for_pool(doc: Document, spec: ElementSpec, ground: etree._Element) -> tuple[str, Bounds | None]:
    """The process of a new pool, and the bounds that wrap what is drawn of it already."""
    plane = key_of(doc, ground)
    free = free_process(doc, ground)
    alone = free is not None and is_apart(doc, free, ground)
    if free is not None and not alone and not doc.index.has_pools_on(plane):
        return free, wrapping(doc, free, spec, plane)
    own = edits.new_id(doc, "process")
    runs = not doc.index.has_pools_on(plane) and plane is None and not alone
    attributes = {"id": own, "isExecutable": "true" if runs else "false"}
    edits.put(doc, doc.tree.root, etree.Element(names.q("process"), attributes))
    return own, None


def wrapping(doc: Document, process: str, spec: ElementSpec, plane: str | None) -> Bounds | None:
    """The bounds of a pool, or first lane, that wraps what is drawn of a process on a plane, if anything."""
    boxes = [
        box
        for record in doc.index.children(process)
        if record.plane == plane
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
    collaboration = edits.element(doc, own).getparent()
    pools = [item for item in doc.index.containers.values() if item.tag == "participant" and item.id != own]
    others = [item for item in pools if item.parent == record.parent]
    beside = _stack_beside(doc, collaboration) if not others else None
    for item in (*inside, own):
        follow(doc, Act("removing-node", (item,)))
        edits.remove_di(doc, item)
    process = doc.tree.ids.get(record.process or "")
    shared = any(item.process == record.process for item in pools)
    doc.journal.remove(edits.element(doc, own))
    if process is not None and not shared:
        if others or beside is not None:
            doc.journal.remove(process)
        else:
            _empty(doc, process)
    calls.take_out(doc, inside, called)
    if not others:
        _back_to_process(doc, collaboration, process if beside is None else edits.element(doc, beside))
    follow(doc, Act("removed", (own,)))


def _stack_beside(doc: Document, collaboration: etree._Element) -> str | None:
    """The process that stands in lanes beside the pools of the first diagram; it is what stays without them."""
    ground = edits.main_plane(doc)
    if names.reference(ground.get("bpmnElement")) != collaboration.get("id"):
        return None
    free = free_process(doc, ground)
    stack = frames.stack_of(doc, free) if free is not None else None
    return stack.id if stack is not None and stack.plane is None else None


def stores_apart(doc: Document, pool: NodeRecord) -> tuple[str, ...]:
    """The data stores of a pool's process that stand outside of it."""
    return tuple(node.id for node in doc.index.children(pool.id) if stands_apart(pool, node))


def leave_stores(doc: Document, pool: NodeRecord) -> None:
    """Before a pool goes: data stores outside of it come to the process of another pool, where there is one."""
    others = (item.process for item in doc.index.containers.values() if item.tag == "participant")
    other = next((process for process in others if process not in (None, pool.process)), None)
    if other is None or is_shared(doc, pool):
        return
    for own in stores_apart(doc, pool):
        store = edits.element(doc, own)
        doc.journal.remove(store)
        edits.put(doc, edits.element(doc, other), store)


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


def _back_to_process(doc: Document, collaboration: etree._Element, process: etree._Element | None) -> None:
    if process is None:
        own = edits.new_id(doc, "process")
        first = collaboration.get("id") == names.reference(edits.main_plane(doc).get("bpmnElement"))
        runs = "true" if first else "false"
        process = etree.Element(names.q("process"), {"id": own, "isExecutable": runs})
        edits.put(doc, doc.tree.root, process)
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
