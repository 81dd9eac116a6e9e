"""Tools and gestures: a tool says what the hand does next, a gesture is one press, drag and release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from modeler.geometry.shapes import Point
from runner.core.values import dataclass

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

START = 5.0
"""Pixels before a press becomes a drag."""


@dataclass(frozen=True)
class Pointer:
    """Where the hand is: `view` in pixels of the widget, `world` in diagram units."""

    view: QPointF
    world: Point
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    button: Qt.MouseButton = Qt.MouseButton.LeftButton

    @property
    def adds(self) -> bool:
        """Whether a click adds to the selection."""
        return bool(self.modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))

    @property
    def shift(self) -> bool:
        """Whether Shift is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def control(self) -> bool:
        """Whether Ctrl (Command on a Mac) is held."""
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    def far_from(self, other: Pointer, pixels: float = START) -> bool:
        """Whether the hand went at least so far."""
        step = self.view - other.view
        return step.x() ** 2 + step.y() ** 2 >= pixels * pixels


class Gesture:
    """One drag. `drag` is called for each step, then either `finish` or `cancel`; after both the ghost is
    cleared by the view."""

    def __init__(self, view: CanvasView, start: Pointer) -> None:
        self.view = view
        self.start = start

    def drag(self, pointer: Pointer) -> None:
        """The hand moved."""

    def finish(self, pointer: Pointer) -> None:
        """The hand let go: act."""

    def cancel(self) -> None:
        """Escape: as if nothing had been."""


class Tool:
    """What the hand does until another tool is taken."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def press(self, pointer: Pointer) -> Gesture | None:
        """A button went down: the gesture that may follow."""
        return None

    def hover(self, pointer: Pointer) -> None:
        """The pointer moved with no button down."""

    def click(self, pointer: Pointer) -> None:
        """A press and release at one place."""

    def leave(self) -> None:
        """Another tool is taken, or Escape: drop what is half done."""


def pointer_of(view: CanvasView, event: QMouseEvent) -> Pointer:
    """The pointer of a mouse event."""
    place = event.position()
    return Pointer(place, view.camera.to_world(place), event.modifiers(), event.button())
