"""Pan: the paper follows the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from modeler.ui.canvas.tools import Gesture, Pointer, Tool

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


class PanGesture(Gesture):
    """Moves the view in whole pixels."""

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        super().__init__(view, start)
        self._last = start.view
        view.setCursor(Qt.CursorShape.ClosedHandCursor)

    def drag(self, pointer: Pointer) -> None:
        """Follow."""
        step = pointer.view - self._last
        dx, dy = round(step.x()), round(step.y())
        if dx or dy:
            self._last = pointer.view
            self.view.pan(dx, dy)

    def finish(self, pointer: Pointer) -> None:
        """Let go."""
        self.view.setCursor(self.view.tool.cursor)

    def cancel(self) -> None:
        """Stay where the paper is."""
        self.view.setCursor(self.view.tool.cursor)


class HandTool(Tool):
    """Every drag pans."""

    cursor = Qt.CursorShape.OpenHandCursor

    def press(self, pointer: Pointer) -> Gesture | None:
        """Take hold of the paper."""
        return PanGesture(self.view, pointer)
