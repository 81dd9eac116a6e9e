"""What people of other approval products saw go wrong, played here, in their words."""

from __future__ import annotations

import pytest

from runner.bundle.graph import Deadline, DeadlineStep, Verdict
from runner.organization.handler import Handler
from tests.helpers.graphs import A
from tests.helpers.office import Office
from tests.unit.approvals.conftest import Open

TWO = Handler(strategy="user", params={"who": "user:li user:wang"})
THREE = Handler(strategy="user", params={"who": "user:li user:wang user:sun"})
BACK = [
    Verdict(id="agree", label="同意"),
    Verdict(id="reject", label="不同意", result="reject"),
    Verdict(id="back", label="退回上一步", result="return", action="previous"),
    Verdict(id="return", label="退回发起人", result="return"),
]


def back_to(desk: Office, case: str, element: str, user: str, to: str) -> None:
    task = next(one for one in desk.open(case, element) if one.user == user)
    desk.service.operate("return", task.task, user, to=to)


@pytest.mark.parametrize("vote", ["all", "any", "sequence"])
def test_returned_to_the_step_before_that_several_sign_too_no_task_was_made(opened: Open, vote: str) -> None:
    """yudao 668, as was added there: it went wrong where the step before is signed by several, or by any of them."""
    drawn = (
        A().start().approve("One", vote=vote, handler=TWO).approve("Two", vote="all", handler=THREE, verdicts=BACK)
    )
    desk = opened(drawn.end().chain("S", "One", "Two", "E"))
    case = desk.start()
    first = desk.who(case)
    for user in ("li",) if vote == "any" else ("li", "wang"):
        desk.do(case, "One", user, "agree")
    desk.do(case, "Two", "sun", "back")
    assert desk.who(case) == first, "as at the first time"
    for user in ("wang",) if vote == "any" else ("li", "wang"):
        desk.do(case, "One", user, "agree")
    assert sorted(desk.who(case)) == [("Two", "li"), ("Two", "sun"), ("Two", "wang")]


def test_returned_out_of_a_step_that_several_sign_the_case_was_not_to_be_found_any_more(opened: Open) -> None:
    """yudao 668: two steps, the second signed by several; sent back from there, no task came up anywhere."""
    drawn = A().start().approve("One", "user:chen").approve("Two", vote="all", handler=TWO, verdicts=BACK).end()
    desk = opened(drawn.chain("S", "One", "Two", "E"))
    case = desk.start()
    desk.do(case, "One", "chen", "agree")
    desk.do(case, "Two", "li", "agree")
    desk.do(case, "Two", "wang", "back")
    assert desk.who(case) == [("One", "chen")]
    desk.do(case, "One", "chen", "agree")
    assert desk.who(case) == [("Two", "li"), ("Two", "wang")], "the vote of the round before does not count"
    for user in ("li", "wang"):
        desk.do(case, "Two", user, "agree")
    assert desk.service.case(case).status == "completed"


def test_returned_to_a_step_that_several_sign_no_task_was_made_there(opened: Open) -> None:
    """yudao 727: A is signed by several, then B; sent back to A, B was shown as returned and A never came."""
    drawn = A().start().approve("First", vote="all", handler=TWO).approve("B", "user:chen", verdicts=BACK)
    desk = opened(drawn.approve("C", "user:sun").end().chain("S", "First", "B", "C", "E"))
    case = desk.start()
    for user in ("li", "wang"):
        desk.do(case, "First", user, "agree")
    back_to(desk, case, "B", "chen", "First")
    assert desk.who(case) == [("First", "li"), ("First", "wang")]
    for user in ("li", "wang"):
        desk.do(case, "First", user, "agree")
    assert desk.who(case) == [("B", "chen")]


def test_beside_other_branches_a_return_was_refused(opened: Open) -> None:
    """yudao 867: in parallel branches the button said that parallel tasks cannot be returned."""
    drawn = (
        A().start().approve("H", "user:chen").fork("X").approve("L", "user:li").approve("R", "user:wang").fork("J")
    )
    desk = opened(drawn.end().chain("S", "H", "X", "L", "J", "E").chain("X", "R", "J"))
    case = desk.start()
    desk.do(case, "H", "chen", "agree")
    desk.do(case, "R", "wang", "agree")
    back_to(desk, case, "L", "li", "H")
    assert desk.who(case) == [("H", "chen")]
    desk.do(case, "H", "chen", "agree")
    assert sorted(desk.who(case)) == [("L", "li"), ("R", "wang")]
    for element, user in (("L", "li"), ("R", "wang")):
        desk.do(case, element, user, "agree")
    assert desk.service.case(case).status == "completed"


