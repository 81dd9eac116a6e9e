"""Dates, times and durations as ISO 8601 texts: reading and writing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

from runner.feel import wide
from runner.feel.types import Temporal, YearsMonthsDuration
from runner.feel.wide import AnyDate, AnyDateTime, AnyTime, Span, WideDate, WideDateTime, WideSpan, WideTime

_DATE = r"(?P<year>-?(?:\d{4}|[1-9]\d{4,8}))-(?P<month>\d\d)-(?P<day>\d\d)"
_ZONE = r"(?P<zone>Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]+)?"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?" + _ZONE
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile("T?" + _TIME, re.ASCII)
_DATE_TIME_TEXT = re.compile(_DATE + "T" + _TIME, re.ASCII)
_MONTHS_TEXT = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_SECONDS_TEXT = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII
)
_MOST_DIGITS = 18


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


def _nano(fraction: str | None) -> int:
    return int(((fraction or "") + "0" * 9)[:9])


def _clock(match: re.Match[str]) -> tuple[tuple[int, int, int, int], tzinfo | None, bool]:
    """The time in a match, its zone, and whether it was 24:00."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    nano = _nano(match["fraction"])
    zone = zone_of(match["zone"]) if match["zone"] else None
    if hour == 24 and minute == second == nano == 0:
        return (0, 0, 0, 0), zone, True
    return (hour, minute, second, nano), zone, False


def _date(match: re.Match[str]) -> AnyDate:
    if match["year"] == "-0000":
        raise ValueError(match["year"])
    return wide.make_date(int(match["year"]), int(match["month"]), int(match["day"]))


def parse_date(text: str) -> AnyDate | None:
    """A date (`2026-03-02`, `-0044-03-15`, `12026-01-01`), or None."""
    match = _DATE_TEXT.fullmatch(text)
    try:
        return _date(match) if match else None
    except ValueError:
        return None


def parse_time(text: str) -> AnyTime | None:
    """A time of day (`09:00:00`, with zone `09:00:00+08:00`, `09:00:00@Asia/Shanghai`), or None."""
    match = _TIME_TEXT.fullmatch(text)
    try:
        if match is None:
            return None
        clock, zone, _ = _clock(match)
        return wide.make_time(*clock, zone)
    except ValueError:
        return None


def parse_date_time(text: str) -> AnyDateTime | None:
    """A date and time, or None; a date alone is its midnight, 24:00 is that of the next day."""
    match = _DATE_TIME_TEXT.fullmatch(text)
    try:
        if match is None:
            day = parse_date(text)
            return None if day is None else wide.make_date_time(day, (0, 0, 0, 0), None)
        clock, zone, over = _clock(match)
        day = _date(match)
        return wide.make_date_time(wide.from_ordinal(wide.ordinal(day) + 1) if over else day, clock, zone)
    except (ValueError, OverflowError):
        return None


def parse_duration(text: str) -> Span | YearsMonthsDuration | None:
    """A duration of either kind, or None. Months and days do not mix: `P1M1D` is None."""
    if match := _MONTHS_TEXT.fullmatch(text):
        if any(len(part) > _MOST_DIGITS for part in match.groups() if part):
            return None
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonthsDuration(-months if match[1] else months)
    if match := _SECONDS_TEXT.fullmatch(text):
        if any(len(part) > _MOST_DIGITS for part in match.groups()[:-1] if part):
            return None
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:6])
        whole = ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds
        nanos = whole * wide.NANOS + _nano(match[7])
        try:
            return wide.make_span(-nanos if match[1] else nanos)
        except OverflowError:
            return None
    return None


def parse_at_literal(text: str) -> Any:
    """The value of `@"..."`: date, date and time, time, or duration; None when it is none of them."""
    for reader in (parse_date, parse_time, parse_duration, parse_date_time):
        value = reader(text)
        if value is not None:
            return value
    return None


def _zone_text(moment: AnyDateTime | AnyTime) -> str:
    zone = moment.tzinfo
    if zone is None:
        return ""
    if key := getattr(zone, "key", None):
        return f"@{key}"
    shift = wide.offset_of(moment) or timedelta()
    if not shift:
        return "Z"
    seconds = int(abs(shift).total_seconds())
    text = f"{'-' if shift < timedelta() else '+'}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return text + (f":{seconds % 60:02}" if seconds % 60 else "")


def _time_text(moment: AnyDateTime | AnyTime) -> str:
    hour, minute, second, nano = wide.clock_of(moment)
    text = f"{hour:02}:{minute:02}:{second:02}"
    if nano:
        text += f".{nano:09}".rstrip("0")
    return text + _zone_text(moment)


def _date_text(day: wide.Moment) -> str:
    year = f"{'-' if day.year < 0 else ''}{abs(day.year):04}"
    return f"{year}-{day.month:02}-{day.day:02}"


def _span_text(span: Span) -> str:
    nanos = wide.span_nanos(span)
    sign = "-" if nanos < 0 else ""
    whole, nano = divmod(abs(nanos), wide.NANOS)
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    if seconds or nano:
        clock += f"{seconds}" + (f".{nano:09}".rstrip("0") if nano else "") + "S"
    date_part = f"{days}D" if days else ""
    return f"{sign}P{date_part}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def temporal_text(value: Temporal) -> str:
    """The ISO 8601 text of a date, time or duration; named zones as `@Area/City`."""
    if isinstance(value, datetime | WideDateTime):
        return f"{_date_text(value)}T{_time_text(value)}"
    if isinstance(value, date | WideDate):
        return _date_text(value)
    if isinstance(value, time | WideTime):
        return _time_text(value)
    if isinstance(value, timedelta | WideSpan):
        return _span_text(value)
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "") or "0M"
    return f"{'-' if value.months < 0 else ''}P{text}"
