"""Lines: drawing, re-hanging and splitting them. The rules say of which type they are."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.rules import ConnectVerdict, may_connect
from modeler.document import edits, planes
from modeler.document.behaviors import Act, follow
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry import anchors, bends, docking, routing, ties
from modeler.geometry.shapes import Point
from runner.core.i18n import N_

PLACEHOLDER = "__targetRef_placeholder"
"""The name of the property that what comes into a step or event leads to, as bpmn-js writes it."""
_DATA_ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation")


Aims = tuple[Point | None, Point | None]
_CENTRES: Aims = (None, None)

_TIGHT, _ROOM = 20.0, 50.0
"""Pixels between shapes: nearer than the first is too near, the second is given then."""


def connect(
    doc: Document,
    source: str,
    target: str,
    kind: str | None = None,
    *,
    leaves: Point | None = None,
    enters: Point | None = None,
) -> str:
    """Draw a line between two nodes; returns its id. Where only the other direction is legal, it is drawn
    that way. `kind` asks for one type (`association` may always replace another between nodes). `leaves` and
    `enters` are where a hand took hold of the source and let go over the target: where that is well off the
    middle, the line docks there, else at the centre.

    One of the two may be a flow: a note is joined to it, where the hand was or half way.

    Raises `RefusedError` with the code of the rule.
    """
    if source in doc.index.flows or target in doc.index.flows:
        return _note(doc, source, target, leaves if source in doc.index.flows else enters)
    origin, goal = edits.node(doc, source), edits.node(doc, target)
    verdict = may_connect(origin, goal, doc.index)
    if kind is not None and kind != verdict.kind:
        if kind != "association":
            raise RefusedError(verdict.reason_code or "rule.nothing-fits")
        verdict = ConnectVerdict("association")
    if verdict.kind is None:
        raise RefusedError(verdict.reason_code)
    if verdict.is_reversed:
        origin, goal = goal, origin
        leaves, enters = enters, leaves
    with doc.transaction(N_("Connect")):
        return _draw(doc, verdict.kind, origin, goal, verdict.direction, (leaves, enters))


def way_between(
    doc: Document, source: str, target: str, leaves: Point | None = None, enters: Point | None = None
) -> Sequence[Point]:
    """The way that `connect` would give a line, from the source to the target as the rules turn them; empty where
    it would be refused."""
    if source in doc.index.flows or target in doc.index.flows:
        at = leaves if source in doc.index.flows else enters
        return _note_way(doc, source, target, at) if may_note(doc, source, target) else ()
    origin, goal = edits.node(doc, source), edits.node(doc, target)
    verdict = may_connect(origin, goal, doc.index)
    if verdict.kind is None:
        return ()
    if verdict.is_reversed:
        origin, goal, leaves, enters = goal, origin, enters, leaves
    return edits.route(doc, origin.id, goal.id, verdict.kind, leaves, enters) or ()


def may_note(doc: Document, source: str, target: str) -> bool:
    """Whether an association may join these two, one of which is a flow: a note and any flow but another note's
    line."""
    index = doc.index
    flow = index.flows.get(source) or index.flows.get(target)
    node = index.nodes.get(target if source in index.flows else source)
    return flow is not None and flow.kind != "association" and node is not None and node.tag == "textAnnotation"


def _note(doc: Document, source: str, target: str, at: Point | None) -> str:
    if not may_note(doc, source, target):
        raise RefusedError("rule.note")
    with doc.transaction(N_("Connect")):
        own = edits.new_id(doc, "association")
        element = etree.Element(names.q("association"), {"id": own, "sourceRef": source, "targetRef": target})
        note = edits.node(doc, target if source in doc.index.flows else source)
        edits.put(doc, edits.element(doc, note.id).getparent(), element)
        points = _note_way(doc, source, target, at)
        if points:
            edits.put_edge(doc, own, points, edits.plane_beside(doc, note.id))
        follow(doc, Act("connected", (own,)))
        return own


def _note_elsewhere(doc: Document, record: FlowRecord, source: str, target: str, at: Point | None) -> str:
    """Let the line of a note begin or end at a flow, or at another place of it."""
    if record.kind != "association" or not may_note(doc, source, target):
        raise RefusedError("rule.note")
    with doc.transaction(N_("Reconnect")):
        element = edits.element(doc, record.id)
        edits.set_attribute(doc, element, "sourceRef", source)
        edits.set_attribute(doc, element, "targetRef", target)
        follow(doc, Act("reconnected", (record.id,), was=(record.source, record.target)))
        settle_flow(doc, record.id)
        points = _note_way(doc, source, target, at)
        if points and doc.tree.edge(record.id) is not None:
            edits.set_points(doc, record.id, points)
        return record.id


def _note_way(doc: Document, source: str, target: str, at: Point | None) -> Sequence[Point]:
    index = doc.index
    flow, node = index.flows.get(source) or index.flows[target], index.nodes.get(target) or index.nodes[source]
    if len(flow.waypoints) < 2 or node.bounds is None:
        return ()
    place = ties.middle_of(flow.waypoints) if at is None else ties.nearest_on(flow.waypoints, at)
    way = ties.tied((), place, node.bounds, edits.kind_of(doc, node), moved=True)
    return way[::-1] if flow.id == source else way


def _draw(
    doc: Document, kind: str, source: NodeRecord, target: NodeRecord, direction: str = "none", aims: Aims = _CENTRES
) -> str:  # fmt: skip
    own = edits.new_id(doc, kind)
    element = etree.Element(names.q(kind), {"id": own})
    if kind in _DATA_ASSOCIATIONS:
        _put_data_association(doc, element, source, target)
    else:
        element.set("sourceRef", source.id)
        element.set("targetRef", target.id)
        if direction != "none":
            element.set("associationDirection", direction.capitalize())
        edits.put(doc, _scope(doc, kind, source, target), element)
    points = edits.route(doc, source.id, target.id, kind, *aims)
    plane = edits.plane_beside(doc, source.id)
    if points is not None and edits.plane_beside(doc, target.id) is plane:
        edits.put_edge(doc, own, points, plane)
    follow(doc, Act("connected", (own,)))
    return own


def _put_data_association(doc: Document, element: etree._Element, source: NodeRecord, target: NodeRecord) -> None:
    """Data associations belong to the step; the standard wants a target inside it for what comes in."""
    incoming = element.tag == names.q("dataInputAssociation")
    holder = edits.element(doc, target.id if incoming else source.id)
    if incoming:
        etree.SubElement(element, names.q("sourceRef")).text = source.id
        place = next(
            (item for item in holder.iterchildren(names.q("property")) if item.get("name") == PLACEHOLDER), None
        )
        if place is None:
            place = etree.Element(names.q("property"), {"id": edits.new_id(doc, "property"), "name": PLACEHOLDER})
            edits.put(doc, holder, place)
        etree.SubElement(element, names.q("targetRef")).text = place.get("id")
    else:
        etree.SubElement(element, names.q("targetRef")).text = target.id
    edits.put(doc, holder, element)


def _scope(doc: Document, kind: str, source: NodeRecord, target: NodeRecord) -> etree._Element:
    """The element that a new line belongs to."""
    if kind == "messageFlow":
        found = _collaboration(doc, source) or _collaboration(doc, target)
        if found is None:
            raise RefusedError("rule.same-pool")
        return edits.element(doc, found)
    if kind == "association" and target.tag == "textAnnotation":
        return edits.element(doc, target.id).getparent()
    return edits.element(doc, source.id).getparent()


def _collaboration(doc: Document, end: NodeRecord) -> str | None:
    """The collaboration of the pool that an end of a message is, or stands in."""
    process = doc.index.processes.get(end.process or "")
    pool = end if end.tag == "participant" else doc.index.nodes.get(process.pool or "") if process else None
    return pool.parent if pool is not None and pool.tag == "participant" else None


def settle_flow(doc: Document, flow_id: str) -> None:
    """After an end came elsewhere or changed its kind: the line goes where it belongs, becomes one of the type that
    the rules now ask for, or goes where they allow none. Inside a transaction."""
    from modeler.document.commands.remove import remove_flow

    record = doc.index.flows[flow_id]
    origin, goal = doc.index.nodes.get(record.source), doc.index.nodes.get(record.target)
    if origin is None or goal is None:
        if record.kind != "association":
            remove_flow(doc, flow_id)
        elif (note := origin or goal) is not None:  # it goes where its note is
            _move_to(doc, flow_id, edits.element(doc, note.id).getparent())
        return
    if record.kind == "association":
        verdict = ConnectVerdict("association")
    else:
        verdict = may_connect(origin, goal, doc.index)
    exchanged = {record.kind, verdict.kind}
    if verdict.kind is None or verdict.is_reversed:
        remove_flow(doc, flow_id)
    elif verdict.kind != record.kind:
        if exchanged <= {"sequenceFlow", "messageFlow"} or exchanged <= set(_DATA_ASSOCIATIONS):
            _replaced(doc, record, origin, goal, verdict)
        else:
            remove_flow(doc, flow_id)
    elif record.kind not in _DATA_ASSOCIATIONS:
        _move_to(doc, flow_id, _scope(doc, record.kind, origin, goal))
    planes.settle_line(doc, flow_id)


def _move_to(doc: Document, flow_id: str, scope: etree._Element) -> None:
    element = edits.element(doc, flow_id)
    if element.getparent() is not scope:
        doc.journal.remove(element)
        edits.put(doc, scope, element)


def set_waypoints(doc: Document, flow_id: str, points: Sequence[Point]) -> None:
    """Give a line another way: at least two points, the ends already cut at the outlines."""
    if len(points) < 2:
        raise ValueError("a line has two points at least")
    edits.flow(doc, flow_id)
    with doc.transaction(N_("Change the way of a line")):
        edits.set_points(doc, flow_id, points)


def reconnect(
    doc: Document, flow: str, source: str | None = None, target: str | None = None, at: Point | None = None
) -> str:  # fmt: skip
    """Hang one or both ends of a line elsewhere; returns its id. Where the rules ask for another type
    between the new ends, a line of that type takes its place under a new id. `at` is where the hand let go of the
    one end that is given: the line docks there where that is well off the middle. The same end with another `at`
    docks anew.

    Raises `RefusedError` with the code of the rule.
    """
    record = edits.flow(doc, flow)
    ends = source or record.source, target or record.target
    if not doc.index.flows.keys().isdisjoint(ends):
        return _note_elsewhere(doc, record, *ends, at)
    origin = edits.node(doc, source or record.source)
    goal = edits.node(doc, target or record.target)
    verdict = may_connect(origin, goal, doc.index)
    if verdict.kind is None or verdict.is_reversed:
        raise RefusedError(verdict.reason_code or "rule.nothing-fits")
    with doc.transaction(N_("Reconnect")):
        if verdict.kind != record.kind or record.kind in _DATA_ASSOCIATIONS:
            return _replaced(doc, record, origin, goal, verdict)
        if (origin.id, goal.id) != (record.source, record.target):
            hang(doc, record, origin, goal)
        if at is not None:
            _aim(doc, flow, at, first=source is not None)
        return flow


def _aim(doc: Document, flow_id: str, at: Point, *, first: bool) -> None:
    """Dock one end of a line at a place; bends stay, a straight line gets a way."""
    record = edits.flow(doc, flow_id)
    source, target = edits.node(doc, record.source), edits.node(doc, record.target)
    node, other = (source, target) if first else (target, source)
    if node.bounds is None or other.bounds is None or doc.tree.edge(flow_id) is None:
        return
    kind = edits.kind_of(doc, node)
    line = record.waypoints if first else record.waypoints[::-1]
    points = bends.aimed(line, node.bounds, kind, anchors.anchor_at(node.bounds, kind, at))
    if points is not None:
        edits.set_points(doc, flow_id, points if first else points[::-1])
        return
    held = anchors.anchor_of(other.bounds, edits.kind_of(doc, other), line[::-1])
    aims = (at, held) if first else (held, at)
    fresh = edits.route(doc, source.id, target.id, record.kind, *aims)
    if fresh is not None:
        edits.set_points(doc, flow_id, fresh)


def _replaced(
    doc: Document, record: FlowRecord, origin: NodeRecord, goal: NodeRecord, verdict: ConnectVerdict
) -> str:  # fmt: skip
    from modeler.document.commands.remove import remove_flow

    remove_flow(doc, record.id)
    own = _draw(doc, verdict.kind or record.kind, origin, goal, verdict.direction)
    if record.name and verdict.kind in ("sequenceFlow", "messageFlow"):
        edits.set_attribute(doc, edits.element(doc, own), "name", record.name)
    return own


def hang(doc: Document, record: FlowRecord, origin: NodeRecord, goal: NodeRecord) -> None:
    """Hang a line of the same type elsewhere, whatever the rules say; its bends stay where they can."""
    element = edits.element(doc, record.id)
    before = [doc.index.nodes.get(item) for item in (record.source, record.target)]
    edits.set_attribute(doc, element, "sourceRef", origin.id)
    edits.set_attribute(doc, element, "targetRef", goal.id)
    scope = _scope(doc, record.kind, origin, goal)
    if element.getparent() is not scope:
        doc.journal.remove(element)
        edits.put(doc, scope, element)
    follow(doc, Act("reconnected", (record.id,), was=(record.source, record.target)))
    came, went = (item.bounds if item is not None else None for item in before)
    if doc.tree.edge(record.id) is None:
        return
    if came is None or went is None or origin.bounds is None or goal.bounds is None:
        points = edits.route(doc, origin.id, goal.id, record.kind)
        if points is not None:
            edits.set_points(doc, record.id, points)
        return
    points = routing.reroute(
        record.waypoints, came, origin.bounds, went, goal.bounds,
        edits.kind_of(doc, origin), edits.kind_of(doc, goal), record.kind,
    )  # fmt: skip
    edits.set_points(doc, record.id, points)


def drop_on_flow(doc: Document, node_id: str, flow_id: str) -> str:
    """Put a node between the ends of a sequence or message flow: the old flow ends at it and keeps its id, a new one
    goes on; returns the new one's id. Lines that would stand twice are removed. Where there is too little
    room between the ends of a sequence flow, what comes after is shifted.

    Raises `RefusedError` where the node may not stand there.
    """
    from modeler.document.commands.remove import remove_flow

    record, node = edits.flow(doc, flow_id), edits.node(doc, node_id)
    source, target = edits.node(doc, record.source), edits.node(doc, record.target)
    if record.kind == "messageFlow":
        return _drop_on_message(doc, record, source, node, target)
    for verdict in (may_connect(source, node, doc.index), may_connect(node, target, doc.index)):
        if verdict.kind != record.kind or verdict.is_reversed:
            raise RefusedError(verdict.reason_code or "rule.nothing-fits")
    with doc.transaction(N_("Insert into a flow")):
        for other in doc.index.flows_of(node_id):
            if (other.source, other.target) in ((source.id, node_id), (node_id, target.id)):
                remove_flow(doc, other.id)
        if _make_room(doc, source, node, target):
            record, node = edits.flow(doc, flow_id), edits.node(doc, node_id)
            source, target = edits.node(doc, record.source), edits.node(doc, record.target)
        first, second = _split(doc, record, source, node, target)
        hang(doc, record, source, node)
        own = _draw(doc, record.kind, node, target)
        if first and second and doc.tree.edge(flow_id) is not None:
            edits.set_points(doc, flow_id, first)
            edits.set_points(doc, own, second)
        return own


def _drop_on_message(
    doc: Document, record: FlowRecord, source: NodeRecord, node: NodeRecord, target: NodeRecord
) -> str:
    """A message goes on to, or comes from, a node in one of the two pools; what is then in one pool is joined by
    whatever flow the rules say, where one may be."""
    first, second = may_connect(source, node, doc.index), may_connect(node, target, doc.index)
    comes = first.kind == record.kind and not first.is_reversed
    goes = second.kind == record.kind and not second.is_reversed
    if not comes and not goes:
        raise RefusedError(first.reason_code or second.reason_code or "rule.nothing-fits")
    with doc.transaction(N_("Insert into a flow")):
        rest = second if comes else first
        hang(doc, record, *((source, node) if comes else (node, target)))
        if rest.kind is None or rest.is_reversed:
            return record.id
        return _draw(doc, rest.kind, *((node, target) if comes else (source, node)), rest.direction)


def _make_room(doc: Document, source: NodeRecord, node: NodeRecord, target: NodeRecord) -> bool:
    """Put the node behind its source and shift what begins right of the target, where they would touch
    otherwise and the way leads from left to right; whether anything moved."""
    from modeler.document.commands.move import move

    if source.bounds is None or node.bounds is None or target.bounds is None:
        return False
    ends = [
        end.bounds
        for end in (source, target)
        if end.bounds is not None and node.bounds.grown(_TIGHT).meets(end.bounds)
    ]
    if not ends or target.bounds.x < source.bounds.right or source.plane != target.plane:
        return False
    step = max(0.0, source.bounds.right + _ROOM - node.bounds.x) if source.bounds in ends else 0.0
    if step:
        move(doc, [node.id], step, 0)
    lack = node.bounds.right + step + _ROOM - target.bounds.x
    if lack > 0:
        after = [
            other.id
            for other in doc.index.children(target.parent or "")
            if other.id != node.id and other.bounds is not None and other.plane == target.plane
            and other.bounds.x >= target.bounds.x and other.attached_to is None and other.tag != "lane"
        ]  # fmt: skip
        move(doc, after, lack, 0)
    return bool(step) or lack > 0


def _split(
    doc: Document, record: FlowRecord, source: NodeRecord, node: NodeRecord, target: NodeRecord
) -> tuple[Sequence[Point], Sequence[Point]]:
    """The two halves of a way that a node now stands on; empty where a fresh way is better."""
    points = record.waypoints
    if len(points) < 2 or node.bounds is None or source.bounds is None or target.bounds is None:
        return (), ()
    piece = bends.piece_at(points, node.bounds.centre)[0]
    kind = edits.kind_of(doc, node)
    if node.bounds.contains(points[piece]) or node.bounds.contains(points[piece + 1]):
        return (), ()
    head = docking.dock(node.bounds, kind, points[piece])
    tail = docking.dock(node.bounds, kind, points[piece + 1])
    return (
        routing.simplified([*points[: piece + 1], head]),
        routing.simplified([tail, *points[piece + 1 :]]),
    )
