"""Interaction: from mouse and keys to tools and gestures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent

from modeler.ui.canvas import verbs, walk
from modeler.ui.canvas.hit import hit
from modeler.ui.canvas.tools import START, Gesture, Pointer
from modeler.ui.canvas.tools.pan import PanGesture

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_PAN_START = 15.0
_EDGE, _FASTEST, _CREEP_MS = 16, 24, 30
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
        self._last: Pointer | None = None
        self._creep = QTimer(view)
        self._creep.setInterval(_CREEP_MS)
        self._creep.timeout.connect(self._creep_on)

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
        if view.take_tool(None):  # what was in the hand is let go
            return
        found = hit(view.scene, pointer.world, view.camera.scale)
        if found is None or not found.grips:  # the paper, also within a pool
            view.selection.clear()
            found = None
        elif found.id not in view.selection:
            view.selection.set([found.id], name=found.part == "label")
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
            self._last = pointer
            if not isinstance(self._gesture, PanGesture) and any(self._beyond(pointer)):
                self._creep.start()
            else:
                self._creep.stop()

    def _beyond(self, pointer: Pointer) -> tuple[int, int]:
        """How far the hand is in the edge zone of the canvas, in pixels to both sides."""
        x, y = round(pointer.view.x()), round(pointer.view.y())
        right, bottom = self._view.width() - _EDGE, self._view.height() - _EDGE
        return min(x - _EDGE, 0) + max(x - right, 0), min(y - _EDGE, 0) + max(y - bottom, 0)

    def _creep_on(self) -> None:
        """A drag that rests at the edge moves the paper under it."""
        if self._last is None or self._gesture is None or not self._active:
            self._creep.stop()
            return
        dx, dy = self._beyond(self._last)
        self._view.pan(-max(-_FASTEST, min(_FASTEST, dx)), -max(-_FASTEST, min(_FASTEST, dy)))
        self._last = replace(self._last, world=self._view.camera.to_world(self._last.view))
        self._gesture.drag(self._last)

    def release(self, pointer: Pointer) -> None:
        """The button came up: finish the gesture, or it was a click."""
        start, gesture, active = self._start, self._gesture, self._active
        self._start, self._gesture, self._active = None, None, False
        self._creep.stop()
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
        self._creep.stop()
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
        if walk.key(view, event):
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and view.drop_held():
            return True
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
