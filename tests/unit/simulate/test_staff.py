"""Simulated work goes to whom the one resolver names: agents, rounds, seats, and pools where nobody is found."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Approval, Graph
from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, resolve
from runner.rights.model import ProcessRights, Rule
from runner.simulate import Scenario, SimulationResult, simulate
from runner.simulate.defaults import default_scenario
from runner.simulate.durations import DAY, HOUR
from runner.simulate.tally import WorkRecord
from tests.unit.simulate.models import Drawn, a_scenario, constant

START = datetime.fromisoformat("2026-03-02T00:00:00+08:00")
"""A Monday, midnight in Shanghai."""

RULES = {"by": "rules"}


def office(**more: Any) -> Organization:
    """李 heads the department where 张 works, 王 the one where 钱, 孙 and 吴 do; the last two are finance."""
    people = {"zhang": "a", "li": "a", "qian": "b", "wang": "b", "sun": "b", "wu": "b"}
    return Organization.model_validate(
        {
            "departments": [{"id": "a", "name": "甲", "head": "li"}, {"id": "b", "name": "乙", "head": "wang"}],
            "users": [
                {"id": user, "name": user.title(), "assignments": [{"department": place}]}
                for user, place in people.items()
            ],
            "roles": [
                {"id": "finance", "scope": "global", "members": [{"who": "user:sun"}, {"who": "user:wu"}]}
            ],
            **more,
        }
    )  # fmt: skip


HEAD = Handler(strategy="departmentHead")
FINANCE = Handler(strategy="role", params={"who": "role:finance"})


def line(*steps: tuple[str, Handler | None, Approval | None], starters: str = "zhang") -> Graph:
    drawn = Drawn().node("S", "startEvent").node("E", "endEvent")
    for name, handler, approval in steps:
        drawn.node(name, "userTask", name=name, handler=handler, approval=approval)
    graph = drawn.line("S", *(name for name, *_rest in steps), "E").graph
    return graph.model_copy(
        update={"rights": ProcessRights(allow=[Rule(action="start", who=f"user:{starters}")])} if starters else {}
    )


def run(
    graph: Graph, organization: Organization | None = None, **parts: Any
) -> tuple[SimulationResult, list[WorkRecord]]:
    trace: list[WorkRecord] = []
    hours = parts.pop("hours", 1)
    parts.setdefault("people", RULES)
    parts.setdefault("activities", {node.id: {"duration": constant(f"PT{hours}H")} for node in graph.nodes
                                    if node.kind == "userTask"})  # fmt: skip
    bundle = Bundle(graph.process, {}, {graph.process: graph}, organization=organization or office())
    result = simulate(bundle, a_scenario(**parts), trace=trace)
    return result, sorted(trace, key=lambda record: (record.case, record.enabled, record.started, record.pools))


def times(*hours: float) -> list[dict[str, Any]]:
    return [{"times": [f"PT{hour}H" for hour in hours]}]


def test_work_goes_to_whom_the_resolver_names_for_the_starter_of_the_case() -> None:
    graph = line(("Head", HEAD, None), starters="")
    trace = run(graph, arrivals=times(*range(0, 200, 2)))[1]
    named = {
        resolve(HEAD, office(), CaseFacts(starter=user.id, now=START)).people or ("",) for user in office().users
    }
    assert {record.pools for record in trace if record.pools} == {("user:li",), ("user:wang",)}
    assert named == {("li",), ("wang",), ("",)}  # a head at the top has nobody above


def test_one_person_in_two_steps_is_one_worker() -> None:
    graph = line(("First", HEAD, None), ("Second", HEAD, None))
    trace = run(graph, arrivals=times(0, 0))[1]
    assert [(record.node, record.started // HOUR) for record in sorted(trace, key=lambda one: one.started)] == [
        ("First", 0), ("First", 1), ("Second", 2), ("Second", 3),
    ]  # fmt: skip
    assert {record.pools for record in trace} == {("user:li",)}


def test_members_of_a_role_take_turns_and_none_waits_while_another_is_free() -> None:
    result, trace = run(line(("Pay", FINANCE, None)), arrivals=times(0, 0, 1, 2, 3))
    assert [record.started - record.enabled for record in trace] == [0] * 5
    taken = [record.pools[0] for record in trace]
    assert abs(taken.count("user:sun") - taken.count("user:wu")) == 1
    assert set(result.pools) == {"user:sun", "user:wu"}


@pytest.mark.parametrize(
    ("approval", "works", "ends"),
    [
        (Approval(vote="all"), 2, 1),
        (Approval(vote="any"), 1, 1),
        (Approval(vote="sequence"), 2, 2),
        (Approval(vote="count", threshold=2), 2, 1),
        (Approval(vote="percent", threshold=50), 2, 1),
        (Approval(vote="random"), 1, 1),
    ],
)
def test_votes_ask_as_many_as_in_the_runner(approval: Approval, works: int, ends: int) -> None:
    result, trace = run(line(("Pay", FINANCE, approval)))
    assert (len(trace), result.cycle.mean) == (works, ends * 3600)


def test_what_is_decided_needs_the_others_no_longer() -> None:
    organization = office(
        roles=[
            {"id": "finance", "scope": "global", "members": [{"who": f"user:{one}"} for one in ("li", "sun", "wu")]}
        ]
    )
    graph = line(("Head", HEAD, None), ("Pay", FINANCE, Approval(vote="count", threshold=2)))
    # 李 is busy with the second case when the first comes to the vote: the other two decide without waiting
    trace = run(graph, organization, arrivals=times(0, 0.5))[1]
    first = [record for record in trace if record.case == 0 and record.node == "Pay"]
    assert {record.pools[0] for record in first} == {"user:sun", "user:wu"}


absences = st.tuples(st.integers(0, 9), st.integers(0, 5))


@given(absences)
def test_agents_act_on_the_days_of_the_absence_alone(span: tuple[int, int]) -> None:
    begins, length = span
    first = START.date() + timedelta(days=begins)
    last = first + timedelta(days=length)
    organization = office(absences=[{"who": "user:li", "from": str(first), "to": str(last), "agent": "user:wang"}])
    # one case an hour round the clock, each done before the next: who does it depends on the local day alone
    trace = run(line(("Head", HEAD, None)), organization, hours=0.5, arrivals=times(*range(24 * 16)))[1]
    for record in trace:
        day = date.fromordinal(START.toordinal() + record.enabled // DAY)
        assert record.pools == ("user:wang" if first <= day <= last else "user:li",)
    assert len(trace) == 24 * 16


def test_what_waits_when_an_absence_begins_goes_to_the_agent() -> None:
    organization = office(
        absences=[{"who": "user:li", "from": "2026-03-03", "to": "2026-03-09", "agent": "user:wang"}]
    )
    trace = run(line(("Head", HEAD, None)), organization, hours=12, arrivals=times(1, 2, 3))[1]
    assert [(record.pools[0], record.started // HOUR) for record in trace] == [
        ("user:li", 1), ("user:li", 13), ("user:wang", 24),
    ]  # fmt: skip


def test_without_an_agent_the_step_waits_until_its_person_is_back() -> None:
    organization = office(absences=[{"who": "user:li", "from": "2026-03-02", "to": "2026-03-04"}])
    trace = run(line(("Head", HEAD, None)), organization)[1]
    assert [(record.pools[0], record.started // HOUR) for record in trace] == [("user:li", 72)]


def test_nobody_found_falls_back_on_the_pools_and_is_told() -> None:
    organization = office(departments=[{"id": "a", "name": "甲"}, {"id": "b", "name": "乙"}])
    result, trace = run(
        line(("Head", HEAD, None)), organization, pools=[{"id": "desk"}],
        activities={"Head": {"duration": constant("PT1H"), "pools": ["desk"]}},
    )  # fmt: skip
    assert [record.pools for record in trace] == [("desk",)]
    told = {warning.code: warning for warning in result.warnings}["simulate.nobody"]
    assert (told.element, told.params) == ("Head", {"name": "Head", "count": "1"})


def test_a_step_that_passes_by_itself_takes_nobody_and_no_time() -> None:
    organization = office(departments=[{"id": "a", "name": "甲"}, {"id": "b", "name": "乙"}])
    result, trace = run(line(("Head", HEAD.model_copy(update={"empty": "pass"}), None)), organization)
    assert (trace, result.cycle.mean, result.flows["Head-E"]) == ([], 0, 1)


def test_separation_of_duties_and_the_past_of_the_case_count() -> None:
    other = Handler(strategy="notHandlerOf", params={"who": "role:finance", "node": "Pay", "scope": "global"})
    same = Handler(strategy="handlerOf", params={"node": "Pay"})
    graph = line(("Pay", FINANCE, None), ("Check", other, None), ("Again", same, None))
    trace = run(graph, arrivals=times(*range(0, 100, 5)))[1]
    for case in range(20):
        pay, check, again = (record.pools[0] for record in trace if record.case == case)
        assert pay != check
        assert pay == again


def test_who_has_agreed_is_not_asked_again_where_the_rule_says_so() -> None:
    once = HEAD.model_copy(update={"distinct": "instance"})
    trace = run(line(("First", HEAD, Approval()), ("Second", once, Approval())))[1]
    assert [record.node for record in trace] == ["First"]


def test_hours_and_cost_come_from_the_pool_that_names_the_person() -> None:
    week = {"week": [{"days": "MO-FR", "from": "09:00", "to": "17:00"}]}
    result, trace = run(
        line(("Head", HEAD, None), ("Pay", FINANCE, None)),
        calendars={"office": week},
        people={"by": "rules", "costPerHour": "10"},
        pools=[{"id": "heads", "calendar": "office", "costPerHour": "100", "who": ["user:li"]}],
    )
    assert [record.started // HOUR for record in trace] == [9, 10]
    assert result.cost.mean == pytest.approx(110)


def test_two_runs_with_one_seed_agree_and_another_seed_differs() -> None:
    graph = line(("Head", HEAD, None), ("Pay", FINANCE, Approval(vote="random")), starters="")
    parts = {
        "arrivals": [{"every": {"exponential": {"mean": "PT1H"}}}], "cases": 200, "replications": 3,
        "activities": {"Head": {"duration": {"exponential": {"mean": "PT1H"}}},
                       "Pay": {"duration": {"exponential": {"mean": "PT1H"}}}},
    }  # fmt: skip
    first, again, other = (run(graph, seed=seed, **parts)[0] for seed in (1, 1, 2))
    assert first == again
    assert first.cycle.mean != other.cycle.mean


def test_without_people_in_the_organisation_pools_do_the_work_as_before() -> None:
    graph = line(("Head", HEAD, None), starters="")
    parts: dict[str, Any] = {
        "pools": [{"id": "desk"}], "activities": {"Head": {"duration": constant("PT1H"), "pools": ["desk"]}},
    }  # fmt: skip
    asked = run(graph, Organization(), **parts)[0]
    plain = run(graph, Organization(), people={"by": "pools"}, **parts)[0]
    assert "simulate.no-organization" in {warning.code for warning in asked.warnings}
    same = {"warnings": [], "table_hash": ""}
    assert asked.model_copy(update=same) == plain.model_copy(update=same)


def test_table_hash_tells_organisations_apart_only_where_they_are_asked() -> None:
    graph = line(("Head", HEAD, None))
    away = office(absences=[{"who": "user:li", "from": "2026-03-02", "to": "2026-03-02"}])
    assert run(graph)[0].table_hash != run(graph, away)[0].table_hash
    pools = {"by": "pools"}
    assert run(graph, people=pools)[0].table_hash == run(graph, away, people=pools)[0].table_hash


def test_nobody_who_may_start_is_said() -> None:
    with pytest.raises(RunError) as caught:
        run(line(("Head", HEAD, None), starters="nobody"))
    assert "simulate" in caught.value.code


def test_somebody_without_a_free_moment_is_named() -> None:
    result = run(line(("Head", HEAD, None)), arrivals=times(*(hour / 2 for hour in range(100))))[0]
    told = next(warning for warning in result.warnings if warning.code == "simulate.always-busy")
    assert told.params["name"] == "Li"


def test_first_guess_asks_the_rules_where_there_are_people() -> None:
    graph = line(("Head", HEAD, None))
    assert default_scenario(graph, organization=office()).people.by == "rules"
    assert default_scenario(graph).people.by == "pools"
    assert default_scenario(line(("Head", None, None)), organization=office()).people.by == "pools"


def test_an_endless_absence_without_an_agent_does_not_stop_the_run() -> None:
    organization = office(absences=[{"who": "user:li", "from": "2026-03-02", "to": ""}])
    result = run(line(("Head", HEAD, None)), organization)[0]
    assert "simulate.nobody" in {warning.code for warning in result.warnings}


def test_scenarios_without_a_word_of_people_stay_with_their_pools() -> None:
    assert Scenario.model_validate({}).people.by == "pools"
