"""Functions on dates and times; `now()` and `today()` are the case's clock."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from runner.feel.budget import Run
from runner.feel.calls import built_in

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _now(run: Run) -> datetime:
    if run.now is None:  # one instant for the whole evaluation
        run.now = datetime.now().astimezone()
    return run.now


def _today(run: Run) -> date:
    return _now(run).date()


def _last_day(run: Run, day: date) -> date:
    from calendar import monthrange

    return date(day.year, day.month, monthrange(day.year, day.month)[1])


_DATE = "date: date|datetime"

FUNCTIONS = [
    built_in("now", ("", _now)),
    built_in("today", ("", _today)),
    built_in("day of week", (_DATE, lambda run, day: _DAYS[day.weekday()])),
    built_in("day of year", (_DATE, lambda run, day: Decimal(day.timetuple().tm_yday))),
    built_in("week of year", (_DATE, lambda run, day: Decimal(day.isocalendar().week))),
    built_in("month of year", (_DATE, lambda run, day: _MONTHS[day.month - 1])),
    built_in("last day of month", (_DATE, _last_day), source="camunda"),
]
