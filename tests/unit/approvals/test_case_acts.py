"""取回, 撤销, 终止, 重新激活, 跳转, 自由流, 催办, 知会: what is done with a case besides deciding its steps."""

from __future__ import annotations

from typing import Any

import pytest

from runner.bundle.graph import CasePolicy, Deadline, DeadlineStep
from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.rights.model import ProcessRights, Rule
from tests.helpers.graphs import A, mock
from tests.helpers.office import Office
from tests.unit.approvals.conftest import Open

TWO = Handler(strategy="user", params={"who": "user:li user:wang"})


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


def act(desk: Office, case: str, operation: str, user: str, **more: object) -> None:
    desk.service.operate_case(operation, case, user, **more)


def do(desk: Office, case: str, element: str, user: str, operation: str, **more: object) -> None:
    task = next(one for one in desk.open(case, element) if one.user in (user, None))
    desk.service.operate(operation, task.task, user, **more)


def managed(drawn: A, **policy: object) -> A:
    """chen manages the process."""
    drawn.rights = ProcessRights(allow=[Rule(action="manage", who="user:chen")])
    drawn.more = {"policy": CasePolicy.model_validate(policy)}
    return drawn


def three(**policy: object) -> A:
    drawn = A().start().approve("H", "user:li").approve("T", "user:wang").approve("F", "user:sun").end()
    return managed(drawn.chain("S", "H", "T", "F", "E"), **policy)


def kinds(desk: Office, case: str) -> list[str]:
    return [line.kind for line in desk.service.history(case)]


def test_whoever_decided_last_takes_it_back_while_nobody_has_acted(opened: Open) -> None:
    desk = opened(three())
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    with refused("case.nothing-to-take-back"):
        act(desk, case, "takeBack", "wang")
    act(desk, case, "takeBack", "li", reason="too early")
    assert desk.who(case) == [("H", "li")]
    assert kinds(desk, case).count("taken-back") == 1
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    with refused("case.acted-after"):
        act(desk, case, "takeBack", "li")
    act(desk, case, "takeBack", "wang")
    for element, user in (("T", "wang"), ("F", "sun")):
        desk.do(case, element, user, "agree")
    assert desk.service.case(case).status == "completed"
    with refused("task.handled"):
        act(desk, case, "takeBack", "sun")


def test_of_several_who_come_after_all_have_to_be_untouched(opened: Open) -> None:
    drawn = (
        A().start().approve("H", "user:li").fork("X").approve("A", "user:wang").approve("B", vote="all", handler=TWO)
    )
    drawn.fork("J").end().chain("S", "H", "X", "A", "J", "E").chain("X", "B", "J")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    act(desk, case, "takeBack", "li")
    assert desk.who(case) == [("H", "li")]
    desk.do(case, "H", "li", "agree")
    desk.do(case, "B", "wang", "agree")
    with refused("case.acted-after"):
        act(desk, case, "takeBack", "li")
    assert len(desk.who(case)) == 2


