"""A case with approvals and one of its plain file, played alike, go the same way and end alike."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from modeler.portable.report import RefusedError
from tests.helpers.portable_play import Block, Drawing, Play, blocks

CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
WEAKER = {"people-given", "working-time"}
"""Weaker in the plain file, but not here: the case brings the lists, and no calendar counts."""
ACTS = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=25)


def play(block: Block, amount: int, acts: list[tuple[int, int]]) -> None:
    drawn = Drawing()
    doc = drawn.document(block)
    try:
        both = Play(drawn, doc, amount)
    except RefusedError:
        assume(False)
    try:
        assume({line.kind.code for line in both.expanded.report if line.fate == "weaker"} <= WEAKER)
        for who, button in acts:
            if who % 10 == 0:
                both.wait()
            seats = both.seats()
            if not seats:
                break
            both.act(seats[who % len(seats)], button)
    finally:
        both.close()


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(blocks(), st.integers(0, 9), ACTS)
def test_random_approvals_go_the_same_way_in_plain_bpmn(
    block: Block, amount: int, acts: list[tuple[int, int]]
) -> None:
    play(block, amount, acts)


@pytest.mark.soak
@settings(max_examples=1500, deadline=None, suppress_health_check=CHECKS)
@given(blocks(), st.integers(0, 9), ACTS)
def test_fifteen_hundred_random_approvals_go_the_same_way(
    block: Block, amount: int, acts: list[tuple[int, int]]
) -> None:
    play(block, amount, acts)
