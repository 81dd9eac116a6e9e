"""A day, a time of day, or both."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from PySide6.QtWidgets import QHBoxLayout

from runner.forms.fields.dates import subtype_of
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.day_field import DayField
from runner.ui.time_field import TimeField


def parsed(value: object) -> date | None:
    """The day in an ISO text, else None."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def parsed_time(value: object) -> time | None:
    """The time of day in the ISO text of a time or an instant, else None."""
    text = str(value or "")
    try:
        return datetime.fromisoformat(text).time() if "T" in text else time.fromisoformat(text)
    except ValueError:
        return None


def moment_text(day: date, at: time, surroundings: FormSurroundings) -> str:
    """The ISO text of an instant, in the zone of the case's clock."""
    now = surroundings.facts.now
    return datetime.combine(day, at, (now.tzinfo if now is not None else None) or UTC).isoformat()


class DateControl(Control):
    """A day with a calendar, a time; the stored value is ISO 8601."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.subtype = subtype_of(component)
        self.editor = DayField(surroundings.today)
        self.at = TimeField()
        self.editor.edited.connect(self.edited)
        self.at.edited.connect(self.edited)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        layout.addWidget(self.at)
        self.editor.setVisible(self.subtype != "time")
        self.at.setVisible(self.subtype != "date")
        if self.subtype == "time":
            layout.addStretch(1)
        self.setFocusProxy(self.at if self.subtype == "time" else self.editor)

    def value(self) -> object:
        day, at = self.editor.day(), self.at.entered()
        if self.subtype == "time":
            return at.isoformat() if at is not None else None
        if day is None:
            return None
        return moment_text(day, at or time(), self.surroundings) if self.subtype == "datetime" else day.isoformat()

    def set_value(self, value: object) -> None:
        self.editor.set_day(parsed(value))
        self.at.set_time(parsed_time(value) if self.subtype != "date" else None)

    def reading_text(self, value: object) -> str:
        at = parsed_time(value)
        if self.subtype == "time":
            return f"{at:%H:%M}" if at is not None else str(value or "")
        if self.subtype == "datetime" and at is not None:
            return f"{str(value)[:10]} {at:%H:%M}"
        return super().reading_text(value)


CONTROL = ControlKind("date", DateControl)
