"""From a day to a day with half days, or from a moment to a moment, and how long that is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel

from runner.core.i18n import tr as _
from runner.forms.field import MisfitError
from runner.forms.fields.date_range import HALF_DAYS, coerce_range, in_hours
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings, calm
from runner.ui.controls.date import moment_text, parsed, parsed_time
from runner.ui.day_field import DayField
from runner.ui.kit.texts import label
from runner.ui.time_field import TimeField


def span_text(stored: object) -> str:
    """How long a stored range is, in words; empty where that is not known."""
    value = stored if isinstance(stored, dict) else {}
    if "hours" in value:
        return _("Hours: {count}").format(count=f"{value['hours']:g}")
    return _("Days: {count}").format(count=f"{value['days']:g}") if "days" in value else ""


def half_text(half: object) -> str:
    """The half of a day in words."""
    return _("afternoon") if half == "pm" else _("morning")


class DateRangeControl(Control):
    """The stored value is `{"from", "fromHalf", "to", "toHalf"}`, days ISO 8601, halves `am` or `pm`; in hours
    `{"from", "to"}`, instants."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.start, self.end = DayField(surroundings.today), DayField(surroundings.today)
        self.start_half, self.end_half = self._half_box(), self._half_box()
        self.end_half.setCurrentIndex(1)
        self.start_time, self.end_time = TimeField(), TimeField()
        self.in_hours = in_hours(component)
        self.span = label("", "muted")
        self.start_time.edited.connect(self._told)
        self.end_time.edited.connect(self._told)
        self.start.edited.connect(self._start_edited)
        self.end.edited.connect(self._told)
        calm(self.start_half, self.end_half)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        parts = (
            self.start, self.start_half, self.start_time, QLabel("–"), self.end, self.end_half, self.end_time,
            self.span,
        )  # fmt: skip
        for widget in parts:
            layout.addWidget(widget)
        layout.addStretch(1)
        for field in (self.start_time, self.end_time):
            field.setVisible(self.in_hours)
        self.has_halves = component.own(HALF_DAYS, True) is not False and not self.in_hours
        for box in (self.start_half, self.end_half):
            box.setVisible(self.has_halves)
        self.setFocusProxy(self.start)

    def _half_box(self) -> QComboBox:
        box = QComboBox()
        for half in ("am", "pm"):
            box.addItem(half_text(half), half)
        box.activated.connect(lambda _index: self._told())
        return box

    def _start_edited(self) -> None:
        first, last = self.start.day(), self.end.day()
        if first and (last is None or last < first):
            self.end.set_day(first)
        self._told()

    def _told(self) -> None:
        self._show_span()
        self.edited.emit()

    def _show_span(self) -> None:
        """How long it is, counted as it will be stored."""
        try:
            stored = coerce_range(self.component, self.value(), self.surroundings.facts)
        except MisfitError:
            stored = None
        self.span.setText(span_text(stored))

    def value(self) -> object:
        first, last = self.start.day(), self.end.day()
        if first is None or last is None:
            return None
        if self.in_hours:
            begin, end = self.start_time.entered(), self.end_time.entered()
            if begin is None or end is None:
                return None
            return {
                "from": moment_text(first, begin, self.surroundings),
                "to": moment_text(last, end, self.surroundings),
            }
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
        if self.in_hours:
            self.start_time.set_time(parsed_time(given.get("from")))
            self.end_time.set_time(parsed_time(given.get("to")))
        self._show_span()

    def _half_of(self, half: object) -> str:
        return f" {half_text(half)}" if self.has_halves else ""

    def reading_text(self, value: object) -> str:
        if not isinstance(value, dict):
            return ""
        if self.in_hours:
            ends = [f"{str(value.get(name, ''))[:10]} {str(value.get(name, ''))[11:16]}" for name in ("from", "to")]
            return f"{' – '.join(ends)}   {span_text(value)}".strip()
        return (
            f"{value.get('from', '')}{self._half_of(value.get('fromHalf', 'am'))} – "
            f"{value.get('to', '')}{self._half_of(value.get('toHalf', 'pm'))}"
        )


CONTROL = ControlKind("date-range", DateRangeControl, wide=True)
