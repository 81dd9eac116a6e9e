"""Functions on dates and times; `now()` and `today()` are the case's clock."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from runner.feel import temporal, wide
from runner.feel.budget import Run
from runner.feel.calls import built_in
from runner.feel.wide import AnyDate, Moment

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


def _last_day(run: Run, day: Moment) -> AnyDate:
    return wide.make_date(day.year, day.month, temporal.days_in_month(day.year, day.month))


def _day_of_year(run: Run, day: Moment) -> Decimal:
    return Decimal(wide.ordinal(day) - wide.ordinal(wide.make_date(day.year, 1, 1)) + 1)


def _week_of_year(run: Run, day: Moment) -> Decimal:
    """The week by ISO 8601; it belongs to the year of its Thursday."""
    thursday = wide.from_ordinal(wide.ordinal(day) + 4 - temporal.weekday(day))
    return (_day_of_year(run, thursday) - 1) // 7 + 1


_DATE = "date: date|datetime"

FUNCTIONS = [
    built_in("now", ("", _now)),
    built_in("today", ("", _today)),
    built_in("day of week", (_DATE, lambda run, day: _DAYS[temporal.weekday(day) - 1])),
    built_in("day of year", (_DATE, _day_of_year)),
    built_in("week of year", (_DATE, _week_of_year)),
    built_in("month of year", (_DATE, lambda run, day: _MONTHS[day.month - 1])),
    built_in("last day of month", (_DATE, _last_day), source="camunda 8"),
]
