"""Dates, times and durations: reading and writing ISO 8601 texts, parts, and arithmetic."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from runner.feel.types import YearsMonthsDuration

_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_ZONE = r"(?P<zone>Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?" + _ZONE
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile("T?" + _TIME, re.ASCII)
_DATE_TIME_TEXT = re.compile(_DATE + "T" + _TIME, re.ASCII)
_MONTHS_TEXT = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_SECONDS_TEXT = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?", re.ASCII
)
_DAY = timedelta(days=1)
_EPOCH_DATE = date(1970, 1, 1)

Temporal = date | time | timedelta | YearsMonthsDuration
Duration = timedelta | YearsMonthsDuration


@lru_cache(maxsize=256)
def zone_of(text: str) -> tzinfo | None:
    """The zone of `Z`, `+08:00` or `@Asia/Shanghai`. Raises `ValueError` for one that does not exist."""
    if text in ("Z", "z"):
        return UTC
    if text.startswith("@"):
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(text[1:])
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(text) from error
    sign = -1 if text[0] == "-" else 1
    parts = [int(part) for part in text[1:].split(":")]
    if parts[0] > 18 or any(part > 59 for part in parts[1:]):
        raise ValueError(text)
    shift = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0)
    return timezone(sign * shift)


def _clock(match: re.Match[str]) -> tuple[time, bool]:
    """The time in a match, and whether it was 24:00."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    micro = int(((match["fraction"] or "") + "000000")[:6])
    zone = zone_of(match["zone"]) if match["zone"] else None
    if hour == 24 and minute == second == micro == 0:
        return time(0, tzinfo=zone), True
    return time(hour, minute, second, micro, zone), False


def parse_date(text: str) -> date | None:
    """A date (`2026-03-02`), or None."""
    match = _DATE_TEXT.fullmatch(text)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """A time of day (`09:00:00`, with zone `09:00:00+08:00`, `09:00:00@Asia/Shanghai`), or None."""
    match = _TIME_TEXT.fullmatch(text)
    try:
        return _clock(match)[0] if match else None
    except ValueError:
        return None


def parse_date_time(text: str) -> datetime | None:
    """A date and time, or None; a date alone is its midnight."""
    match = _DATE_TIME_TEXT.fullmatch(text)
    try:
        if match is None:
            day = parse_date(text)
            return datetime(day.year, day.month, day.day) if day else None
        clock, over = _clock(match)
        moment = datetime.combine(date(int(match["year"]), int(match["month"]), int(match["day"])), clock)
        return moment + _DAY if over else moment
    except (ValueError, OverflowError):
        return None


def parse_duration(text: str) -> Duration | None:
    """A duration of either kind, or None. Months and days do not mix: `P1M1D` is None."""
    if match := _MONTHS_TEXT.fullmatch(text):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonthsDuration(-months if match[1] else months)
    if match := _SECONDS_TEXT.fullmatch(text):
        try:
            span = timedelta(
                weeks=int(match[2] or 0),
                days=int(match[3] or 0),
                hours=int(match[4] or 0),
                minutes=int(match[5] or 0),
            )
            span += timedelta(microseconds=int(Decimal(match[6] or 0) * 1_000_000))
        except OverflowError:
            return None
        return -span if match[1] else span
    return None


def parse_at_literal(text: str) -> Any:
    """The value of `@"..."`: date, date and time, time, or duration; None when it is none of them."""
    for reader in (parse_date, parse_time, parse_duration, parse_date_time):
        value = reader(text)
        if value is not None:
            return value
    return None


def _zone_text(zone: tzinfo | None, moment: datetime | time) -> str:
    if zone is None:
        return ""
    if key := getattr(zone, "key", None):
        return f"@{key}"
    shift = moment.utcoffset() or timedelta()
    if not shift:
        return "Z"
    seconds = int(abs(shift).total_seconds())
    text = f"{'-' if shift < timedelta() else '+'}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return text + (f":{seconds % 60:02}" if seconds % 60 else "")


def _time_text(moment: datetime | time) -> str:
    text = f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    if moment.microsecond:
        text += f".{moment.microsecond:06}".rstrip("0")
    return text + _zone_text(moment.tzinfo, moment)


