"""Virtual time: what ISO 8601 timer texts mean, without a look at the machine's clock."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "run.timer": (
            N_("The timer {text} is not readable."),
            N_("Write an ISO 8601 duration such as PT2H, a date and time, or R3/PT4H."),
        )
    }
)

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+(?:\.\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<count>\d*)/(?P<rest>.+)", re.I)


@dataclass(frozen=True)
class Span:
    """An ISO duration: months count in the calendar, the rest is exact."""

    months: int = 0
    rest: timedelta = timedelta()

    def after(self, start: datetime) -> datetime:
        """`start` plus this span; a day that the month lacks becomes its last."""
        total = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(total, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + self.rest

    def times(self, number: int) -> Span:
        """So many of it one after the other."""
        return Span(self.months * number, self.rest * number)

    @property
    def is_positive(self) -> bool:
        """Whether time passes at all."""
        return self.months > 0 or self.rest > timedelta()


@dataclass(frozen=True)
class Cycle:
    """A repeating timer: `count` occurrences (None: without end), each `every` (ISO; empty: it comes once). All count
    from `start`, so that the 31st stays the 31st; the first one comes as many spans behind it as `ahead` says."""

    count: int | None
    start: datetime
    every: str
    ahead: int = 0

    @property
    def first(self) -> datetime:
        """The first occurrence."""
        return self.at(self.ahead)

    def at(self, spans: int) -> datetime:
        """The time that lies so many spans behind the start."""
        return parse_span(self.every).times(spans).after(self.start) if spans else self.start


def parse_span(text: str) -> Span:
    """An ISO 8601 duration. Raises `RunError` (`run.timer`)."""
    match = _DURATION.fullmatch(text.strip().upper().replace(",", "."))
    if match is None or text.strip().upper().endswith(("P", "T")):
        raise RunError("run.timer", text=text)
    part = {name: float(value) for name, value in match.groupdict(default="0").items() if name != "sign"}
    rest = timedelta(
        weeks=part["weeks"], days=part["days"], hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"]
    )
    months = int(part["years"] * 12 + part["months"])
    return Span(-months, -rest) if match["sign"] else Span(months, rest)


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """An ISO 8601 date or date and time; without an offset it is taken in `zone`. Raises `RunError`."""
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            value = datetime.combine(date.fromisoformat(text.strip()), time())
        except ValueError as error:
            raise RunError("run.timer", text=text) from error
    return value if value.tzinfo else value.replace(tzinfo=zone)


def due_at(kind: str, text: str, now: datetime, zone: tzinfo) -> datetime:
    """When a timer fires that starts waiting `now`. Raises `RunError` (`run.timer`)."""
    text = text.strip().strip('"')
    if kind == "cycle" or _CYCLE.fullmatch(text):
        return parse_cycle(text, now, zone).first
    if text.upper().startswith(("P", "-P")):
        return parse_span(text).after(now)
    return parse_instant(text, zone)


def parse_cycle(text: str, now: datetime, zone: tzinfo) -> Cycle:
    """`R3/PT4H`, `R/2026-03-02T09:00/P1D` or `R2/PT1H/2026-03-02T12:00`. Raises `RunError` (`run.timer`)."""
    match = _CYCLE.fullmatch(text.strip().strip('"'))
    if match is None:
        raise RunError("run.timer", text=text)
    count = int(match["count"]) if match["count"] else None
    parts = match["rest"].split("/")
    every = next((part for part in parts if part.upper().startswith("P")), "")
    span = parse_span(every)
    if not span.is_positive or len(parts) > 2:
        raise RunError("run.timer", text=text)
    if len(parts) == 1:
        return Cycle(count, now, every, ahead=1)
    if parts[0].upper().startswith("P"):  # duration and end: only what lies before the end
        end, room = parse_instant(parts[1], zone), 0
        while room < (count or 10_000) and span.times(room + 1).after(now) <= end:
            room += 1
        return Cycle(room, now, every, ahead=1)
    return Cycle(count, parse_instant(parts[0], zone), every)
