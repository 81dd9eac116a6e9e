"""Added signers: what they mean for the seat that they were added to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from runner.approvals.signers import DEPTH, LIVE, Round, Signer, State, Way, may_add, may_remove
from runner.approvals.votes import Count, result_of


def here(*signers: Signer) -> Round:
    return Round(signers).settled()[0]


def means(found: Round) -> list[tuple[str | None, bool]]:
    return [(seat.result, seat.open) for _id, seat in found.counted()]


def states(found: Round) -> list[State]:
    return [one.state for one in found.signers.values()]


def test_who_was_added_before_is_heard_first_and_then_the_adder_decides() -> None:
    waiting = Signer(1, "li", "waiting")
    assert states(here(waiting, Signer(2, "wang", "open", by=1, way="before"))) == ["waiting", "open"]
    agreed = here(waiting, Signer(2, "wang", "done", "agree", by=1, way="before"))
    assert states(agreed) == ["open", "done"]
    assert means(agreed) == [(None, True)]


def test_a_rejection_before_decides_for_the_adder_and_the_others_before_go() -> None:
    found = here(
        Signer(1, "li", "waiting"),
        Signer(2, "wang", "done", "reject", by=1, way="before"),
        Signer(3, "sun", "open", by=1, way="before"),
    )
    assert states(found) == ["cancelled", "done", "cancelled"]
    assert means(found) == [("reject", False)]


def test_who_was_added_after_is_asked_when_the_adder_has_agreed() -> None:
    later = Signer(2, "wang", "later", by=1, way="after")
    assert states(here(Signer(1, "li", "open"), later)) == ["open", "later"]
    held = here(Signer(1, "li", "done", "agree"), later)
    assert states(held) == ["done", "open"]
    assert means(held) == [(None, True)]
    assert means(here(Signer(1, "li", "done", "agree"), Signer(2, "wang", "done", "agree", 1, "after"))) == [
        ("agree", False)
    ]
    assert means(here(Signer(1, "li", "done", "agree"), Signer(2, "wang", "done", "reject", 1, "after"))) == [
        ("reject", False)
    ]


def test_a_rejection_stands_and_nobody_after_it_is_asked() -> None:
    found = here(Signer(1, "li", "done", "reject"), Signer(2, "wang", "later", by=1, way="after"))
    assert states(found) == ["done", "cancelled"]
    assert means(found) == [("reject", False)]


def test_where_the_step_says_so_who_was_added_after_is_asked_after_a_rejection_too() -> None:
    def after(number: int, state: State, result: str | None = None) -> Signer:
        return Signer(number, f"u{number}", state, result, 1, "after", always=True)

    no = Signer(1, "li", "done", "reject")
    held = here(no, after(2, "later"), after(3, "later"))
    assert states(held) == ["done", "open", "open"]
    assert means(held) == [(None, True)], "the rejection is held like any other verdict"
    assert means(here(no, after(2, "done", "agree"), after(3, "done", "agree"))) == [("reject", False)], "and stands"
    assert states(here(no, after(2, "done", "reject"), after(3, "open"))) == ["done", "done", "open"]
    back = here(no, after(2, "done", "return"), after(3, "open"))
    assert (states(back), means(back)) == (["done", "done", "cancelled"], [("return", False)])
    sent = here(Signer(1, "li", "done", "return"), after(2, "later"))
    assert (states(sent), means(sent)) == (["done", "cancelled"], [("return", False)])
    agreed = here(Signer(1, "li", "done", "agree"), after(2, "done", "reject"), after(3, "open"))
    assert (states(agreed), means(agreed)) == (["done", "done", "cancelled"], [("reject", False)])


def test_advice_is_no_vote_and_the_task_comes_back() -> None:
    asked = Signer(2, "wang", "open", by=1, way="delegate")
    assert states(here(Signer(1, "li", "waiting"), asked)) == ["waiting", "open"]
    for said in ("agree", "reject", "return"):
        advised = here(Signer(1, "li", "waiting"), Signer(2, "wang", "done", said, by=1, way="delegate"))
        assert states(advised) == ["open", "done"]
        assert means(advised) == [(None, True)]


def test_when_all_who_were_added_are_removed_the_adder_is_asked_again() -> None:
    assert states(here(Signer(1, "li", "waiting"), Signer(2, "wang", "cancelled", by=1, way="before"))) == [
        "open", "cancelled",
    ]  # fmt: skip


def test_who_goes_takes_those_along_whom_they_added() -> None:
    assert states(here(Signer(1, "li", "cancelled"), Signer(2, "wang", "open", by=1, way="before"))) == [
        "cancelled", "cancelled",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seat", "way", "expected"),
    [(1, "before", True), (1, "after", True), (1, "delegate", True), (1, "beside", True), (3, "beside", True),
     (3, "before", True), (3, "after", False), (3, "delegate", True), (2, "before", False)],
)  # fmt: skip
def test_an_added_signer_adds_in_the_same_way_only(seat: int, way: Way, expected: bool) -> None:
    found = Round(
        [Signer(1, "li", "open"), Signer(2, "chen", "waiting"), Signer(3, "wang", "open", None, 2, "before")]
    )
    assert may_add(found, seat, way) == expected


def test_one_way_at_a_time_and_no_deeper_than_three() -> None:
    found = Round([Signer(1, "li", "open"), Signer(2, "wang", "later", None, 1, "after")])
    assert not may_add(found, 1, "before")
    chain = [
        Signer(0, "a", "waiting"),
        *(Signer(n, f"u{n}", "waiting", None, n - 1, "before") for n in range(1, DEPTH)),
    ]
    assert may_add(Round([*chain, Signer(DEPTH, "x", "open")]), DEPTH, "before")
    assert not may_add(Round([*chain, Signer(DEPTH, "x", "open", None, DEPTH - 1, "before")]), DEPTH, "before")


def test_the_last_whom_the_rule_asked_for_stays() -> None:
    found = Round([Signer(1, "li", "open"), Signer(2, "wang", "open", None, 1, "before")])
    assert not may_remove(found, 1)
    assert may_remove(found, 2)
    assert may_remove(Round([Signer(1, "li", "open"), Signer(2, "wang", "done", "agree")]), 1)
    assert not may_remove(Round([Signer(1, "li", "done", "agree"), Signer(2, "wang", "cancelled")]), 1)


class AnyRound(RuleBasedStateMachine):
    """Random adding, removing and deciding: nobody waits for nobody, and the round ends."""

    def __init__(self) -> None:
        super().__init__()
        self.round = Round(Signer(n, f"u{n}", "open") for n in range(2))
        self.decided: str | None = None

    def _put(self, **changed: Any) -> None:
        one = Signer(**changed)
        self.round = Round({**self.round.signers, one.id: one}.values()).settled()[0]
        self.decided = self.decided or result_of(Count("all"), [seat for _id, seat in self.round.counted()])

    def _pick(self, data: Any) -> Signer | None:
        found = [one for one in self.round.signers.values() if one.state == "open"]
        return data.draw(st.sampled_from(found)) if found and self.decided is None else None

    @rule(data=st.data(), way=st.sampled_from(["before", "after", "beside", "delegate"]))
    def add(self, data: Any, way: Way) -> None:
        own = self._pick(data)
        if own is None or not may_add(self.round, own.id, way) or len(self.round.signers) > 12:
            return
        number = len(self.round.signers)
        if way == "beside":
            self._put(id=number, user=f"u{number}", state="open", by=own.by, way=own.way)
            return
        if way != "after":
            held = {**vars(own), "state": "waiting"}
            self.round = Round({**self.round.signers, own.id: Signer(**held)}.values())
        state, always = ("later", bool(number % 2)) if way == "after" else ("open", False)
        self._put(id=number, user=f"u{number}", state=state, by=own.id, way=way, always=always)

    @rule(data=st.data(), result=st.sampled_from(["agree", "agree", "agree", "reject", "abstain"]))
    def decide(self, data: Any, result: str) -> None:
        own = self._pick(data)
        if own is not None:
            self._put(**{**vars(own), "state": "done", "result": result})

    @rule(data=st.data())
    def remove(self, data: Any) -> None:
        found = [one for one in self.round.signers.values() if may_remove(self.round, one.id)]
        if found and self.decided is None:
            own = data.draw(st.sampled_from(found))
            self._put(**{**vars(own), "state": "cancelled"})

    @invariant()
    def somebody_is_asked_until_it_is_decided(self) -> None:
        if self.decided is None:
            assert any(one.state == "open" for one in self.round.signers.values())

    @invariant()
    def nobody_waits_for_nobody(self) -> None:
        for one in self.round.signers.values():
            if one.state == "waiting":
                assert any(kid.state in LIVE for kid in self.round.under(one.id, "before", "delegate"))
            if one.by is not None and one.state in LIVE:
                assert self.round.signers[one.by].state != "cancelled"


TestAnyRound = AnyRound.TestCase
TestAnyRound.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)


def test_whoever_was_asked_for_advice_may_ask_further_and_the_answers_come_back_one_by_one() -> None:
    asked = [Signer(1, "li", "waiting"), Signer(2, "wang", "waiting", by=1, way="delegate")]
    further = Signer(3, "sun", "open", by=2, way="delegate")
    assert states(here(*asked, further)) == ["waiting", "waiting", "open"]
    answered = here(*asked, Signer(3, "sun", "done", "reject", by=2, way="delegate"))
    assert states(answered) == ["waiting", "open", "done"], "advice decides nothing, not even for who asked"
    assert means(answered) == [(None, True)]
    back = here(asked[0], Signer(2, "wang", "done", "agree", by=1, way="delegate"),
                Signer(3, "sun", "done", "reject", by=2, way="delegate"))  # fmt: skip
    assert states(back) == ["open", "done", "done"]
    gone = here(Signer(1, "li", "done", "agree"), *asked[1:], further)
    assert states(gone) == ["done", "cancelled", "cancelled"], "whoever decided waits for no advice"


def test_advice_is_asked_no_deeper_than_signers_are_added() -> None:
    chain = [Signer(1, "u1", "open")]
    for number in range(2, 2 + DEPTH):
        assert may_add(Round(chain), chain[-1].id, "delegate")
        chain = [*(Signer(one.id, one.user, "waiting", by=one.by, way=one.way) for one in chain),
                 Signer(number, f"u{number}", "open", by=number - 1, way="delegate")]  # fmt: skip
    assert not may_add(Round(chain), chain[-1].id, "delegate")
    assert not may_add(Round(chain[:2]), 2, "before"), "whoever gives advice adds nobody who decides"
