"""A field for one day: typed in any usual way, stepped by keys, or picked in a calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout, QWidget

from runner.core.i18n import current_language
from runner.core.i18n import tr as _
from runner.ui.kit.icons import icon
from runner.ui.kit.style import set_look

_PARTS = re.compile(r"(?:(\d{4})\s*[-/.年]?\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DIGITS = re.compile(r"(\d{4})?(\d{2})(\d{2})")
WIDTH = 118


def day_of(text: str, today: date) -> date | None:
    """The day in `2026-03-04`, `2026/3/4`, `20260304`, `3-4`, `0304` or `3月4日`; without a year that of
    `today`. None where there is none."""
    plain = text.strip()
    found = _PARTS.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        return date(int(year or today.year), int(month), int(day))
    except ValueError:
        return None


class DayField(QLineEdit):
    """`edited` goes out for the user's acts only. Up and Down step a day, Page keys a month; Alt+Down or
    the sign at its end opens the calendar. Empty means no day."""

    edited = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._day: date | None = None
        self._popup: DayPopup | None = None
        self.setPlaceholderText(_("yyyy-mm-dd"))
        self.setMinimumWidth(WIDTH)
        action = self.addAction(icon("calendar"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(_("Calendar"))
        action.triggered.connect(self.open_calendar)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._put_in_order)

    def day(self) -> date | None:
        """The day; None where none was entered."""
        return self._day

    def set_day(self, day: date | None) -> None:
        """Show a day without telling anyone."""
        self._day = day
        self.setText(day.isoformat() if day is not None else "")
        set_look(self, state="")

    def _choose(self, day: date) -> None:
        self.set_day(day)
        self.edited.emit()

    def _typed(self, text: str) -> None:
        day = day_of(text, self._today)
        if day != self._day:
            self._day = day
            self.edited.emit()

    def _put_in_order(self) -> None:
        """Write the day as all days are written; what is none is marked."""
        if self._day is not None:
            self.setText(self._day.isoformat())
        set_look(self, state="bad" if self._day is None and self.text().strip() else "")

    def open_calendar(self) -> None:
        """Pick the day in a calendar."""
        self._popup = DayPopup(self, self._day or self._today)
        self._popup.chosen.connect(self._choose)
        self._popup.open_below(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._put_in_order()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            step = timedelta(days=steps[Qt.Key(event.key())])
            self._choose(self._day + step if self._day is not None else self._today)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            start = QDate.fromString((self._day or self._today).isoformat(), Qt.DateFormat.ISODate)
            moved = start.addMonths(1 if event.key() == Qt.Key.Key_PageUp else -1)
            self._choose(date(moved.year(), moved.month(), moved.day()))
        else:
            super().keyPressEvent(event)


class DayPopup(QFrame):
    """The calendar below a field."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, day: date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(current_language()))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)
        layout.addWidget(self.calendar)

    def open_below(self, field: QWidget) -> None:
        """Show it below a field, above it where there is no room."""
        size = self.sizeHint()
        place = field.mapToGlobal(QPoint(0, field.height() + 2))
        screen = field.screen().availableGeometry()
        if place.y() + size.height() > screen.bottom():
            place = field.mapToGlobal(QPoint(0, -size.height() - 2))
        place.setX(max(screen.left(), min(place.x(), screen.right() - size.width())))
        self.move(place)
        self.show()
        self.calendar.setFocus()

    def _take(self, day: QDate) -> None:
        # Enter tells both signals; the second finds the popup gone
        if self.isVisible():
            self.hide()
            self.chosen.emit(date(day.year(), day.month(), day.day()))
            self.close()