def test_nothing_is_taken_back_across_a_service_that_has_run(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").node("serviceTask", "P", service=mock("1")).approve("T", "user:wang")
    desk = opened(drawn.end().chain("S", "H", "P", "T", "E"))
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    with refused("case.sent-after"):
        act(desk, case, "takeBack", "li")
    assert desk.who(case) == [("T", "wang")]


def test_a_vote_is_taken_back_while_the_others_are_still_asked(opened: Open) -> None:
    drawn = A().start().approve("T", vote="all", handler=TWO).end().chain("S", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    act(desk, case, "takeBack", "li")
    assert sorted(desk.who(case)) == [("T", "li"), ("T", "wang")]
    desk.do(case, "T", "wang", "agree")
    assert desk.who(case) == [("T", "li")]


def test_in_a_sequence_the_turn_before_is_taken_back(opened: Open) -> None:
    drawn = A().start().approve("T", vote="sequence", handler=TWO).end().chain("S", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("T", "wang")]
    act(desk, case, "takeBack", "li")
    assert desk.who(case) == [("T", "li")]
    desk.do(case, "T", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    assert desk.service.case(case).status == "completed"


def test_a_process_says_whether_and_until_when_its_cases_are_withdrawn_and_what_is_taken_back(opened: Open) -> None:
    desk = opened(three(withdraw="before", takeBack="never"))
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    with refused("case.withdraw-late"):
        act(desk, case, "withdraw", "zhang")
    with refused("case.take-back-never"):
        act(desk, case, "takeBack", "li")
    other = desk.start()
    act(desk, other, "withdraw", "zhang", reason="a mistake")
    assert desk.service.case(other).outcome == "withdrawn"


def test_withdrawing_ends_called_processes_too(opened: Open) -> None:
    drawn = A().start().node("callActivity", "C", called="q").end().chain("S", "C", "E")
    other = A("q").start("QS").approve("Q", "user:sun").end("QE").chain("QS", "Q", "QE")
    desk = opened(drawn, other)
    case = desk.start()
    assert desk.who(case) == [("Q", "sun")]
    act(desk, case, "withdraw", "zhang")
    assert desk.who(case) == [] and desk.service.inbox("sun") == []


def test_who_manages_the_process_reactivates_a_case_that_has_ended_at_a_step_it_was_at(opened: Open) -> None:
    desk = opened(three())
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    with refused("case.not-ended"):
        act(desk, case, "reactivate", "chen", reason="x")
    desk.do(case, "T", "wang", "reject")
    assert desk.service.case(case).outcome == "rejected"
    with refused("task.forbidden"):
        act(desk, case, "reactivate", "li", reason="x")
    with refused("case.no-reason"):
        act(desk, case, "reactivate", "chen")
    act(desk, case, "reactivate", "chen", reason="new papers")
    view = desk.service.case(case)
    assert (view.status, view.outcome, view.ended) == ("running", None, None)
    assert desk.who(case) == [("H", "li")]
    for element, user in (("H", "li"), ("T", "wang"), ("F", "sun")):
        desk.do(case, element, user, "agree")
    assert desk.service.case(case).status == "completed"
    act(desk, case, "reactivate", "chen", reason="once more", to="T")
    assert desk.who(case) == [("T", "wang")]


def test_a_case_that_ended_in_a_branch_is_reactivated_before_the_branches_part(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").fork("X").approve("A", "user:wang").approve("B", "user:sun").fork("J")
    desk = opened(managed(drawn.end().chain("S", "H", "X", "A", "J", "E").chain("X", "B", "J")))
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    desk.do(case, "A", "wang", "agree")
    desk.do(case, "B", "sun", "reject")
    with refused("case.in-a-branch"):
        act(desk, case, "reactivate", "chen", reason="x", to="A")
    act(desk, case, "reactivate", "chen", reason="x")
    assert desk.who(case) == [("H", "li")]
    for element, user in (("H", "li"), ("A", "wang"), ("B", "sun")):
        desk.do(case, element, user, "agree")
    assert desk.service.case(case).status == "completed"


def test_a_step_that_names_it_jumps_and_what_it_leaves_out_stands_in_the_history(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li", policy={"operations": ["jump"]}).approve("T", "user:wang")
    drawn.approve("F", "user:sun").end().chain("S", "H", "T", "F", "E")
    desk = opened(managed(drawn))
    case = desk.start()
    (task,) = desk.open(case, "H")
    assert [(one.to, one.skipped) for one in desk.service.task(task.task).ahead] == [
        ("T", []), ("F", ["T"]), ("E", ["T", "F"]),
    ]  # fmt: skip
    with refused("jump.no-reason"):
        do(desk, case, "H", "li", "jump", to="F")
    do(desk, case, "H", "li", "jump", to="F", reason="urgent")
    assert desk.who(case) == [("F", "sun")]
    (line,) = [line for line in desk.service.history(case) if line.kind == "jumped"]
    assert line.payload["skipped"] == ["T"]
    with refused("task.forbidden"):
        do(desk, case, "F", "sun", "jump", to="H", reason="x")
    (task,) = desk.open(case, "F")
    desk.service.operate("jump", task.task, "chen", to="H", reason="by who manages it")
    assert desk.who(case) == [("H", "li")]


def test_a_jump_past_a_join_takes_the_branches_beside_with_it(opened: Open) -> None:
    drawn = A().start().fork("X").approve("A", "user:li", policy={"operations": ["jump"]}).approve("B", "user:wang")
    drawn.fork("J").approve("F", "user:sun").end().chain("S", "X", "A", "J", "F", "E").chain("X", "B", "J")
    desk = opened(drawn)
    case = desk.start()
    do(desk, case, "A", "li", "jump", to="F", reason="urgent")
    assert desk.who(case) == [("F", "sun")]
    desk.do(case, "F", "sun", "agree")
    assert desk.service.case(case).status == "completed"


def test_nobody_jumps_into_a_branch_whose_sisters_have_not_begun(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").fork("X").approve("A", "user:wang").approve("B", "user:sun").fork("J")
    drawn.approve("F", "user:zhao").end().chain("S", "H", "X", "A", "J", "F", "E").chain("X", "B", "J")
    desk = opened(managed(drawn))
    case = desk.start()
    (task,) = desk.open(case)
    with refused("jump.no-target"):
        desk.service.operate("jump", task.task, "chen", to="A", reason="x")
    desk.service.operate("jump", task.task, "chen", to="F", reason="x")
    assert desk.who(case) == [("F", "zhao")]


def test_a_case_is_sent_on_from_person_to_person_until_one_ends_it(opened: Open) -> None:
    drawn = A().start().approve("T", "user:li", policy={"operations": ["sendOn"]}).end().chain("S", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    do(desk, case, "T", "li", "sendOn", to="user:wang", reason="you know it")
    assert desk.who(case) == [("T", "wang")]
    do(desk, case, "T", "wang", "sendOn", to="user:li")
    assert desk.who(case) == [("T", "li")]
    desk.do(case, "T", "li", "agree")
    assert desk.service.case(case).status == "completed"


def test_urging_is_limited_per_task_and_reaches_whoever_is_asked(opened: Open) -> None:
    desk = opened(three(urgeEvery="PT4H"))
    case = desk.start()
    act(desk, case, "urge", "zhang")
    with refused("case.urged-already"):
        act(desk, case, "urge", "zhang")
    desk.service.advance("PT3H")
    (task,) = desk.open(case)
    with refused("case.urged-already"):
        desk.service.operate("urge", task.task, "chen")
    desk.service.advance("PT1H")
    desk.service.operate("urge", task.task, "chen")
    desk.do(case, "H", "li", "agree")
    act(desk, case, "urge", "zhang")
    with refused("task.forbidden"):
        act(desk, case, "urge", "li")
    urged = [line.payload["to"] for line in desk.service.history(case) if line.kind == "urged"]
    assert urged == [["li"], ["li"], ["wang"]]


def test_who_is_told_of_a_case_may_say_something_and_decides_nothing(opened: Open) -> None:
    desk = opened(three())
    case = desk.start()
    do(desk, case, "H", "li", "notify", to=["user:zhao"], reason="for your plan")
    (copy,) = desk.service.copies("zhao")
    desk.service.read_copy(copy.copy_id)
    do(desk, case, "H", "li", "notify", to=["user:zhao"], reason="again")
    (copy,) = desk.service.copies("zhao")
    assert not copy.is_read
    act(desk, case, "comment", "zhao", text="seen")
    assert [line.payload["text"] for line in desk.service.history(case) if line.kind == "commented"] == ["seen"]
    with refused("case.no-words"):
        act(desk, case, "comment", "zhao", text=" ")
    assert desk.who(case) == [("H", "li")]


def test_a_process_may_forbid_words_in_its_cases(opened: Open) -> None:
    desk = opened(three(comments="never"))
    case = desk.start()
    with refused("case.no-comments"):
        act(desk, case, "comment", "zhang", text="hurry")
    assert "commented" not in kinds(desk, case)


def test_advice_goes_on_to_somebody_else_and_comes_back(opened: Open) -> None:
    desk = opened(managed(A().start().approve("T", "user:li").end().chain("S", "T", "E")))
    case = desk.start()
    do(desk, case, "T", "li", "delegate", to="wang")
    do(desk, case, "T", "wang", "delegate", to="sun")
    with refused("signers.already"):
        do(desk, case, "T", "sun", "delegate", to="li")
    with refused("task.operation"):
        do(desk, case, "T", "sun", "reject")
    assert desk.who(case) == [("T", "sun")]
    desk.do(case, "T", "sun", "reject", opinion="I would not")
    assert desk.who(case) == [("T", "wang")]
    desk.do(case, "T", "wang", "agree", opinion="sun would not")
    assert desk.who(case) == [("T", "li")]
    desk.do(case, "T", "li", "agree")
    assert (desk.service.case(case).status, desk.service.case(case).outcome) == ("completed", None)


SENDS = {"operations": ["sendOn"]}


def free() -> A:
    """Three steps in a row, each sent on freely; the starter does not decide F."""
    drawn = A().start().approve("H", "user:li", policy=SENDS).approve("T", vote="all", handler=TWO, policy=SENDS)
    rule = Handler(strategy="user", params={"who": "user:sun"}, same="skip")
    drawn.approve("F", handler=rule, policy=SENDS).end("E").end("N").chain("S", "H", "T", "F", "E")
    return managed(drawn)


def test_whoever_agrees_chooses_the_next_step_and_who_decides_it(opened: Open) -> None:
    desk = opened(free())
    case = desk.start()
    task = desk.service.task(desk.open(case, "H")[0].task)
    assert [(one.to, one.skipped, one.ends) for one in task.next] == [
        ("T", [], False), ("F", ["T"], False), ("E", ["T", "F"], True), ("N", [], True),
    ]  # fmt: skip
    with refused("jump.no-reason"):
        do(desk, case, "H", "li", "sendOn", at="F", to="user:zhao")
    with refused("jump.no-target"):
        do(desk, case, "H", "li", "sendOn", at="gone", reason="x")
    with refused("signers.own-case"):
        do(desk, case, "H", "li", "sendOn", at="F", to="zhang", reason="mine")
    with refused("task.unknown-person"):
        do(desk, case, "H", "li", "sendOn", at="F", to="nobody", reason="x")
    do(desk, case, "H", "li", "sendOn", at="F", to="user:zhao", reason="it is small")
    assert desk.who(case) == [("F", "zhao")], "whom somebody chose, not whom the rule names"
    line = next(line for line in desk.service.history(case) if line.kind == "sent-on")
    assert (line.payload["at"], line.payload["skipped"], line.payload["reason"]) == ("F", ["T"], "it is small")
    do(desk, case, "F", "zhao", "sendOn", at="H")
    assert desk.who(case) == [("H", "li")], "back, and decided by whom the rule names"
    do(desk, case, "H", "li", "sendOn", at="N")
    assert desk.service.case(case).status == "completed"
    assert desk.service.case(case).end == ["N"]


def test_where_several_sign_the_case_is_sent_on_once_the_step_is_agreed_to(opened: Open) -> None:
    desk = opened(free())
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    do(desk, case, "T", "li", "sendOn", at="H", reason="once more")
    assert desk.who(case) == [("T", "wang")]
    desk.do(case, "T", "wang", "reject")
    assert desk.service.case(case).outcome == "rejected", "what was not agreed to is sent nowhere"
    other = desk.start()
    desk.do(other, "H", "li", "agree")
    do(desk, other, "T", "li", "sendOn", at="H", to=["wang", "sun"])
    desk.do(other, "T", "wang", "agree")
    assert sorted(desk.who(other)) == [("H", "sun"), ("H", "wang")]


def test_who_sent_a_case_on_takes_it_back_while_nobody_has_acted(opened: Open) -> None:
    desk = opened(free())
    case = desk.start()
    do(desk, case, "H", "li", "sendOn", at="F", to="zhao", reason="small")
    act(desk, case, "takeBack", "li")
    assert desk.who(case) == [("H", "li")]
    desk.do(case, "H", "li", "agree")
    assert sorted(desk.who(case)) == [("T", "li"), ("T", "wang")], "what was taken back sends it nowhere any more"


def test_in_a_sequence_nobody_comes_to_decide_twice_by_being_added_or_given_a_turn(opened: Open) -> None:
    """Neither who comes later in it nor who has spoken before; for advice they may be asked."""
    desk = opened(A().start().approve("T", vote="sequence", handler=TWO).end().chain("S", "T", "E"))
    case = desk.start()
    for operation in ("addBefore", "addAfter", "addBeside", "transfer"):
        with refused("signers.already"):
            do(desk, case, "T", "li", operation, to="wang")
    do(desk, case, "T", "li", "delegate", to="wang")
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("T", "wang")]
    with refused("signers.already"):
        do(desk, case, "T", "wang", "addAfter", to="li")
    do(desk, case, "T", "wang", "transfer", to="sun")
    desk.do(case, "T", "sun", "agree")
    assert desk.service.case(case).status == "completed"


def test_a_late_turn_does_not_go_to_whoever_comes_later_anyway(opened: Open) -> None:
    limit = Deadline(steps=[DeadlineStep(after="PT2H", do="hand-over", who="user:wang user:sun")])
    desk = opened(A().start().approve("T", vote="sequence", handler=TWO, deadline=limit).end().chain("S", "T", "E"))
    case = desk.start()
    desk.service.advance()
    assert desk.who(case) == [("T", "sun")]


def test_who_was_added_after_hears_of_a_rejection_and_is_not_asked(opened: Open) -> None:
    desk = opened(A().start().approve("T", vote="all", handler=TWO).end().chain("S", "T", "E"))
    case = desk.start()
    do(desk, case, "T", "li", "addAfter", to=["sun", "zhao"])
    desk.do(case, "T", "li", "reject")
    assert desk.service.case(case).outcome == "rejected"
    assert [(one.user, one.case) for who in ("sun", "zhao") for one in desk.service.copies(who)] == [
        ("sun", case), ("zhao", case),
    ]  # fmt: skip


def test_whoever_removes_all_they_added_after_decides_alone(opened: Open) -> None:
    desk = opened(A().start().approve("T", "user:li").end().chain("S", "T", "E"))
    case = desk.start()
    do(desk, case, "T", "li", "addAfter", to=["sun"])
    do(desk, case, "T", "li", "removeSigner", to="sun")
    assert desk.who(case) == [("T", "li")]
    desk.do(case, "T", "li", "agree")
    assert desk.service.case(case).status == "completed"


def test_where_the_step_says_so_who_was_added_after_is_asked_after_a_rejection_which_stands(opened: Open) -> None:
    drawn = A().start().approve("T", "user:li", policy={"addedAfter": "always"}).end().chain("S", "T", "E")
    desk = opened(drawn)
    for said, outcome in (("agree", "rejected"), ("reject", "rejected"), ("return", None)):
        case = desk.start()
        (task,) = desk.open(case, "T")
        desk.service.operate("addAfter", task.task, "li", to=["wang"])
        desk.do(case, "T", "li", "reject")
        assert desk.who(case) == [("T", "wang")], "it is held"
        desk.service.operate_case("takeBack", case, "li")
        assert desk.who(case) == [("T", "li")]
        desk.do(case, "T", "li", "reject")
        desk.do(case, "T", "wang", said)
        assert desk.service.case(case).outcome == outcome
        assert not [line for line in desk.service.history(case) if line.kind == "copied"], "asked, not only told"
