"""Label: an external name is put elsewhere by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modeler.geometry import labels
from modeler.geometry.shapes import Bounds
from modeler.geometry.texts import LINE_HEIGHT, lay_out
from modeler.ui.canvas import verbs
from modeler.ui.canvas.fonts import text_measure
from modeler.ui.canvas.items import FlowItem, NodeItem
from modeler.ui.canvas.labels import Label
from modeler.ui.canvas.tools import Gesture, Pointer

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


NARROWEST = labels.WIDTH
"""A name is never given less room than that."""


class LabelGesture(Gesture):
    """The name follows the hand while its element stays."""

    def __init__(self, view: CanvasView, start: Pointer, identity: str) -> None:
        super().__init__(view, start)
        self._id = identity
        self._lifted = False
        self._bounds: Bounds | None = None

    def _item(self) -> NodeItem | FlowItem:
        scene = self.view.scene
        return scene.nodes.get(self._id) or scene.flows[self._id]

    def drag(self, pointer: Pointer) -> None:
        """Follow the hand."""
        view = self.view
        item = self._item()
        if item.label is None:
            return
        if not self._lifted:
            self._lifted = True
            view.selection.set([self._id], name=True)
            view.hide_helpers()
            view.repaint_areas(view.scene.lift([self._id]))
        self._bounds = self._put(room_of(item.label), pointer)
        if isinstance(item, NodeItem):
            view.ghost.nodes = [view.scene.item_of(replace(item.record, label_bounds=self._bounds))]
        else:
            source = view.index.nodes.get(item.record.source) if view.index is not None else None
            view.ghost.flows = [view.scene.flow_item(replace(item.record, label_bounds=self._bounds), source)]
        view.refresh_ghost()

    def _put(self, room: Bounds, pointer: Pointer) -> Bounds:
        dx, dy = pointer.world[0] - self.start.world[0], pointer.world[1] - self.start.world[1]
        return room.moved(round(dx), round(dy))

    def finish(self, pointer: Pointer) -> None:
        """Keep it."""
        self._settle()
        if self._bounds is not None:
            verbs.move_label(self.view, self._id, self._bounds)

    def cancel(self) -> None:
        """The name is where it was."""
        self._settle()

    def _settle(self) -> None:
        if self._lifted:
            self._lifted = False
            self.view.repaint_areas(self.view.scene.settle([self._id]))


def room_of(label: Label) -> Bounds:
    """The room that a label takes now; one that stands above its shape has grown upwards."""
    bounds = label.box.bounds
    if label.box.down != "bottom":
        return bounds
    height = len(lay_out(label.text, label.box, text_measure())) * label.box.size * LINE_HEIGHT
    return Bounds(bounds.x, bounds.bottom - height, bounds.width, height)


class LabelWidthGesture(LabelGesture):
    """A side of the name's room follows the hand: its lines get longer or shorter, its height follows from them."""

    def __init__(self, view: CanvasView, start: Pointer, identity: str, side: str) -> None:
        super().__init__(view, start, identity)
        self._side = side

    def _put(self, room: Bounds, pointer: Pointer) -> Bounds:
        at = round(pointer.world[0])
        if self._side == "e":
            return Bounds(room.x, room.y, max(NARROWEST, at - room.x), room.height)
        x = min(at, room.right - NARROWEST)
        return Bounds(x, room.y, room.right - x, room.height)
