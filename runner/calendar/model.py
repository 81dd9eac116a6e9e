"""A working calendar as files hold it."""

from __future__ import annotations

from pydantic import Field, field_validator

from runner.data.model import OpenValue

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class WorkingHours(OpenValue):
    """Hours of some weekdays: `days` is `MO-FR`, `SA`, `MO,WE,FR`; `from` and `to` are `HH:MM`, `to` up to
    `24:00`. A `to` not after `from` ends on the next day."""

    days: str = "MO-FR"
    start: str = Field(alias="from")
    end: str = Field(alias="to")

    @field_validator("days")
    @classmethod
    def _days(cls, value: str) -> str:
        weekdays(value)
        return value

    @field_validator("start", "end")
    @classmethod
    def _clock(cls, value: str) -> str:
        minutes(value)
        return value


class CalendarSpec(OpenValue):
    """`week`, `holidays` (`CN` or null), `closed` and `open`: dates, or spans of dates `2026-02-16/2026-02-20`.

    An empty week is always open. An open day that has no hours of its own has those of the first weekday
    that has some.
    """

    week: list[WorkingHours] = []
    holidays: str | None = None
    closed: list[str] = []
    open: list[str] = []


def weekdays(text: str) -> list[int]:
    """The weekdays (0 is Monday) in `MO-FR` or `MO,WE,FR`. Raises `ValueError`."""
    found: list[int] = []
    for part in text.upper().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"MO, TU, WE, TH, FR, SA, SU: {text}")
        start = DAYS.index(first)
        count = (DAYS.index(last) - start) % 7 + 1 if last else 1
        found += [(start + step) % 7 for step in range(count)]
    return found


def minutes(text: str) -> int:
    """Minutes since midnight in `HH:MM`, up to `24:00`. Raises `ValueError`."""
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        raise ValueError(f"HH:MM: {text}")
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > 24 * 60:
        raise ValueError(f"HH:MM: {text}")
    return total
