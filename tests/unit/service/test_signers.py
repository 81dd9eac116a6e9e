"""Added signers, those who are asked for advice, and those who are removed, through the service."""

from __future__ import annotations

from typing import Any

import pytest

from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.organization.trail import TrailStep
from runner.protocol import values as out
from runner.service import Service
from tests.helpers.graphs import A
from tests.unit.service.test_hand_over import running

LI = Handler(strategy="user", params={"who": "user:li"}, same="superior")
TWO = Handler(strategy="user", params={"who": "user:li user:wang"})


def step(vote: str = "all", handler: Handler = LI, **more: Any) -> A:
    return A("p").start("S").approve("T", vote=vote, handler=handler, **more).end("E").chain("S", "T", "E")


def task(service: Service, user: str) -> out.TaskSummary:
    (found,) = service.workbench(user).inbox()
    return found


def say(service: Service, user: str, verdict: str = "agree") -> None:
    service.workbench(user).complete(task(service, user).task, verdict=verdict)


def do(service: Service, user: str, operation: str, to: str) -> None:
    service.workbench(user).operate(operation, task(service, user).task, to=to)


def has(service: Service) -> set[str]:
    return {one for one in ("li", "wang", "sun", "zhao") if service.workbench(one).inbox()}


def test_who_is_added_before_decides_first_and_the_task_comes_back() -> None:
    with running(step()) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "addBefore", "user:sun")
        assert has(service) == {"sun"}
        say(service, "sun")
        assert has(service) == {"li"}
        assert service.case(case).status == "running"
        say(service, "li")
        assert service.case(case).status == "completed"
        kinds = [line.kind for line in service.history(case)]
        assert kinds.count("signers-added") == 1 and kinds.count("asked-again") == 1


ASKED = {
    "addBefore": "li asked sun to decide first.", "addAfter": "li asked sun to decide afterwards.",
    "addBeside": "li asked sun to decide as well.", "delegate": "li asked sun for advice.",
}  # fmt: skip


@pytest.mark.parametrize("operation", ASKED)
def test_why_a_task_came_says_who_asked_an_added_signer_to_do_what(operation: str) -> None:
    with running(step()) as (service, model):
        service.start(model, "zhang")
        do(service, "li", operation, "user:sun")
        if operation == "addAfter":
            say(service, "li")
        trail = service.workbench("sun").task(task(service, "sun").task).trail
        assert TrailStep.from_json(trail[-1].model_dump()).message == ASKED[operation]


def test_a_rejection_before_ends_it_without_asking_the_adder() -> None:
    with running(step()) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "addBefore", "user:sun")
        say(service, "sun", "reject")
        assert (service.case(case).status, service.case(case).outcome) == ("completed", "rejected")
        assert has(service) == set()


def test_who_is_added_after_is_asked_when_the_adder_agreed_and_holds_it_until_then() -> None:
    with running(step()) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "addAfter", "user:sun")
        assert has(service) == {"li"}
        say(service, "li")
        assert has(service) == {"sun"}
        assert service.case(case).status == "running"
        say(service, "sun")
        assert service.case(case).status == "completed"


def test_after_a_rejection_nobody_is_asked_any_more() -> None:
    with running(step()) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "addAfter", "user:sun")
        say(service, "li", "reject")
        assert (service.case(case).outcome, has(service)) == ("rejected", set())


def test_who_is_added_beside_has_a_vote_like_all_others() -> None:
    with running(step("all", TWO)) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "addBeside", "user:sun")
        assert has(service) == {"li", "wang", "sun"}
        say(service, "li")
        say(service, "wang")
        assert service.case(case).status == "running"
        say(service, "sun")
        assert service.case(case).status == "completed"


def test_advice_is_no_vote() -> None:
    with running(step()) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "delegate", "user:sun")
        assert has(service) == {"sun"}
        say(service, "sun", "reject")
        assert has(service) == {"li"}
        assert service.case(case).status == "running"
        say(service, "li")
        assert service.case(case).outcome != "rejected"


def test_who_was_added_is_removed_and_the_adder_is_asked_again() -> None:
    with running(step()) as (service, model):
        service.start(model, "zhang")
        seat = task(service, "li").task
        do(service, "li", "addBefore", "user:sun")
        service.workbench("li").operate("removeSigner", seat, to="user:sun")
        assert has(service) == {"li"}


def test_who_has_not_decided_is_removed_and_the_others_decide() -> None:
    with running(step("percent", TWO)) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "removeSigner", "user:wang")
        say(service, "li")
        assert service.case(case).status == "completed"


