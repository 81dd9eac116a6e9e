"""Morphing: another kind of element in the same place. Id, name, lines and what fits survive."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_attach, may_contain
from modeler.bpmn.spec import ElementSpec
from modeler.document import data, edits, planes
from modeler.document.behaviors import Act, follow
from modeler.document.closure import content_of
from modeler.document.commands import calls
from modeler.document.commands.add import add_plane
from modeler.document.commands.remove import remove, remove_flow
from modeler.document.commands.turning import turn_pool
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.events import set_kind
from modeler.document.records import NodeRecord
from modeler.geometry.shapes import Bounds, centred
from runner.core.i18n import N_

_FOLDING = names.SUB_PROCESSES | {"callActivity"}
_ALWAYS = frozenset(
    {"documentation", "extensionElements", "auditing", "monitoring", "incoming", "outgoing", "property", "dataState"}
)
_ACTIVITY = frozenset(
    {"ioSpecification", "dataInputAssociation", "dataOutputAssociation", "standardLoopCharacteristics",
     "multiInstanceLoopCharacteristics", "resourceRole", "performer", "humanPerformer", "potentialOwner"}
)  # fmt: skip
_OWN_ATTRIBUTES = {
    "scriptTask": {"scriptFormat"},
    "callActivity": {"calledElement"},
    "sendTask": {"messageRef", "operationRef", "implementation"},
    "receiveTask": {"messageRef", "operationRef", "implementation", "instantiate"},
    "serviceTask": {"operationRef", "implementation"},
    "userTask": {"implementation"},
    "businessRuleTask": {"implementation"},
}
_OWN_CHILDREN = {"scriptTask": {"script"}, "userTask": {"rendering"}}
_SPECIAL = frozenset({"participant", "lane", "dataObjectReference", "dataStoreReference", *data.PORTS})
_DATA_LINES = {
    "in": {"endEvent", "intermediateThrowEvent"},
    "out": {"startEvent", "intermediateCatchEvent", "boundaryEvent"},
}
"""Which events hold the data lines that lead in and out."""
_SHARED = frozenset({"id", "name", "startQuantity", "completionQuantity", "isForCompensation"})


def replace(doc: Document, node_id: str, spec_id: str) -> None:
    """Make a node another kind of element (`SPECS` key); it keeps its id.

    Raises `RefusedError` where the new kind may not stand there. Lines that the new kind cannot have are
    removed.
    """
    record, spec = edits.node(doc, node_id), SPECS[spec_id]
    if record.spec == spec_id:
        return
    _check(doc, record, spec)
    with doc.transaction(N_("Change type")):
        if record.tag in _SPECIAL:
            _replace_special(doc, record, spec)
            return
        inside = content_of(doc.index, node_id) if record.tag in _FOLDING else ()
        called = next(iter(calls.drawn_inside(doc, (node_id,))), "")
        subs = names.SUB_PROCESSES
        keeps = spec.tag == record.tag or (spec.tag in subs and record.tag in subs)
        if inside and not keeps:
            remove(doc, [item for item in inside if doc.index.nodes[item].attached_to != node_id])
        _drop_data_lines(doc, node_id, spec)
        element = edits.element(doc, node_id)
        if record.tag != spec.tag:
            element = _rebuilt(doc, element, spec)
        set_kind(doc, element, record.event, spec)
        _redraw(doc, doc.index.nodes[node_id], record, spec, called)
        follow(doc, Act("replaced", (node_id,)))


def may_replace(doc: Document, node_id: str, spec_id: str) -> bool:
    """Whether a node may become another kind where it stands."""
    try:
        _check(doc, edits.node(doc, node_id), SPECS[spec_id])
    except RefusedError:
        return False
    return True


def _check(doc: Document, record: NodeRecord, spec: ElementSpec) -> None:
    if spec.tag == "boundaryEvent":
        host = doc.index.nodes.get(record.attached_to or "")
        if host is None:
            raise RefusedError("rule.must-attach")
        verdict = may_attach(host, spec, doc.index)
    elif record.tag in ("participant", "lane"):
        return
    else:
        container = doc.index.nodes.get(record.parent or "") or doc.index.nodes.get(record.home or "")
        verdict = may_contain(container, spec, doc.index, record.id)
        starts = [item for item in doc.index.children(record.id) if item.tag == "startEvent"]
        if len(starts) > 1 and spec.attributes.get("triggeredByEvent"):
            raise RefusedError("rule.one-start")
    if not verdict:
        raise RefusedError(verdict.reason_code)


def _drop_data_lines(doc: Document, node_id: str, spec: ElementSpec) -> None:
    """The data lines that the new kind cannot hold: they stand inside the old one."""
    for flow in doc.index.flows_of(node_id):
        holder, way = (flow.target, "in") if flow.kind == "dataInputAssociation" else (flow.source, "out")
        held = flow.kind in ("dataInputAssociation", "dataOutputAssociation") and holder == node_id
        if held and spec.tag not in names.ACTIVITIES | _DATA_LINES[way]:
            remove_flow(doc, flow.id)


def _rebuilt(doc: Document, old: etree._Element, spec: ElementSpec) -> etree._Element:
    """A new element with what fits of the old one, in its place."""
    own = _OWN_ATTRIBUTES.get(spec.tag, set()) | _SHARED
    if spec.tag in names.ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}:
        own = own | {"default"}
    elif spec.tag == "boundaryEvent":
        own = own | {"attachedToRef"}
    new = etree.Element(names.q(spec.tag))
    for name, value in old.attrib.items():
        if name in own or name.startswith("{"):
            new.set(name, value)
    children = _ALWAYS | _OWN_CHILDREN.get(spec.tag, set())
    if spec.tag in names.ACTIVITIES:
        children = children | _ACTIVITY
    if spec.tag in names.EVENTS:
        children = children | set(names.EVENT_DEFINITIONS) | {"dataInputAssociation", "dataOutputAssociation"}
    keeps_all = spec.tag in names.SUB_PROCESSES and names.bpmn_local(old.tag) in names.SUB_PROCESSES
    kept = [
        child for child in old
        if keeps_all or not isinstance(child.tag, str) or names.bpmn_local(child.tag) in children
    ]  # fmt: skip
    parent, before = old.getparent(), old.getnext()
    for child in kept:
        doc.journal.remove(child)
    doc.journal.remove(old)
    doc.journal.insert(parent, new, before)
    for child in kept:
        doc.journal.insert(new, child)
    return new


def _redraw(doc: Document, record: NodeRecord, old: NodeRecord, spec: ElementSpec, called: str) -> None:
    """Another size where the kinds differ in theirs; whether it is open. `called`: the process that is drawn in a
    call activity."""
    shape = doc.tree.shape(record.id)
    if spec.tag not in names.SUB_PROCESSES:
        for plane in list(doc.tree.planes.get(record.id, ())):
            doc.journal.remove(plane.getparent())
    if shape is None or old.bounds is None:
        return
    key = called if spec.tag == "callActivity" else record.id
    folded = spec.tag in _FOLDING and not spec.expanded and bool(key)
    if folded and not doc.tree.planes.get(key):
        add_plane(doc, key)
    if spec.tag in names.SUB_PROCESSES or spec.id == "call-activity-expanded":
        edits.set_attribute(doc, shape, "isExpanded", "true" if spec.expanded else "false")
    elif shape.get("isExpanded") is not None:
        edits.set_attribute(doc, shape, "isExpanded", None)
    was_open = old.tag in _FOLDING and old.expanded
    is_open = spec.tag in _FOLDING and spec.expanded
    if SPECS[old.spec].size == spec.size and was_open == is_open:
        return
    bounds = centred(old.bounds.centre, *spec.size)
    if is_open and not was_open:
        bounds = _room_for(doc, record.id, bounds)
    edits.set_bounds(doc, record.id, bounds)
    inside = [item.id for item in doc.index.children(record.id)]
    if folded:
        planes.carry(doc, inside, doc.tree.planes[key][0])
    elif is_open and doc.tree.planes.get(key):
        plane = doc.tree.planes[key][0]
        beside = edits.plane_beside(doc, record.id)
        for shape in [item for item in plane if item.tag in (di.SHAPE, di.EDGE)]:
            doc.journal.remove(shape)
            edits.put(doc, beside, shape)
        doc.journal.remove(plane.getparent())
        for flow_id in sorted({flow.id for own in inside for flow in doc.index.flows_of(own)}):
            planes.settle_line(doc, flow_id)
    follow(doc, Act("resized", (record.id,), before={record.id: old.bounds}))


def _room_for(doc: Document, own: str, bounds: Bounds) -> Bounds:
    for item in content_of(doc.index, own):
        inner = doc.index.nodes[item].bounds
        if inner is not None and doc.index.nodes[item].attached_to != own:
            bounds = bounds.united(inner.grown(20))
    return bounds


def _replace_special(doc: Document, record: NodeRecord, spec: ElementSpec) -> None:
    """Pools fold by losing their process, data becomes a collection."""
    element = edits.element(doc, record.id)
    if record.tag in data.PORTS:
        parent = edits.element(doc, record.process or "")
        new = etree.Element(names.q(spec.tag))
        for key, value in element.attrib.items():
            if key in ("id", "name") or key.startswith("{"):
                new.set(key, value)
        kept = [item for item in element if names.bpmn_local(item.tag) in _ALWAYS]
        for item in kept:
            doc.journal.remove(item)
        data.take_port(doc, element)
        if spec.tag == "dataObjectReference":
            new.set("dataObjectRef", data.new_object(doc, parent, "collection" in spec.markers))
        edits.put(doc, parent, new)
        for item in kept:
            doc.journal.insert(new, item)
        follow(doc, Act("replaced", (record.id,)))
        return
    if record.tag == "dataObjectReference" or spec.tag == "dataObjectReference":
        held = doc.tree.ids.get(names.reference(element.get("dataObjectRef")))
        if spec.tag == "dataObjectReference" and held is not None:
            edits.set_attribute(doc, held, "isCollection", "true" if "collection" in spec.markers else None)
        elif spec.tag == "dataObjectReference":
            parent = element.getparent()
            new = _rebuilt(doc, element, spec)
            own = data.new_object(doc, parent, "collection" in spec.markers)
            edits.set_attribute(doc, new, "dataObjectRef", own)
        else:
            follow(doc, Act("removing-node", (record.id,)))
            _rebuilt(doc, element, spec)
        follow(doc, Act("replaced", (record.id,)))
        return
    if record.tag != "participant":
        return
    if spec.horizontal != record.horizontal:
        turn_pool(doc, record.id)
    if spec.expanded != record.expanded:
        _fold_pool(doc, doc.index.nodes[record.id], spec)


def _fold_pool(doc: Document, record: NodeRecord, spec: ElementSpec) -> None:
    """An empty pool has no process; what is made one loses its content."""
    element = edits.element(doc, record.id)
    if spec.expanded:
        own = edits.new_id(doc, "process")
        edits.put(doc, doc.tree.root, etree.Element(names.q("process"), {"id": own, "isExecutable": "false"}))
        edits.set_attribute(doc, element, "processRef", own)
    else:
        process = doc.tree.ids.get(record.process or "")
        shared = any(
            item.tag == "participant" and item.process == record.process and item.id != record.id
            for item in doc.index.containers.values()
        )
        edits.set_attribute(doc, element, "processRef", None)
        if process is not None and not shared:
            remove(doc, [item.id for item in doc.index.children(record.process or "")])
            doc.journal.remove(process)
    if record.bounds is not None:
        edits.set_bounds(doc, record.id, centred(record.bounds.centre, *spec.size))
        follow(doc, Act("resized", (record.id,), before={record.id: record.bounds}))
