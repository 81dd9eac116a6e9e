"""The calendars of a scenario by number, each read once and compiled when the machine asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from typing import Protocol

from runner.calendar.work import WorkCalendar
from runner.core.errors import FormatError
from runner.core.problem import Problem, Severity
from runner.simulate.calendars import DaySource, ShiftTable
from runner.simulate.durations import zone_of
from runner.simulate.staff import hours_less

_MICROSECOND = timedelta(microseconds=1)


class Report(Protocol):
    """Takes a problem."""

    def __call__(
        self, code: str, element: str | None = None, *, severity: Severity = Severity.ERROR, **params: object
    ) -> None: ...


class Shifts:
    """Calendars by number; a calendar of None, or with an empty week, is always open and has no number."""

    def __init__(
        self, calendars: Mapping[str, Mapping[str, object]], start: datetime, zone_name: str | None, report: Report
    ) -> None:
        self._calendars = calendars
        self._start = start
        self._zone = zone_of(start, zone_name)
        self._report = report
        self._numbers: dict[str, int | None] = {}
        self._sources: list[WorkCalendar] = []
        self._away: dict[int, Sequence[tuple[date, date]]] = {}
        self._made: dict[tuple[int, ...], ShiftTable] = {}
        self.facts: list[object] = []

    @property
    def makers(self) -> list[Callable[[], ShiftTable]]:
        """A maker for each number."""
        return [partial(self.joint, (number,)) for number in range(len(self._sources))]

    def joint(self, numbers: tuple[int, ...]) -> ShiftTable:
        """When all of these calendars are open at once; kept, since it grows only by being asked."""
        if numbers not in self._made:
            sources = [_day_source(self._sources[number], self._away.get(number, ())) for number in numbers]
            self._made[numbers] = ShiftTable(sources, self._start, self._zone)
        return self._made[numbers]

    def number(self, name: str | None) -> int | None:
        """The number of a calendar, or None for always open."""
        if name is None:
            return None
        if name not in self._numbers:
            self._numbers[name] = self._read(name)
        return self._numbers[name]

    def number_without(self, name: str | None, away: Sequence[tuple[date, date]]) -> int | None:
        """The number of a calendar (None: always open) without the days away, each span from first to last."""
        if not away:
            return self.number(name)
        own = self.number(name)
        key = f"{name or ''}|{away}"
        if key not in self._numbers:
            self._sources.append(WorkCalendar() if own is None else self._sources[own])
            self._away[len(self._sources) - 1] = tuple(away)
            self.facts.append([self.facts[own] if own is not None else None, [[str(a), str(b)] for a, b in away]])
            self._numbers[key] = len(self._sources) - 1
        return self._numbers[key]

    @property
    def zone(self) -> tzinfo:
        """The zone in which days begin."""
        return self._zone

    def _read(self, name: str) -> int | None:
        given = self._calendars.get(name)
        if given is None:
            self._report("simulate.unknown-calendar", name=name)
            return None
        try:
            calendar = WorkCalendar.from_dict(given)
        except (FormatError, ValueError):
            self._report("simulate.bad-calendar", name=name)
            return None
        if calendar.is_always_open:
            return None
        self._sources.append(calendar)
        self.facts.append(dict(given))
        return len(self._sources) - 1

    def problems(self, end: int) -> list[Problem]:
        """What the calendars do not know about the days up to a moment of the run."""
        first, last = self._start.date(), (self._start + end * _MICROSECOND).date()
        calendars = dict.fromkeys(self._sources)
        return [problem for calendar in calendars for problem in calendar.problems(first, last)]


def _day_source(calendar: WorkCalendar, away: Sequence[tuple[date, date]] = ()) -> DaySource:
    def periods(day: date) -> Sequence[tuple[int, int]]:
        found = [(begin // _MICROSECOND, end // _MICROSECOND) for begin, end in calendar.hours(day)]
        return hours_less(found, day, away) if away else found

    return periods
