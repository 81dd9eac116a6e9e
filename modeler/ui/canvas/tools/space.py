"""Space: everything beyond the hand goes along, containers across the line stretch, flows follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from modeler.document.commands.space import Clearing, cleared, clearing, moved_points, preview
from modeler.document.records import FlowRecord
from modeler.geometry.arranging import Axis
from modeler.geometry.labels import moved_with_flow
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas import verbs
from modeler.ui.canvas.hit import container_at
from modeler.ui.canvas.tools import Gesture, Pointer, Tool
from modeler.ui.canvas.tools.move import moved_record, rerouted

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_SHOWN = 200
"""Shapes in sight that are shown moving; where there are more, the band alone tells."""


class SpaceTool(Tool):
    """Drag right or down to make space, left or up to remove it. Stays in hand until another tool is taken."""

    cursor = Qt.CursorShape.CrossCursor

    def press(self, pointer: Pointer) -> Gesture | None:
        """Take hold of everything beyond this place."""
        return None if self.view.read_only or self.view.document is None else SpaceGesture(self.view, pointer)

    def hover(self, pointer: Pointer) -> None:
        """Show both lines that a drag would begin at."""
        ghost = self.view.ghost
        ghost.guide_x, ghost.guide_y = pointer.world
        ghost.guides_stay = True
        self.view.refresh_ghost()

    def leave(self) -> None:
        """No lines any more."""
        self.view.clear_ghost()


class SpaceGesture(Gesture):
    """Which way is decided by the first step. Shift at the start takes the whole diagram instead of the
    container under the hand; Ctrl pushes what lies on the other side."""

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        super().__init__(view, start)
        self._plan: Clearing | None = None
        self._within: str | None = None
        self._lifted: list[str] = []
        self._flows: list[FlowRecord] = []
        self._staying: dict[str, FlowRecord] = {}
        self._asked: frozenset[str] = frozenset()
        self._delta = 0.0

    def drag(self, pointer: Pointer) -> None:
        """Stretch the band, move what is in sight."""
        plan = self._plan or self._begin(pointer)
        step = pointer.world[0] - self.start.world[0] if plan.axis == "x" else pointer.world[1] - self.start.world[1]
        self._delta = float(round(plan.held(step)))
        view, ghost = self.view, self.view.ghost
        ghost.area, ghost.guides_stay = self._band(plan), True
        ghost.guide_x = plan.at + self._delta if plan.axis == "x" else None
        ghost.guide_y = plan.at + self._delta if plan.axis == "y" else None
        self._show(plan)
        view.refresh_ghost()

    def _begin(self, pointer: Pointer) -> Clearing:
        view, start = self.view, self.start
        index = view.index
        assert index is not None
        across, down = pointer.view.x() - start.view.x(), pointer.view.y() - start.view.y()
        axis: Axis = "x" if abs(across) >= abs(down) else "y"
        self._within = view.scene.root if start.shift else space_holder(view, start)
        at = start.world[0] if axis == "x" else start.world[1]
        self._plan = plan = clearing(index, self._within, axis, at, before=start.control)
        view.hide_helpers()
        self._lift(plan)
        return plan

    def _lift(self, plan: Clearing) -> None:
        """Take what is in sight off the tiles, where that is not too much to move with the hand."""
        view, index = self.view, self.view.index
        assert index is not None
        sight = view.camera.area(view.rect())
        cells = view.scene.cells(sight)
        near = {
            own: None
            for cell in cells
            for own, node in cell.nodes.items()
            if (own in plan.moving or own in plan.stretching) and node.bounds.meets(sight)
        }
        if len(near) > _SHOWN:
            return
        flows = {flow.id: flow for own in near for flow in index.flows_of(own)}
        wide = [record.bounds for record in plan.stretching.values() if record.bounds and record.id in near]
        for cell in cells if wide else ():  # a stretched container is painted over what it holds
            near |= {own: None for own, node in cell.nodes.items() if any(box.meets(node.bounds) for box in wide)}
            self._staying |= {own: item.record for own, item in cell.flows.items() if own not in flows}
        if len(near) > _SHOWN:
            self._staying = {}
            return
        self._flows = [flow for flow in flows.values() if flow.id in view.scene.flows]
        self._lifted = [*near, *(flow.id for flow in self._flows), *self._staying]
        ends = {own for flow in self._flows for own in (flow.source, flow.target)}
        hosts = {node.attached_to or "" for own in ends if (node := index.nodes.get(own)) is not None}
        self._asked = frozenset((*near, *ends, *hosts))
        view.repaint_areas(view.scene.lift(self._lifted))

    def _show(self, plan: Clearing) -> None:
        view, delta = self.view, self._delta
        scene, index = view.scene, view.index
        if not self._lifted or index is None:
            return
        dx, dy = (delta, 0.0) if plan.axis == "x" else (0.0, delta)
        boxes = preview(plan, index, self._asked, delta)
        records = {own: index.nodes[own] for own in boxes}
        moved = {own: moved_record(record, dx, dy) for own, record in records.items() if own in plan.moving}
        moved |= {own: replace(records[own], bounds=box) for own, box in boxes.items() if own in plan.stretching}
        view.ghost.nodes = [
            scene.item_of(moved[own]) if own in moved else node
            for own in self._lifted
            if (node := scene.node(own)) is not None
        ]
        flows = [scene.flow_item(flow, index.nodes.get(flow.source)) for flow in self._staying.values()]
        for flow in self._flows:
            goes = moved_points(plan, flow)
            points = rerouted(view, flow, moved) if goes is None else cleared(plan, flow, goes, delta)
            label = moved_with_flow(flow.label_bounds, flow.waypoints, points) if flow.label_bounds else None
            led = replace(flow, waypoints=points, label_bounds=label)
            flows.append(scene.flow_item(led, index.nodes.get(flow.source)))
        view.ghost.flows = flows

    def _band(self, plan: Clearing) -> Bounds:
        holder = self.view.scene.bounds_of(plan.holder) if plan.holder else None
        area = holder or self.view.camera.area(self.view.rect())
        low, size = min(plan.at, plan.at + self._delta), abs(self._delta)
        if plan.axis == "x":
            return Bounds(low, area.y, size, area.height)
        return Bounds(area.x, low, area.width, size)

    def finish(self, pointer: Pointer) -> None:
        """Make the space: one step of undo."""
        self._settle()
        plan = self._plan
        if plan is not None and self._delta:
            verbs.make_space(self.view, self._within, plan.axis, plan.at, self._delta, before=plan.before)

    def cancel(self) -> None:
        """Everything is where it was."""
        self._settle()

    def _settle(self) -> None:
        if self._lifted:
            self.view.repaint_areas(self.view.scene.settle(self._lifted))
            self._lifted = []


def space_holder(view: CanvasView, pointer: Pointer) -> str | None:
    """The pool or open sub-process under the hand (a lane counts as its pool); None on the open canvas, the
    folded sub-process where its inside is shown."""
    found = container_at(view.scene, pointer.world)
    index = view.index
    record = index.nodes.get(found or "") if index is not None else None
    if record is None or index is None:
        return view.scene.root
    if record.tag == "lane":
        process = index.processes.get(record.process or "")
        return (process.pool if process is not None else None) or view.scene.root
    return record.id
