"""Cases whose outcome is known to the microsecond (textbook arithmetic, done by hand)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from runner.simulate.durations import HOUR, MINUTE, SECOND
from tests.unit.simulate.models import run

START = datetime.fromisoformat("2026-03-02T00:00:00+08:00")


def clock(microseconds: int) -> str:
    return (START + timedelta(microseconds=microseconds)).strftime("%a %H:%M:%S.%f")


def waits(trace: list) -> list[float]:
    return [(record.started - record.enabled) / SECOND for record in trace]


def test_six_arrivals_at_one_server_wait_as_computed_by_hand():
    result, trace = run("e1")
    assert waits(trace) == [0, 2, 3, 3, 0, 0]
    assert max(record.finished for record in trace) == 13 * SECOND
    assert result.waiting.mean == pytest.approx(8 / 6, abs=1e-9)
    assert result.pools["server"].utilisation.mean == pytest.approx(1.0, abs=1e-12)


def test_six_arrivals_at_two_servers_wait_as_computed_by_hand():
    result, trace = run("e2")
    assert waits(trace) == [0, 0, 1, 0, 0, 0]
    assert max(record.finished for record in trace) == 13 * SECOND
    assert result.pools["server"].queue.max >= 1


def test_ten_jobs_at_once_go_in_order_through_three_servers():
    result, trace = run("e3")
    assert waits(trace) == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3]
    assert max(record.finished for record in trace) == 4 * SECOND
    assert result.waiting.mean == pytest.approx(1.2, abs=1e-9)
    assert result.cases == 10


def test_work_pauses_over_night_and_the_next_waits_for_it():
    result, trace = run("e4")
    assert [clock(record.finished) for record in trace] == ["Tue 10:00:00.000000", "Tue 13:00:00.000000"]
    first, second = trace
    assert first.worked == 3 * HOUR
    assert first.finished - first.started - first.worked == 16 * HOUR
    assert second.started - second.enabled == 18 * HOUR + 30 * MINUTE
    assert result.off_shift.mean == pytest.approx(8 * 3600)


def test_the_next_waits_two_and_a_half_working_hours():
    from runner.simulate.shifts import Shifts
    from tests.unit.simulate.models import case

    _graph, scenario = case("e4")
    _result, trace = run("e4")
    shifts = Shifts(scenario.calendars, START, None, lambda code, **params: None)
    number = shifts.number("office")
    assert number is not None
    assert shifts.joint((number,)).between(trace[1].enabled, trace[1].started) == 2 * HOUR + 30 * MINUTE


def test_work_pauses_over_the_weekend():
    _result, trace = run("e5")
    assert [clock(record.finished) for record in trace] == ["Mon 11:00:00.000000", "Mon 14:00:00.000000"]


def test_nobody_off_shift_is_booked_while_someone_else_is_there():
    result, trace = run("e6")
    assert waits(trace) == [0] * 60
    assert result.pools["always"].utilisation.mean > 0
    assert result.pools["day"].utilisation.mean > 0


def test_textbook_credit_application_takes_eight_point_six_five_days():
    result, _trace = run("e8", cases=1500, replications=10)
    sample = result.samples.cycle
    mean = sum(sample) / len(sample)
    error = (sum((item - mean) ** 2 for item in sample) / 9 / 10) ** 0.5
    assert abs(mean - 8.65 * 86400) < 4 * error
