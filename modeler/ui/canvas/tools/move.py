"""Move: shapes follow the hand, their flows find their way, and the drop says whether it may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from modeler.bpmn.elements import SPECS
from modeler.document.closure import notes_on, stands_apart
from modeler.document.edits import tie_of
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.docking import boundary_kind
from modeler.geometry.labels import moved_with_flow
from modeler.geometry.routing import reroute
from modeler.geometry.shapes import Bounds, Point
from modeler.geometry.ties import carried_on
from modeler.ui.canvas import verbs
from modeler.ui.canvas.hit import container_at, flow_at, host_at
from modeler.ui.canvas.items import FlowItem
from modeler.ui.canvas.tools import Gesture, Pointer
from modeler.ui.canvas.tools.falling import Falling

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


class MoveGesture(Gesture):
    """Lifts the shapes and their flows off the tiles at the first step, paints them as a ghost that is as
    solid as the things themselves, and puts them back at the end; only the document's change moves them."""

    def __init__(self, view: CanvasView, start: Pointer, ids: tuple[str, ...]) -> None:
        super().__init__(view, start)
        self._ids = ids
        self._lifted: list[str] = []
        self._moving: list[NodeRecord] = []
        self._flows: list[FlowRecord] = []
        self._falling: Falling | None = None
        self._last = (0.0, 0.0)
        self._home: str | None = None
        self._flow: str | None = None
        self._host: str | None = None
        self._centre: Point | None = None
        """Where an event comes to that is put onto a border or taken off one."""

    def _lift(self) -> None:
        view = self.view
        index = view.index
        assert index is not None
        if not set(self._ids) & set(view.selection.ids):
            view.selection.set(self._ids)
        members = with_members(view, self._ids)
        self._moving = [view.scene.nodes[i].record for i in members if i in view.scene.nodes]
        touched = {flow_id: None for record in self._moving for flow_id in _flows_of(view, record.id)}
        touched.update(dict.fromkeys(own for line in tuple(touched) for own in _flows_of(view, line)))
        self._flows = [view.scene.flows[i].record for i in touched if i in view.scene.flows]
        self._lifted = [*(record.id for record in self._moving), *(flow.id for flow in self._flows)]
        view.repaint_areas(view.scene.lift(self._lifted))
        view.hide_helpers()
        lead = self._lead()
        self._falling = Falling(view, set(members), near=lead.centre)
        if len(self._ids) == 1 and self._ids[0] in view.scene.nodes:
            self._falling.add_dockings(view.scene.nodes[self._ids[0]].record, set(members))

    def drag(self, pointer: Pointer) -> None:
        """Follow the hand: shapes, flows, guides, verdict."""
        view = self.view
        if not self._lifted:
            self._lift()
        dx, dy = pointer.world[0] - self.start.world[0], pointer.world[1] - self.start.world[1]
        ghost = view.ghost
        lead = self._lead()
        assert self._falling is not None
        fall = self._falling.place(lead.moved(dx, dy), borders=len(self._ids) == 1)
        ghost.guide_x, ghost.guide_y = fall.x, fall.y
        sideways, along = (
            dx or fall.x is not None,
            dy or fall.y is not None,
        )  # else the grid would pull it off its line
        dx, dy = round(dx + fall.dx) if sideways else 0, round(dy + fall.dy) if along else 0
        self._last = (dx, dy)
        moved = {record.id: moved_record(record, dx, dy) for record in self._moving}
        ghost.nodes = [view.scene.item_of(record) for record in moved.values()]
        ghost.flows = [self._flow_item(flow, moved) for flow in self._flows]
        self._judge(pointer, lead.moved(dx, dy))
        view.refresh_ghost()

    def _lead(self) -> Bounds:
        for record in self._moving:
            if record.id in self._ids and record.bounds is not None:
                return record.bounds
        bounds = self._moving[0].bounds
        assert bounds is not None
        return bounds

    def _flow_item(self, flow: FlowRecord, moved: dict[str, NodeRecord]) -> FlowItem:
        view = self.view
        points = rerouted(view, flow, moved)
        label = flow.label_bounds
        if label is not None and points:
            label = moved_with_flow(label, flow.waypoints, points)
        record = replace(flow, waypoints=points, label_bounds=label)
        source = view.index.nodes.get(flow.source) if view.index else None
        return view.scene.flow_item(record, source)

    def _judge(self, pointer: Pointer, lead: Bounds) -> None:
        view, ghost = self.view, self.view.ghost
        lifted = set(self._lifted)
        self._home = container_at(view.scene, pointer.world, lifted)
        self._flow = None
        ghost.target, ghost.allowed = None, True
        first = view.scene.nodes[self._moving[0].id].record
        if len(self._ids) == 1 and not first.incoming and not first.outgoing and verbs.splits(first.spec):
            self._flow = flow_at(view.scene, lead.centre)
        self._judge_border(first, lead)
        if self._centre is not None:
            ghost.target = self._host
            ghost.allowed = self._host is not None or verbs.may_detach(first.spec)
        elif self._flow is not None:
            ghost.target = self._flow
        elif self._home != first.home:
            ghost.target = self._home
            ghost.allowed = verbs.may_contain(view, self._home, first.spec)

    def _judge_border(self, event: NodeRecord, lead: Bounds) -> None:
        """An event alone in the hand: onto which border it comes, or whether it leaves its own."""
        view = self.view
        self._host = self._centre = None
        if len(self._ids) != 1 or SPECS[event.spec].family not in ("intermediate", "boundary-event"):
            return
        host = host_at(view.scene, lead.centre)
        if host is not None and verbs.may_attach(view, host, event.spec):
            self._host, self._centre = host, lead.centre
        elif event.attached_to is not None:
            self._centre = lead.centre

    def finish(self, pointer: Pointer) -> None:
        """Drop: one step of undo."""
        self._settle()
        dx, dy = self._last
        if (dx or dy) and self._centre is not None:
            verbs.move_event(self.view, self._ids[0], self._centre, self._host)
        elif dx or dy:
            verbs.move(self.view, self._ids, dx, dy, self._flow)

    def cancel(self) -> None:
        """Everything is back where it was."""
        self._settle()

    def _settle(self) -> None:
        if self._lifted:
            self.view.repaint_areas(self.view.scene.settle(self._lifted))
            self._lifted = []