def _seconds_text(span: timedelta) -> str:
    sign = "-" if span < timedelta() else ""
    whole = abs(span)
    hours, rest = divmod(whole.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    if seconds or whole.microseconds:
        clock += f"{seconds}" + (f".{whole.microseconds:06}".rstrip("0") if whole.microseconds else "") + "S"
    days = f"{whole.days}D" if whole.days else ""
    return f"{sign}P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def temporal_text(value: Temporal) -> str:
    """The ISO 8601 text of a date, time or duration; named zones as `@Area/City`."""
    if isinstance(value, datetime):
        return f"{value.year:04}-{value.month:02}-{value.day:02}T{_time_text(value)}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _time_text(value)
    if isinstance(value, timedelta):
        return _seconds_text(value)
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "") or "0M"
    return f"{'-' if value.months < 0 else ''}P{text}"


def as_date_time(value: date) -> datetime:
    """A date as its midnight in UTC, as the standard asks where dates and instants meet."""
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)


def add_months(value: date, months: int) -> date:
    """`value` moved by months; the day is cut to the month's last. Raises `ValueError` beyond year 1..9999."""
    from calendar import monthrange

    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return value.replace(year=year, month=month + 1, day=min(value.day, monthrange(year, month + 1)[1]))


def shift(value: date | time, duration: Duration, sign: int = 1) -> date | time | None:
    """`value` moved by a duration; None where the two do not fit. Raises `OverflowError`, `ValueError`."""
    if isinstance(duration, YearsMonthsDuration):
        return None if isinstance(value, time) else add_months(value, sign * duration.months)
    if isinstance(value, time):
        moved = datetime.combine(_EPOCH_DATE + _DAY * 10, value.replace(tzinfo=None)) + sign * (duration % _DAY)
        return moved.time().replace(tzinfo=value.tzinfo)
    if isinstance(value, datetime):
        return value + sign * duration
    moved = datetime(value.year, value.month, value.day) + sign * duration
    return moved.date()


def difference(left: date | time, right: date | time) -> timedelta | None:
    """`left - right` as a days-and-time duration; None where one has a zone and the other has none."""
    if isinstance(left, time) or isinstance(right, time):
        if not (isinstance(left, time) and isinstance(right, time)):
            return None
        if (left.tzinfo is None) != (right.tzinfo is None):
            return None
        return _since_midnight(left) - _since_midnight(right)
    if not isinstance(left, datetime) and not isinstance(right, datetime):
        return left - right
    left, right = as_date_time(left), as_date_time(right)
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return _since_first(left) - _since_first(right)


def offset_of(value: datetime | time) -> timedelta | None:
    """The offset from UTC; None without a zone (or for a time in a named zone without a day)."""
    if isinstance(value, time) and value.tzinfo is not None and value.utcoffset() is None:
        return datetime.combine(_EPOCH_DATE, value).utcoffset()
    return value.utcoffset()


def _since_midnight(value: time) -> timedelta:
    plain = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return plain - (offset_of(value) or timedelta())


def _since_first(value: datetime) -> timedelta:
    """The time since the first of all days, in UTC where a zone is known: safe beyond year 9999 as well."""
    return value.replace(tzinfo=None) - datetime.min - (value.utcoffset() or timedelta())


def comparable(value: date | time) -> Any:
    """A key that orders two values of one kind as FEEL does: the instant where a zone is known."""
    if isinstance(value, time):
        return (value.tzinfo is not None, _since_midnight(value))
    if isinstance(value, datetime):
        return (value.tzinfo is not None, _since_first(value))
    return (False, value)


def part(value: Temporal, name: str) -> Any:
    """`value.name` (year, hour, time offset ...). Raises `KeyError` where the value has no such part."""
    if isinstance(value, timedelta):
        return _span_part(value, name)
    if isinstance(value, YearsMonthsDuration):
        sign = -1 if value.months < 0 else 1
        years, months = divmod(abs(value.months), 12)
        return Decimal(sign * {"years": years, "months": months}[name])
    if isinstance(value, date):
        if name in ("year", "month", "day"):
            return Decimal(getattr(value, name))
        if name == "weekday":
            return Decimal(value.isoweekday())
        if not isinstance(value, datetime):
            raise KeyError(name)
    if name in ("hour", "minute"):
        return Decimal(getattr(value, name))
    if name == "second":
        return Decimal(value.second) + Decimal(value.microsecond) / 1_000_000
    if name == "time offset":
        return offset_of(value)
    if name == "timezone":
        return getattr(value.tzinfo, "key", None)
    raise KeyError(name)


def _span_part(value: timedelta, name: str) -> Decimal:
    sign = -1 if value < timedelta() else 1
    whole = abs(value)
    hours, rest = divmod(whole.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = {"days": whole.days, "hours": hours, "minutes": minutes}
    if name == "seconds":
        return sign * (Decimal(seconds) + Decimal(whole.microseconds) / 1_000_000)
    return Decimal(sign * parts[name])
