"""How tokens, people and clocks behave, one thing a test; and what must hold in every run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.bundle.graph import EventDefinition, Loop, TimerText
from runner.core.errors import RunError
from runner.simulate import simulate
from runner.simulate.durations import SECOND
from tests.unit.simulate.models import Drawn, a_scenario, case, constant

TERMINATE = EventDefinition(kind="terminate")


def traced(graph, scenario):
    trace = []
    result = simulate(graph, scenario, trace=trace)
    return result, trace


def one_task() -> Drawn:
    return Drawn().node("S", "startEvent").node("T", "userTask").node("E", "endEvent").line("S", "T", "E")


def several_ways(gateway: str, join: str) -> Drawn:
    drawn = Drawn().node("S", "startEvent").node("G", gateway).node("J", join).node("E", "endEvent")
    for name in "ABC":
        drawn.node(name, "task").flow(f"G{name}", "G", name).flow(f"{name}J", name, "J")
    return drawn.flow("SG", "S", "G").flow("JE", "J", "E")


DURATIONS = {name: {"duration": constant(seconds)} for name, seconds in (("A", 1), ("B", 2), ("C", 4))}


def test_same_seed_gives_the_same_figures_and_another_seed_others():
    first = simulate(*case("s15", cases=300, replications=2))
    again = simulate(*case("s15", cases=300, replications=2))
    other = simulate(*case("s15", cases=300, replications=2, seed=2))
    assert first.to_json() == again.to_json()
    assert first.cycle.mean != other.cycle.mean
    assert first.table_hash == other.table_hash


def test_an_unrelated_node_does_not_change_the_draws_of_others():
    graph, scenario = case("s15", cases=400, replications=1)
    plain = simulate(graph, scenario)
    drawn = graph.model_copy(
        update={
            "nodes": [*graph.nodes, Drawn().node("Task_zero", "task").graph.nodes[0]],
            "flows": [
                flow.model_copy(update={"target": "Task_zero"}) if flow.id == "Flow_2" else flow
                for flow in graph.flows
            ] + [Drawn().flow("Flow_new", "Task_zero", "Task_check").graph.flows[0]],
        }
    )  # fmt: skip
    changed = scenario.model_copy(
        update={"activities": {**scenario.activities, "Task_zero": scenario.activities["Task_check"].model_copy(
            update={"duration": None, "pools": []})}}
    )  # fmt: skip
    more = simulate(drawn, changed)
    assert more.cycle.mean == plain.cycle.mean
    assert more.activities["Task_approve"] == plain.activities["Task_approve"]


def test_parallel_join_waits_for_all_branches():
    result = simulate(several_ways("parallelGateway", "parallelGateway").graph, a_scenario(activities=DURATIONS))
    assert result.cycle.mean == 4
    assert result.work.mean == 7


def test_exclusive_split_takes_shares_and_divides_the_rest():
    scenario = a_scenario(activities=DURATIONS, flows={"GA": 0.5}, cases=4000, arrivals=[{"every": constant(1)}])
    result = simulate(several_ways("exclusiveGateway", "exclusiveGateway").graph, scenario)
    assert result.flows["GA"] == pytest.approx(0.5, abs=0.035)
    assert result.flows["GB"] == pytest.approx(0.25, abs=0.03)
    assert result.flows["JE"] == 1


def test_inclusive_join_waits_for_the_branches_that_were_taken():
    graph = several_ways("inclusiveGateway", "inclusiveGateway").graph
    for taken, expected in (("AB", 2), ("A", 1), ("ABC", 4), ("C", 4)):
        flows = {f"G{name}": float(name in taken) for name in "ABC"}
        result = simulate(graph, a_scenario(activities=DURATIONS, flows=flows))
        assert result.cycle.mean == expected, taken
        assert result.flows["JE"] == 1


def test_inclusive_join_sees_a_loop_inside_a_branch():
    drawn = several_ways("inclusiveGateway", "inclusiveGateway").node("X", "exclusiveGateway")
    graph = drawn.graph
    flows = [flow for flow in graph.flows if flow.id != "AJ"]
    flows += Drawn().flow("AX", "A", "X").flow("XA", "X", "A").flow("XJ", "X", "J").graph.flows
    graph = graph.model_copy(update={"flows": flows})
    result = simulate(
        graph,
        a_scenario(
            activities=DURATIONS, flows={"GA": 1, "GB": 1, "GC": 0, "XA": 0.6}, cases=300,
            arrivals=[{"every": constant(1)}],
        ),
    )  # fmt: skip
    assert result.flows["JE"] == 1
    assert result.counted == 300


def test_race_goes_to_the_first_event():
    drawn = Drawn().node("S", "startEvent").node("R", "eventBasedGateway").node("E", "endEvent").flow("SR", "S", "R")
    for name in ("Soon", "Late"):
        drawn.node(name, "intermediateCatchEvent", event=EventDefinition(kind="message"))
        drawn.flow(f"R{name}", "R", name).flow(f"{name}E", name, "E")
    events = {"Soon": {"delay": constant(3)}, "Late": {"delay": constant(5)}}
    result = simulate(drawn.graph, a_scenario(events=events))
    assert result.cycle.mean == 3
    assert (result.flows["RSoon"], result.flows["RLate"]) == (1, 0)


def a_sub_process(end: EventDefinition | None = None) -> Drawn:
    return (
        Drawn()
        .node("S", "startEvent").node("Sub", "subProcess").node("E", "endEvent").line("S", "Sub", "E")
        .node("S2", "startEvent", scope="Sub").node("A", "task", scope="Sub").node("B", "task", scope="Sub")
        .node("E2", "endEvent", scope="Sub", event=end).node("E3", "endEvent", scope="Sub")
        .flow("f1", "S2", "A").flow("f2", "S2", "B").flow("f3", "A", "E2").flow("f4", "B", "E3")
    )  # fmt: skip


def test_sub_process_ends_with_its_last_token():
    result = simulate(a_sub_process().graph, a_scenario(activities=DURATIONS))
    assert result.cycle.mean == 2


def test_terminate_end_cuts_the_rest_of_its_sub_process_short():
    scenario = a_scenario(
        activities={"A": {"duration": constant(1)}, "B": {"duration": constant(9), "pools": ["p"]}},
        pools=[{"id": "p", "costPerHour": "3600"}],
    )
    result = simulate(a_sub_process(TERMINATE).graph, scenario)
    assert result.cycle.mean == 1
    assert result.cost.mean == pytest.approx(1.0)


def test_error_end_leaves_by_the_boundary_event():
    drawn = a_sub_process(EventDefinition(kind="error", code="E1"))
    drawn.node("Bnd", "boundaryEvent", attached_to="Sub", event=EventDefinition(kind="error", code="E1"))
    drawn.node("Mend", "task").node("E4", "endEvent").line("Bnd", "Mend", "E4")
    result = simulate(drawn.graph, a_scenario(activities={**DURATIONS, "Mend": {"duration": constant(10)}}))
    assert result.cycle.mean == 11
    assert result.flows["Sub-E"] == 0


def with_timer(interrupting: bool) -> Drawn:
    drawn = one_task().node(
        "Timer", "boundaryEvent", attached_to="T", interrupting=interrupting, event=EventDefinition(kind="timer")
    )
    return drawn.node("Remind", "task").node("E2", "endEvent").line("Timer", "Remind", "E2")


def test_interrupting_timer_frees_the_people():
    scenario = a_scenario(
        pools=[{"id": "p"}],
        arrivals=[{"times": [0, 1]}],
        activities={"T": {"duration": constant(10), "pools": ["p"]}},
        events={"Timer": {"delay": constant(4)}},
    )
    _result, trace = traced(with_timer(True).graph, scenario)
    work = [record for record in trace if record.node == "T"]
    assert [record.finished / SECOND for record in work] == [4, 5]
    assert work[1].started == 4 * SECOND


def test_waiting_work_that_is_cut_short_leaves_the_queue():
    scenario = a_scenario(
        calendars={"late": {"week": [{"days": "MO-SU", "from": "12:00", "to": "24:00"}]}},
        pools=[{"id": "p", "calendar": "late"}],
        arrivals=[{"times": [0, "PT13H"]}],
        activities={"T": {"duration": constant(1), "pools": ["p"]}},
        events={"Timer": {"delay": constant(3)}},
    )
    result, trace = traced(with_timer(True).graph, scenario)
    assert [record.case for record in trace if record.node == "T"] == [1]
    assert result.flows["Timer-Remind"] == 0.5
    assert result.pools["p"].queue.mean * result.simulated_seconds == pytest.approx(3)


def test_reminder_goes_on_beside_the_work():
    scenario = a_scenario(
        activities={"T": {"duration": constant(10)}, "Remind": {"duration": constant(1)}},
        events={"Timer": {"delay": constant(4)}},
    )
    result = simulate(with_timer(False).graph, scenario)
    assert result.cycle.mean == 10
    assert result.activities["Remind"].visits == 1


@pytest.mark.parametrize(
    ("text", "visits"), [("R3/PT4S", 3), ("R2/PT4S", 2), ("R/PT4S", 4), ("PT4S", 1), ("R0/PT4S", 0)]
)
def test_a_timer_that_repeats_comes_as_often_as_it_says_while_the_work_lasts(text, visits):
    timer = TimerText(kind="duration" if text.startswith("P") else "cycle", text=text)
    event = EventDefinition(kind="timer", timer=timer)
    drawn = one_task().node("Timer", "boundaryEvent", attached_to="T", interrupting=False, event=event)
    drawn.node("Remind", "task").node("E2", "endEvent").line("Timer", "Remind", "E2")
    scenario = a_scenario(activities={"T": {"duration": constant(18)}, "Remind": {"duration": constant(1)}})
    result, trace = traced(drawn.graph, scenario)
    reminded = [record.started / SECOND for record in trace if record.node == "Remind"]
    assert reminded == [4 * number for number in range(1, visits + 1)]
    assert result.cycle.mean == 18
    assert not [one for one in result.warnings if one.severity == "warning" and one.element == "Timer"]


def test_compensation_is_named_where_it_is_left_out():
    drawn = one_task().node("Undo", "task", for_compensation=True)
    drawn.node("B", "boundaryEvent", attached_to="T", event=EventDefinition(kind="compensation"))
    drawn.node("Throw", "intermediateThrowEvent", event=EventDefinition(kind="compensation")).line("T", "Throw", "E")
    result = simulate(drawn.graph, a_scenario(activities={"T": {"duration": constant(2)}}))
    assert result.cycle.mean == 2
    assert {one.element for one in result.warnings if one.code == "simulate.compensation"} == {"Undo", "Throw"}


def test_boundary_event_can_come_with_a_probability():
    drawn = one_task().node("Fail", "boundaryEvent", attached_to="T", event=EventDefinition(kind="error"))
    drawn.node("E2", "endEvent").line("Fail", "E2")
    scenario = a_scenario(
        cases=2000, arrivals=[{"every": constant(1)}], events={"Fail": {"probability": 0.25}},
        activities={"T": {"duration": constant(1)}},
    )  # fmt: skip
    result = simulate(drawn.graph, scenario)
    assert result.flows["Fail-E2"] == pytest.approx(0.25, abs=0.04)
    assert result.flows["Fail-E2"] + result.flows["T-E"] == pytest.approx(1)


@pytest.mark.parametrize(("kind", "expected"), [("parallel", 2), ("sequential", 6)])
def test_instances_run_side_by_side_or_one_after_the_other(kind, expected):
    drawn = Drawn().node("S", "startEvent").node("T", "task", loop=Loop(kind=kind)).node("E", "endEvent")
    scenario = a_scenario(activities={"T": {"duration": constant(2), "instances": constant(3)}})
    assert simulate(drawn.line("S", "T", "E").graph, scenario).cycle.mean == expected


def test_work_that_needs_two_waits_for_both():
    scenario = a_scenario(
        pools=[{"id": "a", "capacity": 2}, {"id": "b"}],
        arrivals=[{"times": [0, 0]}],
        activities={"T": {"duration": constant(3), "pools": ["a", "b"]}},
    )
    result, trace = traced(one_task().graph, scenario)
    assert [record.finished / SECOND for record in trace] == [3, 6]
    assert result.pools["a"].utilisation.mean == 0.5


def test_blocked_work_does_not_hold_up_what_stands_behind_it():
    drawn = Drawn()
    for name in ("A", "B"):
        drawn.node(f"S{name}", "startEvent").node(name, "task").node(f"E{name}", "endEvent").line(
            f"S{name}", name, f"E{name}"
        )
    scenario = a_scenario(
        pools=[{"id": "a"}, {"id": "b", "calendar": "late"}],
        calendars={"late": {"week": [{"days": "MO-SU", "from": "12:00", "to": "24:00"}]}},
        arrivals=[{"at": "SA", "times": [0]}, {"at": "SB", "times": [1]}],
        activities={
            "A": {"duration": constant(2), "pools": ["a", "b"]},
            "B": {"duration": constant(2), "pools": ["a"]},
        },
    )
    _result, trace = traced(drawn.graph, scenario)
    ends = {record.node: record.finished / SECOND for record in trace}
    assert ends == {"B": 3, "A": 12 * 3600 + 2}


def test_the_first_free_of_several_pools_takes_the_work():
    scenario = a_scenario(
        pools=[{"id": "a"}, {"id": "b"}],
        arrivals=[{"times": [0, 0, 1]}],
        activities={"T": {"duration": constant(3), "pools": [["a", "b"]]}},
    )
    _result, trace = traced(one_task().graph, scenario)
    assert [record.pools for record in trace] == [("a",), ("b",), ("a",)]


def test_two_needs_out_of_overlapping_pools_find_their_people():
    scenario = a_scenario(
        pools=[{"id": "a"}, {"id": "b"}],
        activities={"T": {"duration": constant(3), "pools": [["a", "b"], "a"]}},
    )
    _result, trace = traced(one_task().graph, scenario)
    assert trace[0].pools == ("b", "a")


def test_two_calendars_work_together_in_their_common_hours():
    week = [{"days": "MO-FR", "from": "09:00", "to": "12:00"}]
    other = [{"days": "MO-FR", "from": "11:00", "to": "15:00"}]
    scenario = a_scenario(
        calendars={"early": {"week": week}, "late": {"week": other}},
        pools=[{"id": "a", "calendar": "early"}, {"id": "b", "calendar": "late"}],
        activities={"T": {"duration": constant("PT90M"), "pools": ["a", "b"]}},
    )
    _result, trace = traced(one_task().graph, scenario)
    assert trace[0].started / SECOND == 11 * 3600
    assert trace[0].finished / SECOND == 86400 + 11.5 * 3600


def test_costs_are_hours_times_rate_and_a_fixed_part():
    scenario = a_scenario(
        pools=[{"id": "p", "costPerHour": "60"}],
        activities={"T": {"duration": constant("PT30M"), "pools": ["p"], "fixedCost": "2.50"}},
    )
    result = simulate(one_task().graph, scenario)
    assert result.cost.mean == pytest.approx(32.5)
    assert result.activities["T"].cost == pytest.approx(32.5)


def test_cases_that_arrive_during_the_warm_up_are_not_counted():
    scenario = a_scenario(
        arrivals=[{"times": [0, 10, 20]}], warmUp="PT15S", activities={"T": {"duration": constant(1)}}
    )
    result = simulate(one_task().graph, scenario)
    assert (result.cases, result.counted) == (3, 1)
    assert result.activities["T"].visits == 1


def test_time_limit_leaves_open_cases_uncounted_and_says_so():
    scenario = a_scenario(
        until="PT10S", arrivals=[{"every": constant(4)}], activities={"T": {"duration": constant(3)}}
    )
    result = simulate(one_task().graph, scenario)
    assert result.counted == 1
    assert "simulate.unfinished" in {warning.code for warning in result.warnings}


def test_a_case_that_can_never_end_is_reported():
    graph = several_ways("exclusiveGateway", "parallelGateway").graph
    result = simulate(graph, a_scenario(activities=DURATIONS))
    stuck = next(warning for warning in result.warnings if warning.code == "simulate.stuck")
    assert stuck.element == "J"


def test_a_loop_without_way_out_is_refused_instead_of_running_on():
    drawn = Drawn().node("S", "startEvent").node("G", "exclusiveGateway").node("T", "task").node("E", "endEvent")
    drawn.line("S", "G", "T", "G").flow("GE", "G", "E")
    with pytest.raises(RunError) as caught:
        simulate(drawn.graph, a_scenario(flows={"G-T": 1, "GE": 0}))
    assert caught.value.code == "simulate.endless"


def test_a_list_is_taken_in_order_and_refused_when_used_up():
    scenario = a_scenario(arrivals=[{"times": [0, 1, 2]}], activities={"T": {"duration": {"list": [1, 1]}}})
    with pytest.raises(RunError) as caught:
        simulate(one_task().graph, scenario)
    assert caught.value.code == "simulate.list-exhausted"


def test_cancelling_keeps_the_replications_that_are_done():
    graph, scenario = case("s1", cases=3000, replications=50)
    asked = []

    def cancel() -> bool:
        asked.append(True)
        return len(asked) > 12

    result = simulate(graph, scenario, cancel=cancel)
    assert 0 < result.replications < 50
    assert "simulate.partial" in {warning.code for warning in result.warnings}
    with pytest.raises(RunError) as caught:
        simulate(graph, scenario, cancel=lambda: True)
    assert caught.value.code == "simulate.cancelled"


def test_progress_rises_to_the_end():
    told = []
    simulate(*case("s1", cases=3000, replications=3), progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (9000, 9000)


@given(st.integers(0, 10_000), st.integers(1, 3), st.sampled_from(["s15", "s9", "s10-busy"]))
@settings(max_examples=8, deadline=None)
def test_every_run_keeps_the_books(seed, capacity, name):
    graph, scenario = case(name, cases=150, replications=1, seed=seed, warm_up=None)
    pools = [pool.model_copy(update={"capacity": capacity + 1}) for pool in scenario.pools]
    trace = []
    result = simulate(graph, scenario.model_copy(update={"pools": pools}), trace=trace)
    assert result.counted == result.cases == 150
    assert all(record.enabled <= record.started <= record.finished for record in trace)
    assert result.work.mean * 150 == pytest.approx(sum(record.worked for record in trace) / SECOND)
    end = max(record.finished for record in trace)
    for pool in pools:
        busy = [(record.started, record.finished) for record in trace if pool.id in record.pools]
        share = sum(finish - start for start, finish in busy) / (end * pool.capacity)
        assert result.pools[pool.id].utilisation.mean == pytest.approx(share, rel=1e-6, abs=1e-9)
        for start, _finish in busy:
            assert sum(1 for a, b in busy if a <= start < b) <= pool.capacity


@given(st.integers(0, 10_000))
@settings(max_examples=5, deadline=None)
def test_nobody_idles_while_work_waits(seed):
    graph, scenario = case("s9", cases=150, replications=1, seed=seed, warm_up=None)
    trace = []
    simulate(graph, scenario, trace=trace)
    for pool in scenario.pools:
        own = [record for record in trace if pool.id in record.pools]
        for record in own:
            if record.started > record.enabled:
                busy = sum(1 for other in own if other.started < record.started <= other.finished)
                assert busy >= pool.capacity


def test_a_timer_that_no_longer_matters_does_not_lengthen_the_run():
    scenario = a_scenario(
        pools=[{"id": "p"}],
        activities={"T": {"duration": constant(10), "pools": ["p"]}},
        events={"Timer": {"delay": constant("P1D")}},
    )
    assert simulate(with_timer(True).graph, scenario).pools["p"].utilisation.mean == 1
