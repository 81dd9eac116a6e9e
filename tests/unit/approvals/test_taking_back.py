"""取回 where several sign, somebody was added meanwhile, or the step has been decided: what one vote did is undone,
and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from runner.approvals.signers import Round, Signer
from runner.bundle.graph import Deadline, DeadlineStep
from runner.core.errors import RunError
from runner.organization.handler import Handler
from tests.helpers.graphs import A
from tests.helpers.office import Office
from tests.unit.approvals.conftest import Open

TWO = Handler(strategy="user", params={"who": "user:li user:wang"})
THREE = Handler(strategy="user", params={"who": "user:li user:wang user:sun"})


def refused(code: str) -> Any:
    return pytest.raises(RunError, check=lambda error: error.code == code)


def do(desk: Office, case: str, user: str, operation: str, element: str = "T", **more: object) -> None:
    task = next(one for one in desk.open(case, element) if one.user in (user, None))
    desk.service.operate(operation, task.task, user, **more)


def take(desk: Office, case: str, user: str) -> None:
    desk.service.operate_case("takeBack", case, user)


def states(desk: Office, case: str, element: str = "T") -> dict[str, str]:
    """What became of everybody in the latest visit to a step."""
    with desk.service.store.transaction() as tx:
        works = [row for row in tx.rows("work", instance=case) if row["element"] == element]
        work = max(works, key=lambda row: row["visit"])
        return {str(row["user"]): row["state"] for row in tx.rows("task", work=work["id"], round=work["round"])}


def one(vote: str = "any", who: str | Handler = "user:li", **more: Any) -> A:
    """T, then F."""
    how = {"handler": who} if isinstance(who, Handler) else {"who": who}
    drawn = A().start().approve("T", vote=vote, **how, **more).approve("F", "user:zhao").end()
    return drawn.chain("S", "T", "F", "E")


def test_whoever_was_added_before_takes_it_back_and_the_task_waits_again(opened: Open) -> None:
    limit = Deadline(steps=[DeadlineStep(after="PT8H", do="remind")])
    desk = opened(one(deadline=limit))
    case = desk.start()
    desk.service.advance("PT2H")
    do(desk, case, "li", "addBefore", to=["wang", "sun"])
    desk.do(case, "T", "wang", "agree")
    take(desk, case, "wang")
    assert states(desk, case) == {"li": "waiting", "wang": "open", "sun": "open"}
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "T", "sun", "agree")
    assert desk.service.due() != [] and states(desk, case)["li"] == "open"
    with refused("case.acted-after"):
        take(desk, case, "wang")
    take(desk, case, "sun")
    assert states(desk, case) == {"li": "waiting", "wang": "done", "sun": "open"}
    assert desk.service.due() == [], "the limit stands still while everybody waits"
    desk.service.advance("P1D")
    desk.do(case, "T", "sun", "agree")
    (at, _case, _element) = desk.service.due()[0]
    assert at == "2026-03-03T17:00:00+08:00", "six hours are left of eight"
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("F", "zhao")]


def test_a_refusal_before_is_taken_back_together_with_what_it_decided(opened: Open) -> None:
    drawn = A().start().approve("T", vote="all", handler=TWO).xor("G", "ok").approve("N", "user:zhao").end()
    drawn.end("F").chain("S", "T", "G").flow("G", "N", 'T_result = "reject"').flow("G", "E", flow_id="ok")
    desk = opened(drawn.chain("N", "F"))
    case = desk.start()
    do(desk, case, "li", "addBefore", to=["sun"])
    desk.do(case, "T", "sun", "reject")
    assert desk.who(case) == [("N", "zhao")]
    take(desk, case, "sun")
    assert states(desk, case) == {"li": "waiting", "wang": "open", "sun": "open"}
    for user in ("sun", "li", "wang"):
        desk.do(case, "T", user, "agree")
    assert desk.service.case(case).end == ["E"]


def test_whoever_was_added_after_waits_again_when_the_vote_is_taken_back(opened: Open) -> None:
    desk = opened(one())
    case = desk.start()
    do(desk, case, "li", "addAfter", to=["wang", "sun"])
    desk.do(case, "T", "li", "agree")
    assert sorted(desk.who(case)) == [("T", "sun"), ("T", "wang")]
    take(desk, case, "li")
    assert states(desk, case) == {"li": "open", "wang": "later", "sun": "later"}
    desk.do(case, "T", "li", "agree")
    do(desk, case, "wang", "claim")
    with refused("case.acted-after"):
        take(desk, case, "li")
    do(desk, case, "wang", "release")
    desk.do(case, "T", "wang", "agree")
    with refused("case.acted-after"):
        take(desk, case, "li")
    take(desk, case, "wang")
    assert states(desk, case) == {"li": "done", "wang": "open", "sun": "open"}
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "T", "sun", "agree")
    assert desk.who(case) == [("F", "zhao")]
    with refused("case.acted-after"):
        take(desk, case, "li")
    take(desk, case, "sun")
    assert states(desk, case) == {"li": "done", "wang": "done", "sun": "open"}


def test_who_was_added_and_has_added_somebody_has_acted(opened: Open) -> None:
    desk = opened(one())
    case = desk.start()
    do(desk, case, "li", "addAfter", to=["wang"])
    desk.do(case, "T", "li", "agree")
    do(desk, case, "wang", "addBeside", to=["sun"])
    with refused("case.acted-after"):
        take(desk, case, "li")
    other = desk.start()
    do(desk, other, "li", "addBefore", to=["wang"])
    desk.do(other, "T", "wang", "agree")
    do(desk, other, "li", "addBefore", to=["sun"])
    with refused("case.acted-after"):
        take(desk, other, "wang")


def test_who_was_removed_meanwhile_stays_removed(opened: Open) -> None:
    desk = opened(one("all", THREE))
    case = desk.start()
    do(desk, case, "li", "addAfter", to=["chen", "zhao"])
    desk.do(case, "T", "li", "agree")
    do(desk, case, "chen", "removeSigner", to="zhao")
    take(desk, case, "li")
    assert states(desk, case) == {"li": "open", "wang": "open", "sun": "open", "chen": "later", "zhao": "cancelled"}


def test_advice_is_taken_back_while_nobody_has_used_it(opened: Open) -> None:
    desk = opened(one())
    case = desk.start()
    do(desk, case, "li", "delegate", to="wang")
    desk.do(case, "T", "wang", "reject", opinion="no")
    take(desk, case, "wang")
    assert states(desk, case) == {"li": "waiting", "wang": "open"}
    desk.do(case, "T", "wang", "agree", opinion="yes")
    desk.do(case, "T", "li", "agree")
    with refused("case.nothing-to-take-back"):
        take(desk, case, "wang")
    take(desk, case, "li")
    assert states(desk, case) == {"li": "open", "wang": "done"}


def test_beside_others_the_last_vote_is_taken_back_in_the_order_in_which_they_came(opened: Open) -> None:
    """All at one instant of the clock: the order of the seats is not that of the votes."""
    desk = opened(one("all", TWO))
    case = desk.start()
    do(desk, case, "li", "addBeside", to=["sun"])
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "T", "li", "agree")
    with refused("case.acted-after"):
        take(desk, case, "wang")
    take(desk, case, "li")
    take(desk, case, "wang")
    assert states(desk, case) == {"li": "open", "wang": "open", "sun": "open"}


def test_only_who_decided_the_step_takes_it_back_and_whom_that_cut_off_is_asked_again(opened: Open) -> None:
    drawn = A().start().approve("T", vote="all", handler=THREE).xor("G", "ok").approve("N", "user:zhao").end()
    drawn.end("F").chain("S", "T", "G").flow("G", "N", 'T_result = "reject"').flow("G", "E", flow_id="ok")
    desk = opened(drawn.chain("N", "F"))
    case = desk.start()
    desk.do(case, "T", "wang", "agree")
    desk.do(case, "T", "li", "reject")
    assert desk.who(case) == [("N", "zhao")]
    with refused("case.acted-after"):
        take(desk, case, "wang")
    take(desk, case, "li")
    assert states(desk, case) == {"li": "open", "wang": "done", "sun": "open"}
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("T", "sun")], "sun is asked, as before"
    take(desk, case, "li")
    desk.do(case, "T", "li", "agree")
    desk.do(case, "T", "sun", "agree")
    assert desk.service.case(case).end == ["E"]


def test_a_step_that_removing_somebody_decided_asks_who_was_left_again(opened: Open) -> None:
    desk = opened(one("percent", THREE, policy={"threshold": "50"}))
    case = desk.start()
    desk.do(case, "T", "li", "agree")
    do(desk, case, "wang", "removeSigner", to="sun")
    assert desk.who(case) == [("F", "zhao")]
    take(desk, case, "li")
    assert states(desk, case) == {"li": "open", "wang": "open"}


def test_sending_it_on_is_taken_back_with_whom_it_was_sent_to(opened: Open) -> None:
    desk = opened(one(policy={"operations": ["sendOn", "claim"]}))
    case = desk.start()
    do(desk, case, "li", "sendOn", to="user:wang")
    take(desk, case, "li")
    assert desk.who(case) == [("T", "li")]
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("F", "zhao")], "wang is not asked"
    other = desk.start()
    do(desk, other, "li", "sendOn", to="user:wang")
    do(desk, other, "wang", "claim")
    with refused("case.acted-after"):
        take(desk, other, "li")


def test_where_it_was_sent_to_counts_no_longer_when_that_vote_is_taken_back(opened: Open) -> None:
    drawn = A().start().approve("T", vote="all", handler=TWO, policy={"operations": ["sendOn"]})
    desk = opened(drawn.approve("F", "user:zhao").end().end("N").chain("S", "T", "F", "E"))
    for first in (True, False):
        case = desk.start()
        if first:
            do(desk, case, "li", "sendOn", at="E", reason="small")
        else:
            desk.do(case, "T", "li", "agree")
        take(desk, case, "li")
        desk.do(case, "T", "li", "agree")
        desk.do(case, "T", "wang", "agree")
        assert desk.who(case) == [("F", "zhao")]


def test_in_a_sequence_the_turn_before_comes_back_with_whoever_was_added_to_it(opened: Open) -> None:
    desk = opened(one("sequence", TWO))
    case = desk.start()
    do(desk, case, "li", "addBefore", to=["sun"])
    desk.do(case, "T", "sun", "agree")
    desk.do(case, "T", "li", "agree")
    assert desk.who(case) == [("T", "wang")]
    take(desk, case, "li")
    assert desk.who(case) == [("T", "li")]
    take(desk, case, "sun")
    assert states(desk, case) == {"li": "waiting", "sun": "open"}
    desk.do(case, "T", "sun", "agree")
    desk.do(case, "T", "li", "agree")
    do(desk, case, "wang", "addBefore", to=["chen"])
    with refused("case.acted-after"):
        take(desk, case, "li")


def test_a_vote_that_was_kept_in_a_direct_return_knows_what_it_did(opened: Open) -> None:
    desk = opened(one("all", TWO, policy={"resubmit": "direct"}))
    case = desk.start()
    do(desk, case, "li", "addAfter", to=["sun"])
    desk.do(case, "T", "li", "agree")
    desk.do(case, "T", "wang", "return")
    desk.do(case, "S", "zhang")
    assert states(desk, case) == {"li": "done", "sun": "open", "wang": "open"}
    take(desk, case, "li")
    assert states(desk, case) == {"li": "open", "sun": "later", "wang": "open"}


def test_coming_straight_back_to_somebody_who_waits_the_limit_stands_still(opened: Open) -> None:
    limit = Deadline(steps=[DeadlineStep(after="PT8H", do="remind")])
    desk = opened(one("any", "user:li", policy={"resubmit": "direct"}, deadline=limit))
    case = desk.start()
    do(desk, case, "li", "addBefore", to=["wang"])
    desk.do(case, "T", "wang", "return")
    desk.do(case, "S", "zhang")
    assert states(desk, case) == {"li": "waiting", "wang": "open"}, "li is not passed over"
    assert desk.service.due() == []
    desk.do(case, "T", "wang", "agree")
    assert desk.who(case) == [("T", "li")]


def test_what_a_vote_did_is_undone_in_the_tree_alone() -> None:
    here = Round([Signer(1, "li", "open"), Signer(2, "wang", "done", "agree", 1, "before"), Signer(3, "sun", "open")])
    assert here.before(2, {1: ("waiting", "open")}) == {2: "open", 1: "waiting"}
    assert here.before(2, {1: ("waiting", "cancelled")}) is None, "it is something else now"
    assert here.before(3, {9: ("open", "cancelled")}) == {3: "open"}, "a seat that is not there any more"
