"""去重, 超时, 子流程, 版本迁移: what holds between the steps of a case, its children and its versions."""

from __future__ import annotations

from typing import Any

import pytest

from runner.bundle.graph import Deadline, DeadlineStep, Service
from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.rights.model import ProcessRights, Rule
from tests.helpers.graphs import A
from tests.helpers.office import office
from tests.unit.approvals.conftest import Open


def li(distinct: str = "off", same: str = "self") -> Handler:
    return Handler.model_validate(
        {"strategy": "user", "params": {"who": "user:li"}, "distinct": distinct, "same": same}
    )


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


# 去重 --------------------------------------------------------------------------------------------


def test_who_has_done_plain_work_has_agreed_to_nothing(opened: Open) -> None:
    drawn = A().start().user("W", "user:li").approve("T", handler=li("instance")).end().chain("S", "W", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "W", "li")
    assert desk.who(case) == [("T", "li")]


def test_who_gave_advice_has_agreed_to_nothing(opened: Open) -> None:
    drawn = A().start().approve("H", "user:wang").approve("T", handler=li("instance")).end().chain("S", "H", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.service.operate("delegate", desk.open(case, "H")[0].task, "wang", to="li")
    desk.do(case, "H", "li", "agree")
    desk.do(case, "H", "wang", "agree")
    assert desk.who(case) == [("T", "li")]


@pytest.mark.parametrize(("amount", "asked"), [(None, []), (7, [("T", "li")])])
def test_who_agreed_is_asked_again_where_something_sensitive_has_changed(
    opened: Open, amount: int | None, asked: list[tuple[str, str]]
) -> None:
    drawn = A().start().approve("H", "user:li").user("W", "user:wang")
    drawn.approve("T", handler=li("instance"), policy={"sensitive": ["amount"]}).end().chain("S", "H", "W", "T", "E")
    desk = opened(drawn)
    case = desk.start(amount=3)
    desk.do(case, "H", "li", "agree")
    desk.do(case, "W", "wang", **({} if amount is None else {"amount": amount}))
    assert desk.who(case) == asked


def test_what_was_agreed_before_a_return_counts_no_more_unless_it_came_straight_back(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").approve("M", "user:wang", policy={"resubmit": "direct"})
    drawn.approve("T", handler=li("instance")).end().chain("S", "H", "M", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    desk.do(case, "M", "wang", "return")
    desk.do(case, "S", "zhang")
    desk.do(case, "M", "wang", "agree")
    assert desk.service.case(case).status == "completed", "what li agreed to was kept"
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    desk.service.operate("return", desk.open(case, "M")[0].task, "wang", to="H")
    desk.do(case, "H", "li", "agree")
    desk.do(case, "M", "wang", "agree")
    assert desk.service.case(case).status == "completed"


def test_after_a_return_the_starter_still_does_not_decide_their_own_case(opened: Open) -> None:
    drawn = A().start().approve("H", "user:wang").approve("T", handler=li(same="superior")).end()
    desk = opened(drawn.chain("S", "H", "T", "E"))
    case = desk.start("li")
    desk.do(case, "H", "wang", "return")
    desk.do(case, "S", "li")
    desk.do(case, "H", "wang", "agree")
    assert desk.who(case) == [("T", "chen")]


# 超时 --------------------------------------------------------------------------------------------


def test_a_late_step_goes_to_whom_it_names_then_to_the_superior_and_is_decided(opened: Open) -> None:
    steps = [
        DeadlineStep(after="PT1H", do="hand-over", who="user:wang"), DeadlineStep(after="PT2H", do="escalate"),
        DeadlineStep(after="PT3H", do="reject"),
    ]  # fmt: skip
    drawn = A().start().approve("T", "user:li", deadline=Deadline(steps=steps)).end().chain("S", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.service.advance()
    assert desk.who(case) == [("T", "wang")]
    desk.service.advance()
    assert desk.who(case) == [("T", "chen")]
    desk.service.advance()
    view = desk.service.case(case)
    assert (view.status, view.outcome, view.variables["T_verdict"]) == ("completed", "rejected", "auto-reject")


def test_a_late_step_comes_neither_to_the_starter_nor_to_who_decides_it_already(opened: Open) -> None:
    limit = Deadline(steps=[DeadlineStep(after="PT1H", do="escalate")])
    two = Handler(strategy="user", params={"who": "user:li user:chen"}, same="superior")
    drawn = A().start().approve("T", vote="all", handler=two, deadline=limit).end().chain("S", "T", "E")
    desk = opened(drawn)
    case = desk.start("wang")
    desk.service.advance()
    assert sorted(desk.who(case)) == [("T", "chen"), ("T", "li")], "chen, whom li works for, decides it already"
    one = A("r").start().approve("T", handler=li(same="superior"), deadline=limit).end().chain("S", "T", "E")
    model = desk.service.deploy(one.bundle(organization=office()))
    other = desk.service.start(model, "chen")
    desk.service.advance("PT2H")
    assert desk.who(other) == [("T", "li")]
    assert "stays" in [line.kind for line in desk.service.history(other)]


# 子流程 ------------------------------------------------------------------------------------------


def calling(**params: str) -> tuple[A, A]:
    drawn = A().start().node("callActivity", "C", called="q", service=Service(params=params))
    drawn.approve("T", "user:wang").end().chain("S", "C", "T", "E")
    other = A("q").start("QS").approve("Q", "user:sun").end("QE").chain("QS", "Q", "QE")
    return drawn, other


def test_a_called_process_that_is_not_approved_ends_the_case_or_goes_on_as_the_call_says(opened: Open) -> None:
    desk = opened(*calling())
    case = desk.start()
    desk.do(case, "Q", "sun", "reject")
    assert desk.service.case(case).outcome == "rejected"


def test_where_the_call_says_so_the_case_goes_on_and_knows_the_verdict(opened: Open) -> None:
    desk = opened(*calling(rejected="goOn"))
    case = desk.start()
    desk.do(case, "Q", "sun", "reject")
    assert desk.who(case) == [("T", "wang")]
    assert desk.service.variables(case)["verdict"] == "reject"


def test_a_call_that_does_not_wait_starts_a_case_of_its_own(opened: Open) -> None:
    desk = opened(*calling(waits="no", starter="helper"))
    case = desk.start(helper="user:zhao", amount=3)
    assert desk.who(case) == [("T", "wang")]
    (child,) = [one for one in desk.service.cases() if one.case != case]
    assert (child.process, child.starter) == ("q", "zhao")
    assert desk.service.variables(child.case)["amount"] == 3
    desk.do(case, "T", "wang", "agree")
    assert desk.service.case(case).status == "completed"
    assert desk.who(child.case) == [("Q", "sun")], "the child goes on by itself"
    desk.do(child.case, "Q", "sun", "agree")
    assert desk.service.case(child.case).status == "completed"


def test_whoever_withdraws_a_case_withdraws_what_it_has_called(opened: Open) -> None:
    desk = opened(*calling(waits="no"))
    case = desk.start()
    desk.service.operate_case("withdraw", case, "zhang")
    assert {one.outcome for one in desk.service.cases()} == {"withdrawn"}
    assert desk.service.inbox("sun") == []


def test_processes_that_call_each_other_without_waiting_do_not_go_on_for_ever(opened: Open) -> None:
    drawn = A().start().node("callActivity", "C", called="p", service=Service(params={"waits": "no"})).end()
    desk = opened(drawn.chain("S", "C", "E"))
    with refused("run.too-deep"):
        desk.start()
    assert desk.service.cases() == []


# 版本 --------------------------------------------------------------------------------------------


def version(number: int, *steps: str) -> A:
    drawn = A().start()
    for step in steps:
        drawn.approve(step, {"H": "user:li", "T": "user:wang", "N": "user:sun"}[step])
    drawn.end().chain("S", *steps, "E")
    drawn.rights = ProcessRights(allow=[Rule(action="manage", who="user:chen")])
    drawn.more = {"version": str(number)}
    return drawn


def test_a_running_case_stays_on_its_version_until_it_is_moved_and_everything_of_it_maps(opened: Open) -> None:
    desk = opened(version(1, "H", "T"))
    case = desk.start()
    newer = desk.service.deploy(version(2, "H", "N", "T").bundle(organization=office()))
    view = desk.service.preview_migration(case, newer)
    assert view.possible and [(line.element, line.to) for line in view.lines] == [("H", "H")]
    assert desk.service.case(case).model == desk.model
    with refused("task.forbidden"):
        desk.service.migrate(case, newer, "so", by="li")
    with refused("migrate.no-reason"):
        desk.service.migrate(case, newer, " ", by="chen")
    desk.service.migrate(case, newer, "a new law", by="chen")
    assert desk.who(case) == [("H", "li")]
    desk.do(case, "H", "li", "agree")
    assert desk.who(case) == [("N", "sun")]
    desk.service.operate("return", desk.open(case)[0].task, "sun", to="H")
    assert desk.who(case) == [("H", "li")]
    for element, user in (("H", "li"), ("N", "sun"), ("T", "wang")):
        desk.do(case, element, user, "agree")
    assert (desk.service.case(case).status, desk.service.case(case).model) == ("completed", newer)


def test_what_does_not_map_is_named_and_the_case_stays(opened: Open) -> None:
    desk = opened(version(1, "H", "T"))
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    newer = desk.service.deploy(version(2, "H", "N").bundle(organization=office()))
    view = desk.service.preview_migration(case, newer)
    assert not view.possible
    assert [(line.element, line.problem.code if line.problem else "") for line in view.lines] == [
        ("T", "migrate.gone")
    ]
    with refused("migrate.cannot"):
        desk.service.migrate(case, newer, "so")
    assert desk.who(case) == [("T", "wang")]
    desk.do(case, "T", "wang", "agree")
    assert [step.code for step in desk.service.preview_migration(case, newer).problems] == ["migrate.ended"]
