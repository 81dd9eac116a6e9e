"""Whom a person chooses for a step further on: offered, checked, kept, and never overwritten from beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from runner.bundle.bundle import Bundle
from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.organization.model import Assignment
from runner.service import Service
from tests.helpers.graphs import A
from tests.helpers.office import CLOCK, office


def rule(strategy: str, empty: Any = "stop", **params: str) -> Handler:
    return Handler(strategy=strategy, params=params, empty=empty)


@contextmanager
def running(bundle: Bundle) -> Iterator[tuple[Service, str]]:
    service = Service(clock=CLOCK)
    try:
        yield service, service.deploy(bundle)
    finally:
        service.close()


def chosen_by_starter(**params: str) -> Bundle:
    drawn = A("p").start("S").user("T", handler=rule("starterChoice", **params), name="Check").end("E")
    return drawn.chain("S", "T", "E").bundle(organization=office())


def open_for(service: Service, case: str) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for task in service.open_tasks(case):
        found.setdefault(task.element, []).append(task.user)
    return found


def test_starter_chooses_out_of_those_offered() -> None:
    with running(chosen_by_starter(**{"from": "department:hr", "min": "2", "max": "2"})) as (service, model):
        zhang = service.workbench("zhang")
        (choice,) = zhang.starts(model)[0].choices
        assert (choice.element, choice.name, choice.least, choice.most) == ("T", "Check", 2, 2)
        assert choice.people == ["wang", "zhao", "sun"]
        for people, code in (
            (["wang"], "task.chosen-too-few"),
            (["wang", "zhao", "sun"], "task.chosen-too-many"),
            (["wang", "li"], "task.not-offered"),
            ([], "task.chosen-too-few"),
        ):
            with pytest.raises(RunError) as refused:
                zhang.start(model, choices={"T": people})
            assert refused.value.code == code
        with pytest.raises(RunError) as refused:
            zhang.start(model, choices={"T": ["wang", "sun"], "E": ["wang"]})
        assert refused.value.code == "task.choice-unknown"
        assert zhang.cases() == []
        case = zhang.start(model, choices={"T": ["user:wang", "sun"]})
        assert open_for(service, case) == {"T": ["wang", "sun"]}
        assert [line.payload["to"] for line in service.history(case) if line.kind == "chose"] == [["wang", "sun"]]


def test_a_choice_keeps_to_the_limit_of_the_rule_and_knows_the_starter() -> None:
    for params, offered, wrong in (
        ({"within": "department:hr"}, ["wang", "zhao", "sun"], "li"),
        ({"within": "department"}, ["li", "zhang"], "wang"),
        ({"from": "user:chen user:sun starter", "within": "department"}, ["zhang"], "sun"),
        ({"from": "starter"}, ["zhang"], "li"),
    ):
        with running(chosen_by_starter(**params)) as (service, model):
            zhang = service.workbench("zhang")
            assert zhang.starts(model)[0].choices[0].people == offered
            with pytest.raises(RunError) as refused:
                zhang.start(model, choices={"T": [wrong]})
            assert refused.value.code == "task.not-offered"
            case = zhang.start(model, choices={"T": offered[:1]})
            assert open_for(service, case)["T"] == offered[:1]
    drawn = previous(within="department:hr").chain("S", "T1", "T2", "E")
    with running(drawn.bundle(organization=office())) as (service, model):
        case = service.start(model, "zhang")
        task = task_of(service, case, "T1")
        with pytest.raises(RunError) as refused:
            service.workbench("li").complete(task, choices={"T2": ["chen"]})
        assert refused.value.code == "task.not-offered"
        service.workbench("li").complete(task, choices={"T2": ["sun"]})
        assert open_for(service, case) == {"T2": ["sun"]}


def test_who_starts_for_one_of_several_departments_chooses_inside_it() -> None:
    plain = office()
    both = [Assignment(department="fin"), Assignment(department="hr", primary=False)]
    users = [one.model_copy(update={"assignments": both}) if one.id == "zhang" else one for one in plain.users]
    drawn = A("p").start("S").user("T", handler=rule("starterChoice", within="department")).end("E")
    bundle = drawn.chain("S", "T", "E").bundle(organization=plain.model_copy(update={"users": users}))
    with running(bundle) as (service, model):
        zhang = service.workbench("zhang")
        assert zhang.starts(model)[0].choices[0].people == ["li", "zhang", "wang", "zhao", "sun"]
        with pytest.raises(RunError) as refused:
            zhang.start(model, department="hr", choices={"T": ["li"]})
        assert refused.value.code == "task.not-offered"
        case = zhang.start(model, department="hr", choices={"T": ["sun"]})
        assert open_for(service, case) == {"T": ["sun"]}


def test_nobody_need_be_chosen_where_the_empty_rule_knows_what_to_do() -> None:
    with running(chosen_by_starter()) as (service, model):
        with pytest.raises(RunError, match="choose 1 at least"):
            service.start(model, "zhang")
        case = service.start(model, "zhang", {"choices": {"T": ["li"]}})
        assert open_for(service, case) == {"T": ["li"]}
    drawn = A("p").start("S").user("T", handler=rule("starterChoice", empty="pass")).end("E").chain("S", "T", "E")
    with running(drawn.bundle(organization=office())) as (service, model):
        assert service.case(service.start(model, "zhang")).status == "completed"


def previous(**params: str) -> A:
    return A("p").start("S").user("T1", "user:li").user("T2", handler=rule("previousChoice", **params)).end("E")


def task_of(service: Service, case: str, element: str) -> int:
    return next(task.task for task in service.open_tasks(case) if task.element == element)


def test_handler_before_chooses_past_gateways_and_only_where_it_comes_next() -> None:
    drawn = previous().xor("X", default="X_T2").user("T3", handler=rule("previousChoice"))
    drawn.flow("S", "T1").flow("T1", "X").flow("X", "T2").flow("X", "E", when="false").flow("T2", "T3").flow(
        "T3", "E"
    )
    with running(drawn.bundle(organization=office())) as (service, model):
        case = service.start(model, "zhang")
        li = service.workbench("li")
        task = task_of(service, case, "T1")
        assert [one.element for one in li.task(task).choices] == ["T2"]
        with pytest.raises(RunError) as refused:
            li.complete(task, choices={"T3": ["sun"]})
        assert refused.value.code == "task.choice-unknown"
        with pytest.raises(RunError) as refused:
            li.complete(task)
        assert refused.value.code == "task.chosen-too-few"
        li.complete(task, choices={"T2": ["sun"]})
        assert open_for(service, case) == {"T2": ["sun"]}
        service.workbench("sun").complete(task_of(service, case, "T2"), choices={"T3": ["li", "chen"]})
        assert open_for(service, case) == {"T3": ["li", "chen"]}


def test_choice_made_on_a_parallel_way_stays() -> None:
    drawn = previous().user("T0", "user:wang").fork("F").fork("J")
    drawn.chain("S", "F", "T1", "J", "T2", "E").chain("F", "T0", "J")
    with running(drawn.bundle(organization=office())) as (service, model):
        case = service.start(model, "zhang")
        li, wang = service.workbench("li"), service.workbench("wang")
        assert [one.element for one in wang.task(task_of(service, case, "T0")).choices] == ["T2"]
        li.complete(task_of(service, case, "T1"), choices={"T2": ["sun"]})
        other = task_of(service, case, "T0")
        assert wang.task(other).choices == []
        with pytest.raises(RunError) as refused:
            wang.complete(other, choices={"T2": ["chen"]})
        assert refused.value.code == "task.chosen-already" and "sun" in refused.value.message
        wang.complete(other)
        assert open_for(service, case) == {"T2": ["sun"]}


def test_who_sends_back_chooses_nobody_and_may_choose_anew_afterwards() -> None:
    drawn = A("p").start("S").approve("T1", "user:li").user("T2", handler=rule("previousChoice")).end("E")
    drawn.chain("S", "T1", "T2", "E")
    with running(drawn.bundle(organization=office())) as (service, model):
        case = service.start(model, "zhang")
        li = service.workbench("li")
        li.complete(task_of(service, case, "T1"), verdict="return")
        service.workbench("zhang").complete(task_of(service, case, "S"))
        li.complete(task_of(service, case, "T1"), verdict="agree", choices={"T2": ["sun"]})
        assert open_for(service, case) == {"T2": ["sun"]}
