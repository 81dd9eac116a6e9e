"""Lane: taken by its header, a lane goes to another place among those beside it, with all that stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.geometry.shapes import Bounds
from modeler.ui.canvas import containers
from modeler.ui.canvas.tools import Gesture, Pointer

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


class LaneGesture(Gesture):
    """Shows the lane in the hand, and a bar at the border that it would come to."""

    def __init__(self, view: CanvasView, start: Pointer, identity: str) -> None:
        super().__init__(view, start)
        self._id = identity
        self._bounds = view.scene.nodes[identity].bounds
        self._level = view.scene.nodes[identity].record.horizontal
        self._others = containers.neighbours(view, identity)
        self._here = containers.place_of(view, identity, self._bounds.centre)

    def drag(self, pointer: Pointer) -> None:
        """Follow the hand along the stack."""
        view = self.view
        view.hide_helpers()
        view.ghost.area = self._hand(pointer)
        place = self._place(pointer)
        view.ghost.line = self._bar(place) if place != self._here else ()
        view.refresh_ghost()

    def _hand(self, pointer: Pointer) -> Bounds:
        dx, dy = pointer.world[0] - self.start.world[0], pointer.world[1] - self.start.world[1]
        return self._bounds.moved(0, dy) if self._level else self._bounds.moved(dx, 0)

    def _place(self, pointer: Pointer) -> int:
        return containers.place_of(self.view, self._id, self._hand(pointer).centre)

    def _bar(self, place: int) -> tuple[tuple[float, float], ...]:
        if place < len(self._others):
            box = self._others[place]
            border = box.y if self._level else box.x
        else:
            box = self._others[-1]
            border = box.bottom if self._level else box.right
        if self._level:
            return (box.x, border), (box.right, border)
        return (border, box.y), (border, box.bottom)

    def finish(self, pointer: Pointer) -> None:
        """Let go: one step of undo."""
        place = self._place(pointer)
        if self._others and place != self._here:
            containers.order_lane(self.view, self._id, place)
