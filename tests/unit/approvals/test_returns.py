"""退回: where a case may be sent back to, what of it stays, and which way it comes again."""

from __future__ import annotations

import pytest

from runner.bundle.graph import Verdict
from runner.core.errors import RunError
from runner.organization.handler import Handler
from tests.helpers.graphs import A, event, mock
from tests.helpers.office import Office
from tests.unit.approvals.conftest import Open

DIRECT = {"resubmit": "direct"}
BACK = [
    Verdict(id="agree", label="同意"),
    Verdict(id="back", label="退回上一步", result="return", action="previous"),
]
TWO = Handler(strategy="user", params={"who": "user:li user:wang"})


def send_back(desk: Office, case: str, element: str, user: str, to: str | None = None, **more: object) -> None:
    task = next(one for one in desk.open(case, element) if one.user in (user, None))
    desk.service.operate("return", task.task, user, **({"to": to} if to else {}), **more)


def places(desk: Office, case: str, element: str) -> list[tuple[str, str]]:
    (task,) = desk.open(case, element)
    return [(one.to, one.kind) for one in desk.service.task(task.task).back]


def came(desk: Office, case: str) -> list[dict[str, object]]:
    lines = [line.payload for line in desk.service.history(case) if line.kind == "resubmitted"]
    return [{key: line[key] for key in ("way", "because") if key in line} for line in lines]


def chain(**last: object) -> A:
    steps = A().start().approve("H", "user:li").approve("T", "user:wang").approve("F", "user:chen", **last)  # type: ignore[arg-type]
    return steps.end().chain("S", "H", "T", "F", "E")


def fork(**last: object) -> A:
    """S, then A1-A2 beside B1, then C."""
    drawn = A().start().fork("X").approve("A1", "user:li").approve("A2", "user:wang", policy=DIRECT)
    drawn.approve("B1", "user:zhao").fork("J").approve("C", "user:chen", **last).end()  # type: ignore[arg-type]
    drawn.chain("S", "X", "A1", "A2", "J", "C", "E")
    return drawn.chain("X", "B1", "J")


def test_a_case_goes_back_to_steps_really_visited_the_latest_first(opened: Open) -> None:
    drawn = A().start().xor("G", default="G_N").approve("Y", "user:sun").approve("N", "user:li")
    drawn.xor("M").approve("T", "user:wang").end()
    drawn.chain("S", "G").flow("G", "Y", "days > 3").flow("G", "N").chain("Y", "M").chain("N", "M", "T", "E")
    desk = opened(drawn)
    case = desk.start(days=1)
    desk.do(case, "N", "li", "agree")
    assert places(desk, case, "T") == [("N", "previous"), ("S", "starter")]
    with pytest.raises(RunError) as refused:
        send_back(desk, case, "T", "wang", "Y")
    assert refused.value.code == "approval.unknown-target"
    assert desk.who(case) == [("T", "wang")]
    send_back(desk, case, "T", "wang", "N", reason="look again")
    assert desk.who(case) == [("N", "li")]


def test_after_a_return_the_step_before_is_that_of_the_first_way_not_who_returned_it(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li", verdicts=BACK).approve("T", "user:wang", verdicts=BACK)
    drawn.approve("F", "user:chen", verdicts=BACK).end().chain("S", "H", "T", "F", "E")
    desk = opened(drawn)
    case = desk.start()
    for element, user in (("H", "li"), ("T", "wang")):
        desk.do(case, element, user, "agree")
    desk.do(case, "F", "chen", "back")
    assert desk.who(case) == [("T", "wang")]
    desk.do(case, "T", "wang", "back")
    assert desk.who(case) == [("H", "li")]
    desk.do(case, "H", "li", "back")
    assert desk.who(case) == [("S", "zhang")]


def test_straight_back_keeps_what_was_agreed_between_and_says_so(opened: Open) -> None:
    desk = opened(chain(policy={"resubmit": "direct", "sensitive": ["amount"]}))
    case = desk.start(amount=10)
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "F", "chen", "return")
    desk.do(case, "S", "zhang", note="mended")
    assert desk.who(case) == [("F", "chen")]
    (line,) = [line for line in desk.service.history(case) if line.kind == "resubmitted"]
    assert line.payload["kept"] == [{"element": "H", "visit": 1}, {"element": "T", "visit": 1}]
    assert places(desk, case, "F") == [("T", "previous"), ("H", "visited"), ("S", "starter")]
    desk.do(case, "F", "chen", "agree")
    assert desk.service.case(case).status == "completed"


