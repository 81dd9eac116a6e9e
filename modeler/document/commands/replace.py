"""Morphing: another kind of element in the same place. Id, name, lines and what fits survive."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_attach, may_contain
from modeler.bpmn.spec import ElementSpec
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import content_of
from modeler.document.commands.add import add_plane, event_kinds
from modeler.document.commands.remove import remove, remove_flow
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import NodeRecord
from modeler.geometry.shapes import Bounds, centred
from runner.core.i18n import N_

_ALWAYS = frozenset(
    {"documentation", "extensionElements", "auditing", "monitoring", "incoming", "outgoing", "property"}
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
_SPEC_ATTRIBUTES = frozenset(
    {"triggeredByEvent", "instantiate", "eventGatewayType", "isInterrupting", "cancelActivity", "parallelMultiple"}
)
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
        if record.tag in ("participant", "lane", "dataObjectReference"):
            _replace_special(doc, record, spec)
            return
        inside = content_of(doc.index, node_id) if record.tag in names.SUB_PROCESSES else ()
        if inside and spec.tag not in names.SUB_PROCESSES:
            remove(doc, [item for item in inside if doc.index.nodes[item].attached_to != node_id])
        element = edits.element(doc, node_id)
        if record.tag != spec.tag:
            element = _rebuilt(doc, element, spec)
        _set_kind(doc, element, record, spec)
        _redraw(doc, doc.index.nodes[node_id], record, spec)
        _drop_illegal(doc, node_id)
        follow(doc, Act("replaced", (node_id,)))


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
        verdict = may_contain(container, spec, doc.index)
    if not verdict:
        raise RefusedError(verdict.reason_code)


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
        children = children | set(names.EVENT_DEFINITIONS)
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


def _set_kind(doc: Document, element: etree._Element, record: NodeRecord, spec: ElementSpec) -> None:
    for name in _SPEC_ATTRIBUTES:
        wanted = spec.attributes.get(name)
        if (
            name in ("isInterrupting", "cancelActivity")
            and wanted is None
            and element.get(name) not in ("false", "0")
        ):
            continue
        if name == "parallelMultiple":
            wanted = "true" if spec.event == "parallelMultiple" else None
        edits.set_attribute(doc, element, name, wanted)
    if spec.tag not in names.EVENTS:
        return
    wanted_tags = [names.q(names.EVENT_TAGS[kind]) for kind in event_kinds(spec.event)]
    there = [child for child in element if names.bpmn_local(child.tag) in names.EVENT_DEFINITIONS]
    if record.event == (spec.event or "none") and there:
        return
    for child in there:
        if child.tag in wanted_tags:
            wanted_tags.remove(child.tag)
        else:
            doc.journal.remove(child)
    for child in list(element.iterchildren(names.q("eventDefinitionRef"))):
        doc.journal.remove(child)
    for tag in wanted_tags:
        own = doc.ids.new(names.split(tag)[1], doc.tree.ids)
        edits.put(doc, element, etree.Element(tag, {"id": own}))


def _redraw(doc: Document, record: NodeRecord, old: NodeRecord, spec: ElementSpec) -> None:
    """Another size where the kinds differ in theirs; whether it is open."""
    shape = doc.tree.shape(record.id)
    if shape is None or old.bounds is None:
        return
    folded = spec.tag in names.SUB_PROCESSES and not spec.expanded
    if spec.tag in names.SUB_PROCESSES:
        edits.set_attribute(doc, shape, "isExpanded", "false" if folded else "true")
    elif shape.get("isExpanded") is not None:
        edits.set_attribute(doc, shape, "isExpanded", None)
    was_open = old.tag in names.SUB_PROCESSES and old.expanded
    is_open = spec.tag in names.SUB_PROCESSES and spec.expanded
    if SPECS[old.spec].size == spec.size and was_open == is_open:
        return
    bounds = centred(old.bounds.centre, *spec.size)
    if is_open and not was_open:
        bounds = _room_for(doc, record.id, bounds)
    edits.set_bounds(doc, record.id, bounds)
    if folded:
        if not doc.tree.planes.get(record.id):
            add_plane(doc, record.id)
        _carry_content(doc, record.id, doc.tree.planes[record.id][0])
    elif is_open and doc.tree.planes.get(record.id):
        plane = doc.tree.planes[record.id][0]
        _carry_content(doc, record.id, edits.plane_beside(doc, record.id))
        doc.journal.remove(plane.getparent())
    follow(doc, Act("resized", (record.id,), before={record.id: old.bounds}))


def _room_for(doc: Document, own: str, bounds: Bounds) -> Bounds:
    for item in content_of(doc.index, own):
        inner = doc.index.nodes[item].bounds
        if inner is not None and doc.index.nodes[item].attached_to != own:
            bounds = bounds.united(inner.grown(20))
    return bounds


def _carry_content(doc: Document, own: str, plane: etree._Element) -> None:
    """Move the shapes and edges of a sub-process's content to another plane."""
    inside = [item for item in content_of(doc.index, own) if doc.index.nodes[item].attached_to != own]
    flows = {flow.id for item in inside for flow in doc.index.flows_of(item)}
    for item in (*inside, *sorted(flows)):
        for drawn in (*doc.tree.shapes.get(item, ()), *doc.tree.edges.get(item, ())):
            if drawn.getparent().tag == di.PLANE and drawn.getparent() is not plane:
                doc.journal.remove(drawn)
                edits.put(doc, plane, drawn)


def _drop_illegal(doc: Document, node_id: str) -> None:
    """Lines that the new kind cannot have."""
    record = doc.index.nodes[node_id]
    for flow in doc.index.flows_of(node_id):
        if flow.kind != "sequenceFlow":
            continue
        no_way_in = record.tag in ("startEvent", "boundaryEvent") and flow.target == node_id
        if no_way_in or (record.tag == "endEvent" and flow.source == node_id):
            remove_flow(doc, flow.id)


def _replace_special(doc: Document, record: NodeRecord, spec: ElementSpec) -> None:
    """Pools fold by losing their process, data becomes a collection."""
    element = edits.element(doc, record.id)
    if record.tag == "dataObjectReference":
        held = doc.tree.ids.get(names.reference(element.get("dataObjectRef")))
        if spec.tag == "dataObjectReference" and held is not None:
            edits.set_attribute(doc, held, "isCollection", "true" if "collection" in spec.markers else None)
        elif spec.tag != "dataObjectReference":
            follow(doc, Act("removing-node", (record.id,)))
            _rebuilt(doc, element, spec)
        return
    if record.tag == "participant" and spec.expanded != record.expanded:
        if spec.expanded:
            own = edits.new_id(doc, "process")
            edits.put(doc, doc.tree.root, etree.Element(names.q("process"), {"id": own, "isExecutable": "false"}))
            edits.set_attribute(doc, element, "processRef", own)
        else:
            process = doc.tree.ids.get(record.process or "")
            remove(doc, [item.id for item in doc.index.children(record.id)])
            edits.set_attribute(doc, element, "processRef", None)
            if process is not None:
                doc.journal.remove(process)
        if record.bounds is not None:
            edits.set_bounds(doc, record.id, centred(record.bounds.centre, *spec.size))
            follow(doc, Act("resized", (record.id,), before={record.id: record.bounds}))
