"""Serial numbers as their rule says: what they are made of, when they begin anew, and what is told of a bad rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.core.errors import RunError
from runner.data.numbering import (
    NumberFacts,
    NumberRule,
    Segment,
    check_rule,
    number_text,
    period_of,
    preview,
    scope_of,
)

DAY = date(2026, 3, 2)


def rule(*segments: Segment, **more: object) -> NumberRule:
    return NumberRule.model_validate({"code": "no", "segments": [item.model_dump() for item in segments], **more})


def fixed(text: str) -> Segment:
    return Segment(kind="fixed", text=text)


def counts(**more: object) -> Segment:
    return Segment.model_validate({"kind": "sequence", **more})


def codes(of: NumberRule) -> list[str]:
    return [item.code for item in check_rule(of)]


def test_a_number_is_its_segments_in_their_order() -> None:
    made = rule(
        Segment(kind="company"), fixed("-"), Segment(kind="department"), fixed("-"),
        Segment(kind="field", path="kind"), fixed("-"),
        Segment(kind="date", pattern="yyyy.MM.dd"), fixed("/"), counts(width=5),
    )  # fmt: skip
    facts = NumberFacts(DAY, "HQ", "FIN", {"kind": "A"})
    assert number_text(made, facts, 7) == "HQ-FIN-A-2026.03.02/00007"


def test_the_next_numbers_are_shown_before_any_is_given() -> None:
    made = rule(fixed("HT"), counts(width=3, first=8))
    assert preview(made, NumberFacts(DAY)) == ["HT008", "HT009", "HT010"]
    assert preview(made, NumberFacts(DAY), after=41, count=2) == ["HT042", "HT043"]


@pytest.mark.parametrize(("reset", "period"), [("none", ""), ("year", "2026"), ("month", "2026-03"),
                                               ("day", "2026-03-02")])  # fmt: skip
def test_a_count_belongs_to_its_period(reset: str, period: str) -> None:
    assert period_of(rule(counts(reset=reset)), DAY) == period


@pytest.mark.parametrize(
    ("segments", "code"),
    [
        ((fixed("A"),), "numbering.no-sequence"),
        ((counts(), counts()), "numbering.no-sequence"),
        ((counts(width=0),), "numbering.width"),
        ((counts(width=13),), "numbering.width"),
        ((Segment(kind="date", pattern="YYYY"), counts()), "numbering.date"),
        ((Segment(kind="date", pattern=""), counts()), "numbering.date"),
        ((counts(reset="year"),), "numbering.repeats-period"),
        ((Segment(kind="date", pattern="yyyy"), counts(reset="month")), "numbering.repeats-period"),
        ((Segment(kind="date", pattern="yyyyMM"), counts(reset="day")), "numbering.repeats-period"),
        ((counts(scope=["department"]),), "numbering.repeats-scope"),
        ((counts(scope=["kind"]),), "numbering.repeats-scope"),
        ((Segment(kind="company"), Segment(kind="department"), counts()), "numbering.touching"),
    ],
)
def test_a_rule_that_would_repeat_numbers_is_told(segments: tuple[Segment, ...], code: str) -> None:
    assert code in codes(rule(*segments))


def test_a_rule_in_order_has_nothing_to_tell() -> None:
    made = rule(Segment(kind="date", pattern="yyyyMM"), fixed("-"), Segment(kind="department"), fixed("-"),
                counts(reset="month", scope=["department"]))  # fmt: skip
    assert codes(made) == []


def test_digits_that_are_used_up_are_told_or_grow_as_the_rule_says() -> None:
    full = rule(counts(width=2))
    assert number_text(full, NumberFacts(DAY), 99) == "99"
    with pytest.raises(RunError) as caught:
        number_text(full, NumberFacts(DAY), 100)
    assert caught.value.code == "numbering.full"
    assert number_text(rule(counts(width=2), overflow="widen"), NumberFacts(DAY), 100) == "100"


def test_a_value_that_the_number_needs_is_asked_for() -> None:
    with pytest.raises(RunError) as caught:
        number_text(rule(Segment(kind="field", path="kind"), counts()), NumberFacts(DAY, fields={"kind": " "}), 1)
    assert caught.value.code == "numbering.missing" and "kind" in caught.value.message


values = st.text("ABC12", min_size=1, max_size=3)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
facts = st.builds(
    lambda day, company, department, kind: NumberFacts(day, company, department, {"kind": kind}),
    days, values, values, values,
)  # fmt: skip
by = st.lists(st.sampled_from(["company", "department", "kind"]), unique=True)


@given(
    st.lists(st.tuples(facts, st.integers(1, 9)), min_size=2, max_size=12),
    by,
    st.sampled_from(["none", "year", "month", "day"]),
)
def test_two_counts_give_two_texts(cases: list[tuple[NumberFacts, int]], scope: list[str], reset: str) -> None:
    """A rule that nothing is told of never gives the same text for two places of its counts."""
    made = rule(
        Segment(kind="company"), fixed("-"), Segment(kind="department"), fixed("-"),
        Segment(kind="field", path="kind"), fixed("-"),
        Segment(kind="date", pattern="yyyyMMdd"), fixed("-"), counts(width=1, scope=scope, reset=reset),
    )  # fmt: skip
    assert codes(made) == []
    texts: dict[str, tuple[str, str, int]] = {}
    for fact, count in cases:
        place = (scope_of(made, fact), period_of(made, fact.day), count)
        assert texts.setdefault(number_text(made, fact, count), place) == place
