"""Public holidays with their adjusted working days (调休), by country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True)
class HolidayYear:
    """One year: days off, and weekend days that are worked in exchange."""

    off: frozenset[date]
    worked: frozenset[date]


COUNTRIES = frozenset({"CN"})


@lru_cache(maxsize=128)
def holiday_year(country: str, year: int) -> HolidayYear | None:
    """The holidays of a year, or None for a year that is not published yet (or a country without data).

    Source for CN: the State Council's yearly notices, as package `chinesecalendar` carries them.
    """
    if country != "CN":
        return None
    import chinese_calendar  # here: reading its tables takes a while, and few calendars need them

    off = frozenset(day for day in chinese_calendar.holidays if day.year == year)
    if not off:
        return None
    return HolidayYear(off, frozenset(day for day in chinese_calendar.workdays if day.year == year))
