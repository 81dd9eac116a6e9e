"""Bend: shift a piece of a flow, move or make a bend, or lead an end to another shape."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from modeler.geometry.bends import fallen, is_axis_parallel, moved_bend, moved_piece, piece_at, with_bend
from modeler.geometry.docking import Line
from modeler.geometry.labels import moved_with_flow
from modeler.geometry.shapes import Bounds, centred
from modeler.ui.canvas import verbs
from modeler.ui.canvas.hit import hit
from modeler.ui.canvas.tools import Gesture, Pointer
from modeler.ui.canvas.tools.move import docking_kind

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_NEAR = 8.0
_TIE = 0.01
_MIDDLE = (1 / 6, 5 / 6)


class BendGesture(Gesture):
    """The middle two thirds of a level or upright piece shift it; elsewhere a bend comes; at an end the flow
    is led to another shape."""

    def __init__(self, view: CanvasView, start: Pointer, flow_id: str) -> None:
        super().__init__(view, start)
        self._flow = view.scene.flows[flow_id].record
        self._mode, self._index = self._choose(start)
        self._points: Line = self._flow.waypoints
        self._lifted = False
        self._target: str | None = None

    def _choose(self, start: Pointer) -> tuple[Literal["piece", "bend", "new", "source", "target"], int]:
        points, camera = self._flow.waypoints, self.view.camera
        for index, point in enumerate(points):
            place = camera.to_view(point) - start.view
            if abs(place.x()) <= _NEAR and abs(place.y()) <= _NEAR:
                if index == 0:
                    return "source", 0
                return ("target", index) if index == len(points) - 1 else ("bend", index)
        index, _, share = piece_at(points, start.world)
        if is_axis_parallel(points, index) and _MIDDLE[0] <= share <= _MIDDLE[1]:
            return "piece", index
        return "new", index

    def drag(self, pointer: Pointer) -> None:
        """Show the flow as it would be."""
        view = self.view
        if not self._lifted:
            self._lifted = True
            view.selection.set([self._flow.id])
            view.hide_helpers()
            view.repaint_areas(view.scene.lift([self._flow.id]))
        ends = self._ends()
        if self._mode in ("source", "target") or ends is None:
            self._lead(pointer)
        else:
            source, target, source_kind, target_kind = ends
            points = self._flow.waypoints
            if self._mode == "piece":
                self._points = moved_piece(
                    points, self._index, pointer.world, source, target, source_kind, target_kind
                )
            else:
                bent = with_bend(points, self._index, pointer.world) if self._mode == "new" else points
                bend = self._index + 1 if self._mode == "new" else self._index
                at = fallen(bent, bend, pointer.world)
                view.ghost.guide_x = at[0] if at[0] != pointer.world[0] else None
                view.ghost.guide_y = at[1] if at[1] != pointer.world[1] else None
                self._points = moved_bend(bent, bend, at, source, target, source_kind, target_kind)
        label = self._flow.label_bounds
        label = moved_with_flow(label, self._flow.waypoints, self._points) if label is not None else None
        record = replace(self._flow, waypoints=self._points, label_bounds=label)
        index = view.index
        view.ghost.flows = [view.scene.flow_item(record, index.nodes.get(record.source) if index else None)]
        view.refresh_ghost()

    def _lead(self, pointer: Pointer) -> None:
        view = self.view
        points = list(self._flow.waypoints)
        points[0 if self._mode == "source" else -1] = pointer.world
        self._points = tuple(points)
        found = hit(view.scene, pointer.world, view.camera.scale, ignore=(self._flow.id,))
        other = self._flow.target if self._mode == "source" else self._flow.source
        fits = found is not None and (not found.is_flow or verbs.takes_notes(view, other))
        self._target = found.id if found is not None and fits else None
        view.ghost.target = self._target
        if self._target is not None:
            source, target = self._led()
            view.ghost.allowed = verbs.may_lead(view, source, target)

    def _led(self) -> tuple[str, str]:
        assert self._target is not None
        if self._mode == "source":
            return self._target, self._flow.target
        return self._flow.source, self._target

    def _ends(self) -> tuple[Bounds, Bounds, str, str] | None:
        index = self.view.index
        if index is None:
            return None
        found: list[tuple[Bounds, str]] = []
        for own, point in (
            (self._flow.source, self._flow.waypoints[0]),
            (self._flow.target, self._flow.waypoints[-1]),
        ):
            node = index.nodes.get(own)
            if node is not None and node.bounds is not None:
                found.append((node.bounds, docking_kind(self.view, node, {})))
            elif own in index.flows:  # it is tied to a place of another line
                found.append((centred(point, _TIE, _TIE), "artifact"))
        if len(found) < 2:
            return None
        (source, source_kind), (target, target_kind) = found
        return source, target, source_kind, target_kind

    def finish(self, pointer: Pointer) -> None:
        """Keep it."""
        self._settle()
        if self._mode in ("source", "target"):
            if self._target is not None:
                lead = verbs.lead_source if self._mode == "source" else verbs.lead_target
                lead(self.view, self._flow.id, self._target, pointer.world)
            return
        if self._points != self._flow.waypoints:
            verbs.set_waypoints(self.view, self._flow.id, self._points)

    def cancel(self) -> None:
        """The flow is as it was."""
        self._settle()

    def _settle(self) -> None:
        if self._lifted:
            self._lifted = False
            self.view.repaint_areas(self.view.scene.settle([self._flow.id]))
