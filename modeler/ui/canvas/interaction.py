"""Interaction: from mouse and keys to tools and gestures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from modeler.ui.canvas import verbs
from modeler.ui.canvas.hit import hit
from modeler.ui.canvas.tools import START, Gesture, Pointer
from modeler.ui.canvas.tools.pan import PanGesture

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_PAN_START = 15.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Interaction:
    """One press at a time: a gesture runs, or waits to see whether the press is a click."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._start: Pointer | None = None
        self._gesture: Gesture | None = None
        self._active = False
        self._space = False

    @property
    def busy(self) -> bool:
        """Whether a gesture runs."""
        return self._active

    def press(self, pointer: Pointer) -> None:
        """A button went down."""
        view = self._view
        view.commit_edit()
        view.hint.drop()
        if self._active:
            return
        if pointer.button == Qt.MouseButton.RightButton:
            self._menu(pointer)
            return
        self._start, self._active = pointer, False
        if pointer.button == Qt.MouseButton.MiddleButton or self._space:
            self._gesture = PanGesture(view, pointer)
        else:
            self._gesture = view.tool.press(pointer)

    def _menu(self, pointer: Pointer) -> None:
        view = self._view
        found = hit(view.scene, pointer.world, view.camera.scale)
        if found is not None and found.id not in view.selection:
            view.selection.set([found.id])
        view.contextRequested.emit(found.id if found else "", view.mapToGlobal(pointer.view.toPoint()))

    def move(self, pointer: Pointer) -> None:
        """The hand moved, with or without a button down."""
        if self._start is None:
            self._view.tool.hover(pointer)
            return
        if self._gesture is None:
            return
        left_pan = isinstance(self._gesture, PanGesture) and self._start.button == Qt.MouseButton.LeftButton
        far = _PAN_START if left_pan and not self._space else START
        if not self._active and pointer.far_from(self._start, far):
            self._active = True
        if self._active:
            self._gesture.drag(pointer)

    def release(self, pointer: Pointer) -> None:
        """The button came up: finish the gesture, or it was a click."""
        start, gesture, active = self._start, self._gesture, self._active
        self._start, self._gesture, self._active = None, None, False
        if start is None:
            return
        if active and gesture is not None:
            self._view.clear_ghost()
            gesture.finish(pointer)
            self._view.show_helpers()
        elif start.button == Qt.MouseButton.LeftButton:
            self._view.tool.click(pointer)
            if isinstance(gesture, PanGesture):
                self._view.setCursor(self._view.tool.cursor)

    def cancel(self) -> bool:
        """Escape: drop the gesture, else the tool, else the selection; whether there was anything."""
        view = self._view
        gesture, active = self._gesture, self._active
        self._start, self._gesture, self._active = None, None, False
        if active and gesture is not None:
            view.clear_ghost()
            gesture.cancel()
            view.show_helpers()
            return True
        if view.take_tool(None):
            return True
        if len(view.selection):
            view.selection.clear()
            return True
        return False

    def key(self, event: QKeyEvent) -> bool:
        """A key went down; whether it meant something here."""
        view, key = self._view, Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            return self.cancel()
        if key in _ARROWS:
            self._arrow(key, shift, control)
            return True
        if key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = True
            view.setCursor(Qt.CursorShape.OpenHandCursor)
            return True
        if control or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        return view.act_on_key(key)

    def key_up(self, event: QKeyEvent) -> None:
        """A key came up."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._view.setCursor(self._view.tool.cursor)

    def _arrow(self, key: Qt.Key, shift: bool, control: bool) -> None:
        view = self._view
        x, y = _ARROWS[key]
        if control or not len(view.selection) or view.read_only:
            step = 200 if shift else 50
            view.pan(-x * step, -y * step)
        else:
            step = 10 if shift else 1
            verbs.nudge(view, x * step, y * step)
