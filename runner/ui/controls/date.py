"""A day."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout

from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.day_field import DayField


def parsed(value: object) -> date | None:
    """The day in an ISO text, else None."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


class DateControl(Control):
    """A day with a calendar; the stored value is ISO 8601."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.editor = DayField(surroundings.today)
        self.editor.edited.connect(self.edited)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def value(self) -> object:
        day = self.editor.day()
        return day.isoformat() if day else None

    def set_value(self, value: object) -> None:
        self.editor.set_day(parsed(value))


CONTROL = ControlKind("date", DateControl)
