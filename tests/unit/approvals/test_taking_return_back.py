"""取回 of a 退回: everything stands as it stood before the case was returned, but for what was done beside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from runner.bundle.graph import Deadline, DeadlineStep, Verdict
from runner.core.errors import RunError
from runner.engine.snapshot import save
from runner.organization.handler import Handler
from tests.helpers.graphs import A, event, loop, mock, timer
from tests.helpers.office import Office
from tests.unit.approvals.conftest import Open
from tests.unit.approvals.test_returns import DIRECT, chain, fork, send_back

THREE = Handler(strategy="user", params={"who": "user:li user:wang user:sun"})
LIMIT = Deadline(steps=[DeadlineStep(after="PT8H", do="remind")])


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


def take(desk: Office, case: str, user: str) -> None:
    desk.service.operate_case("takeBack", case, user)


def picture(desk: Office, case: str) -> dict[str, Any]:
    """How a case stands: tokens with what they wait for, variables, open steps, their seats and limits, memory."""
    service = desk.service
    with service.store.transaction() as tx:
        works = tx.rows("work", instance=case, state=["open", "alert"])
        own = [row["id"] for row in works]
        memory = json.loads((tx.row("instance", case) or {})["memory"])
        seats = tx.rows("task", work=own)
        limits = sorted((row["work"], row["step"], row["due"]) for row in tx.rows("deadline", instance=case))
        awaited = [sorted(map(str, tx.rows(name, instance=case))) for name in ("timer", "awaited")]
    with service._look() as room:
        saved = save(room.look(case).engine)
    for name in ("works", "visits"):  # what was opened in between counts; it stands in the log
        memory.pop(name)
    return {
        "tokens": saved["tokens"], "scopes": saved["scopes"], "works": works, "seats": seats, "limits": limits,
        "awaited": awaited, "memory": memory,
    }  # fmt: skip


def test_before_anything_is_done_on_it_all_stands_as_before(opened: Open) -> None:
    desk = opened(chain(deadline=LIMIT))
    case = desk.start(amount=10)
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    desk.service.advance("PT2H")
    before = picture(desk, case)
    desk.do(case, "F", "chen", "return", note="?")
    assert desk.who(case) == [("S", "zhang")]
    desk.service.advance("PT1H")
    take(desk, case, "chen")
    assert picture(desk, case) == before
    assert desk.who(case) == [("F", "chen")]
    (at, _case, _element) = desk.service.due()[0]
    assert at == "2026-03-02T17:00:00+08:00", "the limit comes when it would have come"
    with refused("case.nothing-to-take-back"):
        take(desk, case, "chen")
    desk.do(case, "F", "chen", "agree")
    assert desk.service.case(case).status == "completed"


def test_votes_and_rounds_of_a_joint_step_stand_again(opened: Open) -> None:
    drawn = A().start().approve("T", vote="all", handler=THREE, deadline=LIMIT, policy=DIRECT).end()
    desk = opened(drawn.chain("S", "T", "E"))
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    task = next(one for one in desk.open(case, "T") if one.user == "sun")
    desk.service.operate("addBefore", task.task, "sun", to=["chen"])
    before = picture(desk, case)
    desk.do(case, "T", "wang", "return")
    take(desk, case, "wang")
    assert picture(desk, case) == before
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "T", "chen", "agree")
    desk.do(case, "T", "sun", "agree")
    assert desk.service.case(case).status == "completed"


def test_in_a_sequence_the_turn_that_was_open_is_open_again(opened: Open) -> None:
    desk = opened(A().start().approve("T", vote="sequence", handler=THREE).end().chain("S", "T", "E"))
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    before = picture(desk, case)
    send_back(desk, case, "T", "wang")
    take(desk, case, "wang")
    assert picture(desk, case) == before
    assert desk.who(case) == [("T", "wang")]
    take(desk, case, "li")
    assert desk.who(case) == [("T", "li")], "and the vote before it can be taken back, as before"


def test_whoever_has_acted_on_it_keeps_it(opened: Open) -> None:
    desk = opened(chain())
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    send_back(desk, case, "F", "chen", "H")
    with refused("case.nothing-to-take-back"):
        take(desk, case, "zhang")
    (task,) = desk.open(case, "H")
    desk.service.operate("claim", task.task, "li")
    with refused("case.acted-after"):
        take(desk, case, "chen")
    desk.service.operate("release", task.task, "li")
    desk.service.operate("transfer", task.task, "li", to="sun")
    with refused("case.acted-after"):
        take(desk, case, "chen")
    desk.do(case, "H", "sun", "agree")
    with refused("case.acted-after"):
        take(desk, case, "chen")


def test_words_and_a_reminder_are_no_act(opened: Open) -> None:
    desk = opened(chain())
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    desk.do(case, "T", "wang", "agree")
    before = desk.who(case)
    send_back(desk, case, "F", "chen", "T")
    desk.service.operate_case("comment", case, "zhang", text="why?")
    desk.service.operate_case("urge", case, "zhang")
    take(desk, case, "chen")
    assert desk.who(case) == before


def test_a_branch_beside_it_keeps_what_was_done_in_it(opened: Open) -> None:
    desk = opened(fork())
    case = desk.start()
    desk.do(case, "A1", "li", "agree")
    send_back(desk, case, "A2", "wang", "A1")
    desk.do(case, "B1", "zhao", "agree")
    take(desk, case, "wang")
    assert desk.who(case) == [("A2", "wang")]
    desk.do(case, "A2", "wang", "agree")
    assert desk.who(case) == [("C", "chen")], "B1 is not asked again"


def test_branches_that_the_return_took_away_stand_again(opened: Open) -> None:
    desk = opened(fork())
    case = desk.start()
    desk.do(case, "A1", "li", "agree")
    before = picture(desk, case)
    send_back(desk, case, "A2", "wang", "S")
    assert desk.who(case) == [("S", "zhang")]
    take(desk, case, "wang")
    assert picture(desk, case) == before
    assert sorted(desk.who(case)) == [("A2", "wang"), ("B1", "zhao")]
    desk.do(case, "B1", "zhao", "agree")
    desk.do(case, "A2", "wang", "agree")
    assert desk.who(case) == [("C", "chen")]


def test_what_was_put_back_at_a_gateway_is_past_it_again(opened: Open) -> None:
    desk = opened(fork())
    case = desk.start()
    desk.do(case, "A1", "li", "agree")
    desk.do(case, "A2", "wang", "agree")
    desk.do(case, "B1", "zhao", "agree")
    before = picture(desk, case)
    send_back(desk, case, "C", "chen", "A2")
    take(desk, case, "chen")
    assert picture(desk, case) == before
    desk.do(case, "C", "chen", "agree")
    assert desk.service.case(case).status == "completed"


def inside(**more: Any) -> A:
    """H, then a sub-process with a timer on its border, in it T."""
    drawn = A().start().approve("H", "user:li").sub("U", **more).start("US").approve("T", "user:wang").end("UE")
    drawn.chain("US", "T", "UE").up().boundary("B", "U", timer("P3D"), interrupting=False).user("N", "user:sun")
    return drawn.end("NE").chain("B", "N", "NE").end().chain("S", "H", "U", "E")


@pytest.mark.parametrize("more", [{}, {"loop": loop("parallel", cardinality="2")}], ids=["plain", "several"])
def test_a_return_out_of_a_sub_process_gives_it_back_with_its_timer(opened: Open, more: Any) -> None:
    desk = opened(inside(**more))
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    before = picture(desk, case)
    desk.service.advance("PT5H")
    task = desk.open(case, "T")[0]
    desk.service.operate("return", task.task, "wang", to="H")
    take(desk, case, "wang")
    assert picture(desk, case) == before
    for one in desk.open(case, "T"):
        desk.service.complete(one.task, "wang", {}, "agree")
    assert desk.service.case(case).status == "completed"


def test_a_return_out_of_a_called_process_gives_it_back_with_its_values(opened: Open) -> None:
    other = A("q").start("QS").approve("Q", "user:wang").end("QE").chain("QS", "Q", "QE")
    desk = opened(A().start().approve("H", "user:li").node("callActivity", "C", called="q").end()
                  .chain("S", "H", "C", "E"), other)  # fmt: skip
    case = desk.start(amount=1)
    desk.do(case, "H", "li", "agree")
    before = picture(desk, case)
    desk.do(case, "Q", "wang", "return")
    take(desk, case, "wang")
    assert picture(desk, case) == before


def test_straight_back_is_as_it_was_when_the_second_return_is_taken_back(opened: Open) -> None:
    drawn = A().start().approve("H", "user:li", policy=DIRECT).approve("T", "user:wang", policy=DIRECT).end()
    desk = opened(drawn.chain("S", "H", "T", "E"))
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    send_back(desk, case, "T", "wang", "H")
    before = picture(desk, case)
    send_back(desk, case, "H", "li", "S")
    with refused("case.nothing-to-take-back"):
        take(desk, case, "wang")
    take(desk, case, "li")
    assert {**picture(desk, case), "memory": None} == {**before, "memory": None}
    desk.do(case, "H", "li", "agree")
    assert desk.who(case) == [("T", "wang")]
    (line,) = [line for line in desk.service.history(case) if line.kind == "resubmitted"]
    assert line.payload["way"] == "direct"


def test_after_it_agreements_count_as_they_did(opened: Open) -> None:
    again = Handler(strategy="user", params={"who": "user:li user:zhao"}, distinct="instance")
    drawn = A().start().approve("H", "user:li").approve("T", "user:wang").approve("F", handler=again).end()
    desk = opened(drawn.chain("S", "H", "T", "F", "E"))
    for takes in (True, False):
        case = desk.start()
        desk.do(case, "H", "li", "agree")
        if takes:
            send_back(desk, case, "T", "wang", "H")
            take(desk, case, "wang")
        desk.do(case, "T", "wang", "agree")
        assert desk.who(case) == [("F", "zhao")], "li has agreed already"


def test_what_was_sent_or_undone_since_is_not_taken_back(opened: Open) -> None:
    drawn = A().start().node("serviceTask", "M", service=mock("1")).approve("H", "user:li").approve("T", "user:wang")
    drawn.end().chain("S", "M", "H", "T", "E")
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    send_back(desk, case, "T", "wang", "H")
    take(desk, case, "wang")
    undone = A().start().approve("H", "user:li").node("serviceTask", "M", service=mock("1"))
    undone.node("serviceTask", "MU", service=mock("1"), for_compensation=True)
    undone.boundary("MB", "M", event("compensation", ref="MU")).approve("T", "user:wang").end()
    desk = opened(undone.chain("S", "H", "M", "T", "E"))
    case = desk.start()
    desk.do(case, "H", "li", "agree")
    send_back(desk, case, "T", "wang", "H")
    with refused("case.undone-for-it"):
        take(desk, case, "wang")


def test_a_rejection_whose_button_returns_is_taken_back_too(opened: Open) -> None:
    buttons = [
        Verdict(id="agree", label="同意"),
        Verdict(id="no", label="不同意", result="reject", action="start"),
    ]
    desk = opened(A().start().approve("T", vote="all", handler=THREE, verdicts=buttons).end().chain("S", "T", "E"))
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    before = picture(desk, case)
    desk.do(case, "T", "wang", "no")
    take(desk, case, "wang")
    assert picture(desk, case) == before


def test_where_the_process_takes_nothing_back_a_return_stands(opened: Open) -> None:
    drawn = chain()
    drawn.more["policy"] = {"take_back": "never"}
    desk = opened(drawn)
    case = desk.start()
    desk.do(case, "H", "li", "return")
    with refused("case.take-back-never"):
        take(desk, case, "li")


def test_the_history_says_so(opened: Open) -> None:
    desk = opened(chain())
    case = desk.start()
    desk.do(case, "H", "li", "return")
    desk.service.operate_case("takeBack", case, "li", reason="wrong button")
    line = desk.service.history(case)[-1]
    found = [line for line in desk.service.history(case) if line.kind == "return-taken-back"]
    assert [(line.element, line.payload["by"], line.payload["reason"]) for line in found] == [
        ("H", "li", "wrong button")
    ], line
