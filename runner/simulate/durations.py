"""Time in the simulator: whole microseconds since the start; ISO 8601 only at the edges."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MICROSECOND = 1
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_ISO = re.compile(
    r"(?P<sign>-?)P(?:(?P<weeks>\d+(?:\.\d+)?)W)?(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_UNITS = {"weeks": WEEK, "days": DAY, "hours": HOUR, "minutes": MINUTE, "seconds": SECOND}


def parse_duration(text: str) -> int:
    """Microseconds of an ISO 8601 duration (`PT10M`, `P1DT2H`, `PT0.5S`); weeks to seconds only.

    Raises `ValueError` for anything else, months and years included: their length is not fixed.
    """
    match = _ISO.fullmatch(text.strip().upper())
    if match is None or not any(match[unit] for unit in _UNITS):
        raise ValueError(text)
    total = 0
    for unit, size in _UNITS.items():
        if match[unit]:
            whole, _, fraction = match[unit].partition(".")
            total += int(whole) * size
            if fraction:
                total += round(int(fraction) * size / 10 ** len(fraction))
    return -total if match["sign"] else total


def format_duration(microseconds: int) -> str:
    """The ISO 8601 text of a length of time, in days, hours, minutes and seconds."""
    sign, rest = ("-", -microseconds) if microseconds < 0 else ("", microseconds)
    parts = []
    for letter, size in (("D", DAY), ("H", HOUR), ("M", MINUTE)):
        count, rest = divmod(rest, size)
        parts.append((letter, count))
    date = f"{parts[0][1]}D" if parts[0][1] else ""
    time = "".join(f"{count}{letter}" for letter, count in parts[1:] if count)
    if rest:
        whole, fraction = divmod(rest, SECOND)
        time += f"{whole}.{fraction:06d}".rstrip("0").rstrip(".") + "S"
    if not date and not time:
        return "PT0S"
    return f"{sign}P{date}{'T' + time if time else ''}"


def parse_instant(text: str) -> datetime:
    """An instant with its offset from ISO 8601 text; text without an offset is taken as UTC.

    Raises `ValueError`.
    """
    value = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return value if value.tzinfo else value.replace(tzinfo=UTC)  # 3.11 reads both


def since(start: datetime, instant: datetime) -> int:
    """Microseconds from `start` to `instant`, both with a time zone."""
    # subtraction within one zone would ignore summer time
    return (instant.astimezone(UTC) - start.astimezone(UTC)) // timedelta(microseconds=1)


def zone_of(start: datetime, zone_name: str | None) -> tzinfo:
    """The zone in which calendars are read: the named one where it agrees with the offset of `start`,
    else the fixed offset of `start`."""
    own = start.tzinfo or UTC
    if zone_name:
        try:
            zone = ZoneInfo(zone_name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return own
        if start.astimezone(zone).utcoffset() == start.utcoffset():
            return zone
    return own
