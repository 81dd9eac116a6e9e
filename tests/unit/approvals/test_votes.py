"""Counting votes, checked against what every way in which the open votes may still fall would give."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.approvals.votes import SHARED, Count, Seat, needed_of, result_of, share_of, weights_of

MARKS = {"a": "agree", "r": "reject", "-": "abstain", ".": None}
THRESHOLDS = ("50", "60", "66.7", "2/3", "100", "1/7", "0")
people = st.lists(st.tuples(st.sampled_from("ar-."), st.integers(0, 4)), min_size=1, max_size=5)


def seats(marks: str, weights: list[int] | None = None) -> list[Seat]:
    return [
        Seat(f"u{place}", MARKS[mark], mark == ".", Fraction(weights[place] if weights else 1))
        for place, mark in enumerate(marks)
    ]


def counts() -> st.SearchStrategy[Count]:
    return st.builds(
        Count,
        vote=st.sampled_from(("all", *SHARED)),
        threshold=st.sampled_from(THRESHOLDS),
        abstain=st.sampled_from(("counted", "left-out")),
        veto=st.sampled_from(((), ("u0",))),
        hears_all=st.booleans(),
    )


def in_the_end(count: Count, marks: str, weights: list[int]) -> str:
    """The plain definition: what a round amounts to when everybody has spoken."""
    weigh = dict(enumerate(weights if count.vote == "weight" else [1] * len(marks)))
    agree = Fraction(sum(weigh[place] for place, mark in enumerate(marks) if mark == "a"))
    against = Fraction(sum(weigh[place] for place, mark in enumerate(marks) if mark == "r"))
    silent = Fraction(sum(weigh[place] for place, mark in enumerate(marks) if mark == "-"))
    if "u0" in count.veto and marks[0] == "r":
        return "reject"
    if count.vote == "all":
        return "agree" if "a" in marks and "r" not in marks else "reject"
    total = agree + against + (silent if count.abstain == "counted" else 0)
    return "agree" if agree and agree >= needed_of(count, total) else "reject"


@settings(max_examples=400)
@given(counts(), people)
def test_a_round_is_decided_only_when_no_open_vote_can_change_it(
    count: Count, given_so_far: list[tuple[str, int]]
) -> None:
    marks, weights = "".join(mark for mark, _ in given_so_far), [weight for _, weight in given_so_far]
    found = result_of(count, seats(marks, weights))
    ways = product(*("ar-" if mark == "." else mark for mark in marks))
    endings = {in_the_end(count, "".join(way), weights) for way in ways}
    if found is not None:
        assert endings == {found}
    elif "." not in marks:
        raise AssertionError("everybody has spoken, and nothing is decided")


@settings(max_examples=400)
@given(counts(), people)
def test_a_round_is_decided_as_early_as_can_be(count: Count, given_so_far: list[tuple[str, int]]) -> None:
    marks, weights = "".join(mark for mark, _ in given_so_far), [weight for _, weight in given_so_far]
    if count.hears_all or all(mark == "." for mark in marks) or (count.vote == "weight" and 0 in weights):
        return
    ways = product(*("ar-" if mark == "." else mark for mark in marks))
    endings = {in_the_end(count, "".join(way), weights) for way in ways}
    if len(endings) == 1:
        assert result_of(count, seats(marks, weights)) == endings.pop()


@given(counts(), people, st.sampled_from(("return", "custom")))
def test_who_returns_the_case_decides_alone(count: Count, others: list[tuple[str, int]], result: str) -> None:
    assert result_of(count, [*seats("".join(mark for mark, _ in others)), Seat("x", result, False)]) == result


@given(st.sampled_from(("counted", "left-out")), people)
def test_a_hundred_percent_of_those_who_count_is_everybody(abstain: str, others: list[tuple[str, int]]) -> None:
    marks = "".join(mark for mark, _ in others).replace("-", "a")
    every = result_of(Count("all"), seats(marks))
    assert result_of(Count("percent", "100", abstain), seats(marks)) == every


@pytest.mark.parametrize(("text", "share"), [("60", "3/5"), ("66.7", "667/1000"), ("2/3", "2/3"), (None, "1")])
def test_a_threshold_is_an_exact_share(text: str | None, share: str) -> None:
    assert share_of(text) == Fraction(share)


def test_two_thirds_of_three_are_two() -> None:
    assert result_of(Count("percent", "2/3"), seats("aa.")) == "agree"
    assert result_of(Count("percent", "66.7"), seats("aa.")) is None


def test_a_veto_decides_at_once_and_no_number_of_others_outvotes_it() -> None:
    assert result_of(Count("percent", "50", veto=("u0",)), seats("r...")) == "reject"
    assert result_of(Count("percent", "50", veto=("u0",)), seats(".aa")) is None  # first it is heard
    assert result_of(Count("percent", "50", veto=("u0",), hears_all=True), seats("raa.")) is None
    assert result_of(Count("percent", "50", veto=("u0",), hears_all=True), seats("raaa")) == "reject"


def test_weights_are_split_among_those_whom_one_entry_names() -> None:
    shares = [(Fraction(40), {"li"}), (Fraction(60), {"chen", "wang", "li"})]
    assert weights_of(shares, ("li", "chen", "wang"), {}) == {"li": 40, "chen": 30, "wang": 30}
    assert weights_of(shares, ("zhao", "chen"), {"zhao": "li"}) == {"zhao": 40, "chen": 60}
    assert weights_of(shares, ("sun",), {}) == {"sun": 0}
