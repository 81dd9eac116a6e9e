"""Select: the tool that is there when no other is; it chooses the gesture by what lies under the hand."""

from __future__ import annotations

from PySide6.QtCore import Qt

from modeler.bpmn.elements import SPECS
from modeler.geometry.shapes import Point
from modeler.ui.canvas import containers, drill
from modeler.ui.canvas.hit import Hit, hit
from modeler.ui.canvas.inside import leads_somewhere, open_inside
from modeler.ui.canvas.overlays.label_handles import label_handles, label_room
from modeler.ui.canvas.overlays.selection import resize_handles
from modeler.ui.canvas.tools import Gesture, Pointer, Tool
from modeler.ui.canvas.tools.bend import BendGesture
from modeler.ui.canvas.tools.label import LabelGesture, LabelWidthGesture
from modeler.ui.canvas.tools.lane import LaneGesture
from modeler.ui.canvas.tools.lasso import LassoGesture
from modeler.ui.canvas.tools.move import MoveGesture
from modeler.ui.canvas.tools.pan import PanGesture
from modeler.ui.canvas.tools.resize import ResizeGesture

_HANDLE_REACH = 8.0

_CURSORS = {
    "e": Qt.CursorShape.SizeHorCursor,
    "w": Qt.CursorShape.SizeHorCursor,
    "n": Qt.CursorShape.SizeVerCursor,
    "s": Qt.CursorShape.SizeVerCursor,
    "nw": Qt.CursorShape.SizeFDiagCursor,
    "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor,
    "sw": Qt.CursorShape.SizeBDiagCursor,
}


class SelectTool(Tool):
    """Click selects, drag moves; on the empty canvas drag pans, and with Shift draws a rubber band."""

    def press(self, pointer: Pointer) -> Gesture | None:
        """The gesture for what lies under the hand."""
        view = self.view
        if pointer.button == Qt.MouseButton.MiddleButton or pointer.control:
            return PanGesture(view, pointer)
        side = self._handle(pointer)
        if side is not None:
            return ResizeGesture(view, pointer, view.selection.ids[0], side)
        held = self._held_flow(pointer)
        if held is not None:
            return BendGesture(view, pointer, held)
        pulled = self._label_side(pointer)
        if pulled is not None:
            return LabelWidthGesture(view, pointer, view.selection.ids[0], pulled)
        found = hit(view.scene, pointer.world, view.camera.scale)
        if found is None or not found.grips:
            return LassoGesture(view, pointer) if pointer.shift else PanGesture(view, pointer)
        if view.read_only:
            return PanGesture(view, pointer)
        if found.part == "label":
            return LabelGesture(view, pointer, found.id)
        if found.is_flow:
            return BendGesture(view, pointer, found.id)
        if view.scene.nodes[found.id].record.tag == "lane":
            return self._lane(pointer, found)
        return MoveGesture(view, pointer, self._moved(found))

    def _lane(self, pointer: Pointer, found: Hit) -> Gesture:
        """By its header a lane goes elsewhere among its neighbours; by its border it takes the pool along, and
        without a pool all the lanes."""
        view, index = self.view, self.view.index
        lane = view.scene.nodes[found.id].record
        process = index.processes.get(lane.process or "") if index is not None else None
        pool = process.pool if process is not None else None
        chosen = self._moved(found)
        if pool is None:
            if found.part == "header" and containers.neighbours(view, found.id):
                return LaneGesture(view, pointer, found.id)
            together = (*chosen, *containers.stack_round(view, found.id))
            return MoveGesture(view, pointer, tuple(dict.fromkeys(together)))
        if pool in chosen:
            return MoveGesture(view, pointer, chosen)
        return LaneGesture(view, pointer, found.id) if found.part == "header" else MoveGesture(view, pointer, (pool,))

    def _moved(self, found: Hit) -> tuple[str, ...]:
        ids = self.view.selection.ids
        nodes = [identity for identity in ids if identity in self.view.scene.nodes and identity != found.id]
        return (found.id, *nodes) if found.id in ids else (found.id,)

    def hover(self, pointer: Pointer) -> None:
        """Frame what a click would select, and show what a drag would do."""
        view = self.view
        found = hit(view.scene, pointer.world, view.camera.scale)
        view.set_hovered(found.id if found else None)
        side = self._handle(pointer) or self._label_side(pointer)
        view.setCursor(_CURSORS[side] if side else self.cursor)

    def click(self, pointer: Pointer) -> None:
        """Select what is under the hand; nothing there selects nothing."""
        view = self.view
        found = hit(view.scene, pointer.world, view.camera.scale)
        if found is None:
            if not pointer.adds:
                view.selection.clear()
        elif pointer.adds:
            view.selection.toggle(found.id)
        elif self._leads_in(found, pointer):
            open_inside(view, found.id)
        else:
            view.selection.set([found.id], name=found.part == "label")

    def _leads_in(self, found: Hit, pointer: Pointer) -> bool:
        """Whether the button of a folded sub-process or of a call is under the hand."""
        node = self.view.scene.nodes.get(found.id)
        if node is None or found.is_flow or not drill.is_hit(node.bounds, pointer.world):
            return False
        return leads_somewhere(self.view, node.record)

    def _handle(self, pointer: Pointer) -> str | None:
        view = self.view
        single = view.selection.single
        node = view.scene.nodes.get(single or "")
        if node is None or view.read_only:
            return None
        return self._side_at(pointer, resize_handles(node.bounds, SPECS[node.record.spec].resizable))

    def _held_flow(self, pointer: Pointer) -> str | None:
        """The selected flow, where one of its bends or ends lies under the hand: they lie over shapes."""
        view = self.view
        flow = view.scene.flows.get(view.selection.single or "")
        if flow is None or view.read_only:
            return None
        return flow.id if self._side_at(pointer, [("bend", point) for point in flow.points]) else None

    def _label_side(self, pointer: Pointer) -> str | None:
        """Which side of the selected element's name lies under the hand."""
        view = self.view
        room = label_room(view.scene, view.selection.single)
        return None if room is None or view.read_only else self._side_at(pointer, label_handles(room))

    def _side_at(self, pointer: Pointer, handles: list[tuple[str, Point]]) -> str | None:
        for side, point in handles:
            away = self.view.camera.to_view(point) - pointer.view
            if abs(away.x()) <= _HANDLE_REACH and abs(away.y()) <= _HANDLE_REACH:
                return side
        return None
