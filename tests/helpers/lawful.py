"""Whether a document is what the standard wants: its schema, and what no schema can say.

Each fault is one sentence; those that a file came with are told apart by comparing two sets.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_attach, may_connect, may_contain
from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from modeler.document.records import FlowRecord, NodeRecord

_ATTRIBUTES = (
    "sourceRef", "targetRef", "default", "attachedToRef", "processRef", "dataObjectRef", "dataStoreRef",
    "categoryValueRef", "messageRef", "signalRef", "errorRef", "escalationRef", "activityRef", "operationRef",
    "itemSubjectRef", "partitionElementRef", "correlationKeyRef", "correlationPropertyRef", "itemRef",
    "initiatingParticipantRef", "bpmnElement", "noneBehaviorEventRef", "oneBehaviorEventRef",
)  # fmt: skip
"""Attributes that name another element of the same file."""
_TEXTS = (
    "incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef", "dataInputRefs", "dataOutputRefs",
    "optionalInputRefs", "whileExecutingInputRefs", "optionalOutputRefs", "whileExecutingOutputRefs", "inputSetRefs",
    "outputSetRefs", "eventDefinitionRef", "participantRef", "messageFlowRef", "innerParticipantRef",
    "outerParticipantRef", "loopDataInputRef", "loopDataOutputRef", "categoryValueRef", "correlationPropertyRef",
)  # fmt: skip
"""Children whose text names another element of the same file."""
_LINE = re.compile(r"'(?:\{[^}]*\})?([^']*)'")


@cache
def schema() -> etree.XMLSchema:
    """The schema of BPMN 2.0, out of the package of the engine."""
    found = importlib.util.find_spec("SpiffWorkflow")
    assert found is not None and found.origin is not None
    path = Path(found.origin).parent / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
    return etree.XMLSchema(etree.parse(str(path)))


def schema_faults(data: bytes) -> set[str]:
    """What the schema says against a file."""
    found = schema()
    if found.validate(etree.fromstring(data)):
        return set()
    return {"schema: " + _LINE.sub(r"\1", entry.message) for entry in found.error_log}


def faults(doc: Document) -> set[str]:
    """All faults of a document as it is now, the schema's and those of the meaning."""
    data = to_bytes(doc)
    fresh = document_from_bytes(data, "fresh")
    return schema_faults(data) | set(_meaning(fresh))


def _meaning(doc: Document) -> Iterator[str]:
    yield from _ids(doc)
    yield from _references(doc)
    for flow in doc.index.flows.values():
        yield from _flow(doc, flow)
    for node in doc.index.nodes.values():
        yield from _place(doc, node)
        yield from _lists(doc, node)
    yield from _lanes(doc)
    yield from _drawn(doc)


def _ids(doc: Document) -> Iterator[str]:
    standard = (names.BPMN, names.BPMNDI)
    counted = Counter(
        item.get("id")
        for item in doc.tree.root.iter(etree.Element)
        if item.get("id") and names.split(item.tag)[0] in standard
    )
    yield from (f"id {own} stands {count} times" for own, count in counted.items() if count > 1)


def _references(doc: Document) -> Iterator[str]:
    there = {item.get("id") for item in doc.tree.root.iter(etree.Element)}
    standard = (names.BPMN, names.BPMNDI)
    for element in doc.tree.root.iter(etree.Element):
        space, tag = names.split(element.tag)
        if space not in standard:
            continue
        holder = element.get("id") or f"{tag} in {_near_id(element)}"
        for name in _ATTRIBUTES:
            if (value := names.reference(element.get(name))) and value not in there:
                yield f"{name} of {holder} names {value}, which is not there"
        if tag in _TEXTS and names.reference(element.text) not in there:
            yield f"{tag} in {_near_id(element)} names {names.reference(element.text)}, which is not there"


def _near_id(element: etree._Element) -> str:
    return next((item.get("id") or "" for item in element.iterancestors() if item.get("id")), "")


def _flow(doc: Document, flow: FlowRecord) -> Iterator[str]:
    source, target = doc.index.nodes.get(flow.source), doc.index.nodes.get(flow.target)
    if flow.kind == "association":
        known = doc.index.flows.keys() | doc.index.nodes.keys()
        if flow.source not in known or flow.target not in known:
            yield f"{flow.id} joins nothing"
        return
    if source is None or target is None:
        yield f"{flow.id} joins nothing"
        return
    verdict = may_connect(source, target, doc.index)
    if verdict.kind != flow.kind or verdict.is_reversed:
        way = f"from {source.tag} {source.id} to {target.tag} {target.id}"
        yield f"{flow.kind} {flow.id} {way}: {verdict.reason_code}"
    if flow.kind == "sequenceFlow" and not flow.parent == source.parent == target.parent:
        yield f"{flow.id} does not lie in the scope of its ends"


