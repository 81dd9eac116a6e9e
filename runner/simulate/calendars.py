"""Working calendars as interval tables in microseconds, for speed: open or not, work done, and its inverse.

A work that pauses at the end of a shift and goes on in the next ends at `add(start, duration)`; no event
is needed for the pause.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from runner.simulate.durations import DAY, since

DaySource = Callable[[date], Sequence[tuple[int, int]]]
"""The open periods of a date, in microseconds after its midnight; the end may lie after the next one."""

CHUNK_DAYS = 56
PATIENCE_DAYS = 800


class NeverOpen(ValueError):
    """A calendar has no working time within two years."""


class ShiftTable:
    """When work goes on, from `start` (time 0) to any horizon; the table grows as it is asked."""

    def __init__(self, sources: Sequence[DaySource], start: datetime, zone: tzinfo) -> None:
        self._sources = tuple(sources)
        self._start = start
        self._zone = zone
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._work: list[int] = []  # working time before the interval
        self._next_day = start.astimezone(zone).date()
        self._horizon = 0

    def _extend(self) -> None:
        day = self._next_day
        last = day + timedelta(days=CHUNK_DAYS)
        periods = [sorted(self._periods(source, day, last)) for source in self._sources]
        merged = periods[0]
        for other in periods[1:]:
            merged = _common(merged, other)
        for begin, end in merged:
            self._append(max(begin, 0), end)
        self._next_day = last
        self._horizon = self._instant(last, 0)

    def _periods(self, source: DaySource, day: date, last: date) -> list[tuple[int, int]]:
        """The open periods within the days, clipped to them: a night shift of the day before reaches in."""
        first, end_of_all = self._instant(day, 0), self._instant(last, 0)
        found = []
        day -= timedelta(days=1)
        while day < last:
            for begin, end in source(day):
                low, high = max(first, self._instant(day, begin)), min(end_of_all, self._instant(day, end))
                if low < high:
                    found.append((low, high))
            day += timedelta(days=1)
        return found

    def _instant(self, day: date, offset: int) -> int:
        """Microseconds after the start of a clock time, also across a change to summer time."""
        days, rest = divmod(offset, DAY)
        clock = datetime.combine(day + timedelta(days=days), time()) + timedelta(microseconds=rest)
        return since(self._start, clock.replace(tzinfo=self._zone))

    def _append(self, begin: int, end: int) -> None:
        if self._ends and begin <= self._ends[-1]:
            self._ends[-1] = max(self._ends[-1], end)
        elif end > begin:
            before = self._work[-1] + self._ends[-1] - self._starts[-1] if self._ends else 0
            self._starts.append(begin)
            self._ends.append(end)
            self._work.append(before)

    def _reach(self, moment: int) -> None:
        while self._horizon <= moment:
            self._extend()

    def is_open(self, moment: int) -> bool:
        """Whether work goes on from `moment` on."""
        self._reach(moment)
        index = bisect_right(self._starts, moment) - 1
        return index >= 0 and moment < self._ends[index]

    def window(self, moment: int) -> tuple[int, int]:
        """The open interval around `moment`, or the next one after it. Raises `NeverOpen`."""
        self._reach(moment)
        index = bisect_right(self._ends, moment)
        tries = 0
        while index >= len(self._starts):
            tries += CHUNK_DAYS
            if tries > PATIENCE_DAYS:
                raise NeverOpen
            self._extend()
        return self._starts[index], self._ends[index]

    def worked(self, moment: int) -> int:
        """Working time from the start to `moment`."""
        self._reach(moment)
        index = bisect_right(self._starts, moment) - 1
        if index < 0:
            return 0
        return self._work[index] + min(moment, self._ends[index]) - self._starts[index]

    def between(self, begin: int, end: int) -> int:
        """Working time from `begin` to `end`."""
        return self.worked(end) - self.worked(begin)

    def add(self, begin: int, duration: int) -> int:
        """The first moment at which `duration` of working time has passed since `begin`.

        Work that ends exactly with the shift ends then, not at the next opening. Raises `NeverOpen`.
        """
        if duration <= 0:
            return begin
        target = self.worked(begin) + duration
        tries = 0
        while not self._ends or self._work[-1] + self._ends[-1] - self._starts[-1] < target:
            before = len(self._ends), self._ends[-1] if self._ends else 0
            self._extend()
            after = len(self._ends), self._ends[-1] if self._ends else 0
            tries = tries + CHUNK_DAYS if before == after else 0
            if tries > PATIENCE_DAYS:
                raise NeverOpen
        index = bisect_left(self._work, target) - 1
        return self._starts[index] + target - self._work[index]


def _common(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found = []
    i = j = 0
    while i < len(left) and j < len(right):
        begin, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if begin < end:
            found.append((begin, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return found
