"""Working days and working time, by the calendar that the evaluation is given."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from runner.data import money
from runner.feel import temporal
from runner.feel.budget import LIMITS, Run
from runner.feel.calls import built_in
from runner.feel.errors import FeelBudgetError
from runner.feel.types import NUMBERS

if TYPE_CHECKING:
    from runner.calendar import Half, WorkCalendar

_NOON = time(12)
_MICRO = timedelta(microseconds=1)
_MAX_DAYS = 200_000


def _calendar(run: Run, first: date, last: date) -> WorkCalendar:
    from runner.calendar import WEEKDAYS

    if abs(last.toordinal() - first.toordinal()) > _MAX_DAYS:
        raise FeelBudgetError("feel.budget.steps", limit=LIMITS.steps)
    run.tick(abs(last.toordinal() - first.toordinal()) // 10)
    if run.calendar is None:
        run.warn("feel.calendar")
        return WEEKDAYS
    for problem in run.calendar.problems(min(first, last), max(first, last)):
        run.warn("feel.calendar-year", year=problem.params.get("year", ""))
    return run.calendar


def _moment(value: Any) -> date | None:
    """A date or date and time, also out of the ISO text that forms and JSON hold."""
    if isinstance(value, str):
        value = temporal.parse_date(value) or temporal.parse_date_time(value)
    return value if isinstance(value, date) else None


def _count(run: Run, start: date, end: date, first_half: Half, last_half: Half) -> Decimal:
    first = start.date() if isinstance(start, datetime) else start
    last = end.date() if isinstance(end, datetime) else end
    return _calendar(run, first, last).working_days(first, last, first_half, last_half)


def _working_days(run: Run, start: Any, end: Any) -> Decimal | None:
    """Both days count; an instant from noon on begins, one up to noon ends, with half a day."""
    first, last = _moment(start), _moment(end)
    if first is None or last is None:
        return run.warn("feel.arguments", name="working days")
    first_half: Half = "pm" if isinstance(first, datetime) and first.time() >= _NOON else "am"
    last_half: Half = "am" if isinstance(last, datetime) and last.time() <= _NOON else "pm"
    return _count(run, first, last, first_half, last_half)


def _working_days_of(run: Run, span: dict[str, Any]) -> Decimal | None:
    """The working days of a form's date range: `from`, `to`, and the halves `fromHalf`, `toHalf` (am, pm)."""
    first, last = _moment(span.get("from")), _moment(span.get("to"))
    if first is None or last is None:
        return run.warn("feel.arguments", name="working days")
    first_half: Half = "pm" if span.get("fromHalf") == "pm" else "am"
    last_half: Half = "am" if span.get("toHalf") == "am" else "pm"
    return _count(run, first, last, first_half, last_half)


def _working_time(run: Run, start: Any, end: Any) -> timedelta | None:
    first, last = _moment(start), _moment(end)
    if first is None or last is None:
        return run.warn("feel.arguments", name="working time")
    begin = first if isinstance(first, datetime) else datetime(first.year, first.month, first.day)
    finish = last if isinstance(last, datetime) else datetime(last.year, last.month, last.day)
    if (begin.tzinfo is None) != (finish.tzinfo is None):
        # one side without a zone is meant in the other's
        begin = begin.replace(tzinfo=begin.tzinfo or finish.tzinfo)
        finish = finish.replace(tzinfo=finish.tzinfo or begin.tzinfo)
    return _calendar(run, begin.date(), finish.date()).working_time(begin, finish)


_SPAN = "from: date|datetime|string, to: date|datetime|string"


def _working_hours(run: Run, start: Any, end: Any) -> Decimal | None:
    span = _working_time(run, start, end)
    return None if span is None else NUMBERS.divide(Decimal(span // _MICRO), Decimal(3_600_000_000))


def _capitals(run: Run, amount: Decimal) -> str | None:
    return money.uppercase(amount) or run.warn("feel.value", name="大写", value=amount)


FUNCTIONS = [
    built_in("working days", (_SPAN, _working_days), ("range: context", _working_days_of), source="slipway"),
    built_in("working time", (_SPAN, _working_time), source="slipway"),
    built_in("working hours", (_SPAN, _working_hours), source="slipway"),
    built_in("大写", ("amount: number", _capitals), source="slipway"),
    built_in("chinese amount", ("amount: number", _capitals), source="slipway"),
]
