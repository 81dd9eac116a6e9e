"""A field for a time of day: typed in any usual way, stepped by keys."""

from __future__ import annotations

import re
from datetime import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from runner.core.i18n import tr as _
from runner.ui.kit.style import set_look

_PARTS = re.compile(r"(\d{1,2})(?:\s*[:：.点时h]\s*(\d{1,2})?\s*分?)?(?::\d\d)?")
_DIGITS = re.compile(r"(\d{2})(\d{2})")
STEP = 15
WIDTH = 76


def time_of(text: str) -> time | None:
    """The time in `9:30`, `9`, `0930`, `9点30分`; None where there is none."""
    plain = text.strip()
    found = _DIGITS.fullmatch(plain) or _PARTS.fullmatch(plain)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeField(QLineEdit):
    """`edited` goes out for the user's acts only. Up and Down step a quarter of an hour, Page keys an hour."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._time: time | None = None
        self.setPlaceholderText(_("hh:mm"))
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(WIDTH + 24)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._put_in_order)

    def entered(self) -> time | None:
        """The time; None where none was entered."""
        return self._time

    def set_time(self, at: time | None) -> None:
        """Show a time without telling anyone."""
        self._time = at
        self.setText(f"{at:%H:%M}" if at is not None else "")
        set_look(self, state="")

    def _typed(self, text: str) -> None:
        at = time_of(text)
        if at != self._time:
            self._time = at
            self.edited.emit()

    def _put_in_order(self) -> None:
        if self._time is not None:
            self.setText(f"{self._time:%H:%M}")
        set_look(self, state="bad" if self._time is None and self.text().strip() else "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._put_in_order()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {keys.Key_Up: STEP, keys.Key_Down: -STEP, keys.Key_PageUp: 60, keys.Key_PageDown: -60}
        if event.key() in steps:
            now = self._time or time(9)
            minutes = now.hour * 60 + now.minute + (steps[keys(event.key())] if self._time is not None else 0)
            minutes %= 24 * 60
            self.set_time(time(minutes // 60, minutes % 60))
            self.edited.emit()
        else:
            super().keyPressEvent(event)