def with_members(view: CanvasView, ids: Iterable[str]) -> list[str]:
    """The shapes and all that goes with them: what a container holds, and events on borders."""
    chosen = {identity: None for identity in ids if identity in view.scene.nodes}
    holds = any(view.scene.nodes[identity].container for identity in chosen)
    if not holds:
        for identity in tuple(chosen):
            attached = view.index.attached(identity) if view.index else ()
            chosen.update({record.id: None for record in attached})
        return list(chosen)
    grown = True
    if view.index is not None:
        chosen.update(dict.fromkeys(own for own in notes_on(view.index, chosen) if own in view.scene.nodes))
    while grown:
        grown = False
        for node in view.scene.nodes.values():
            record = node.record
            if record.id in chosen or SPECS[record.spec].look == "group":
                continue
            pool = view.index.nodes.get(record.home or "") if view.index is not None else None
            if pool is not None and stands_apart(pool, record):
                continue
            if {record.home, record.attached_to, record.lane, record.parent} & chosen.keys():
                chosen[record.id] = None
                grown = True
    return list(chosen)


def moved_record(record: NodeRecord, dx: float, dy: float) -> NodeRecord:
    """The record as it would be elsewhere."""
    assert record.bounds is not None
    label = record.label_bounds.moved(dx, dy) if record.label_bounds else None
    return replace(record, bounds=record.bounds.moved(dx, dy), label_bounds=label)


def rerouted(view: CanvasView, flow: FlowRecord, moved: dict[str, NodeRecord]) -> tuple[tuple[float, float], ...]:
    """The way of a flow after some shapes moved."""
    index = view.index
    assert index is not None
    source, target = index.nodes.get(flow.source), index.nodes.get(flow.target)
    if view.document is not None and (source is None) != (target is None):
        tie = tie_of(view.document, flow)
        if tie is not None:
            node = moved.get(tie.node.id, tie.node)
            at = carried_on(tie.at, tie.flow.waypoints, rerouted(view, tie.flow, moved))
            return replace(tie, node=node).way(at, moved=node is not tie.node)
    if source is None or target is None or source.bounds is None or target.bounds is None:
        return flow.waypoints
    after_source, after_target = moved.get(source.id, source), moved.get(target.id, target)
    assert after_source.bounds is not None
    assert after_target.bounds is not None
    return reroute(
        flow.waypoints,
        source.bounds,
        after_source.bounds,
        target.bounds,
        after_target.bounds,
        docking_kind(view, after_source, moved),
        docking_kind(view, after_target, moved),
        flow.kind,
    )


def docking_kind(view: CanvasView, record: NodeRecord, moved: dict[str, NodeRecord]) -> str:
    """The kind of a shape in the words of `geometry.docking`."""
    if record.attached_to is not None and view.index is not None and record.bounds is not None:
        host = moved.get(record.attached_to) or view.index.nodes.get(record.attached_to)
        if host is not None and host.bounds is not None:
            return boundary_kind(record.bounds, host.bounds)
    return SPECS[record.spec].category


def _flows_of(view: CanvasView, own: str) -> Iterable[str]:
    """The lines at a shape, or at a line."""
    index = view.index
    return [flow.id for flow in index.flows_of(own)] if index is not None and index.is_end(own) else ()
