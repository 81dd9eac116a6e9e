"""Decision tables: every hit policy, what was taken, and what is said when rules contradict it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as sample
from hypothesis import strategies as st

from runner.decisions import HitPolicy, Library, Outcome
from runner.feel import to_json
from tests.helpers.decisions import decision, given, library, routing, table

OVERLAPPING = ('> 10 -> "b"', '> 20 -> "a"', '> 30 -> "b"')


def ask(made: Library, **values: Any) -> Outcome:
    return made.evaluate("level", values)


def test_unique_gives_the_one_rule_that_matches_and_says_which() -> None:
    outcome = ask(routing(), amount=6200)
    assert outcome.value == "director"
    assert outcome.faults == ()
    hit = outcome.hits[0]
    assert (hit.name, hit.rules, hit.took) == ("level", (3,), (3,))
    assert to_json(dict(hit.given)) == {"amount": 6200}


def test_unique_reports_rules_that_overlap() -> None:
    outcome = ask(routing("UNIQUE", *OVERLAPPING), amount=25)
    assert outcome.value is None
    assert [one.code for one in outcome.faults] == ["dmn.overlap"]
    assert "rules 1, 2" in outcome.faults[0].message
    assert (outcome.hits[0].rules, outcome.hits[0].took) == ((1, 2), ())


def test_any_takes_rules_that_agree_and_reports_those_that_do_not() -> None:
    made = routing("ANY", '> 10 -> "a"', '> 20 -> "a"', '> 30 -> "b"')
    assert ask(made, amount=25).value == "a"
    outcome = ask(made, amount=35)
    assert outcome.value is None
    assert [one.code for one in outcome.faults] == ["dmn.differ"]


@pytest.mark.parametrize(
    ("policy", "amount", "value", "took"),
    [
        ("FIRST", 25, "b", (1,)),
        ("PRIORITY", 25, "a", (2,)),
        ("PRIORITY", 15, "b", (1,)),
        ("RULE ORDER", 35, ["b", "a", "b"], (1, 2, 3)),
        ("OUTPUT ORDER", 35, ["a", "b", "b"], (2, 1, 3)),
        ("COLLECT", 35, ["b", "a", "b"], (1, 2, 3)),
    ],
)
def test_each_hit_policy_takes_what_it_says(policy: str, amount: int, value: Any, took: tuple[int, ...]) -> None:
    outcome = ask(routing(policy, *OVERLAPPING, values=['"a", "b"']), amount=amount)
    assert outcome.value == value
    assert outcome.hits[0].took == took


@pytest.mark.parametrize(
    ("aggregation", "value"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3), ("", [10, 20, 30])]
)
def test_collecting_adds_counts_and_compares(aggregation: str, value: Any) -> None:
    made = routing("COLLECT", "> 1 -> 10", "> 2 -> 20", "> 3 -> 30", aggregation=aggregation)
    assert to_json(ask(made, amount=9).value) == value


def test_several_results_are_a_context_and_rank_by_their_columns_in_order() -> None:
    logic = table(
        ["amount"], ["who", "days"], ['> 1 -> "b" | 1', '> 2 -> "a" | 5', '> 3 -> "a" | 3'], "OUTPUT ORDER",
        values=['"a", "b"', "1, 3, 5"],
    )  # fmt: skip
    made = library(given("i1", "amount"), decision("d1", "level", logic, "i1"))
    assert to_json(ask(made, amount=9).value) == [
        {"who": "a", "days": 3}, {"who": "a", "days": 5}, {"who": "b", "days": 1},
    ]  # fmt: skip


def test_no_rule_gives_null_or_the_default_answer() -> None:
    outcome = ask(routing("UNIQUE", '> 10 -> "a"'), amount=1)
    assert (outcome.value, outcome.hits[0].rules) == (None, ())
    assert ask(routing("UNIQUE", '> 10 -> "a"', defaults=['"none"']), amount=1).value == "none"


def test_a_value_that_a_column_does_not_allow_meets_no_test_and_a_warning_says_so() -> None:
    logic = table(["kind"], ["level"], ['"a" -> 1', "- -> 2"]).replace(
        "</inputExpression>", '</inputExpression><inputValues><text>"a", "b"</text></inputValues>'
    )
    made = library(given("i1", "kind"), decision("d1", "level", logic.replace("UNIQUE", "FIRST"), "i1"))
    outcome = ask(made, kind="c")
    assert to_json(outcome.value) == 2
    assert [one.code for one in outcome.warnings] == ["dmn.input"]


def test_a_cell_that_cannot_be_read_never_matches_and_is_a_fault_of_the_decision() -> None:
    made = routing("FIRST", '> > -> "a"', '- -> "b"')
    outcome = ask(made, amount=1)
    assert outcome.value == "b"
    assert [one.code for one in outcome.faults] == ["dmn.expression"]
    assert made.faults(made.find("level")) == outcome.faults  # type: ignore[arg-type]  # it is there


def test_cells_in_another_language_are_translated_where_that_is_certain() -> None:
    logic = table(["amount"], ["level"], ["- -> amount == 3 ? 'three' : 'other'"]).replace(
        "<outputEntry>", '<outputEntry expressionLanguage="juel">'
    )
    made = library(given("i1", "amount"), decision("d1", "level", logic, "i1"))
    assert ask(made, amount=3).value == "three"
    strange = logic.replace('"juel"', '"python"')
    outcome = ask(library(given("i1", "amount"), decision("d1", "level", strange, "i1")), amount=3)
    assert [one.code for one in outcome.faults] == ["dmn.language"]


@sample(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 40), st.sampled_from(HitPolicy))
def test_what_a_policy_gives_follows_from_the_rules_that_match(
    bounds: list[int], value: int, policy: HitPolicy
) -> None:
    rules = [f">= {bound} -> {bound % 3}" for bound in bounds]
    outcome = ask(routing(policy.value, *rules, values=["0, 1, 2"]), amount=value)
    found = [bound % 3 for bound in bounds if value >= bound]
    wanted: Any = {
        HitPolicy.UNIQUE: found[0] if len(found) == 1 else None,
        HitPolicy.ANY: found[0] if len(set(found)) == 1 else None,
        HitPolicy.FIRST: next(iter(found), None),
        HitPolicy.PRIORITY: min(found, default=None),
        HitPolicy.OUTPUT_ORDER: sorted(found) or None,
    }.get(policy, found or None)
    assert to_json(outcome.value) == wanted
    assert bool(outcome.faults) == (
        (policy is HitPolicy.UNIQUE and len(found) > 1) or (policy is HitPolicy.ANY and len(set(found)) > 1)
    )
