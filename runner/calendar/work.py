"""Working time: what counts as worked, how much of it lies between two instants, and where it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Literal

from runner.calendar.holidays import COUNTRIES, holiday_year
from runner.calendar.model import CalendarSpec, minutes, weekdays
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.data.model import read_value

declare(
    {
        "calendar.year": (
            N_("The holidays of {year} are not published yet; its weekdays count as in any other week."),
            N_("Enter days off and working weekends under closed and open once they are known."),
        ),
        "calendar.holidays": (
            N_("There are no holidays for {country}; its weekdays count as in any other week."),
            N_("Use CN, or enter the days under closed."),
        ),
    }
)

Half = Literal["am", "pm"]
Hours = tuple[tuple[timedelta, timedelta], ...]

_DAY = timedelta(days=1)
_NONE = timedelta()
_WHOLE_DAY: Hours = ((_NONE, _DAY),)
_NOON = timedelta(hours=12)
_AFTER_LUNCH = timedelta(hours=13)


class WorkCalendar:
    """When work is done. Frozen; day boundaries are those of `zone`, or of the instants given.

    Instants are all naive or all with a zone. In zones with daylight saving, hours are those of the clock.
    """

    def __init__(self, spec: CalendarSpec | None = None, zone: tzinfo | None = None) -> None:
        self.spec = spec or CalendarSpec()
        self.zone = zone
        self._week = _week_hours(self.spec)
        self._open_hours = next((hours for hours in self._week if hours), _WHOLE_DAY)
        self._closed = frozenset(_dates(self.spec.closed))
        self._open = frozenset(_dates(self.spec.open))
        self._country = (self.spec.holidays or "").upper()
        self._days: dict[date, Hours] = {}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None, zone: tzinfo | None = None) -> WorkCalendar:
        """The calendar of a JSON value; None is always open. Raises `FormatError` where it does not fit."""
        return cls(read_value(CalendarSpec, dict(data or {}), "calendar"), zone)

    @property
    def is_always_open(self) -> bool:
        """Whether every instant is worked: no hours are given."""
        return not self.spec.week

    def problems(self, first: date, last: date) -> list[Problem]:
        """What is not known about the days between two dates: a warning for each year without holidays."""
        if self.is_always_open or not self._country:
            return []
        if self._country not in COUNTRIES:
            return [Problem("calendar.holidays", Severity.WARNING, params={"country": self._country})]
        return [
            Problem("calendar.year", Severity.WARNING, params={"year": str(year)})
            for year in range(first.year, last.year + 1)
            if holiday_year(self._country, year) is None
        ]

    # ------------------------------------------------------------------ days

    def hours(self, day: date) -> Hours:
        """The worked spans of a day, each from and to as time since its midnight, in order."""
        if self.is_always_open:
            return _WHOLE_DAY
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._hours(day)
        return found

    def _hours(self, day: date) -> Hours:
        usual = self._week[day.weekday()]
        if day in self._closed:
            return ()
        if day in self._open:
            return usual or self._open_hours
        year = holiday_year(self._country, day.year) if self._country else None
        if year is not None:
            if day in year.worked:
                return usual or self._open_hours
            if day in year.off:
                return ()
        return usual

    def is_working_day(self, day: date) -> bool:
        """Whether any time of the day is worked."""
        return bool(self.hours(day))

    def working_days(self, first: date, last: date, first_half: Half = "am", last_half: Half = "pm") -> Decimal:
        """Working days from `first` to `last`, both counted, in halves.

        It starts in the afternoon where `first_half` is `pm`, and ends at noon where `last_half` is `am`. A
        day with morning hours only is half a day. Nothing for `last` before `first`.
        """
        halves = 0
        day = first
        while day <= last:
            for half in self._halves(day):
                early = day == first and first_half == "pm" and half == "am"
                late = day == last and last_half == "am" and half == "pm"
                halves += not early and not late
            day += _DAY
        return Decimal(halves) / 2

    def _halves(self, day: date) -> list[Half]:
        hours = self.hours(day)
        found: list[Half] = []
        if any(start < _NOON for start, _ in hours):
            found.append("am")
        if any(end > _AFTER_LUNCH for _, end in hours):
            found.append("pm")
        return found or (["am", "pm"] if hours else [])

    # ------------------------------------------------------------------ instants

    def is_working(self, moment: datetime) -> bool:
        """Whether work is done at this instant; the end of a span does not belong to it."""
        local = self._local(moment)
        since = local - _midnight(local.date())
        return any(start <= since < end for start, end in self.hours(local.date()))

    def next_working_start(self, moment: datetime) -> datetime:
        """`moment` itself if it is worked, else the next instant that is. Raises `ValueError` beyond year 9999."""
        local = self._local(moment)
        for start, end in self._spans(local):
            if end > local:
                return self._back(max(start, local), moment)
        raise ValueError("no working time")

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two instants; negative when `end` comes first."""
        if end < start:
            return -self.working_time(end, start)
        if self.is_always_open:
            return end - start
        first, last = self._local(start), self._local(end, start)
        total = _NONE
        for begin, finish in self._spans(first):
            if begin >= last:
                break
            total += max(min(finish, last) - max(begin, first), _NONE)
        return total

    def add_working_time(self, start: datetime, span: timedelta) -> datetime:
        """The earliest instant that lies `span` of working time after `start` (before it, if negative).

        `working_time(start, add_working_time(start, span)) == span`. Raises `ValueError` beyond year 9999.
        """
        if self.is_always_open or not span:
            return start + span
        local = self._local(start)
        return self._back(self._subtract(local, -span) if span < _NONE else self._add(local, span), start)

    def _add(self, local: datetime, left: timedelta) -> datetime:
        for begin, finish in self._spans(local):
            begin = max(begin, local)
            if finish > begin:
                if finish - begin >= left:
                    return begin + left
                left -= finish - begin
        raise ValueError("no working time")

    def _subtract(self, local: datetime, left: timedelta) -> datetime:
        day = local.date()
        while day > date.min:
            midnight = _midnight(day)
            for start, end in reversed(self.hours(day)):
                begin, finish = midnight + start, min(midnight + end, local)
                if finish > begin:
                    if finish - begin >= left:
                        return finish - left
                    left -= finish - begin
            day -= _DAY
        raise ValueError("no working time")

    def _spans(self, local: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Worked spans from the day of `local` on, as naive local instants."""
        day = local.date()
        while day < date.max:
            midnight = _midnight(day)
            for start, end in self.hours(day):
                yield midnight + start, midnight + end
            day += _DAY

    def _local(self, moment: datetime, like: datetime | None = None) -> datetime:
        if moment.tzinfo is None:
            return moment
        return moment.astimezone(self.zone or (like or moment).tzinfo).replace(tzinfo=None)

    def _back(self, local: datetime, like: datetime) -> datetime:
        if like.tzinfo is None:
            return local
        return local.replace(tzinfo=self.zone or like.tzinfo).astimezone(like.tzinfo)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _week_hours(spec: CalendarSpec) -> list[Hours]:
    """The hours of each weekday; overlapping spans are joined, those past midnight cut there."""
    rows: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for hours in spec.week:
        start, end = minutes(hours.start), minutes(hours.end)
        for day in weekdays(hours.days):
            if end > start:
                rows[day].append((start, end))
            else:
                rows[day].append((start, 24 * 60))
                rows[(day + 1) % 7].append((0, end))
    return [_joined(row) for row in rows]


def _joined(spans: list[tuple[int, int]]) -> Hours:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif end > start:
            joined.append((start, end))
    return tuple((timedelta(minutes=start), timedelta(minutes=end)) for start, end in joined)


def _dates(texts: list[str]) -> Iterator[date]:
    for text in texts:
        first, _, last = text.partition("/")
        try:
            day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError as error:
            raise FormatError(
                "json.unfit", file="calendar", path="closed/open", cause="date_parsing", found=text
            ) from error
        while day <= end:
            yield day
            day += _DAY


ALWAYS_OPEN = WorkCalendar()
"""Every instant is worked."""

WEEKDAYS = WorkCalendar(
    CalendarSpec.model_validate(
        {
            "week": [
                {"days": "MO-FR", "from": "09:00", "to": "12:00"},
                {"days": "MO-FR", "from": "13:00", "to": "18:00"},
            ]
        }
    )
)
"""Monday to Friday without holidays: what counts where no calendar is set."""