def _place(doc: Document, node: NodeRecord) -> Iterator[str]:
    spec = SPECS[node.spec]
    if node.tag == "boundaryEvent":
        host = doc.index.nodes.get(node.attached_to or "")
        if host is None or host.parent != node.parent:
            yield f"{node.id} sits on no border of its scope"
        elif not (verdict := may_attach(host, spec, doc.index)):
            yield f"{node.id} sits on {host.tag}: {verdict.reason_code}"
        return
    if node.attached_to is not None:
        yield f"{node.id} is attached and no boundary event"
    if node.tag in names.FLOW_NODES:
        container = doc.index.nodes.get(node.parent or "")
        verdict = may_contain(container, spec, doc.index, node.id)
        if not verdict and verdict.reason_code != "rule.outside-pools":
            yield f"{node.tag} {node.id} stands in {node.parent}: {verdict.reason_code}"
    if node.tag == "dataObjectReference":
        held = doc.tree.ids.get(names.reference(doc.tree.ids[node.id].get("dataObjectRef")))
        if held is not None and held.getparent() not in list(doc.tree.ids[node.id].iterancestors()):
            yield f"{node.id} shows data of another scope"


def _lists(doc: Document, node: NodeRecord) -> Iterator[str]:
    if node.tag not in names.FLOW_NODES:
        return
    element = doc.tree.ids[node.id]
    for tag, flows in (("incoming", node.incoming), ("outgoing", node.outgoing)):
        listed = sorted(names.reference(item.text) for item in element.iterchildren(names.q(tag)))
        if listed != sorted(flows):
            yield f"{tag} of {node.id} is not what leads there"
    if node.default is not None and node.default not in node.outgoing:
        yield f"the default of {node.id} does not leave it"


def _lanes(doc: Document) -> Iterator[str]:
    leaves = [lane for lane in doc.index.lanes.values() if not _divided(doc, lane) and lane.bounds is not None]
    for node in doc.index.nodes.values():
        if node.tag not in names.FLOW_NODES:
            continue
        places = list(doc.tree.lane_refs.get(node.id, ()))
        if len({item.getparent().get("id") for item in places}) != len(places):
            yield f"{node.id} stands twice in a lane"
        if places and node.parent not in doc.index.processes:
            yield f"{node.id} stands in a lane and in {node.parent}"
        if node.bounds is None or node.parent not in doc.index.processes or node.attached_to is not None:
            continue
        mine = [lane for lane in leaves if lane.process == node.process]
        around = [lane for lane in mine if lane.bounds is not None and lane.bounds.contains(node.bounds.centre)]
        if around and node.lane not in {lane.id for lane in around}:
            yield f"{node.id} stands in {sorted(lane.id for lane in around)}, and is listed in {node.lane}"
        if mine and node.lane is not None and node.lane not in doc.index.lanes:
            yield f"{node.id} is listed in {node.lane}, which is no lane"


def _divided(doc: Document, lane: NodeRecord) -> bool:
    return doc.tree.ids[lane.id].find(f"{names.q('childLaneSet')}/{names.q('lane')}") is not None


def _drawn(doc: Document) -> Iterator[str]:
    if next(doc.tree.root.iterdescendants(di.PLANE), None) is None:
        return
    for node in doc.index.nodes.values():
        if node.bounds is None:
            yield f"{node.tag} {node.id} is not drawn"
        if len(doc.tree.shapes.get(node.id, ())) > 1:
            yield f"{node.tag} {node.id} is drawn twice"
        if node.bounds is not None and node.parent in doc.index.nodes and node.plane != _plane(doc, node):
            yield f"{node.tag} {node.id} is drawn on another plane than its scope"
    for flow in doc.index.flows.values():
        ends = [doc.index.nodes.get(flow.source), doc.index.nodes.get(flow.target)]
        planes = {end.plane for end in ends if end is not None and end.bounds is not None}
        drawn = all(end is not None and end.bounds is not None for end in ends)
        # a message flow may lead into a folded sub-process, which has a plane of its own: it is kept, and not drawn
        if drawn and len(planes) == 1 and not flow.waypoints:
            yield f"{flow.kind} {flow.id} is not drawn"
        if len(doc.tree.edges.get(flow.id, ())) > 1:
            yield f"{flow.kind} {flow.id} is drawn twice"
    for own in (*doc.tree.shapes, *doc.tree.edges):
        if own not in doc.index.nodes and own not in doc.index.flows and own in doc.tree.ids:
            yield f"{own} is drawn and nothing to draw"


def _plane(doc: Document, node: NodeRecord) -> str | None:
    """The plane that the inside of an element's scope lies on."""
    scope = doc.index.nodes.get(node.parent or "")
    while scope is not None and scope.tag == "lane":
        scope = doc.index.nodes.get(scope.parent or "")
    if scope is None:
        return None
    return scope.id if scope.id in doc.tree.planes else scope.plane
