"""Making and removing space: all that lies beyond a line goes along, containers across the line stretch.

One pass over the shapes and one over the flows, so that half of a large model moves at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from modeler.bpmn.elements import SPECS
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import content_of
from modeler.document.document import Document
from modeler.document.index import Index
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.arranging import Axis
from modeler.geometry.shapes import Bounds, Point
from runner.core.i18n import N_

PADDING = 20.0
"""What stays free between the content of a container and its border when space is removed."""


@dataclass
class Clearing:
    """Who takes part in making space, found once: `moving` goes along, `stretching` are containers across the
    line, `flows` have an end at one of them. `floor` and `ceiling`: how far it may go, in diagram units."""

    axis: Axis
    at: float
    before: bool
    moving: dict[str, NodeRecord] = field(default_factory=dict)
    stretching: dict[str, NodeRecord] = field(default_factory=dict)
    flows: list[FlowRecord] = field(default_factory=list)
    holder: str | None = None
    floor: float = float("-inf")
    ceiling: float = float("inf")

    def held(self, delta: float) -> float:
        """The distance, held where a container would get smaller than it may be."""
        return max(self.floor, min(self.ceiling, delta))

    def shifted(self, point: Point, delta: float) -> Point:
        """A point after it went along."""
        return (point[0] + delta, point[1]) if self.axis == "x" else (point[0], point[1] + delta)

    def stretched(self, bounds: Bounds, delta: float) -> Bounds:
        """A container after its side beyond the line went along."""
        x, y, width, height = bounds.x, bounds.y, bounds.width, bounds.height
        if self.axis == "x":
            return Bounds(x + delta, y, width - delta, height) if self.before else Bounds(x, y, width + delta, height)
        return Bounds(x, y + delta, width, height - delta) if self.before else Bounds(x, y, width, height + delta)

    def beyond(self, low: float, high: float) -> bool:
        """Whether what reaches from `low` to `high` lies on the side that goes along."""
        return high <= self.at if self.before else low >= self.at


def clearing(index: Index, within: str | None, axis: Axis, at: float, *, before: bool = False) -> Clearing:
    """Who takes part when space is made at a place: all in the container `within` and itself, or the whole
    plane that it names in the words of `NodeRecord.plane`. With `before` the left or upper side goes
    along instead of the right or lower one."""
    found = Clearing(axis, at, before)
    members = _members(index, within)
    holder = index.nodes.get(within or "")
    found.holder = within if holder is not None and holder.expanded else None
    carried: list[NodeRecord] = []
    staying: list[tuple[NodeRecord, float, float]] = []
    level = axis == "x"
    for record in members:
        bounds = record.bounds
        if bounds is None:
            continue
        if record.attached_to is not None:
            carried.append(record)
            continue
        low = bounds.x if level else bounds.y  # plain comparisons: in a large model thousands are asked
        high = low + (bounds.width if level else bounds.height)
        if high <= at if before else low >= at:
            found.moving[record.id] = record
        elif low < at < high and _stretches(record):
            found.stretching[record.id] = record
        else:
            staying.append((record, low, high))
    for record in carried:
        _take_event(found, record)
    _limits(found, staying)
    taking = found.moving.keys() | found.stretching.keys()
    found.flows = [flow for flow in index.flows.values() if flow.source in taking or flow.target in taking]
    return found


def make_space(
    doc: Document, within: str | None, axis: Axis, at: float, delta: float, *, before: bool = False
) -> None:
    """Make space (remove it where `delta` leads back) at `at`, along `x` or `y`, within a container or on the
    whole plane (`clearing`). Containers never get smaller than their content or their kind allows; the way of
    a flow follows piece by piece, labels keep their distance. One step of undo."""
    plan = clearing(doc.index, within, axis, at, before=before)
    delta = float(round(plan.held(delta)))
    if not delta or not (plan.moving or plan.stretching):
        return
    dx, dy = (delta, 0.0) if axis == "x" else (0.0, delta)
    with doc.transaction(N_("Make space")):
        moving = plan.moving
        whole = [flow.id for flow in plan.flows if flow.source in moving and flow.target in moving]
        taken = set(whole)
        ways = [(flow, moved_points(plan, flow)) for flow in plan.flows if flow.id not in taken]
        whole += [flow.id for flow, moves in ways if moves and all(moves)]
        edits.shift(doc, moving, whole, dx, dy)
        for record in plan.stretching.values():
            if record.bounds is not None:
                edits.set_bounds(doc, record.id, plan.stretched(record.bounds, delta))
        for flow, moves in ways:
            if moves and any(moves) and not all(moves):
                edits.set_points(doc, flow.id, cleared(plan, flow, moves, delta), flow)
        again = [flow for flow, moves in ways if moves is None]
        if again:
            old = {own: record.bounds for own, record in (plan.moving | plan.stretching).items() if record.bounds}
            fresh = {flow.id: edits.way_after(doc, flow, old) for flow in again}
            for own, points in fresh.items():
                if points is not None:
                    edits.set_points(doc, own, points)
        stretched = [own for own, record in plan.stretching.items() if record.tag == "participant"]
        spaced = [plan.holder] if plan.holder is not None else stretched
        if spaced:
            follow(doc, Act("spaced", tuple(spaced)))


def moved_points(plan: Clearing, flow: FlowRecord) -> tuple[bool, ...] | None:
    """Which points of a flow go along: an end with its shape, a bend by the side of the line that it lies on.
    None where a level or upright piece would get slanted: then the flow needs another way."""
    points = flow.waypoints
    if len(points) < 2:
        return ()
    if flow.source in plan.moving and flow.target in plan.moving:
        return (True,) * len(points)
    moves = [_goes(plan, point) for point in points]
    for end, own in ((0, flow.source), (-1, flow.target)):
        if own in plan.moving:
            moves[end] = True
        elif own not in plan.stretching:
            moves[end] = False
    other = 0 if plan.axis == "x" else 1
    for (a, goes), (b, follows) in pairwise(zip(points, moves, strict=True)):
        if goes != follows and abs(a[other] - b[other]) < 1 <= abs(a[1 - other] - b[1 - other]):
            return None
    return tuple(moves)


def cleared(plan: Clearing, flow: FlowRecord, moves: Sequence[bool], delta: float) -> tuple[Point, ...]:
    """The way of a flow after space was made."""
    return tuple(
        plan.shifted(point, delta) if goes else point for point, goes in zip(flow.waypoints, moves, strict=True)
    )


def _goes(plan: Clearing, point: Point) -> bool:
    value = point[0] if plan.axis == "x" else point[1]
    return plan.beyond(value, value)


def _span(bounds: Bounds, axis: Axis) -> tuple[float, float]:
    return (bounds.x, bounds.right) if axis == "x" else (bounds.y, bounds.bottom)


def _stretches(record: NodeRecord) -> bool:
    spec = SPECS[record.spec]
    return spec.resizable == "both" and (record.expanded or spec.category == "container")


def _members(index: Index, within: str | None) -> list[NodeRecord]:
    nodes = index.nodes
    holder = nodes.get(within or "")
    if holder is None or not holder.expanded:
        return [record for record in nodes.values() if record.plane == within]
    ids = dict.fromkeys((holder.id, *content_of(index, holder.id)))
    if holder.bounds is not None:  # notes and groups that belong to the collaboration but stand in the pool
        ids.update(
            (record.id, None)
            for record in nodes.values()
            if record.bounds is not None
            and SPECS[record.spec].category == "artifact"
            and record.plane == holder.plane
            and holder.bounds.encloses(record.bounds)
        )
    return [nodes[own] for own in ids if nodes[own].plane == holder.plane]


def _take_event(plan: Clearing, event: NodeRecord) -> None:
    """An event on a border goes with its host, or with the side of a stretched one that it sits on."""
    host = event.attached_to or ""
    if host in plan.moving or (
        host in plan.stretching and event.bounds is not None and _goes(plan, event.bounds.centre)
    ):
        plan.moving[event.id] = event


def _limits(plan: Clearing, staying: Iterable[tuple[NodeRecord, float, float]]) -> None:
    """How far back the line may go, so that each stretched container keeps its smallest size and its content, which
    stays where it is: records, each with where it begins and ends along the axis."""
    spans: dict[str, tuple[float, float]] = {}
    for record, low, high in staying:
        for holder in (record.home, record.parent, record.lane):
            if holder in plan.stretching:
                start, end = spans.get(holder, (low, high))
                spans[holder] = (low if low < start else start, high if high > end else end)
    least = 0 if plan.axis == "x" else 1
    for own, record in plan.stretching.items():
        if record.bounds is None:
            continue
        low, high = _span(record.bounds, plan.axis)
        minimum = SPECS[record.spec].minimum[least]
        if plan.before:
            most = spans[own][0] - PADDING if own in spans else high
            plan.ceiling = min(plan.ceiling, max(0.0, min(high - minimum, most) - low))
        else:
            most = spans[own][1] + PADDING if own in spans else low
            plan.floor = max(plan.floor, min(0.0, max(low + minimum, most) - high))


def preview(plan: Clearing, delta: float) -> Mapping[str, Bounds]:
    """Where the shapes would be."""
    dx, dy = (delta, 0.0) if plan.axis == "x" else (0.0, delta)
    moved = {own: record.bounds.moved(dx, dy) for own, record in plan.moving.items() if record.bounds}
    stretched = {
        own: plan.stretched(record.bounds, delta) for own, record in plan.stretching.items() if record.bounds
    }
    return moved | stretched
