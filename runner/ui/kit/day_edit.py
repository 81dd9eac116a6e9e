"""A field for one day that may be empty."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import QDateEdit

EMPTY = QDate(1900, 1, 1)


class DayEdit(QDateEdit):
    """A date edit with a calendar; its smallest day stands for "nothing entered"."""

    edited = Signal()

    def __init__(self, opens_at: QDate) -> None:
        super().__init__()
        self._opens_at = opens_at
        self.setCalendarPopup(True)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setMinimumDate(EMPTY)
        self.setSpecialValueText(" ")
        self.setDate(EMPTY)
        self.dateChanged.connect(self._changed)

    def _changed(self, _day: QDate) -> None:
        self.edited.emit()

    def stepBy(self, steps: int) -> None:
        """From empty, the first step goes to today."""
        if self.date() == EMPTY:
            self.setDate(self._opens_at)
        else:
            super().stepBy(steps)

    def day(self) -> date | None:
        """The day, or None when nothing was entered."""
        if self.date() == EMPTY:
            return None
        return date(self.date().year(), self.date().month(), self.date().day())

    def set_day(self, day: date | None) -> None:
        """Show a day without telling anyone."""
        with QSignalBlocker(self):
            self.setDate(QDate(day.year, day.month, day.day) if day else EMPTY)

    def showEvent(self, event: object) -> None:
        """Let the calendar open at today while nothing is entered."""
        super().showEvent(event)  # type: ignore[arg-type]
        calendar = self.calendarWidget()
        if self.date() == EMPTY and calendar is not None:
            calendar.setCurrentPage(self._opens_at.year(), self._opens_at.month())
