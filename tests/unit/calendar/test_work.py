"""Working time: hours, holidays, half days, and the arithmetic on them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.calendar import ALWAYS_OPEN, WEEKDAYS, WorkCalendar
from runner.core.errors import FormatError

OFFICE_HOURS = [{"days": "MO-FR", "from": "09:00", "to": "12:00"}, {"days": "MO-FR", "from": "13:30", "to": "18:00"}]
OFFICE = WorkCalendar.from_dict({"week": OFFICE_HOURS, "holidays": "CN", "closed": ["2026-12-31"], "open": []})
NIGHT = WorkCalendar.from_dict(
    {"week": [{"days": "FR", "from": "22:00", "to": "06:00"}, {"days": "SU", "from": "00:00", "to": "24:00"}]}
)
CN_TIME = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 3, 2), True),  # a Monday
        (date(2026, 3, 7), False),  # a Saturday
        (date(2026, 2, 14), True),  # a Saturday worked in exchange for Spring Festival
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 12, 31), False),  # closed by the calendar
    ],
)
def test_holidays_and_exchanged_working_days_count(day: date, worked: bool) -> None:
    assert OFFICE.is_working_day(day) is worked


def test_an_exchanged_sunday_has_the_hours_of_a_weekday() -> None:
    assert OFFICE.hours(date(2026, 2, 14)) == OFFICE.hours(date(2026, 3, 2))


def test_an_unpublished_year_is_a_warning_and_counts_weekdays() -> None:
    problems = OFFICE.problems(date(2026, 1, 1), date(2090, 1, 1))
    assert [problem.params["year"] for problem in problems][-1] == "2090"
    assert "2026" not in [problem.params["year"] for problem in problems]
    assert problems[0].severity == "warning"
    assert problems[0].message
    assert OFFICE.is_working_day(date(2090, 1, 2))
    assert not OFFICE.is_working_day(date(2090, 1, 1))


def test_open_wins_over_a_holiday_and_closed_wins_over_open() -> None:
    calendar = WorkCalendar.from_dict(
        {"week": OFFICE_HOURS, "holidays": "CN", "open": ["2026-10-01/2026-10-02"], "closed": ["2026-10-02"]}
    )
    assert calendar.is_working_day(date(2026, 10, 1))
    assert not calendar.is_working_day(date(2026, 10, 2))


def test_working_time_leaves_out_lunch_nights_and_weekends() -> None:
    assert OFFICE.working_time(datetime(2026, 3, 6, 11), datetime(2026, 3, 9, 10)) == timedelta(hours=1 + 4.5 + 1)


def test_an_instant_at_the_end_of_a_span_is_not_worked() -> None:
    assert OFFICE.is_working(datetime(2026, 3, 2, 9))
    assert not OFFICE.is_working(datetime(2026, 3, 2, 12))


def test_next_working_start_skips_the_festival() -> None:
    assert OFFICE.next_working_start(datetime(2026, 2, 14, 19)) == datetime(2026, 2, 24, 9)
    assert OFFICE.next_working_start(datetime(2026, 3, 2, 10)) == datetime(2026, 3, 2, 10)


def test_a_shift_past_midnight_is_cut_there() -> None:
    assert NIGHT.working_time(datetime(2026, 3, 6, 21), datetime(2026, 3, 7, 12)) == timedelta(hours=8)
    assert NIGHT.is_working(datetime(2026, 3, 7, 5))


@pytest.mark.parametrize(
    ("first", "last", "first_half", "last_half", "days"),
    [
        (2, 4, "am", "pm", "3"),
        (2, 4, "pm", "pm", "2.5"),
        (2, 4, "pm", "am", "2"),
        (2, 2, "am", "am", "0.5"),
        (2, 2, "pm", "am", "0"),
        (6, 9, "pm", "am", "1"),
        (4, 2, "am", "pm", "0"),
    ],
)
def test_working_days_count_in_halves(first: int, last: int, first_half: str, last_half: str, days: str) -> None:
    found = OFFICE.working_days(date(2026, 3, first), date(2026, 3, last), first_half, last_half)  # type: ignore[arg-type]
    assert found == Decimal(days)


def test_a_saturday_morning_is_half_a_day() -> None:
    calendar = WorkCalendar.from_dict({"week": [*OFFICE_HOURS, {"days": "SA", "from": "09:00", "to": "12:00"}]})
    assert calendar.working_days(date(2026, 3, 6), date(2026, 3, 8)) == Decimal("1.5")


def test_the_zone_of_the_calendar_sets_the_day() -> None:
    calendar = WorkCalendar.from_dict({"week": OFFICE_HOURS}, CN_TIME)
    assert calendar.is_working(datetime(2026, 3, 2, 1, 30, tzinfo=UTC))
    end = calendar.add_working_time(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), timedelta(hours=8))
    assert end == datetime(2026, 3, 3, 9, 30, tzinfo=CN_TIME)
    assert end.utcoffset() == timedelta()


def test_no_calendar_is_always_open() -> None:
    for calendar in (
        ALWAYS_OPEN,
        WorkCalendar.from_dict(None),
        WorkCalendar.from_dict({"week": [], "holidays": "CN"}),
    ):
        assert calendar.working_time(datetime(2026, 3, 7), datetime(2026, 3, 9)) == timedelta(days=2)
        assert calendar.is_working(datetime(2026, 10, 1, 3))
        assert not calendar.problems(date(2090, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    "data",
    [
        {"week": [{"days": "MO-XX", "from": "09:00", "to": "12:00"}]},
        {"week": [{"days": "MO", "from": "9", "to": "12:00"}]},
        {"week": [{"days": "MO", "from": "09:00", "to": "25:00"}]},
        {"closed": ["31.12.2026"]},
        {"week": "always"},
    ],
)
def test_a_calendar_that_does_not_fit_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(FormatError) as caught:
        WorkCalendar.from_dict(data)
    assert caught.value.message


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)).map(
    lambda moment: moment.replace(microsecond=0)
)
spans = st.integers(0, 60 * 60 * 200).map(lambda seconds: timedelta(seconds=seconds))
calendars = st.sampled_from([OFFICE, WEEKDAYS, NIGHT, ALWAYS_OPEN])


@settings(max_examples=150, deadline=None)
@given(calendars, instants, spans)
def test_adding_and_then_measuring_is_identity(calendar: WorkCalendar, start: datetime, span: timedelta) -> None:
    assert calendar.working_time(start, calendar.add_working_time(start, span)) == span
    assert calendar.working_time(start, calendar.add_working_time(start, -span)) == -span


@settings(max_examples=150, deadline=None)
@given(calendars, st.tuples(instants, instants, instants))
def test_working_time_adds_up(calendar: WorkCalendar, moments: tuple[datetime, datetime, datetime]) -> None:
    first, middle, last = sorted(moments)
    whole = calendar.working_time(first, last)
    assert whole == calendar.working_time(first, middle) + calendar.working_time(middle, last)
    assert timedelta() <= whole <= last - first


@settings(max_examples=80, deadline=None)
@given(calendars, instants)
def test_next_working_start_is_worked_and_nothing_is_worked_before_it(
    calendar: WorkCalendar, moment: datetime
) -> None:
    start = calendar.next_working_start(moment)
    assert calendar.is_working(start)
    assert calendar.working_time(moment, start) == timedelta()


@settings(max_examples=60, deadline=None)
@given(instants, spans)
def test_a_zone_changes_nothing_but_the_clock(start: datetime, span: timedelta) -> None:
    plain = OFFICE.add_working_time(start, span)
    assert OFFICE.add_working_time(start.replace(tzinfo=CN_TIME), span).replace(tzinfo=None) == plain
