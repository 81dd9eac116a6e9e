"""Composing with an input method: while it is under way, keys belong to the input method alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QWidget

KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
COMPOSING = "composing"


class CompositionGuard(QObject):
    """Watches a widget that takes texts. Some input methods pass the keys on that choose or end a text, Enter and
    Escape among them: as long as a text is being composed these neither send a form nor leave a cell, and no
    shortcut is met."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            watched.setProperty(COMPOSING, bool(event.preeditString()))
        elif kind == QEvent.Type.FocusOut:
            watched.setProperty(COMPOSING, False)
        elif kind in KEYS and is_composing(watched):
            event.accept()
            return True
        return False


def guard_composition(*widgets: QWidget) -> None:
    """Let keys that belong to an input method do nothing else in these."""
    for widget in widgets:
        widget.installEventFilter(CompositionGuard(widget))


def is_composing(widget: QObject) -> bool:
    """Whether an input method is busy in a guarded widget."""
    return widget.property(COMPOSING) is True
