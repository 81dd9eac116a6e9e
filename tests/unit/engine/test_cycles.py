"""Repeating timers count from their start: what began on the 31st comes on the last day of shorter months, and on the
31st again of longer ones."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runner.bundle.graph import Graph
from runner.engine.clock import parse_cycle
from tests.helpers.graphs import A, timer
from tests.unit.engine.driver import NOW, Driver

CYCLES = st.tuples(
    st.datetimes(datetime(2026, 3, 3), datetime(2032, 12, 31)), st.integers(1, 14), st.integers(1, 8)
).map(lambda drawn: (drawn[0].replace(microsecond=0, tzinfo=UTC), *drawn[1:]))


def lies(start: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def reminded(text: str) -> Graph:
    """A step that is reminded of, behind another one."""
    return (
        A().start().user("F").user("A").user("X").boundary("B", "A", timer(text, "cycle"), interrupting=False)
        .chain("S", "F", "A").chain("B", "X").graph()
    )  # fmt: skip


def fired(case: Driver) -> list[datetime]:
    return [entry.at for entry in case.log if entry.element == "B" and entry.kind == "fired"]


@pytest.mark.parametrize("saving", [False, True], ids=["straight", "saved"])
def test_what_begins_on_the_31st_comes_on_the_last_day_of_each_month(saving: bool) -> None:
    case = Driver(reminded("R4/2027-01-31T09:00:00Z/P1M"), saving=saving).start().do("F")
    case.wait(days=600)
    assert [f"{at:%m-%d %H:%M}" for at in fired(case)] == ["01-31 09:00", "02-28 09:00", "03-31 09:00", "04-30 09:00"]


@given(CYCLES)
@example((datetime(2027, 1, 31, 9, tzinfo=UTC), 1, 4))
def test_a_cycle_with_a_beginning_comes_that_day_of_each_month(drawn: tuple[datetime, int, int]) -> None:
    start, months, count = drawn
    case = Driver(reminded(f"R{count}/{start.isoformat()}/P{months}M"), saving=True).start().do("F")
    for _month in range(count + 1):
        case.wait(days=31 * months)  # the case is kept and taken up again meanwhile
    case.wait(days=(start - NOW).days + 1)
    assert fired(case) == [lies(start, number * months) for number in range(count)]


@given(CYCLES)
@example((datetime(2027, 1, 31, 9, tzinfo=UTC), 1, 4))
def test_a_cycle_without_a_beginning_counts_from_when_its_step_was_reached(drawn: tuple[datetime, int, int]) -> None:
    start, months, count = drawn
    case = Driver(reminded(f"R{count}/P{months}M"), saving=True).start()
    case.wait(seconds=(start - NOW).total_seconds())
    case.do("F").wait(days=31 * months * count)
    assert fired(case) == [lies(start, number * months) for number in range(1, count + 1)]


@given(CYCLES, st.integers(0, 40))
def test_a_cycle_with_an_end_comes_as_often_as_lies_before_it(drawn: tuple[datetime, int, int], days: int) -> None:
    start, months, count = drawn
    end = lies(start, months * count) + timedelta(days=days)
    cycle = parse_cycle(f"R/P{months}M/{end.isoformat()}", start, UTC)
    times = [cycle.at(cycle.ahead + number) for number in range(cycle.count or 0)]
    assert times == [at for number in range(1, count + 45) if (at := lies(start, months * number)) <= end]


def test_a_timer_that_is_put_off_comes_later_by_that_span_each_time() -> None:
    case = Driver(reminded("R3/2027-01-31T09:00:00Z/P1M")).start().do("F")
    case.case.waiting.put_off(timedelta(days=1))
    case.wait(days=600)
    assert [f"{at:%m-%d}" for at in fired(case)] == ["02-01", "03-01", "04-01"]


def test_a_case_that_was_kept_before_goes_on_from_where_its_timer_stands() -> None:
    case = Driver(reminded("R3/2027-01-31T09:00:00Z/P1M")).start().do("F")
    (slot,) = (slot for _token, _key, slot in case.case.waiting.slots())
    del slot["start"], slot["spans"]
    case.wait(days=600)
    assert [f"{at:%m-%d}" for at in fired(case)] == ["01-31", "02-28", "03-31"]