def test_a_sensitive_change_asks_all_again_and_the_reason_stands_in_the_history(opened: Open) -> None:
    desk = opened(chain(policy={"resubmit": "direct", "sensitive": ["order.amount"]}))
    case = desk.start(order={"amount": 10})
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    send_back(desk, case, "F", "chen", "H")
    desk.do(case, "H", "li", "agree", order={"amount": 11})
    assert desk.who(case) == [("T", "wang")]
    assert came(desk, case) == [{"way": "replay", "because": "sensitive"}]


def test_where_the_conditions_lead_elsewhere_now_it_goes_the_new_way(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").xor("G", default="G_N")
    drawn.approve("Y", "user:wang", policy=DIRECT).approve("N", "user:sun").xor("M").end()
    drawn.chain("S", "H", "G").flow("G", "Y", "days > 3").flow("G", "N").chain("Y", "M").chain("N", "M", "E")
    desk = opened(drawn)
    case = desk.start(days=4)
    desk.do(case, "H", "li", "agree")
    desk.do(case, "Y", "wang", "return")
    desk.do(case, "S", "zhang", days=1)
    assert desk.who(case) == [("H", "li")]
    assert came(desk, case) == [{"way": "replay", "because": "route"}]


def test_in_a_branch_the_other_branch_stays_open(opened: Open) -> None:
    desk = opened(fork())
    case = desk.start()
    desk.do(case, "A1", "li", "agree")
    send_back(desk, case, "A2", "wang", "A1")
    assert desk.who(case) == [("B1", "zhao"), ("A1", "li")]
    desk.do(case, "B1", "zhao", "agree")
    desk.do(case, "A1", "li", "agree")
    desk.do(case, "A2", "wang", "agree")
    desk.do(case, "C", "chen", "agree")
    assert desk.service.case(case).status == "completed"


def test_in_a_branch_what_came_to_the_joining_gateway_waits_there(opened: Open) -> None:
    desk = opened(fork())
    case = desk.start()
    desk.do(case, "B1", "zhao", "agree")
    desk.do(case, "A1", "li", "agree")
    send_back(desk, case, "A2", "wang", "A1")
    desk.do(case, "A1", "li", "agree")
    assert desk.who(case) == [("A2", "wang")]
    assert came(desk, case) == [{"way": "direct"}]
    desk.do(case, "A2", "wang", "agree")
    assert desk.who(case) == [("C", "chen")]


@pytest.mark.parametrize("way", ["direct", "replay"])
def test_from_behind_a_join_into_one_branch_the_other_is_not_waited_for_again(opened: Open, way: str) -> None:
    desk = opened(fork(policy={"resubmit": way}))
    case = desk.start()
    for element, user in (("B1", "zhao"), ("A1", "li"), ("A2", "wang")):
        desk.do(case, element, user, "agree")
    send_back(desk, case, "C", "chen", "A1")
    assert desk.who(case) == [("A1", "li")]
    desk.do(case, "A1", "li", "agree")
    if way == "replay":
        desk.do(case, "A2", "wang", "agree")
    assert desk.who(case) == [("C", "chen")]
    desk.do(case, "C", "chen", "agree")
    assert desk.service.case(case).status == "completed"


def test_before_the_split_all_branches_go_and_straight_back_puts_them_back_as_they_were(opened: Open) -> None:
    desk = opened(fork())
    case = desk.start()
    desk.do(case, "A1", "li", "agree")
    send_back(desk, case, "A2", "wang")
    assert desk.who(case) == [("S", "zhang")]
    desk.do(case, "S", "zhang")
    assert sorted(desk.who(case)) == [("A2", "wang"), ("B1", "zhao")]
    desk.do(case, "A2", "wang", "agree")
    desk.do(case, "B1", "zhao", "agree")
    assert desk.who(case) == [("C", "chen")]


def test_straight_back_to_a_step_of_several_keeps_the_others_votes(opened: Open) -> None:
    drawn = A().start().approve("T", vote="all", handler=TWO, policy=DIRECT).end().chain("S", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    desk.do(case, "T", "wang", "return")
    assert desk.who(case) == [("S", "zhang")]
    desk.do(case, "S", "zhang")
    assert desk.who(case) == [("T", "wang")]
    desk.do(case, "T", "wang", "agree")
    assert desk.service.case(case).status == "completed"


def test_again_through_all_steps_asks_everybody_of_a_step_of_several(opened: Open) -> None:
    drawn = A().start().approve("T", vote="all", handler=TWO).end().chain("S", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    desk.do(case, "T", "wang", "return")
    desk.do(case, "S", "zhang")
    assert desk.who(case) == [("T", "li"), ("T", "wang")]
    desk.do(case, "T", "wang", "agree")
    assert desk.who(case) == [("T", "li")]


def test_inside_a_sub_process_a_case_goes_back_inside_it_or_out_of_it(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").sub("P").approve("I1", "user:sun").approve("I2", "user:wang").up()
    drawn.approve("F", "user:chen").end().chain("S", "H", "P", "F", "E").chain("I1", "I2")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    desk.do(case, "I1", "sun", "agree")
    assert places(desk, case, "I2") == [("I1", "previous"), ("H", "visited"), ("S", "starter")]
    send_back(desk, case, "I2", "wang", "I1")
    assert desk.who(case) == [("I1", "sun")]
    desk.do(case, "I1", "sun", "agree")
    send_back(desk, case, "I2", "wang", "H")
    assert desk.who(case) == [("H", "li")]
    for element, user in (("H", "li"), ("I1", "sun"), ("I2", "wang")):
        desk.do(case, element, user, "agree")
    assert places(desk, case, "F") == [("P", "previous"), ("H", "visited"), ("S", "starter")]
    send_back(desk, case, "F", "chen", "P")
    assert desk.who(case) == [("I1", "sun")]


def test_from_a_called_process_a_case_goes_back_to_the_step_before_the_call(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").node("callActivity", "C", called="q").end().chain("S", "H", "C", "E")
    other = A("q").start("QS").approve("Q1", "user:sun").approve("Q2", "user:wang").end("QE")
    other.chain("QS", "Q1", "Q2", "QE")
    desk = opened(drawn, other)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    desk.do(case, "Q1", "sun", "agree")
    assert places(desk, case, "Q2") == [("Q1", "previous"), ("H", "visited"), ("S", "starter")]
    send_back(desk, case, "Q2", "wang", "Q1")
    assert desk.who(case) == [("Q1", "sun")]
    desk.do(case, "Q1", "sun", "return")
    assert desk.who(case) == [("S", "zhang")]


def test_what_was_sent_already_is_named_before_a_return_and_kept_in_the_history(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").node("serviceTask", "P", name="Pay", service=mock("1"))
    drawn.approve("F", "user:chen").end().chain("S", "H", "P", "F", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    with pytest.raises(RunError) as refused:
        send_back(desk, case, "F", "chen", "H")
    assert refused.value.code == "approval.sent-already" and "Pay" in str(refused.value)
    send_back(desk, case, "F", "chen", "H", confirmed=True)
    (line,) = [line for line in desk.service.history(case) if line.kind == "returned"]
    assert line.payload["sent"] == ["P"]
    assert desk.who(case) == [("H", "li")]


def undoing(drawn: A, step: str, handler: str, **more: object) -> A:
    """A step that sends something, and what undoes it."""
    drawn.node("serviceTask", step, name=step, service=mock("1"))
    drawn.node("serviceTask", handler, name=handler, for_compensation=True, **more)
    return drawn.boundary(f"B{step}", step, event("compensation", ref=handler))


def entered(desk: Office, case: str) -> list[str]:
    return [line.element for line in desk.service.history(case) if line.kind == "entered"]


def test_what_was_sent_is_undone_by_compensation_the_last_first(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li")
    undoing(drawn, "P", "UP", service=mock("1"))
    undoing(drawn, "Q", "UQ", service=mock("1"))
    drawn.approve("F", "user:chen", policy={"resubmit": "direct"}).end().chain("S", "H", "P", "Q", "F", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    task = desk.service.task(desk.open(case, "F")[0].task)
    assert [(one.to, one.sent, one.undone) for one in task.back] == [("H", [], ["P", "Q"]), ("S", [], ["P", "Q"])]
    send_back(desk, case, "F", "chen", "H")  # nothing is left to be confirmed
    (line,) = [line for line in desk.service.history(case) if line.kind == "returned"]
    assert line.payload["undone"] == ["P", "Q"] and "sent" not in line.payload
    assert [one for one in entered(desk, case) if one.startswith("U")] == ["UQ", "UP"]
    assert desk.who(case) == [("H", "li")]
    desk.do(case, "H", "li", "agree")
    assert entered(desk, case)[-3:] == ["P", "Q", "F"], "what was undone is done again: no way straight back"
    again = [line for line in desk.service.history(case) if line.kind == "resubmitted"]
    assert again[0].payload["because"] == "undone"
    send_back(desk, case, "F", "chen", "S")
    assert [one for one in entered(desk, case) if one.startswith("U")] == ["UQ", "UP"] * 2
    desk.do(case, "S", "zhang")
    desk.do(case, "H", "li", "agree")
    desk.do(case, "F", "chen", "agree")
    assert desk.service.case(case).status == "completed"


def test_only_what_has_no_compensation_has_to_be_confirmed(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li")
    undoing(drawn, "P", "UP", service=mock("1")).node("serviceTask", "N", name="Notice", service=mock("1"))
    drawn.approve("F", "user:chen").end().chain("S", "H", "P", "N", "F", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    with pytest.raises(RunError) as refused:
        send_back(desk, case, "F", "chen", "H")
    assert "Notice" in str(refused.value) and "“P”" not in str(refused.value)
    assert "UP" not in entered(desk, case)
    send_back(desk, case, "F", "chen", "H", confirmed=True)
    (line,) = [line for line in desk.service.history(case) if line.kind == "returned"]
    assert (line.payload["sent"], line.payload["undone"]) == (["N"], ["P"])


def test_what_a_finished_sub_process_sent_is_undone_and_what_was_before_the_target_stays(opened: Open) -> None:
    drawn = A().start()
    undoing(drawn, "B", "UB", service=mock("1")).approve("H", "user:li").sub("X")
    undoing(drawn.start("S2"), "P", "UP", service=mock("1")).end("E2").chain("S2", "P", "E2").up()
    drawn.approve("F", "user:chen").end().chain("S", "B", "H", "X", "F", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    send_back(desk, case, "F", "chen", "H")
    assert [one for one in entered(desk, case) if one.startswith("U")] == ["UP"]
    assert desk.who(case) == [("H", "li")]
    desk.do(case, "H", "li", "agree")
    desk.do(case, "F", "chen", "agree")
    assert desk.service.case(case).status == "completed"


def test_somebody_undoes_it_by_hand_while_the_case_is_back_already(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li").node("serviceTask", "P", name="Pay", service=mock("1"))
    drawn.user("UP", "user:sun", for_compensation=True).boundary("BP", "P", event("compensation", ref="UP"))
    drawn.approve("F", "user:chen").end().chain("S", "H", "P", "F", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    send_back(desk, case, "F", "chen", "H")
    assert sorted(desk.who(case)) == [("H", "li"), ("UP", "sun")]
    desk.do(case, "H", "li", "agree")
    desk.do(case, "F", "chen", "agree")
    assert desk.service.case(case).status == "running", "the money is not back yet"
    desk.do(case, "UP", "sun")
    assert desk.service.case(case).status == "completed"
