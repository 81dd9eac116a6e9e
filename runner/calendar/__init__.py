"""Working calendars, holidays, work time between instants."""

from __future__ import annotations

from runner.calendar.model import CalendarSpec, WorkingHours
from runner.calendar.work import ALWAYS_OPEN, WEEKDAYS, Half, WorkCalendar

__all__ = ["ALWAYS_OPEN", "WEEKDAYS", "CalendarSpec", "Half", "WorkCalendar", "WorkingHours"]
