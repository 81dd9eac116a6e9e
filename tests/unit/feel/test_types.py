"""Named types of a caller, as item definitions of DMN are; what a declared type makes of a value."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.feel import (
    FeelBudgetError,
    FeelSyntaxError,
    coerce,
    compile_expression,
    compile_unary_tests,
    evaluate,
    item_type,
    parse_type,
)
from runner.feel.conforms import conforms

TYPES = {
    "tName": item_type("string"),
    "tRisk": item_type("string", allowed='"low", "high"'),
    "tAge": item_type("number", allowed="[0..150]"),
    "tPerson": item_type("context<name: tName, age: tAge>"),
    "tPeople": item_type("tPerson", is_list=True),
    "tRisks": item_type("tRisk", is_list=True),
    "other.tRisk": item_type("tRisk"),
    "Risk of loan": item_type("tRisk"),
    "tLoop": item_type("tLoop"),
}
NAMES = ["Risk of loan"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"low" instance of tRisk', True),
        ('"odd" instance of tRisk', False),
        ("1 instance of tRisk", False),
        ("null instance of tRisk", False),
        ('{name: "An", age: 30} instance of tPerson', True),
        ('{name: "An", age: 30, city: "X"} instance of tPerson', True),
        ('{name: "An", age: null} instance of tPerson', True),
        ('{name: "An"} instance of tPerson', False),
        ('{name: "An", age: 200} instance of tPerson', False),
        ('[{name: "An", age: 30}] instance of tPeople', True),
        ('[{name: "An"}] instance of tPeople', False),
        ('{name: "An", age: 30} instance of tPeople', False),
        ('["low", null] instance of tRisks', True),
        ('["low", "odd"] instance of list<tRisk>', False),
        ('"low" instance of other.tRisk', True),
        ('"low" instance of Risk of loan', True),
        ("(function(a: tRisk) a)(\"low\")", "low"),
        ('(function(a: tRisk) a)(["low"])', "low"),
        ('(function(a: tRisks) count(a))("low")', Decimal(1)),
    ],
)  # fmt: skip
def test_named_types_of_the_caller(text: str, value: Any) -> None:
    result = compile_expression(text, NAMES).evaluate({}, types=TYPES)
    assert result.value == value
    assert result.warnings == ()


def test_a_type_that_nobody_named_gives_null_and_says_so() -> None:
    for types in (None, TYPES):
        result = evaluate("1 instance of tOther", {}, types=types)
        assert result.value is None
        assert [(warning.code, warning.params["name"]) for warning in result.warnings] == [("feel.unknown", "tOther")]


def test_an_argument_that_is_not_of_its_named_type_gives_null_and_says_so() -> None:
    result = evaluate('(function(a: tRisk) a)("odd")', {}, types=TYPES)
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["feel.argument"]


def test_cells_know_named_types_too() -> None:
    assert compile_unary_tests("? instance of tRisk")("low", {}, types=TYPES) is True


def test_types_that_name_each_other_are_stopped() -> None:
    with pytest.raises(FeelBudgetError):
        evaluate("1 instance of tLoop", {}, types=TYPES)
    with pytest.raises(FeelBudgetError):
        coerce(1, parse_type("tLoop"), TYPES)


@pytest.mark.parametrize(
    ("value", "kind", "made"),
    [
        (Decimal(1), "number", Decimal(1)),
        ([Decimal(1)], "number", Decimal(1)),
        ([[Decimal(1)]], "number", None),
        (Decimal(1), "list<number>", [Decimal(1)]),
        ("a", "list<number>", None),
        ([Decimal(1), Decimal(2)], "number", None),
        ("a", "number", None),
        (date(2026, 3, 2), "date and time", datetime.fromisoformat("2026-03-02T00:00:00+00:00")),
        (datetime(2026, 3, 2), "date", None),
        (None, "number", None),
        ("odd", "tRisk", None),
        ("low", "tRisks", ["low"]),
    ],
)
def test_what_a_declared_type_makes_of_a_value(value: Any, kind: str, made: Any) -> None:
    assert coerce(value, parse_type(kind), TYPES) == made


KINDS = ["number", "string", "list<number>", "date and time", "tRisk", "tRisks", "tPerson", "tPeople", "Any"]
VALUES = st.recursive(
    st.sampled_from([Decimal(1), "low", "odd", True, None, date(2026, 3, 2), {"name": "An", "age": Decimal(3)}]),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=200)
@given(VALUES, st.sampled_from(KINDS))
def test_what_comes_out_fits_and_stays(value: Any, kind: str) -> None:
    made = coerce(value, parse_type(kind), TYPES)
    if made is not None:
        assert conforms(made, parse_type(kind), TYPES) is True
        assert coerce(made, parse_type(kind), TYPES) == made


@pytest.mark.parametrize("text", ["number number", "list<", "", "context<a>"])
def test_a_text_that_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse_type(text)
