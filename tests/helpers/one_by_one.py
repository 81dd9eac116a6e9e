"""Making space told element by element: what the command must come to, however it does that for thousands at once."""

from __future__ import annotations

from modeler.bpmn.elements import SPECS
from modeler.document import edits
from modeler.document.behaviors import Act, follow_lanes, grow_container
from modeler.document.closure import content_of
from modeler.document.commands.space import PADDING, Clearing, cleared, moved_points
from modeler.document.document import Document
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.arranging import Axis
from modeler.geometry.shapes import Bounds


def make_space_one_by_one(
    doc: Document, within: str | None, axis: Axis, at: float, delta: float, *, before: bool = False
) -> None:
    """As `commands.make_space`."""
    nodes = dict(doc.index.nodes)
    holder = nodes.get(within or "")
    holder = holder if holder is not None and holder.expanded else None
    plan = Clearing(axis, at, before)
    staying = _sorted_out(plan, _members(doc, holder, within))
    delta = float(round(_held(plan, staying, delta)))
    if not delta or not (plan.moving or plan.stretching):
        return
    with doc.transaction("Make space"):
        _lead(doc, plan, delta, _put(doc, plan, delta))
        spaced = [holder.id] if holder else [own for own in plan.stretching if nodes[own].tag == "participant"]
        processes = {nodes[own].process for own in spaced if nodes[own].tag in ("participant", "lane")}
        asked = [node.id for node in nodes.values() if node.parent in processes and node.tag != "lane"]
        if spaced:
            follow_lanes.run(doc, Act("moved", (*spaced, *asked)))
            grow_container.run(doc, Act("spaced", tuple(spaced)))


def _sorted_out(plan: Clearing, members: list[NodeRecord]) -> list[NodeRecord]:
    """Tell who moves and who stretches; those who stay."""
    staying = []
    for node in members:
        low, high = _span(node, plan.axis)
        if node.attached_to is not None:
            continue
        if high <= plan.at if plan.before else low >= plan.at:
            plan.moving[node.id] = None
        elif low < plan.at < high and _stretches(node):
            plan.stretching[node.id] = node
        else:
            staying.append(node)
    for node in members:
        if node.attached_to in plan.moving or (node.attached_to in plan.stretching and _beyond(node, plan)):
            plan.moving[node.id] = None
    return staying


def _put(doc: Document, plan: Clearing, delta: float) -> dict[str, Bounds]:
    """Write the bounds of each shape; the old ones."""
    dx, dy = (delta, 0.0) if plan.axis == "x" else (0.0, delta)
    old = {}
    for own in (*plan.moving, *plan.stretching):
        node = doc.index.nodes[own]
        assert node.bounds is not None
        old[own] = node.bounds
        if own in plan.stretching:
            edits.set_bounds(doc, own, plan.stretched(node.bounds, delta))
            continue
        edits.set_bounds(doc, own, node.bounds.moved(dx, dy))
        if node.label_bounds is not None:
            edits.set_label_bounds(doc, own, node.label_bounds.moved(dx, dy))
    return old


def _lead(doc: Document, plan: Clearing, delta: float, old: dict[str, Bounds]) -> None:
    """Write the way of each flow with an end at one of those, or at a flow that goes along whole."""
    every = doc.index.flows.values()
    plan.going.update({flow.id: None for flow in every if flow.source in plan.moving and flow.target in plan.moving})
    met = {*old, *plan.going}
    mine = [flow for flow in every if flow.source in met or flow.target in met]
    # a line that ends at a flow follows one that is led otherwise, and stands where one that goes along whole put it
    mine.sort(
        key=lambda flow: 1 if _is_between_shapes(doc, flow) else 2 * bool({flow.source, flow.target} & {*plan.going})
    )
    ways = [(flow, _moved(plan, flow)) for flow in mine]
    for flow, moves in ways:
        if moves:
            edits.set_points(doc, flow.id, cleared(plan, flow, moves, delta))
    for own, points in {flow.id: edits.way_after(doc, flow, old) for flow, moves in ways if moves is None}.items():
        if points is not None:
            edits.set_points(doc, own, points)


def _is_between_shapes(doc: Document, flow: FlowRecord) -> bool:
    return flow.source in doc.index.nodes and flow.target in doc.index.nodes


def _moved(plan: Clearing, flow: FlowRecord) -> tuple[bool, ...] | None:
    """Which points go along: all of a line whose ends both do."""
    along = {*plan.moving, *plan.going}
    return (True,) * len(flow.waypoints) if {flow.source, flow.target} <= along else moved_points(plan, flow)


def _members(doc: Document, holder: NodeRecord | None, plane: str | None) -> list[NodeRecord]:
    nodes = doc.index.nodes
    if holder is None:
        return [node for node in nodes.values() if node.plane == plane and node.bounds is not None]
    ids = dict.fromkeys((holder.id, *content_of(doc.index, holder.id)))
    for node in nodes.values():
        around = node.bounds and holder.bounds and holder.bounds.encloses(node.bounds)
        if around and SPECS[node.spec].category == "artifact":
            ids[node.id] = None
    return [nodes[own] for own in ids if nodes[own].plane == holder.plane and nodes[own].bounds is not None]


def _span(node: NodeRecord, axis: Axis) -> tuple[float, float]:
    assert node.bounds is not None
    return (node.bounds.x, node.bounds.right) if axis == "x" else (node.bounds.y, node.bounds.bottom)


def _stretches(node: NodeRecord) -> bool:
    spec = SPECS[node.spec]
    return spec.resizable == "both" and (node.expanded or spec.category == "container")


def _beyond(event: NodeRecord, plan: Clearing) -> bool:
    assert event.bounds is not None
    middle = event.bounds.centre[0 if plan.axis == "x" else 1]
    return middle <= plan.at if plan.before else middle >= plan.at


def _held(plan: Clearing, staying: list[NodeRecord], delta: float) -> float:
    """No container gets smaller than its content, which stays, or than its kind may be."""
    for own, node in plan.stretching.items():
        low, high = _span(node, plan.axis)
        least = SPECS[node.spec].minimum[0 if plan.axis == "x" else 1]
        inside = [_span(item, plan.axis) for item in staying if own in (item.home, item.parent, item.lane)]
        if plan.before:
            most = min(start for start, _end in inside) - PADDING if inside else high
            delta = min(delta, max(0.0, min(high - least, most) - low))
        else:
            most = max(end for _start, end in inside) + PADDING if inside else low
            delta = max(delta, min(0.0, max(low + least, most) - high))
    return delta
