"""Connect: from one shape to another; the kind of the line follows from what the two are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from modeler.geometry.docking import dock
from modeler.geometry.shapes import Point
from modeler.ui.canvas import verbs
from modeler.ui.canvas.hit import Hit, hit
from modeler.ui.canvas.tools import Gesture, Pointer, Tool
from modeler.ui.canvas.tools.move import docking_kind

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


class ConnectTool(Tool):
    """Click or drag from the source to the target; then the select tool comes back."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, source: str | None = None) -> None:
        super().__init__(view)
        self.source = source
        self._given = source is not None
        self._leaves: Point | None = None

    def press(self, pointer: Pointer) -> Gesture | None:
        """Begin at what lies under the hand, where nothing was chosen before."""
        if self.source is None:
            found = hit(self.view.scene, pointer.world, self.view.camera.scale)
            self.source = found.id if found is not None and not found.is_flow else None
            self._leaves = pointer.world
            return _ConnectGesture(self.view, pointer, self) if self.source else None
        return _ConnectGesture(self.view, pointer, self)

    def hover(self, pointer: Pointer) -> None:
        """Show the line to the pointer and what the target says."""
        view, ghost = self.view, self.view.ghost
        found = hit(view.scene, pointer.world, view.camera.scale)
        target = self._target(found)
        if self.source is None:
            view.set_hovered(target)
            return
        source = view.scene.nodes.get(self.source)
        if source is None:
            return
        ghost.target, ghost.allowed = None, True
        kind = docking_kind(view, source.record, {})
        ghost.line = (dock(source.bounds, kind, pointer.world), pointer.world)
        if target is not None and target != self.source:
            allowed, _kind = verbs.may_connect(view, self.source, target)
            ghost.target, ghost.allowed = target, allowed
            if allowed:
                ghost.line = verbs.way_between(view, self.source, target, self._leaves, pointer.world)
        view.refresh_ghost()

    def click(self, pointer: Pointer) -> None:
        """The first click takes the source, the second one the target."""
        self.end(pointer, clicked=True)

    def end(self, pointer: Pointer, clicked: bool = False) -> None:
        """Connect to what lies under the hand."""
        view = self.view
        found = hit(view.scene, pointer.world, view.camera.scale)
        target = self._target(found)
        if self.source is None or (clicked and target == self.source and not self._given):
            return
        source, self.source = self.source, None
        view.clear_ghost()
        view.take_tool(None)
        if target is not None:
            verbs.connect(view, source, target, self._leaves, pointer.world)

    def _target(self, found: Hit | None) -> str | None:
        """What the line would lead to: a shape, and from a note a flow too."""
        if found is None or (found.is_flow and not verbs.takes_notes(self.view, self.source)):
            return None
        return found.id

    def leave(self) -> None:
        """Drop the half-drawn line."""
        self.source = None
        self.view.clear_ghost()


class _ConnectGesture(Gesture):
    def __init__(self, view: CanvasView, start: Pointer, tool: ConnectTool) -> None:
        super().__init__(view, start)
        self._tool = tool

    def drag(self, pointer: Pointer) -> None:
        self._tool.hover(pointer)

    def finish(self, pointer: Pointer) -> None:
        self._tool.end(pointer)

    def cancel(self) -> None:
        self._tool.leave()
