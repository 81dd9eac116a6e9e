"""Votes and verdicts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.approvals.plan import Decision, Plan, Seat, decide, plan_of
from runner.approvals.verdicts import action_of, button_of, check_opinion, chosen
from runner.bundle.graph import Verdict
from runner.core.errors import RunError
from runner.organization.handler import Handler
from runner.organization.model import Organization, User
from runner.organization.resolver import CaseFacts
from tests.helpers.graphs import A

PEOPLE = Organization(users=[User(id=name, name=name) for name in ("li", "chen", "wang")])


def seats(text: str) -> list[Seat]:
    """`ar.` is: agreed, rejected, still open; `-` abstained."""
    results = {"a": "agree", "r": "reject", "-": "abstain", ".": None, "b": "return"}
    return [Seat(str(place), results[mark], mark == ".") for place, mark in enumerate(text)]


@pytest.mark.parametrize(
    ("vote", "threshold", "given_so_far", "expected"),
    [
        ("all", None, "...", None),
        ("all", None, "a..", None),
        ("all", None, "aa.", None),
        ("all", None, "aaa", "agree"),
        ("all", None, "ar.", "reject"),
        ("all", None, "a-a", "agree"),
        ("all", None, "---", "reject"),
        ("all", None, "ab.", "return"),
        ("any", None, "..a", "agree"),
        ("any", None, "r..", "reject"),
        ("count", "2", "a..", None),
        ("count", "2", "aa.", "agree"),
        ("count", "2", "rr.", "reject"),
        ("percent", "60", "aa.", "agree"),
        ("percent", "67", "aa.", None),
        ("percent", "67", "aar", "reject"),
        ("percent", "50", "a-", "agree"),
        ("percent", "66.6", "a.-", None),
    ],
)
def test_votes_count_as_their_rule_says(
    vote: str, threshold: str | None, given_so_far: str, expected: str | None
) -> None:
    plan = Plan(vote=vote, threshold=threshold, rounds=(("x",),))
    assert decide(plan, 0, seats(given_so_far)).result == expected


def test_abstentions_left_out_shrink_the_number_of_voters() -> None:
    assert decide(Plan(vote="percent", threshold="100", abstain="left-out"), 0, seats("a-")).result == "agree"
    assert decide(Plan(vote="percent", threshold="100"), 0, seats("a-")).result == "reject"


@given(st.lists(st.sampled_from("ar-."), min_size=1, max_size=8), st.sampled_from(["all", "count", "percent"]))
@settings(max_examples=60)
def test_a_decided_vote_stays_decided_whatever_the_others_say(marks: list[str], vote: str) -> None:
    plan = Plan(vote=vote, threshold={"count": "2", "percent": "50"}.get(vote))
    decided = decide(plan, 0, seats("".join(marks))).result
    if decided is not None and "." in marks:
        for other in "ar":
            assert decide(plan, 0, seats("".join(marks).replace(".", other))).result == decided


def test_a_veto_rejects_at_once() -> None:
    plan = Plan(vote="count", threshold="1", veto=("0",))
    assert decide(plan, 0, seats("r.")).result == "reject"


def test_agreement_opens_the_next_round_and_rejection_ends_all() -> None:
    plan = Plan(rounds=(("li",), ("chen",)))
    assert decide(plan, 0, seats("a")) == Decision(next_round=True)
    assert decide(plan, 1, seats("a")) == Decision("agree")
    assert decide(plan, 0, seats("r")) == Decision("reject")


def plan_for(vote: str) -> Plan:
    handler = Handler(strategy="user", params={"who": "user:li user:chen user:wang"})
    node = A().approve("T", vote=vote, handler=handler).graph().node("T")
    return plan_of(node, PEOPLE, CaseFacts(starter="li"), chance="x")


def test_a_sequence_asks_one_after_the_other() -> None:
    assert plan_for("sequence").rounds == (("li",), ("chen",), ("wang",))
    assert plan_for("all").rounds == (("li", "chen", "wang"),)


def test_random_picks_one_and_the_same_again() -> None:
    assert plan_for("random") == plan_for("random")
    assert len(plan_for("random").rounds[0]) == 1


def test_a_plan_survives_json() -> None:
    plan = plan_for("all")
    assert Plan.from_json(plan.to_json()) == plan


def test_a_plan_of_an_older_store_is_read() -> None:
    old = {**plan_for("all").to_json(), "threshold": 60.0, "veto": "user:li"}
    del old["hearsAll"], old["weights"]
    plan = Plan.from_json(old)
    assert (plan.threshold, plan.veto, plan.hears_all, plan.weights) == ("60.0", ("li",), False, {})


def test_weights_go_to_the_people_of_the_step_and_decide_it() -> None:
    handler = Handler(strategy="user", params={"who": "user:li user:chen user:wang"})
    weights = [{"who": "user:li", "share": "50"}, {"who": "user:chen user:wang", "share": "50"}]
    node = A().approve("T", vote="weight", handler=handler).graph().node("T")
    approval = node.approval.model_copy(update={"threshold": "60"})  # type: ignore[union-attr]
    approval = type(approval).model_validate({**approval.model_dump(), "weights": weights})
    plan = plan_of(node.model_copy(update={"approval": approval}), PEOPLE, CaseFacts(starter="li"), chance="x")
    assert plan.weights == {"li": "50", "chen": "25", "wang": "25"}
    assert Plan.from_json(plan.to_json()) == plan
    said = {"li": "agree", "chen": None, "wang": None}
    assert decide(plan, 0, [Seat(who, result, result is None) for who, result in said.items()]).result is None
    said["wang"] = "agree"
    assert decide(plan, 0, [Seat(who, result, result is None) for who, result in said.items()]).result == "agree"


def behind(when: str | None):  # type: ignore[no-untyped-def]
    builder = A().approve("T").xor("g", "g_B").user("A").user("B").chain("T", "g")
    return builder.flow("g", "A", when).flow("g", "B").graph() if when else A().approve("T").graph()


@pytest.mark.parametrize(
    ("when", "action"),
    [(None, "end"), ('verdict = "agree"', "next"), ('T_result = "agree"', "next"), ("days > 3", "end")],
)
def test_a_rejection_ends_the_case_unless_a_condition_looks_at_it(when: str | None, action: str) -> None:
    graph = behind(when)
    assert action_of(graph, graph.node("T"), "reject") == action
    assert action_of(graph, graph.node("T"), "agree") == "next"
    assert action_of(graph, graph.node("T"), "return") == "start"


def test_the_action_of_a_verdict_stands_first() -> None:
    verdicts = [Verdict(id="no", result="reject", action="next")]
    graph = A().approve("T", verdicts=verdicts).graph()
    assert action_of(graph, graph.node("T"), "reject") == "next"


def test_verdicts_are_found_by_id_and_by_result() -> None:
    node = (
        A()
        .approve("T", verdicts=[Verdict(id="ok", result="agree"), Verdict(id="fine", result="agree")])
        .graph()
        .node("T")
    )
    assert chosen(node, "agree").id == "ok"  # type: ignore[union-attr]
    assert chosen(node, "fine").id == "fine"  # type: ignore[union-attr]
    for wrong, code in ((None, "approval.verdict-needed"), ("x", "approval.no-such-verdict")):
        with pytest.raises(RunError) as caught:
            chosen(node, wrong)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("rule", "verdict", "needed"),
    [("none", "reject", False), ("reject", "agree", False), ("reject", "reject", True), ("reject", "return", True),
     ("always", "agree", True)],
)  # fmt: skip
def test_opinions_are_asked_for_as_the_step_says(rule: str, verdict: str, needed: bool) -> None:
    node = A().approve("T", opinion=rule).graph().node("T")
    check_opinion(node, chosen(node, verdict), "because")
    if needed:
        with pytest.raises(RunError):
            check_opinion(node, chosen(node, verdict), "  ")
    else:
        check_opinion(node, chosen(node, verdict), None)


@pytest.mark.parametrize(
    ("rule", "own", "is_asked"),
    [
        ("none", None, False), ("none", "always", True), ("reject", None, True), ("reject", "none", False),
        ("always", None, True), ("always", "none", False),
    ],
)  # fmt: skip
def test_a_button_may_ask_for_an_opinion_otherwise_than_its_step(rule: str, own: str | None, is_asked: bool) -> None:
    no = Verdict.model_validate({"id": "no", "result": "reject", "opinion": own})
    node = A().approve("T", "user:li", verdicts=[no], policy={"opinion": rule}).graph().nodes[0]
    for check in (lambda: check_opinion(node, no, " "), lambda: check_opinion(node, button_of(node, "reject"), None)):
        if is_asked:
            with pytest.raises(RunError, check=lambda error: error.code == "approval.opinion-needed"):
                check()
        else:
            check()
    check_opinion(node, no, "because")
