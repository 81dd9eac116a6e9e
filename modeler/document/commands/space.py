"""Making and removing space: all that lies beyond a line goes along, containers across the line stretch.

One pass over the shapes and one over the flows, so that half of a large model moves at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from modeler.bpmn.elements import SPECS
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import content_of
from modeler.document.document import Document
from modeler.document.index import Index
from modeler.document.places import Around
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.arranging import Axis
from modeler.geometry.shapes import Bounds, Point
from runner.core.i18n import N_

PADDING = 20.0
"""What stays free between the content of a container and its border when space is removed."""


@dataclass
class Clearing:
    """Who takes part in making space, found once: `moving` goes along, `stretching` are containers across the
    line, `whole` are the flows between two that go along, `others` those with one end at somebody who takes part,
    `going` the whole flows at which another line ends. `staying`: where what stays begins and ends along the axis, by
    what it stands in."""

    axis: Axis
    at: float
    before: bool
    moving: dict[str, None] = field(default_factory=dict)
    stretching: dict[str, NodeRecord] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)
    others: list[FlowRecord] = field(default_factory=list)
    going: dict[str, None] = field(default_factory=dict)
    holder: str | None = None
    staying: dict[str | None, tuple[float, float]] = field(default_factory=dict)

    def held(self, delta: float) -> float:
        """The distance, held where a container would get smaller than it may be."""
        low, high = self._limits
        return max(low, min(high, delta))

    @cached_property
    def _limits(self) -> tuple[float, float]:
        """How far the line may go, in diagram units, so that each stretched container keeps its smallest size and
        its content, which stays where it is."""
        floor, ceiling = float("-inf"), float("inf")
        least = 0 if self.axis == "x" else 1
        for own, record in self.stretching.items():
            if record.bounds is None:
                continue
            low, high = _span(record.bounds, self.axis)
            minimum = SPECS[record.spec].minimum[least]
            inner = self.staying.get(own)
            if self.before:
                most = inner[0] - PADDING if inner else high
                ceiling = min(ceiling, max(0.0, min(high - minimum, most) - low))
            else:
                most = inner[1] + PADDING if inner else low
                floor = max(floor, min(0.0, max(low + minimum, most) - high))
        return floor, ceiling

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
    holder = index.nodes.get(within or "")
    found.holder = within if holder is not None and holder.expanded else None
    inside = _inside(index, holder) if found.holder is not None and holder is not None else None
    plane = holder.plane if inside is not None and holder is not None else within
    carried: list[tuple[str, str]] = []
    staying: dict[Around, tuple[float, float]] = {}
    places = index.places
    lows, sizes = (places.x, places.width) if axis == "x" else (places.y, places.height)
    rows = zip(places.ids, lows, sizes, places.arounds, places.hosts, strict=True)
    for own, low, size, around, host in rows:  # one pass and plain comparisons: in a large model there are thousands
        if around.plane != plane:
            continue
        among = inside is None or around.parent in inside or own in inside
        if not among and not (around.artifact and _stands_in(index, own, holder)):
            continue
        if host is not None:
            carried.append((own, host))
            continue
        high = low + size
        if high <= at if before else low >= at:
            found.moving[own] = None
        elif low < at < high and _stretches(record := index.nodes[own]):
            found.stretching[own] = record
        else:
            start, end = staying.get(around, (low, high))
            staying[around] = (low if low < start else start, high if high > end else end)
    for own, host in carried:
        _take_event(found, index, own, host)
    for around, (low, high) in staying.items():
        for holding in (around.home, around.parent, around.lane):
            start, end = found.staying.get(holding, (low, high))
            found.staying[holding] = min(low, start), max(high, end)
    moving, stretching = found.moving, found.stretching
    lines = index.lines
    for own, source, target in zip(lines.ids, lines.sources, lines.targets, strict=True):
        if source in moving and target in moving:
            found.whole.append(own)
        elif source in moving or target in moving or source in stretching or target in stretching:
            found.others.append(index.flows[own])
    _take_notes(found, index)
    return found


def _take_notes(plan: Clearing, index: Index) -> None:
    """The line from a note to a flow that goes along whole: it goes along too, at both ends or at that one."""
    ties = {line.id: (line, flow) for flow in plan.whole if index.is_end(flow) for line in index.flows_of(flow)}
    if not ties:
        return
    plan.others[:] = [flow for flow in plan.others if flow.id not in ties]
    for line, flow in ties.values():
        plan.going[flow] = None
        other = line.source if line.target == flow else line.target
        if other in plan.moving:
            plan.whole.append(line.id)
        elif other in index.nodes:
            plan.others.append(line)


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
        ways = [(flow, moved_points(plan, flow)) for flow in plan.others]
        again = [flow for flow, moves in ways if moves is None]
        ends = {own for flow in again for own in (flow.source, flow.target)}
        taking = ends & (plan.moving.keys() | plan.stretching.keys()) if ends else ends
        old = {own: box for own in taking if (box := doc.index.nodes[own].bounds) is not None}
        whole = [*plan.whole, *(flow.id for flow, moves in ways if moves and all(moves))]
        edits.shift(doc, plan.moving, whole, dx, dy)
        for record in plan.stretching.values():
            if record.bounds is not None:
                edits.set_bounds(doc, record.id, plan.stretched(record.bounds, delta))
        edits.set_ways(
            doc,
            [
                (flow.id, flow.waypoints, cleared(plan, flow, moves, delta), flow.label_bounds)
                for flow, moves in ways
                if moves and any(moves) and not all(moves)
            ],
        )
        if again:
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
        if own in plan.moving or own in plan.going:
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


def _inside(index: Index, holder: NodeRecord) -> set[str | None]:
    """A container with the events on its border, and all that may be the parent of what stands in it, at any depth;
    of a lane its members."""
    if holder.tag == "lane":
        return {holder.id, *content_of(index, holder.id)}
    found: set[str | None] = {holder.id, holder.process if holder.tag == "participant" else holder.id}
    called: dict[str | None, list[str]] = {}
    for process in index.processes.values():
        called.setdefault(process.pool, []).append(process.id)
    waiting = list(found)
    children: dict[str | None, list[str]] = {}
    for record in index.containers.values():
        children.setdefault(record.parent, []).append(record.id)
    while waiting:
        own = waiting.pop()
        deeper = [*children.get(own, ()), *called.get(own, ())]
        waiting += [item for item in deeper if item not in found]
        found.update(deeper)
    found.update(event.id for event in index.attached(holder.id))
    return found


def _stands_in(index: Index, own: str, holder: NodeRecord | None) -> bool:
    """Whether a note or group that belongs to the collaboration stands in a container."""
    box = index.nodes[own].bounds
    return holder is not None and holder.bounds is not None and box is not None and holder.bounds.encloses(box)


def _take_event(plan: Clearing, index: Index, own: str, host: str) -> None:
    """An event on a border goes with its host, or with the side of a stretched one that it sits on."""
    if host in plan.stretching:
        bounds = index.nodes[own].bounds
        if bounds is not None and _goes(plan, bounds.centre):
            plan.moving[own] = None
    elif host in plan.moving:
        plan.moving[own] = None


def preview(plan: Clearing, index: Index, ids: Iterable[str], delta: float) -> dict[str, Bounds]:
    """Where these shapes would be; those that take no part are left out."""
    dx, dy = (delta, 0.0) if plan.axis == "x" else (0.0, delta)
    found: dict[str, Bounds] = {}
    for own in ids:
        record = index.nodes.get(own)
        if record is None or record.bounds is None:
            continue
        if own in plan.moving:
            found[own] = record.bounds.moved(dx, dy)
        elif own in plan.stretching:
            found[own] = plan.stretched(record.bounds, delta)
    return found
