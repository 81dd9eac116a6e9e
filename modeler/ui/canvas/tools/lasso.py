"""Rubber band: select what lies wholly inside."""

from __future__ import annotations

from PySide6.QtCore import Qt

from modeler.geometry.shapes import Bounds, around
from modeler.ui.canvas.hit import enclosed
from modeler.ui.canvas.tools import Gesture, Pointer, Tool


class LassoGesture(Gesture):
    """Draws the band; with Shift held at the end it adds to what is selected."""

    def drag(self, pointer: Pointer) -> None:
        """Stretch the band."""
        self.view.ghost.area = self._area(pointer)
        self.view.refresh_ghost()

    def finish(self, pointer: Pointer) -> None:
        """Select."""
        view = self.view
        found = enclosed(view.scene, self._area(pointer))
        view.take_tool(None)
        view.selection.set([*view.selection.ids, *found] if self.start.shift else found)

    def _area(self, pointer: Pointer) -> Bounds:
        return around([self.start.world, pointer.world])


class LassoTool(Tool):
    """Every drag draws a band; after one the select tool comes back."""

    cursor = Qt.CursorShape.CrossCursor

    def press(self, pointer: Pointer) -> Gesture | None:
        """Begin a band."""
        return LassoGesture(self.view, pointer)
