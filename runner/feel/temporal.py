"""Arithmetic and parts of dates, times and durations. Source: DMN 1.5, sections 10.3.2.3 and 10.3.2.13."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from runner.feel import wide
from runner.feel.temporal_text import (
    parse_at_literal,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
    temporal_text,
    zone_of,
)
from runner.feel.types import Temporal, YearsMonthsDuration
from runner.feel.wide import AnyDate, AnyDateTime, AnyTime, Moment, Span, WideDate, WideDateTime, WideSpan, WideTime

__all__ = [
    "Temporal", "add_months", "as_date_time", "comparable", "date_of", "difference", "parse_at_literal", "parse_date",
    "parse_date_time", "parse_duration", "parse_time", "part", "same", "shift", "temporal_text", "time_of",
    "weekday", "zone_of",
]  # fmt: skip

Duration = Span | YearsMonthsDuration
_MIDNIGHT = (0, 0, 0, 0)


def as_date_time(value: Moment) -> AnyDateTime:
    """A date as its midnight in UTC, as the standard asks where dates and instants meet."""
    if isinstance(value, datetime | WideDateTime):
        return value
    return wide.make_date_time(value, _MIDNIGHT, UTC)


def date_of(value: Moment) -> AnyDate:
    """The date of a date and time."""
    return wide.make_date(value.year, value.month, value.day)


def time_of(value: AnyDateTime) -> AnyTime:
    """The time of day of a date and time, with its zone."""
    return wide.make_time(*wide.clock_of(value), value.tzinfo)


def join(day: Moment, clock: AnyTime) -> AnyDateTime:
    """A date and a time of day."""
    return wide.make_date_time(day, wide.clock_of(clock), clock.tzinfo)


def weekday(value: Moment) -> int:
    """1 for Monday to 7 for Sunday."""
    return (wide.ordinal(value) - 1) % 7 + 1


def days_in_month(year: int, month: int) -> int:
    """How many days a month has."""
    return monthrange((year - 1) % 400 + 1, month)[1]


def add_months(value: Moment, months: int) -> Moment:
    """`value` moved by months; the day is cut to the month's last. Raises `ValueError` beyond the last year."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    moved = wide.make_date(year, month + 1, min(value.day, days_in_month(year, month + 1)))
    if isinstance(value, datetime | WideDateTime):
        return wide.make_date_time(moved, wide.clock_of(value), value.tzinfo)
    return moved


def shift(value: Moment | AnyTime, duration: Duration, sign: int = 1) -> Moment | AnyTime | None:
    """`value` moved by a duration; None where the two do not fit. Raises `OverflowError`, `ValueError`."""
    if isinstance(duration, YearsMonthsDuration):
        return None if isinstance(value, time | WideTime) else add_months(value, sign * duration.months)
    nanos = sign * wide.span_nanos(duration)
    if isinstance(value, time | WideTime):
        clock = (wide.clock_nanos(value) + nanos) % wide.DAY_NANOS
        return wide.make_time(*wide.from_clock_nanos(clock), value.tzinfo)
    if isinstance(value, datetime | WideDateTime):
        return wide.from_instant(wide.instant(value) + nanos, value.tzinfo)
    return wide.from_ordinal(wide.ordinal(value) + nanos // wide.DAY_NANOS)


def difference(left: Moment | AnyTime, right: Moment | AnyTime) -> Span | None:
    """`left - right` as a days-and-time duration; None where one has a zone and the other has none."""
    if isinstance(left, time | WideTime) or isinstance(right, time | WideTime):
        if not (isinstance(left, time | WideTime) and isinstance(right, time | WideTime)):
            return None
        if (left.tzinfo is None) != (right.tzinfo is None):
            return None
        return wide.make_span(_since_midnight(left) - _since_midnight(right))
    one, other = as_date_time(left), as_date_time(right)
    if (one.tzinfo is None) != (other.tzinfo is None):
        return None
    return wide.make_span(wide.instant(one) - wide.instant(other))


def _since_midnight(value: AnyTime) -> int:
    return wide.clock_nanos(value) - wide.span_nanos(wide.offset_of(value) or timedelta())


def comparable(value: Moment | AnyTime) -> tuple[bool, int]:
    """A key that orders two values of one kind as FEEL does: the instant where a zone is known."""
    if isinstance(value, time | WideTime):
        return (value.tzinfo is not None, _since_midnight(value))
    if isinstance(value, datetime | WideDateTime):
        return (value.tzinfo is not None, wide.instant(value))
    return (False, wide.ordinal(value))


def same(left: Moment | AnyTime, right: Moment | AnyTime) -> bool:
    """Whether two values of one kind are equal: to the second, as the standard's `value` functions count."""
    one, other = comparable(left), comparable(right)
    if isinstance(left, date | WideDate) and not isinstance(left, datetime):
        return one == other
    return one[0] == other[0] and one[1] // wide.NANOS == other[1] // wide.NANOS


def part(value: Temporal, name: str) -> Any:
    """`value.name` (year, hour, time offset ...). Raises `KeyError` where the value has no such part."""
    if isinstance(value, timedelta | WideSpan):
        return _span_part(value, name)
    if isinstance(value, YearsMonthsDuration):
        sign = -1 if value.months < 0 else 1
        years, months = divmod(abs(value.months), 12)
        return Decimal(sign * {"years": years, "months": months}[name])
    if not isinstance(value, time | WideTime):
        if name in ("year", "month", "day"):
            return Decimal(getattr(value, name))
        if name == "weekday":
            return Decimal(weekday(value))
        if not isinstance(value, datetime | WideDateTime):
            raise KeyError(name)
    if name in ("hour", "minute"):
        return Decimal(getattr(value, name))
    if name == "second":
        return Decimal(value.second) + Decimal(wide.clock_of(value)[3]) / wide.NANOS
    if name == "time offset":
        return wide.offset_of(value)
    if name == "timezone":
        return getattr(value.tzinfo, "key", None)
    raise KeyError(name)


def _span_part(value: Span, name: str) -> Decimal:
    nanos = wide.span_nanos(value)
    sign = -1 if nanos < 0 else 1
    whole, nano = divmod(abs(nanos), wide.NANOS)
    if name == "seconds":
        return sign * (Decimal(whole % 60) + Decimal(nano) / wide.NANOS)
    parts = {"days": whole // 86_400, "hours": whole // 3600 % 24, "minutes": whole // 60 % 60}
    return Decimal(sign * parts[name])
