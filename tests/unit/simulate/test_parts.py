"""Distributions, calendars, scenarios, problems, first guesses, comparison: the parts around the machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.bundle.graph import Graph, Node
from runner.core.errors import FormatError, RunError
from runner.core.problem import Severity
from runner.organization.handler import Handler
from runner.simulate import Scenario, check_scenario, prepare, read_scenario, simulate
from runner.simulate.calendars import NeverOpen, ShiftTable
from runner.simulate.compare import compare
from runner.simulate.defaults import default_scenario
from runner.simulate.distributions import BadDistribution, Distribution, compile_distribution
from runner.simulate.durations import DAY, HOUR, SECOND, format_duration, parse_duration, since
from runner.simulate.load import expected_load
from runner.simulate.scenario import merged, own_part
from runner.simulate.special import beta_cdf, gamma_cdf, t_quantile
from runner.simulate.statistics import bucketed, histogram, percentile
from tests.unit.simulate.models import FOLDER, Drawn, a_scenario, case, constant

CHINA = timezone(timedelta(hours=8))


def sampler(kind: str, is_time: bool = False, **params):
    return compile_distribution(Distribution.model_validate({kind: params}), is_time=is_time)


# ---- distributions


@pytest.mark.parametrize(
    ("kind", "params", "sd"),
    [
        ("exponential", {"mean": 3}, 3),
        ("normal", {"mean": 5, "sd": 2}, 2),
        ("lognormal", {"mean": 3000, "sd": 2500}, 2500),
        ("gamma", {"mean": 4, "sd": 3}, 3),
        ("erlang", {"mean": 2, "k": 4}, 1),
        ("uniform", {"min": 1, "max": 4}, 3 / 12**0.5),
        ("triangular", {"min": 2, "mode": 4, "max": 15}, None),
        ("beta", {"min": 10, "max": 20, "mean": 14, "sd": 2}, 2),
        ("weibull", {"shape": 2, "scale": 3}, None),
        ("histogram", {"edges": [0, 1, 3], "counts": [1, 3]}, None),
    ],
)
def test_distribution_has_the_mean_and_spread_it_says(kind, params, sd):
    made = sampler(kind, **params)
    points = [made.quantile((index + 0.5) / 20000) for index in range(20000)]
    assert points == sorted(points)
    mean = sum(points) / len(points)
    assert mean == pytest.approx(made.mean, rel=0.01)
    if sd is not None:
        assert (sum((x - mean) ** 2 for x in points) / len(points)) ** 0.5 == pytest.approx(sd, rel=0.02)


def test_limits_truncate_and_the_achieved_mean_is_known():
    made = sampler("normal", mean=100, sd=100, min=0)
    assert made.mean == pytest.approx(128.8, abs=0.1)
    assert sampler("exponential", mean=100, max=300).mean == pytest.approx(84.3, abs=0.1)
    assert made.asked == 100


def test_moved_mean_is_told():
    graph, _scenario = case("e1")
    scenario = a_scenario(activities={"Task_serve": {"duration": {"normal": {"mean": 100, "sd": 100}}}})
    found = next(item for item in prepare(graph, scenario).problems if item.code == "simulate.truncated")
    assert found.params["achieved"].startswith("128.7")


def test_times_are_never_negative():
    made = sampler("normal", is_time=True, mean="PT1M", sd="PT5M")
    assert min(made.quantile(u) for u in (1e-12, 0.01, 0.2)) >= 0


@pytest.mark.parametrize(
    ("kind", "params", "name"),
    [
        ("exponential", {"mean": 0}, "mean"),
        ("triangular", {"min": 3, "mode": 2, "max": 5}, "mode"),
        ("uniform", {"min": 3, "max": 2}, "max"),
        ("beta", {"min": 0, "max": 1, "mean": 0.5, "sd": 0.9}, "sd"),
        ("erlang", {"mean": 1, "k": 1.5}, "k"),
        ("histogram", {"edges": [0, 1], "counts": [0]}, "counts"),
        ("constant", {"value": "soon"}, "value"),
        ("normal", {"mean": 1, "sd": 0.001, "min": 50, "max": 60}, "max"),
    ],
)
def test_senseless_parameters_are_refused_by_name(kind, params, name):
    with pytest.raises(BadDistribution) as caught:
        sampler(kind, **params)
    assert caught.value.args[0] == name


def test_distributions_come_back_as_they_were_written():
    for given_ in ({"list": {"values": ["PT3S", "PT2S"]}}, {"times": ["PT0S"]}, {"constant": {"value": "PT1H"}}):
        assert Distribution.model_validate(given_).model_dump(mode="json") == given_


def test_special_functions_agree_with_tables():
    assert t_quantile(9) == pytest.approx(2.262157, abs=1e-6)
    assert t_quantile(1) == pytest.approx(12.706205, abs=1e-5)
    assert gamma_cdf(0.5, 0.5) == pytest.approx(0.682689, abs=1e-6)
    assert beta_cdf(2, 3, 0.4) == pytest.approx(0.5248, abs=1e-9)


# ---- time


@given(st.integers(0, 400 * DAY))
def test_durations_survive_their_text(microseconds):
    assert parse_duration(format_duration(microseconds)) == microseconds


@pytest.mark.parametrize("text", ["", "P", "PT", "P1M", "P1Y", "10 min", "PT-5M"])
def test_lengths_without_fixed_size_are_refused(text):
    with pytest.raises(ValueError):
        parse_duration(text)


def office(day):
    return [(9 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)] if day.weekday() < 5 else []


def table(source=office) -> ShiftTable:
    return ShiftTable([source], datetime(2026, 3, 2, tzinfo=CHINA), CHINA)


@given(st.integers(0, 40 * DAY), st.integers(1, 200 * HOUR))
@settings(max_examples=60)
def test_adding_work_and_measuring_it_are_inverse(begin, work):
    shifts = table()
    end = shifts.add(begin, work)
    assert shifts.between(begin, end) == work
    assert shifts.between(begin, end - 1) == work - 1


@given(st.integers(0, 400 * DAY))
@settings(max_examples=40)
def test_the_next_window_is_open_and_nothing_before_it(moment):
    shifts = table()
    begin, end = shifts.window(moment)
    assert moment < end
    assert shifts.is_open(max(begin, moment))
    assert shifts.between(moment, max(begin, moment)) == 0


def test_work_that_ends_exactly_with_the_shift_ends_then():
    assert table().add(9 * HOUR, 3 * HOUR) == 12 * HOUR
    assert table().add(9 * HOUR, 7 * HOUR) == 17 * HOUR
    assert table().add(9 * HOUR, 0) == 9 * HOUR


def test_night_shift_goes_on_past_midnight():
    shifts = table(lambda day: [(22 * HOUR, 30 * HOUR)])
    assert shifts.is_open(3 * HOUR)
    assert shifts.add(5 * HOUR, 2 * HOUR) == 23 * HOUR


def test_summer_time_moves_the_opening_by_an_hour():
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 27, tzinfo=zone)
    shifts = ShiftTable([office], start, zone)
    opening = shifts.window(2 * DAY)[0]
    assert opening == 3 * DAY + 9 * HOUR - HOUR
    assert since(start, datetime(2026, 3, 30, 7, tzinfo=UTC)) == opening


def test_a_calendar_that_never_opens_is_refused():
    with pytest.raises(NeverOpen):
        table(lambda day: []).window(0)


def test_public_holidays_close_a_calendar():
    scenario = a_scenario(
        start="2026-10-01T00:00:00+08:00",
        calendars={"c": {"week": [{"days": "MO-SU", "from": "09:00", "to": "17:00"}], "holidays": "CN"}},
        pools=[{"id": "p", "calendar": "c"}],
        activities={"Task_serve": {"duration": constant("PT1H"), "pools": ["p"]}},
    )
    result = simulate(case("e1")[0], scenario)
    assert result.cycle.mean > 6 * 86400


# ---- scenarios


def test_scenario_builds_on_another_and_only_the_difference_is_kept():
    base = json.loads((FOLDER / "s15.json").read_text("utf-8"))
    more = {
        "name": "More",
        "extends": "s15",
        "pools": [{"id": "officer", "capacity": 3}],
        "flows": {"Flow_insure": 0.5},
    }
    files = {"s15": json.dumps(base).encode(), "more": json.dumps(more).encode()}
    scenario = read_scenario(files["more"], "more.json", files)
    assert scenario.pool("officer").capacity == 3
    assert scenario.pool("officer").cost_per_hour == "10"
    assert scenario.flows["Flow_resubmit"] == 0.2
    whole = merged(base, more)
    assert merged(base, own_part(base, whole)) == whole
    assert set(own_part(base, whole)["flows"]) == {"Flow_insure"}


def test_missing_or_circular_base_is_refused():
    with pytest.raises(FormatError) as caught:
        read_scenario(b'{"extends": "gone"}', "a.json", {})
    assert caught.value.code == "simulate.extends-missing"
    files = {"a": b'{"extends": "b"}', "b": b'{"extends": "a"}'}
    with pytest.raises(FormatError) as caught:
        read_scenario(files["a"], "a", files)
    assert caught.value.code == "simulate.extends-loop"


def test_scenario_that_does_not_fit_names_the_place():
    with pytest.raises(FormatError) as caught:
        read_scenario(b'{"activities": {"T": {"duration": {"gausian": {"mean": 1}}}}}', "peak.json")
    assert "activities/T/duration" in caught.value.params["path"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"arrivals": []}, "simulate.no-arrivals"),
        ({"arrivals": [{"at": "Gone", "times": [0]}]}, "simulate.unknown-start"),
        ({"activities": {"Task_serve": {"pools": ["ghost"]}}}, "simulate.unknown-pool"),
        ({"pools": [{"id": "p", "calendar": "never"}]}, "simulate.unknown-calendar"),
        ({"pools": [{"id": "p", "costPerHour": "much"}]}, "simulate.bad-money"),
        ({"pools": [{"id": "p"}, {"id": "p"}]}, "simulate.double-pool"),
        ({"arrivals": [{"every": constant(1)}]}, "simulate.no-limit"),
        ({"until": "tomorrow"}, "simulate.bad-time"),
        (
            {"activities": {"Task_serve": {"duration": {"uniform": {"min": 2, "max": 1}}}}},
            "simulate.bad-distribution",
        ),
    ],
)
def test_what_is_wrong_in_a_scenario_is_refused_with_its_reason(changes, code):
    graph = case("e1")[0]
    errors = [item for item in prepare(graph, a_scenario(**changes)).problems if item.severity is Severity.ERROR]
    assert code in {item.code for item in errors}
    assert all(item.message and "{" not in item.message for item in errors)
    with pytest.raises(RunError):
        simulate(graph, a_scenario(**changes))


def test_probabilities_that_do_not_sum_to_one_are_refused():
    graph, scenario = case("s9", flows={"Flow_again": 0.2, "Flow_on": 0.9})
    found = [item for item in prepare(graph, scenario).problems if item.code == "simulate.probabilities-sum"]
    assert found[0].element == "Gateway_again"


def test_overload_is_told_before_the_run():
    graph, scenario = case("s1")
    crowded = scenario.model_copy(update={"arrivals": a_scenario(arrivals=[{"every": constant("PT0.5S")}]).arrivals})
    assert "simulate.overload" in {item.code for item in check_scenario(graph, crowded)}
    assert "simulate.overload" not in {item.code for item in check_scenario(graph, scenario)}


def test_expected_load_of_the_loan_model_is_exact():
    graph, scenario = case("s15")
    load = expected_load(prepare(graph, scenario).table)
    assert load["clerk"] == pytest.approx(0.7575)
    assert load["appraiser"] == pytest.approx(0.75)
    assert load["officer"] == pytest.approx(0.8166667)


def test_data_decides_where_the_scenario_has_it():
    drawn = Drawn().node("S", "startEvent").node("G", "exclusiveGateway", default="GB").node("E", "endEvent")
    drawn.node("A", "task").node("B", "task").flow("SG", "S", "G").line("A", "E").line("B", "E")
    graph = drawn.flow("GA", "G", "A", "amount > 5000").flow("GB", "G", "B").graph
    scenario = a_scenario(
        cases=400, arrivals=[{"every": constant(1)}], data={"amount": {"uniform": {"min": 0, "max": 10000}}}
    )
    result = simulate(graph, scenario)
    assert result.flows["GA"] == pytest.approx(0.5, abs=0.1)
    assert result.flows["GA"] + result.flows["GB"] == 1


# ---- first guess, comparison, statistics


def test_first_guess_runs_at_once_and_keeps_everybody_below_overload():
    drawn = Drawn().node("S", "startEvent").node("G", "exclusiveGateway").node("E", "endEvent")
    drawn.node("A", "userTask", handler=Handler(strategy="departmentHead"))
    drawn.node("B", "userTask", handler=Handler(strategy="role", params={"who": "role:hr"})).node("R", "serviceTask")
    graph = drawn.line("S", "A", "G", "B", "R", "E").flow("GA", "G", "A").graph
    scenario = default_scenario(graph)
    assert {pool.id for pool in scenario.pools} == {"head", "hr"}
    assert scenario.flows == {"G-B": 0.85, "GA": 0.15}
    load = expected_load(prepare(graph, scenario).table)
    assert max(load.values()) == pytest.approx(0.7, abs=0.02)
    result = simulate(graph, scenario.model_copy(update={"cases": 200, "replications": 2}))
    assert result.counted > 0
    assert Scenario.model_validate(scenario.model_dump(mode="json", by_alias=True)) == scenario


def test_first_guess_of_an_empty_process_is_still_a_scenario():
    assert default_scenario(Graph(process="p", nodes=[Node(id="S", kind="startEvent")])).arrivals


def test_common_random_numbers_tell_a_small_improvement():
    graph, scenario = case("s15", cases=600, replications=10)
    before = simulate(graph, scenario)
    quick = scenario.activities["Task_check"].model_copy(
        update={"duration": Distribution.model_validate({"exponential": {"mean": "PT240S"}})}
    )
    after = simulate(graph, scenario.model_copy(update={"activities": {**scenario.activities, "Task_check": quick}}))
    cycle = next(item for item in compare(before, after) if item.key == "cycle")
    assert cycle.paired
    assert cycle.verdict == "less"
    alone = before.cycle.ci[1] - before.cycle.ci[0]
    assert cycle.ci[1] - cycle.ci[0] < alone / 4


def test_other_seeds_are_compared_as_independent():
    graph, scenario = case("s1", cases=500, replications=5)
    other = simulate(graph, scenario.model_copy(update={"seed": 99}))
    found = compare(simulate(graph, scenario), other)[0]
    assert not found.paired
    assert found.verdict == "unclear"


def test_percentiles_histogram_and_buckets_are_exact_on_small_values():
    assert percentile([1, 2, 3, 4], 50) == 2.5
    assert percentile([7], 99) == 7
    counts = histogram([1.0] * 90 + [100.0] * 10, 10)
    assert sum(counts["counts"]) == 100
    assert bucketed([(0, 2), (5 * SECOND, 0)], 0, 10 * SECOND, 2) == [2.0, 0.0]


def test_result_has_the_names_of_the_format():
    graph, scenario = case("s15", cases=50, replications=2)
    data = simulate(graph, scenario).to_json()
    assert {"cases", "replications", "seed", "backend", "tableHash", "warnings", "cycle", "waiting", "work", "cost",
            "pools", "activities", "flows", "throughputPerHour"} <= data.keys()  # fmt: skip
    assert {"mean", "ci", "p50", "p90", "p95", "p99"} <= data["cycle"].keys()
    assert data["pools"]["clerk"].keys() >= {"utilisation", "queue", "wait"}
    assert data["activities"]["Task_check"].keys() >= {"visits", "wait", "duration", "cost"}
    assert (data["cases"], data["replications"], len(data["tableHash"])) == (50, 2, 64)