def test_after_a_return_the_reminders_of_a_step_came_no_more(opened: Open) -> None:
    """yudao 1018: the first time a step was late there was a reminder; after a return and back there was none."""
    limit = Deadline(steps=[DeadlineStep(after="PT2H", do="remind")])
    desk = opened(A().start().approve("First", "user:li", deadline=limit).end().chain("S", "First", "E"))
    case = desk.start()
    desk.service.advance()
    desk.do(case, "First", "li", "return")
    assert desk.service.due() == []
    desk.do(case, "S", "zhang")
    desk.service.advance()
    assert [line.kind for line in desk.service.history(case)].count("overdue") == 2


def test_signed_by_a_share_the_first_no_ended_everything(opened: Open) -> None:
    """yudao 1069: two thirds have to agree, but the first who disagrees ends or returns the case."""
    drawn = A().start().approve("T", vote="percent", handler=THREE, policy={"threshold": "2/3"}).end()
    desk = opened(drawn.chain("S", "T", "E"))
    case = desk.start()
    desk.do(case, "T", "li", "reject")
    assert desk.service.case(case).status == "running"
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "T", "sun", "agree")
    assert (desk.service.case(case).status, desk.service.case(case).outcome) == ("completed", None)
    other = desk.start()
    desk.do(other, "T", "li", "reject")
    desk.do(other, "T", "wang", "reject")
    assert desk.service.case(other).outcome == "rejected", "it is over as soon as two thirds can no longer agree"


def test_returned_to_the_starter_by_one_of_several_it_went_on_to_the_next_step(opened: Open) -> None:
    """AntFlow 7: one of several who sign at the same time returned to the starter; the next step came instead."""
    drawn = A().start().approve("T", vote="all", handler=TWO, verdicts=BACK).approve("N", "user:chen").end()
    desk = opened(drawn.chain("S", "T", "N", "E"))
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    desk.do(case, "T", "wang", "return")
    assert desk.who(case) == [("S", "zhang")]
    assert [one.kind for one in desk.open(case)] == ["start"]


def test_returned_to_one_of_two_parallel_steps_the_case_stood_still_afterwards(opened: Open) -> None:
    """JeecgBoot 5813: two steps side by side agree, the step behind returns to one of the two; when that one had
    submitted it again, the case went no further."""
    for resubmit in ("replay", "direct"):
        drawn = A().start().fork("X").approve("L", "user:li").approve("R", "user:wang").fork("J")
        drawn.approve("N", "user:chen", verdicts=BACK, policy={"resubmit": resubmit}).end()
        desk = opened(drawn.chain("S", "X", "L", "J", "N", "E").chain("X", "R", "J"))
        case = desk.start()
        desk.do(case, "L", "li", "agree")
        desk.do(case, "R", "wang", "agree")
        assert desk.who(case) == [("N", "chen")]
        back_to(desk, case, "N", "chen", "L")
        assert desk.who(case) == [("L", "li")], "whoever agreed beside is not asked again"
        desk.do(case, "L", "li", "agree")
        assert desk.who(case) == [("N", "chen")], "the join does not wait for what came before the return"
        desk.do(case, "N", "chen", "agree")
        assert (desk.service.case(case).status, desk.service.case(case).outcome) == ("completed", None)
        desk.close()


def test_returned_before_two_parallel_steps_both_are_asked_again(opened: Open) -> None:
    """JeecgBoot 5813, one step further back: nothing that came to the join before counts then."""
    drawn = A().start().approve("H", "user:sun").fork("X").approve("L", "user:li").approve("R", "user:wang").fork("J")
    drawn.approve("N", "user:chen", verdicts=BACK).end()
    desk = opened(drawn.chain("S", "H", "X", "L", "J", "N", "E").chain("X", "R", "J"))
    case = desk.start()
    for element, user in (("H", "sun"), ("L", "li"), ("R", "wang")):
        desk.do(case, element, user, "agree")
    back_to(desk, case, "N", "chen", "H")
    desk.do(case, "H", "sun", "agree")
    desk.do(case, "L", "li", "agree")
    assert desk.who(case) == [("R", "wang")]
    desk.do(case, "R", "wang", "agree")
    assert desk.who(case) == [("N", "chen")]


def test_a_step_that_rejects_by_itself_takes_the_one_that_opens_beside_it_along(opened: Open) -> None:
    """Two approvals open at once, nobody is there at the first: whoever came before could not finish their step."""
    nobody = Handler(strategy="user", params={"who": "user:nobody"}, empty="reject")
    drawn = A().start().approve("One", "user:chen").fork("F").approve("Two", handler=nobody)
    drawn.approve("Three", "user:sun").fork("J").end().chain("S", "One", "F", "Two", "J", "E").chain(
        "F", "Three", "J"
    )
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "One", "chen", "agree")
    view = desk.service.case(case)
    assert (view.status, view.outcome, desk.who(case)) == ("completed", "rejected", [])
