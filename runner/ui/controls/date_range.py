"""From a day to a day, with half days, and the number of days it makes."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel

from runner.core.i18n import tr as _
from runner.forms.fields.date_range import HALF_DAYS
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings, calm
from runner.ui.controls.date import parsed
from runner.ui.day_field import DayField


def half_text(half: object) -> str:
    """The half of a day in words."""
    return _("afternoon") if half == "pm" else _("morning")


class DateRangeControl(Control):
    """The stored value is `{"from", "fromHalf", "to", "toHalf"}`, days ISO 8601, halves `am` or `pm`."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.start, self.end = DayField(surroundings.today), DayField(surroundings.today)
        self.start_half, self.end_half = self._half_box(), self._half_box()
        self.end_half.setCurrentIndex(1)
        self.start.edited.connect(self._start_edited)
        self.end.edited.connect(self.edited)
        calm(self.start_half, self.end_half)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.start, self.start_half, QLabel("–"), self.end, self.end_half):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.has_halves = component.own(HALF_DAYS, True) is not False
        for box in (self.start_half, self.end_half):
            box.setVisible(self.has_halves)
        self.setFocusProxy(self.start)

    def _half_box(self) -> QComboBox:
        box = QComboBox()
        for half in ("am", "pm"):
            box.addItem(half_text(half), half)
        box.activated.connect(lambda _index: self.edited.emit())
        return box

    def _start_edited(self) -> None:
        first, last = self.start.day(), self.end.day()
        if first and (last is None or last < first):
            self.end.set_day(first)
        self.edited.emit()

    def value(self) -> object:
        first, last = self.start.day(), self.end.day()
        if first is None or last is None:
            return None
        return {
            "from": first.isoformat(),
            "fromHalf": self.start_half.currentData(),
            "to": last.isoformat(),
            "toHalf": self.end_half.currentData(),
        }

    def set_value(self, value: object) -> None:
        given = value if isinstance(value, dict) else {}
        self.start.set_day(parsed(given.get("from")))
        self.end.set_day(parsed(given.get("to")))
        for box, half in ((self.start_half, given.get("fromHalf", "am")), (self.end_half, given.get("toHalf", "pm"))):
            with QSignalBlocker(box):
                box.setCurrentIndex(1 if half == "pm" else 0)

    def _half_of(self, half: object) -> str:
        return f" {half_text(half)}" if self.has_halves else ""

    def reading_text(self, value: object) -> str:
        if not isinstance(value, dict):
            return ""
        return (
            f"{value.get('from', '')}{self._half_of(value.get('fromHalf', 'am'))} – "
            f"{value.get('to', '')}{self._half_of(value.get('toHalf', 'pm'))}"
        )


CONTROL = ControlKind("date-range", DateRangeControl, wide=True)
