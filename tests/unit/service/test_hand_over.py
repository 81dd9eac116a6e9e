"""What is open for a person who leaves goes to somebody else: told step by step, and nobody decides twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.core.errors import RunError, StoreError
from runner.organization.handler import Handler
from runner.pilot.record import record
from runner.rights.model import Rule
from runner.service import Service
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, office

MOST = 600
"""Values that a statement may hold in the test; SQLite takes 32,766 of them."""
ALL = Handler(strategy="role", params={"who": "role:clerks", "scope": "global"})


@contextmanager
def running(drawn: A) -> Iterator[tuple[Service, str]]:
    service = Service(clock=CLOCK)
    try:
        yield service, service.deploy(drawn.bundle(organization=office()))
    finally:
        service.close()


def one_step(**more: object) -> A:
    return A("p").start("S").approve("T", **more).end("E").chain("S", "T", "E")  # type: ignore[arg-type]


def open_for(service: Service, case: str) -> list[tuple[str, str | None]]:
    return [(task.element, task.user) for task in service.open_tasks(case)]


def test_every_open_step_goes_to_the_heir_and_is_told() -> None:
    with running(one_step(who="user:li", name="Check")) as (service, model):
        cases = [service.start(model, "zhang") for _ in range(2)]
        told = service.hand_over("li", "wang")
        assert [(one.case, one.element, one.name, one.starter, one.how) for one in told] == [
            (case, "T", "Check", "zhang", "handed") for case in cases
        ]
        assert [open_for(service, case) for case in cases] == [[("T", "wang")]] * 2
        line = next(line for line in service.history(cases[0]) if line.kind == "transferred")
        assert (line.payload["by"], line.payload["to"]) == ("li", "wang")
        assert not service.inbox("li") and len(service.inbox("wang")) == 2
        assert service.hand_over("li", "wang") == []
        service.workbench("wang").complete(told[0].task, verdict="agree")
        assert service.case(cases[0]).status == "completed"
        kept = record(service.case(cases[0]), service.history(cases[0]))
        handed = {"operation": "hand_over", "as": "user:tester", "user": "li", "to": "wang"}
        assert kept["given"]["steps"][0] == handed


def test_who_decides_already_decides_once_and_the_step_is_weighed_anew() -> None:
    with running(one_step(vote="all", handler=ALL)) as (service, model):
        case = service.start(model, "zhang")
        assert open_for(service, case) == [("T", "zhao"), ("T", "sun")]
        (task,) = service.workbench("sun").inbox()
        service.workbench("sun").complete(task.task, verdict="agree")
        (told,) = service.hand_over("zhao", "sun")
        assert told.how == "joined"
        assert service.case(case).status == "completed", "only who agreed is left"


def test_a_claim_goes_back_to_its_pool() -> None:
    with running(A("p").start("S").user("T").end("E").chain("S", "T", "E")) as (service, model):
        case = service.start(model, "zhang")
        (task,) = service.workbench("li").inbox()
        service.workbench("li").claim(task.task)
        (told,) = service.hand_over("li", "wang")
        assert told.how == "released"
        assert [one.task for one in service.inbox("sun")] == [task.task]
        assert open_for(service, case) == [("T", None)]


def test_nobody_comes_to_decide_an_own_case() -> None:
    other = Handler(strategy="user", params={"who": "user:li"}, same="skip")
    with running(one_step(handler=other)) as (service, model):
        case = service.start(model, "zhang")
        (told,) = service.hand_over("li", "zhang")
        assert told.how == "starter" and open_for(service, case) == [("T", "li")]


def test_in_later_rounds_the_heir_stands_where_the_person_stood() -> None:
    heads = Handler(strategy="consecutiveHeads")
    with running(one_step(handler=heads)) as (service, model):
        case = service.start(model, "zhang")
        assert open_for(service, case) == [("T", "li")]
        assert [one.how for one in service.hand_over("chen", "wang")] == ["later"]
        (task,) = service.workbench("li").inbox()
        service.workbench("li").complete(task.task, verdict="agree")
        assert open_for(service, case) == [("T", "wang")]
        (task,) = service.workbench("wang").inbox()
        codes = [step.code for step in service.workbench("wang").task(task.task).trail]
        assert codes[-1] == "organization.handed-over"


def test_only_who_manages_the_process_hands_its_steps_over() -> None:
    drawn = one_step(who="user:li")
    drawn.rights = drawn.rights.model_copy(update={"allow": [Rule(action="manage", who="user:wang")]})
    with running(drawn) as (service, model):
        case = service.start(model, "zhang")
        with pytest.raises(RunError, match="Nothing is open for li in the cases that sun manages"):
            service.workbench("sun").hand_over("li", "sun")
        assert open_for(service, case) == [("T", "li")]
        assert [one.how for one in service.workbench("wang").hand_over("user:li", "user:sun")] == ["handed"]
        assert open_for(service, case) == [("T", "sun")]


@pytest.mark.parametrize(
    ("to", "code"), [("", "task.nobody"), ("li", "task.nobody"), ("gone", "task.unknown-person")]
)
def test_an_heir_is_somebody_who_is_there(to: str, code: str) -> None:
    with running(one_step(who="user:li")) as (service, model):
        case = service.start(model, "zhang")
        with pytest.raises(RunError) as refused:
            service.hand_over("li", to)
        assert refused.value.code == code and open_for(service, case) == [("T", "li")]
        with service.store.transaction() as tx:
            plans = [json.loads(row["plan"])["rounds"] for row in tx.rows("work", instance=case)]
        assert plans == [[["li"]]]


def test_however_many_steps_are_open_no_statement_holds_them_all() -> None:
    service = Service(clock=CLOCK)
    model = service.deploy(one_step(who="user:li").bundle(organization=office()))
    cases = [service.start(model, "zhang") for _ in range(3 * MOST // 2)]
    with service.store._engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, MOST)
    with pytest.raises(StoreError), service.store.transaction() as tx:
        tx.rows("task", instance=cases)  # so many are too many for one
    told = service.hand_over("li", "sun")
    assert sorted(one.case for one in told) == sorted(cases) and {one.how for one in told} == {"handed"}
    assert {one.user for one in service.open_tasks()} == {"sun"}
    assert len(service.workbench("sun").cases()) == len(cases)
    assert [one.case for one in service.copies("sun")] == []
    service.close()


@pytest.mark.parametrize("way", ["addBefore", "addAfter", "delegate"])
def test_whoever_was_added_takes_the_place_of_whom_they_were_added_to(way: str) -> None:
    """The step had nobody left: who goes took those along whom they had added."""
    with running(one_step(who="user:li")) as (service, model):
        case = service.start(model, "zhang")
        service.operate(way, service.open_tasks(case)[0].task, "li", to="wang")
        assert service.hand_over("li", "wang")[0].how == "joined"
        assert open_for(service, case) == [("T", "wang")]
        service.complete(service.open_tasks(case)[0].task, "wang", {}, "agree")
        assert service.case(case).status == "completed"


def test_what_an_added_signer_has_said_counts_for_the_place_they_get() -> None:
    with running(one_step(who="user:li")) as (service, model):
        case = service.start(model, "zhang")
        service.operate("addBefore", service.open_tasks(case)[0].task, "li", to="wang")
        service.complete(service.open_tasks(case)[0].task, "wang", {}, "agree")
        assert service.hand_over("li", "wang")[0].how == "joined"
        assert service.case(case).status == "completed", "nobody decides twice"


def test_whoever_gave_advice_decides_when_the_step_is_handed_to_them() -> None:
    with running(one_step(who="user:li")) as (service, model):
        case = service.start(model, "zhang")
        service.operate("delegate", service.open_tasks(case)[0].task, "li", to="wang")
        service.complete(service.open_tasks(case)[0].task, "wang", {}, "reject")
        assert service.hand_over("li", "wang")[0].how == "handed"
        assert open_for(service, case) == [("T", "wang")]
        service.complete(service.open_tasks(case)[0].task, "wang", {}, "agree")
        assert service.case(case).outcome is None


def test_the_others_who_were_added_are_still_asked() -> None:
    with running(one_step(who="user:li")) as (service, model):
        case = service.start(model, "zhang")
        task = service.open_tasks(case)[0].task
        service.operate("addBefore", task, "li", to=["wang", "sun"])
        service.hand_over("li", "wang")
        assert open_for(service, case) == [("T", "sun")], "wang waits for sun"
        service.complete(service.open_tasks(case)[0].task, "sun", {}, "agree")
        assert open_for(service, case) == [("T", "wang")]


def turns(*who: str) -> A:
    named = " ".join(f"user:{one}" for one in who)
    return one_step(vote="sequence", handler=Handler(strategy="user", params={"who": named}))


def asked_in_turn(service: Service, case: str, most: int = 9) -> list[str]:
    """Who is asked from now on, each agreeing."""
    found = []
    while len(found) < most and (tasks := service.open_tasks(case)):
        (task,) = tasks
        found.append(str(task.user))
        service.complete(task.task, found[-1], {}, "agree")
    return found


def test_an_heir_with_a_later_turn_comes_once_at_the_first_of_both() -> None:
    with running(turns("li", "sun", "wang")) as (service, model):
        case = service.start(model, "zhang")
        assert [one.how for one in service.hand_over("li", "wang")] == ["handed"]
        assert asked_in_turn(service, case) == ["wang", "sun"]
        assert service.case(case).status == "completed" and service.case(case).outcome is None


def test_two_later_turns_become_the_first_of_them() -> None:
    for leaves, heir in (("sun", "wang"), ("wang", "sun")):
        with running(turns("li", "sun", "zhao", "wang", "chen")) as (service, model):
            case = service.start(model, "zhang")
            assert [one.how for one in service.hand_over(leaves, heir)] == ["later"]
            assert asked_in_turn(service, case) == ["li", heir, "zhao", "chen"]


def test_what_the_heir_has_said_at_an_earlier_turn_counts_for_the_turn_they_get() -> None:
    for who, rest in ((("sun", "li", "wang"), ["wang"]), (("sun", "li"), [])):
        with running(turns(*who)) as (service, model):
            case = service.start(model, "zhang")
            service.complete(service.open_tasks(case)[0].task, "sun", {}, "agree")
            assert [one.how for one in service.hand_over("li", "sun")] == ["joined"]
            assert asked_in_turn(service, case) == rest
            assert service.case(case).status == "completed" and service.case(case).outcome is None
    with running(turns("sun", "wang", "li", "zhao")) as (service, model):
        case = service.start(model, "zhang")
        service.complete(service.open_tasks(case)[0].task, "sun", {}, "agree")
        service.hand_over("li", "sun")
        assert asked_in_turn(service, case) == ["wang", "zhao"]


@settings(max_examples=40, deadline=None)
@given(
    st.permutations(["li", "wang", "sun", "zhao", "chen"]).map(lambda found: found[:4]),
    st.integers(0, 3), st.integers(0, 3), st.integers(0, 3),
)  # fmt: skip
def test_whoever_leaves_a_sequence_nobody_is_asked_twice_and_nobody_left_out(
    who: list[str], done: int, leaves: int, inherits: int
) -> None:
    if leaves == inherits or leaves < done:
        return
    with running(turns(*who)) as (service, model):
        case = service.start(model, "zhang")
        before = []
        for _ in range(done):
            (task,) = service.open_tasks(case)
            before.append(str(task.user))
            service.complete(task.task, before[-1], {}, "agree")
        service.hand_over(who[leaves], who[inherits])
        asked = [*before, *asked_in_turn(service, case)]
        assert sorted(asked) == sorted(set(who) - {who[leaves]})
        assert service.case(case).status == "completed" and service.case(case).outcome is None
