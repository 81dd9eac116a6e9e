"""Random people do what they may, and what they may not, on random approval processes; after every act the laws of
`tests.helpers.approval_walk` hold. The full count runs with the soak tests."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.helpers.approval_walk import CASE_ACTS, Block, Tally, Walk, blocks

NUMBER = st.integers(0, 59)
TALLY = Tally()


class Approvals(RuleBasedStateMachine):
    """One process, up to three cases, six people."""

    walk: Walk | None = None

    @initialize(block=blocks(), who=NUMBER, amount=st.integers(0, 9))
    def begin(self, block: Block, who: int, amount: int) -> None:
        self.walk = Walk(block, TALLY)
        self.walk.start(who, amount)

    def teardown(self) -> None:
        if self.walk is not None:
            self.walk.close()

    @property
    def at(self) -> Walk:
        assert self.walk is not None
        return self.walk

    @rule(who=NUMBER, amount=st.integers(0, 9))
    def start(self, who: int, amount: int) -> None:
        self.at.start(who, amount)

    @rule(number=NUMBER, who=NUMBER, verdict=NUMBER, amount=st.none() | st.integers(0, 9))
    def decide(self, number: int, who: int, verdict: int, amount: int | None) -> None:
        self.at.decide(number, who, verdict, amount)

    @rule(number=NUMBER, who=NUMBER)
    def agree(self, number: int, who: int) -> None:
        self.at.decide(number, who, 0, None)

    @rule(number=NUMBER, who=NUMBER, verdict=NUMBER)
    def intrude(self, number: int, who: int, verdict: int) -> None:
        self.at.intrude(number, who, verdict)

    @rule(number=NUMBER, act=NUMBER, to=NUMBER, place=NUMBER)
    def operate(self, number: int, act: int, to: int, place: int) -> None:
        self.at.operate(number, act, to, place)

    @rule(number=NUMBER, act=NUMBER, who=NUMBER)
    def operate_case(self, number: int, act: int, who: int) -> None:
        self.at.operate_case(number, act, who)

    @rule(number=NUMBER)
    def take_back(self, number: int) -> None:
        self.at.operate_case(number, CASE_ACTS.index("takeBack"), 1)

    @rule(number=NUMBER, place=NUMBER)
    def return_and_take_back(self, number: int, place: int) -> None:
        self.at.return_and_take_back(number, place)

    @rule(to=NUMBER)
    def give(self, to: int) -> None:
        self.at.give(to)

    @rule(who=NUMBER, to=NUMBER)
    def hand_over(self, who: int, to: int) -> None:
        self.at.hand_over(who, to)

    @rule()
    def pass_time(self) -> None:
        self.at.pass_time()

    @invariant()
    def the_laws_hold(self) -> None:
        if self.walk is not None:
            self.walk.check()


CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def test_whatever_people_do_to_approvals_their_laws_hold() -> None:
    before = TALLY.operations
    few = settings(max_examples=50, stateful_step_count=50, deadline=None, suppress_health_check=CHECKS)
    while TALLY.operations - before < 2_000:  # how many acts an example holds is chance
        run_state_machine_as_test(Approvals, settings=few)


@pytest.mark.soak
def test_a_hundred_thousand_acts_keep_the_laws_of_approvals() -> None:
    before = TALLY.operations
    many = settings(max_examples=500, stateful_step_count=80, deadline=None, suppress_health_check=CHECKS)
    while TALLY.operations - before < 100_000:
        run_state_machine_as_test(Approvals, settings=many)
