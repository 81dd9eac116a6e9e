"""Why an expression gave what it gave, part by part."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from runner.feel import evaluate, parse
from runner.feel.explain import MOST_STEPS, explain
from runner.feel.feel_text import feel_text
from tests.helpers.feel_texts import conditions, contexts


def sentences(text: str, context: dict[str, Any]) -> list[str]:
    return [step.sentence for step in explain(parse(text), context).steps]


def test_a_comparison_is_explained_by_the_values_it_compares() -> None:
    assert sentences("amount > 1000", {"amount": 1200}) == [
        "amount > 1000 is true because amount = 1200",
        "amount is 1200",
    ]


def test_a_conjunction_is_explained_by_the_part_that_decided() -> None:
    found = sentences("amount > 1000 and approved", {"amount": 1200, "approved": False})
    assert found[0] == "amount > 1000 and approved is false because approved is false"


def test_a_choice_is_explained_by_its_condition_and_the_branch_taken() -> None:
    found = sentences("if days > 3 then head else team", {"days": 5, "head": "li", "team": "wu"})
    assert found[0] == 'if days > 3 then head else team is "li" because days > 3 is true and head = "li"'


def test_null_is_explained_too() -> None:
    assert sentences("amount > 1000", {})[0] == "amount > 1000 is null because amount = null"


def test_every_step_knows_where_it_stands_in_the_text() -> None:
    steps = explain(parse("a + b > 3 and (c or d)"), {"a": 1, "b": 3, "c": True}).steps
    assert [(step.at, step.depth, step.text) for step in steps] == [
        (0, 0, "a + b > 3 and (c or d)"),
        (0, 1, "a + b > 3"),
        (0, 2, "a + b"),
        (0, 3, "a"),
        (4, 3, "b"),
        (15, 1, "c or d"),
        (15, 2, "c"),
        (20, 2, "d"),
    ]


def test_a_loop_is_explained_as_a_whole() -> None:
    found = sentences("some i in items satisfies i > 2", {"items": [1, 3]})
    assert found == ["some i in items satisfies i > 2 is true because items = [1, 3]", "items is [1, 3]"]


def test_very_long_texts_and_spent_budgets_end_the_explanation_not_the_program() -> None:
    found = explain(parse(" and ".join(["p"] * 400)), {"p": True})
    assert not found.complete
    assert len(found.steps) <= MOST_STEPS
    assert not explain(parse("count(for i in 1..1000000, j in 1..1000 return i) > 1"), {}).complete


@settings(max_examples=150)
@given(conditions(), contexts())
def test_the_first_step_has_the_value_of_the_whole(text: str, context: dict[str, Any]) -> None:
    steps = explain(parse(text), context).steps
    assert not steps or steps[0].value is evaluate(text, context).value


@settings(max_examples=150)
@given(conditions())
def test_a_tree_written_out_reads_as_the_same_tree(text: str) -> None:
    written = feel_text(parse(text))
    assert feel_text(parse(written)) == written


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..3, j in l return i * j",
        "every i in l satisfies i > 1",
        "{a: 1, b: [1..3)}.a",
        "function(a: number, b) a + b",
        "l[item > 1][1].x",
        "-(a + b) ** 2",
        "a - (b - c)",
        'x in (< 3, [4..5], "a")',
        "a instance of list<number>",
        'substring(string: "abc", start position: 2)',
    ],
)
def test_each_construct_is_written_as_it_was(text: str) -> None:
    assert feel_text(parse(text)) == text
