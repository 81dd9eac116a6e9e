"""Wrapping: steps are put into a sub-process of their own, or taken out of one. The way through the process stays
what it was: whatever led to the first of them now leads to the sub-process, and on from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands.add import add_node
from modeler.document.commands.carry import carry
from modeler.document.commands.connect import connect, hang
from modeler.document.commands.move import rehome
from modeler.document.commands.remove import remove, remove_flow
from modeler.document.commands.replace import replace
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.shapes import Bounds
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "wrap.nothing": (
            N_("Only steps, events and gateways that stand in one process or sub-process are put together."),
            N_("Select some that stand beside each other."),
        ),
        "wrap.entries": (
            N_("These steps are entered at {count} places; a sub-process has one way in."),
            N_("Select steps that are entered at one place only."),
        ),
        "wrap.exits": (
            N_("The way leads on from these steps to {count} places; a sub-process has one way out."),
            N_("Select the gateway behind them too, or fewer steps."),
        ),
        "unwrap.kind": (
            N_("Only a plain sub-process, without repetition and without events on its border, is taken apart."),
            N_("Remove its markers and border events first."),
        ),
        "unwrap.ways": (
            N_("The inside of this sub-process does not begin and end at one place."),
            N_("Give it one plain start event with one way on, and one way out."),
        ),
    }
)

_MARGIN, _HEAD = 20.0, 40.0
_EVENT, _GAP = 36.0, 50.0
_WRAPPED = names.FLOW_NODES | names.DATA | names.ARTIFACTS
_PLAIN = frozenset({"sub-process", "sub-process-collapsed", "transaction", "transaction-collapsed"})


def wrap(doc: Document, ids: Iterable[str]) -> str:
    """Put nodes of one scope into a new sub-process that stands where they stood; returns its id.

    A flow that led to one of them leads to the sub-process, one that led out becomes its way on; inside, a start
    and an end event stand for them. Raises `RefusedError` where there would be several ways in or out.
    """
    inside = _together(doc, ids)
    known = {node.id for node in inside}
    flows = {flow.id: flow for own in known for flow in doc.index.flows_of(own) if flow.kind == "sequenceFlow"}
    enters = [flow for flow in flows.values() if flow.source not in known]
    leaves = [flow for flow in flows.values() if flow.target not in known]
    firsts, nexts = {flow.target for flow in enters}, {flow.target for flow in leaves}
    if len(firsts) > 1:
        raise RefusedError("wrap.entries", count=len(firsts))
    if len(nexts) > 1:
        raise RefusedError("wrap.exits", count=len(nexts))
    down = edits.leads_down(doc, inside[0])
    with doc.transaction(N_("Put into a sub-process")):
        area = _make_room(doc, inside, before=bool(enters), after=bool(leaves))
        own = add_node(doc, "sub-process", area.centre, home=inside[0].parent)
        born = [child.id for child in doc.index.children(own)]
        remove(doc, born)
        _draw(doc, own, area)
        here = edits.node(doc, own)
        last = _end(doc, own, leaves) if leaves else None
        for flow in enters:
            hang(doc, flow, edits.node(doc, flow.source), here)
        for flow in leaves:
            hang(doc, flow, edits.node(doc, flow.source), edits.node(doc, last or ""))
        rehome(doc, [node.id for node in inside], own)
        _draw(doc, own, area)
        for first in firsts:
            box = edits.node(doc, first).bounds
            assert box is not None
            half = _EVENT / 2
            place = (box.centre[0], area.y + _HEAD + half) if down else (area.x + _MARGIN + half, box.centre[1])
            start = add_node(doc, "start-event", place, home=own)
            connect(doc, start, first)
        for target in nexts:
            connect(doc, own, target)
        _lead_anew(doc, [flow.id for flow in (*enters, *leaves)])
        return own


def unwrap(doc: Document, own: str) -> tuple[str, ...]:
    """Take what is in a sub-process out of it, and the sub-process away; returns the ids of what was inside and
    stays. Its plain start and end events go where a way leads through them.

    Raises `RefusedError` for other kinds, and where the inside has no one way in and out.
    """
    record = edits.node(doc, own)
    if record.spec not in _PLAIN or record.markers & {"loop", "parallel", "sequential", "compensation"}:
        raise RefusedError("unwrap.kind")
    if doc.index.attached(own):
        raise RefusedError("unwrap.kind")
    comes, goes = _ways(doc, record)
    starts = _events(doc, own, "startEvent")
    if comes and (len(starts) != 1 or starts[0].event != "none" or len(starts[0].outgoing) != 1):
        raise RefusedError("unwrap.ways")
    if len(goes) > 1:
        raise RefusedError("unwrap.ways")
    with doc.transaction(N_("Take out of the sub-process")):
        if not record.expanded:
            replace(doc, own, record.spec.removesuffix("-collapsed"))
        scope = doc.index.nodes.get(record.parent or "")
        home = record.lane or (scope.id if scope is not None else "") or record.home or record.process or ""
        inner = [child for child in doc.index.children(own) if child.attached_to is None]
        ends = [child for child in inner if goes and child.tag == "endEvent" and child.event == "none"]
        loose = [child for child in inner if goes and _is_loose(child)]
        rehome(doc, [child.id for child in inner], home)
        led = _lead_in(doc, comes, starts[0]) if comes else []
        led += _lead_out(doc, goes[0], ends, loose) if goes else []
        remove(doc, [own])
        _lead_anew(doc, led)
        return tuple(child.id for child in inner if child.id in doc.index.nodes)


def _is_loose(node: NodeRecord) -> bool:
    """Whether the way ends at a node although it is no end event."""
    is_step = node.tag in names.FLOW_NODES and node.tag != "endEvent"
    apart = node.spec.startswith("event-sub-process") or "compensation" in node.markers
    return is_step and not node.outgoing and not apart


def _lead_in(doc: Document, comes: Sequence[FlowRecord], start: NodeRecord) -> list[str]:
    """What led to the sub-process leads to where its start event led."""
    first = edits.node(doc, doc.index.flows[start.outgoing[0]].target)
    remove(doc, [start.id])
    for flow in comes:
        hang(doc, flow, edits.node(doc, flow.source), edits.node(doc, first.id))
    return [flow.id for flow in comes]


def _lead_out(doc: Document, goes: FlowRecord, ends: Sequence[NodeRecord], loose: Sequence[NodeRecord]) -> list[str]:
    """What led to an end event leads to where the sub-process led."""
    target = goes.target
    remove_flow(doc, goes.id)
    led = []
    for end in ends:
        for own in edits.node(doc, end.id).incoming:
            flow = doc.index.flows[own]
            hang(doc, flow, edits.node(doc, flow.source), edits.node(doc, target))
            led.append(own)
    remove(doc, [end.id for end in ends])
    return led + [connect(doc, node.id, target) for node in loose if node.id in doc.index.nodes]


def _together(doc: Document, ids: Iterable[str]) -> list[NodeRecord]:
    """The nodes to wrap, with the events on their borders; they stand in one scope and on one plane."""
    found: dict[str, NodeRecord] = {}
    for own in ids:
        record = doc.index.nodes.get(own)
        if record is None:
            continue
        if record.tag not in _WRAPPED or record.bounds is None:
            raise RefusedError("wrap.nothing")
        if record.attached_to is None:
            found[own] = record
    chosen = tuple(found)
    for own in chosen:
        found.update({event.id: event for event in doc.index.attached(own)})
    scopes = {(record.parent, record.plane) for record in found.values()}
    steps = [record for record in found.values() if record.tag in names.FLOW_NODES]
    if len(scopes) != 1 or not steps:
        raise RefusedError("wrap.nothing")
    return list(found.values())


def _make_room(doc: Document, inside: Sequence[NodeRecord], *, before: bool, after: bool) -> Bounds:
    """Shift the nodes to make room for the border and a start event before them, and what stands right of them
    (below, where the way leads downwards) for the end event and the border: the gaps to the neighbours stay as they
    were. Returns the bounds of the sub-process round them."""
    shapes = [node.bounds for node in inside if node.bounds is not None]
    core = reduce(Bounds.united, shapes)
    whole = reduce(Bounds.united, (node.label_bounds for node in inside if node.label_bounds is not None), core)
    if before:  # a name that is wider than its shape has the room of the start event
        whole = _from(whole, core, edits.leads_down(doc, inside[0]))
    head = _MARGIN + (_EVENT + _GAP if before else 0.0)
    tail = _MARGIN + (_EVENT + _GAP if after else 0.0)
    down = edits.leads_down(doc, inside[0])
    known = {node.id for node in inside}
    beyond = [
        node.id
        for node in doc.index.children(inside[0].parent or "")
        if node.id not in known and node.bounds is not None and node.plane == inside[0].plane
        and node.attached_to is None and node.tag != "lane"
        and (node.bounds.y >= whole.bottom if down else node.bounds.x >= whole.right)
    ]  # fmt: skip
    roots = [node.id for node in inside if node.attached_to is None]
    x, y = (0, 1) if down else (1, 0)
    lead = _HEAD - _MARGIN if down else 0.0  # the name of the frame stands above, on the way
    moved = carry(doc, roots, head * x, (lead + head) * y)
    moved |= carry(doc, beyond, (head + tail) * x, (lead + head + tail) * y)
    if moved:
        follow(doc, Act("moved", (), before=moved))
    width = whole.width + (head + tail if x else 2 * _MARGIN)
    height = whole.height + (lead + head + tail if y else _HEAD + _MARGIN)
    left, top = (whole.x - _MARGIN, whole.y) if down else (whole.x, whole.y - _HEAD)
    return Bounds(left, top, max(width, 140.0), max(height, 120.0))


def _from(whole: Bounds, core: Bounds, down: bool) -> Bounds:
    """The first rectangle, begun along the way where the second one begins."""
    if down:
        return Bounds(whole.x, core.y, whole.width, whole.bottom - core.y)
    return Bounds(core.x, whole.y, whole.right - core.x, whole.height)


def _draw(doc: Document, own: str, area: Bounds) -> None:
    """The bounds of the new sub-process, whatever was stretched meanwhile."""
    record = edits.node(doc, own)
    if record.bounds is not None and record.bounds != area:
        edits.set_bounds(doc, own, area)
        follow(doc, Act("resized", (own,), before={own: record.bounds}))


def _end(doc: Document, own: str, leaves: Sequence[FlowRecord]) -> str:
    area, source = edits.node(doc, own).bounds, edits.node(doc, leaves[0].source).bounds
    assert area is not None
    x, y = source.centre if source is not None else area.centre
    half = _EVENT / 2
    down = edits.leads_down(doc, edits.node(doc, own))
    place = (x, area.bottom - _MARGIN - half) if down else (area.right - _MARGIN - half, y)
    return add_node(doc, "end-event", place, home=own)


def _lead_anew(doc: Document, flow_ids: Iterable[str]) -> None:
    """Fresh ways for lines that end elsewhere now."""
    for own in flow_ids:
        flow = doc.index.flows.get(own)
        if flow is None or doc.tree.edge(own) is None:
            continue
        points = edits.route(doc, flow.source, flow.target, flow.kind)
        if points is not None:
            edits.set_points(doc, own, points)


def _ways(doc: Document, record: NodeRecord) -> tuple[list[FlowRecord], list[FlowRecord]]:
    return [doc.index.flows[own] for own in record.incoming], [doc.index.flows[own] for own in record.outgoing]


def _events(doc: Document, own: str, tag: str) -> list[NodeRecord]:
    return [child for child in doc.index.children(own) if child.tag == tag]
