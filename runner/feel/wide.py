"""Dates, times and spans that the standard library cannot hold: years beyond 1 to 9999, and nanoseconds.

A value has one form only: the standard library's where that is able to hold it, else one of these classes.
The `make_…` functions choose. Days are counted as `date.toordinal` counts them, on before year 1 and after 9999.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import total_ordering

NANOS = 1_000_000_000
DAY_NANOS = 86_400 * NANOS
LAST_YEAR = 999_999_999
_CYCLE_YEARS, _CYCLE_DAYS = 400, 146_097
_MOST_NANOS = 2 * 366 * LAST_YEAR * DAY_NANOS
_MICRO = timedelta(microseconds=1)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date before year 1 or after year 9999, in the Gregorian calendar carried on both ways."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class WideTime:
    """A time of day that is given to the nanosecond; `tzinfo` may be None."""

    hour: int
    minute: int
    second: int
    nano: int
    tzinfo: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time with such a date or such a time."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nano: int
    tzinfo: tzinfo | None = None


@total_ordering
@dataclass(frozen=True, slots=True)
class WideSpan:
    """A days-and-time duration that is given to the nanosecond, or is too long for `timedelta`."""

    nanos: int

    def __lt__(self, other: WideSpan | timedelta) -> bool:
        return self.nanos < span_nanos(other)

    def __neg__(self) -> WideSpan:
        return WideSpan(-self.nanos)

    def __abs__(self) -> WideSpan:
        return WideSpan(abs(self.nanos))


AnyDate = date | WideDate
AnyTime = time | WideTime
AnyDateTime = datetime | WideDateTime
Span = timedelta | WideSpan
Moment = date | datetime | WideDate | WideDateTime


def _stand_in(year: int) -> int:
    """A year from 1 to 9999 with the same calendar, and on the same side of the zones' rules."""
    return (year - 1) % _CYCLE_YEARS + (9201 if year > 9999 else 1)


def make_date(year: int, month: int, day: int) -> AnyDate:
    """A date. Raises `ValueError` for one that does not exist, or a year beyond 999,999,999 either way."""
    if 1 <= year <= 9999:
        return date(year, month, day)
    if abs(year) > LAST_YEAR:
        raise ValueError(year)
    date(_stand_in(year), month, day)
    return WideDate(year, month, day)


def make_time(hour: int, minute: int, second: int, nano: int, zone: tzinfo | None) -> AnyTime:
    """A time of day. Raises `ValueError` for one that does not exist."""
    plain = time(hour, minute, second, nano // 1000, zone)
    return WideTime(hour, minute, second, nano, zone) if nano % 1000 else plain


def make_date_time(day: Moment, clock: tuple[int, int, int, int], zone: tzinfo | None) -> AnyDateTime:
    """A date with a time (hour, minute, second, nanosecond). Raises `ValueError` for one that does not exist."""
    hour, minute, second, nano = clock
    if 1 <= day.year <= 9999 and not nano % 1000:
        return datetime(day.year, day.month, day.day, hour, minute, second, nano // 1000, zone)
    make_time(hour, minute, second, nano, zone)
    return WideDateTime(day.year, day.month, day.day, hour, minute, second, nano, zone)


def make_span(nanos: int) -> Span:
    """A days-and-time duration. Raises `OverflowError` beyond some 2,000,000,000 years."""
    if abs(nanos) > _MOST_NANOS:
        raise OverflowError(nanos)
    if nanos % 1000 or abs(nanos) >= 999_999_999 * DAY_NANOS:
        return WideSpan(nanos)
    return timedelta(microseconds=nanos // 1000)


def span_nanos(span: Span) -> int:
    """A duration in nanoseconds."""
    return span.nanos if isinstance(span, WideSpan) else span // _MICRO * 1000


def ordinal(day: Moment) -> int:
    """The number of a day; 0001-01-01 is day 1."""
    if isinstance(day, date):
        return day.toordinal()
    cycle, year = divmod(day.year - 1, _CYCLE_YEARS)
    return date(year + 1, day.month, day.day).toordinal() + cycle * _CYCLE_DAYS


def from_ordinal(number: int) -> AnyDate:
    """The date with this number. Raises `ValueError` beyond the last year."""
    cycle, rest = divmod(number - 1, _CYCLE_DAYS)
    plain = date.fromordinal(rest + 1)
    return make_date(plain.year + cycle * _CYCLE_YEARS, plain.month, plain.day)


def clock_of(value: AnyTime | AnyDateTime) -> tuple[int, int, int, int]:
    """Hour, minute, second and nanosecond."""
    nano = value.nano if isinstance(value, WideTime | WideDateTime) else value.microsecond * 1000
    return value.hour, value.minute, value.second, nano


def clock_nanos(value: AnyTime | AnyDateTime) -> int:
    """Nanoseconds since midnight."""
    hour, minute, second, nano = clock_of(value)
    return (hour * 3600 + minute * 60 + second) * NANOS + nano


def from_clock_nanos(nanos: int) -> tuple[int, int, int, int]:
    """Hour, minute, second and nanosecond of a number of nanoseconds since midnight."""
    seconds, nano = divmod(nanos, NANOS)
    return seconds // 3600, seconds // 60 % 60, seconds % 60, nano


def offset_of(value: AnyTime | AnyDateTime) -> timedelta | None:
    """The offset from UTC; None without a zone. A time in a named zone counts as one of 1 January 1970."""
    if value.tzinfo is None:
        return None
    if isinstance(value, datetime):
        return value.utcoffset()
    if isinstance(value, WideDateTime):
        year = value.year if 1 <= value.year <= 9999 else _stand_in(value.year)
        day = date(year, value.month, value.day)
    else:
        day = _EPOCH
    return datetime.combine(day, time(value.hour, value.minute, value.second, tzinfo=value.tzinfo)).utcoffset()


def instant(value: AnyDateTime) -> int:
    """Nanoseconds since the beginning of year 1, in UTC where a zone is known."""
    return ordinal(value) * DAY_NANOS + clock_nanos(value) - span_nanos(offset_of(value) or timedelta()) - DAY_NANOS


def from_instant(nanos: int, zone: tzinfo | None) -> AnyDateTime:
    """The date and time of an instant, seen in `zone`. Raises `ValueError`, `OverflowError`."""
    days, rest = divmod(nanos, DAY_NANOS)
    utc = make_date_time(from_ordinal(days + 1), from_clock_nanos(rest), None)
    if zone is None:
        return utc
    year = utc.year if 2 <= utc.year <= 9998 else _stand_in(utc.year)
    if year == 1:
        year += _CYCLE_YEARS  # room before it, for offsets to the west
    hour, minute, second, _ = clock_of(utc)
    seen = zone.fromutc(datetime(year, utc.month, utc.day, hour, minute, second, tzinfo=zone))
    moved = nanos + span_nanos(seen.utcoffset() or timedelta())
    days, rest = divmod(moved, DAY_NANOS)
    local = make_date_time(from_ordinal(days + 1), from_clock_nanos(rest), zone)
    return local.replace(fold=seen.fold) if isinstance(local, datetime) else local
