"""Resize: pull a side or a corner of what may change its size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modeler.bpmn.elements import SPECS
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas import containers, verbs
from modeler.ui.canvas.tools import Gesture, Pointer
from modeler.ui.canvas.tools.falling import Falling

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_LEAST = (10.0, 10.0)
"""How far a hand may push two sides together; what the kind allows is the document's to say."""


class ResizeGesture(Gesture):
    """Shows the new frame; the smallest size of the spec holds."""

    def __init__(self, view: CanvasView, start: Pointer, identity: str, side: str) -> None:
        super().__init__(view, start)
        self._id = identity
        self._side = side
        self._record = view.scene.nodes[identity].record
        self._bounds: Bounds | None = None
        self._falling = Falling(view, {identity})

    def drag(self, pointer: Pointer) -> None:
        """Follow the hand."""
        view = self.view
        before = self._record.bounds
        assert before is not None
        to, (line_x, line_y) = self._falling.side(pointer.world)
        self._bounds = pulled(before, self._side, to, _LEAST)
        view.ghost.guide_x = line_x if set("ew") & set(self._side) else None
        view.ghost.guide_y = line_y if set("ns") & set(self._side) else None
        view.hide_helpers()
        plan = containers.resized(view, self._id, self._bounds)
        self._bounds = plan.get(self._id, before)
        view.ghost.area = self._bounds
        shown = [view.scene.nodes[own].record for own in plan if own in view.scene.nodes]
        if SPECS[self._record.spec].category == "artifact" or len(shown) > 1:
            alone = len(shown) == 1
            # several are frames only: their names stay readable where they are
            named = [one if alone else replace(one, name="") for one in shown]
            view.ghost.nodes = [view.scene.item_of(replace(one, bounds=plan[one.id])) for one in named]
            view.ghost.opacity = 1.0 if alone else 0.5
        view.refresh_ghost()

    def finish(self, pointer: Pointer) -> None:
        """Let go."""
        if self._bounds is not None and self._bounds != self._record.bounds:
            verbs.resize(self.view, self._id, self._bounds)


def pulled(before: Bounds, side: str, to: Point, minimum: tuple[float, float]) -> Bounds:
    """The rectangle with one side or corner at a place, no smaller than `minimum`."""
    x, y, right, bottom = before.x, before.y, before.right, before.bottom
    if "e" in side:
        right = max(float(round(to[0])), x + minimum[0])
    if "w" in side:
        x = min(float(round(to[0])), right - minimum[0])
    if "s" in side:
        bottom = max(float(round(to[1])), y + minimum[1])
    if "n" in side:
        y = min(float(round(to[1])), bottom - minimum[1])
    return Bounds(x, y, right - x, bottom - y)