def test_the_last_one_is_not_removed() -> None:
    with running(step("all", TWO)) as (service, model):
        service.start(model, "zhang")
        do(service, "wang", "removeSigner", "user:li")
        with pytest.raises(RunError) as caught:
            do(service, "wang", "removeSigner", "user:li")
        assert caught.value.code == "signers.not-there"


@pytest.mark.parametrize(
    ("operation", "to", "code"),
    [
        ("addBefore", "user:li", "signers.already"),
        ("addBefore", "user:nobody", "task.unknown-person"),
        ("addBefore", "", "task.nobody"),
        ("addAfter", "user:zhang", "signers.own-case"),
        ("transfer", "user:zhang", "signers.own-case"),
        ("transfer", "user:li", "signers.already"),
        ("transfer", "", "task.nobody"),
        ("removeSigner", "user:sun", "signers.not-there"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(operation: str, to: str, code: str) -> None:
    with running(step()) as (service, model):
        case = service.start(model, "zhang")
        before = service.history(case)
        with pytest.raises(RunError) as caught:
            do(service, "li", operation, to)
        assert caught.value.code == code
        assert (service.history(case), has(service)) == (before, {"li"})


def test_a_step_that_lists_its_operations_gives_only_those() -> None:
    drawn = step()
    node = drawn.nodes[1]
    assert node.approval is not None
    drawn.nodes[1] = node.model_copy(
        update={"approval": node.approval.model_copy(update={"operations": ["addAfter", "transfer"]})}
    )
    with running(drawn) as (service, model):
        service.start(model, "zhang")
        seen = service.workbench("li").task(task(service, "li").task)
        assert seen.offered == ["addAfter", "transfer"]
        with pytest.raises(RunError) as caught:
            do(service, "li", "addBefore", "user:sun")
        assert caught.value.code == "task.operation"


def test_what_is_offered_follows_what_was_added() -> None:
    with running(step()) as (service, model):
        service.start(model, "zhang")
        number = task(service, "li").task
        first = set(service.workbench("li").task(number).offered)
        assert {"addBefore", "addAfter", "addBeside", "delegate"} <= first and "removeSigner" not in first
        do(service, "li", "addAfter", "user:sun")
        then = set(service.workbench("li").task(number).offered)
        assert first - then == {"addBefore"} and then - first == {"removeSigner"}


def test_nobody_else_adds_to_a_task() -> None:
    with running(step()) as (service, model):
        service.start(model, "zhang")
        number = task(service, "li").task
        with pytest.raises(RunError):
            service.workbench("sun").operate("addBefore", number, to="user:wang")
        assert has(service) == {"li"}


def test_the_time_limit_stands_still_while_everybody_waits_for_others() -> None:
    limit = {"steps": [{"after": "PT8H", "do": "reject"}]}
    with running(step(deadline=limit)) as (service, model):
        case = service.start(model, "zhang")
        service.advance("PT5H")
        do(service, "li", "addBefore", "user:sun")
        service.advance("PT20H")
        assert service.case(case).status == "running"
        say(service, "sun")
        service.advance("PT2H")
        assert has(service) == {"li"}, "an hour is left"
        service.advance("PT2H")
        assert service.case(case).status == "completed"


def test_the_time_limit_runs_on_while_one_of_several_can_decide() -> None:
    limit = {"steps": [{"after": "PT8H", "do": "reject"}]}
    with running(step("all", TWO, deadline=limit)) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "delegate", "user:sun")
        service.advance("PT9H")
        assert service.case(case).status == "completed"


def test_nobody_gets_a_task_who_decides_the_step_already() -> None:
    with running(step("all", TWO)) as (service, model):
        service.start(model, "zhang")
        with pytest.raises(RunError) as caught:
            do(service, "li", "transfer", "user:wang")
        assert caught.value.code == "signers.already"
        with pytest.raises(RunError) as caught:
            service.rehearsing().mend(task(service, "li").task, "reassign", "ill", to="user:wang")
        assert (caught.value.code, has(service)) == ("signers.already", {"li", "wang"})


@pytest.mark.parametrize("operation", ["return", "reject"])
def test_who_gives_advice_neither_returns_nor_ends_the_case(operation: str) -> None:
    with running(step()) as (service, model):
        case = service.start(model, "zhang")
        do(service, "li", "delegate", "user:sun")
        seen = service.workbench("sun").task(task(service, "sun").task)
        assert operation not in seen.offered and "transfer" in seen.offered
        with pytest.raises(RunError) as caught:
            service.workbench("sun").operate(operation, seen.task)
        assert caught.value.code == "task.operation"
        assert (service.case(case).status, has(service)) == ("running", {"sun"})
