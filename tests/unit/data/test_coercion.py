"""JSON values as typed values of dictionary terms."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.data.coercion import plain, typed
from runner.data.dictionary import Dictionary, Element, ElementType

TYPES = get_args(ElementType)
DICTIONARY = Dictionary.model_validate(
    {"choices": [{"code": "leave", "items": [{"value": "annual", "label": {"zh": "年假"}}, {"value": "sick"}]}]}
)


def element(kind: str, **more: Any) -> Element:
    return Element.model_validate({"code": "it", "name": {"en": "It", "zh": "它"}, "type": kind, **more})


@pytest.mark.parametrize(
    ("kind", "given_value", "wanted"),
    [
        ("text", "a", "a"),
        ("text", 12, "12"),
        ("number", 1.1, Decimal("1.1")),
        ("number", "1,200.50", Decimal("1200.50")),
        ("money", 3, Decimal(3)),
        ("boolean", "true", True),
        ("date", "2026-03-02", date(2026, 3, 2)),
        ("dateTime", "2026-03-02T09:00:00", datetime(2026, 3, 2, 9)),
        ("person", "zhang", "zhang"),
        ("choice", ["annual"], ["annual"]),
        ("table", [{"a": 1}], [{"a": 1}]),
        ("attachment", [], []),
    ],
)
def test_value_takes_the_type_of_its_term(kind: str, given_value: object, wanted: object) -> None:
    result = typed(given_value, element(kind), DICTIONARY)
    assert result.value == wanted
    assert type(result.value) is type(wanted)
    assert not result.problems


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_entered_is_null_for_every_type(kind: str) -> None:
    assert typed("", element(kind)).value is None
    assert typed(None, element(kind)).problems == ()


@pytest.mark.parametrize("kind", TYPES)
def test_a_value_of_another_kind_is_a_problem_that_names_the_term(kind: str) -> None:
    result = typed({"odd": object()} if kind != "table" else "x", element(kind))
    assert result.value is None
    assert [problem.code for problem in result.problems] == ["data.type"]
    assert "It" in result.problems[0].message
    assert "{" not in result.problems[0].message.replace("{'odd'", "")
    assert result.problems[0].field == "it"


@pytest.mark.parametrize(
    ("kind", "more", "value", "code"),
    [
        ("number", {"format": {"min": 0.5}}, 0.4, "data.too-small"),
        ("number", {"format": {"max": 5}}, 6, "data.too-large"),
        ("number", {"format": {"decimals": 1}}, 0.25, "data.decimals"),
        ("text", {"format": {"maxLength": 2}}, "abc", "data.too-long"),
        ("text", {"format": {"pattern": "[0-9]+"}}, "12a", "data.pattern"),
        ("choice", {"choices": "leave"}, "party", "data.choice"),
        ("dateRange", {}, {"from": "2026-03-02", "to": "2026-03-01"}, "data.order"),
    ],
)
def test_a_value_beyond_a_limit_is_a_problem_beside_the_value(
    kind: str, more: dict[str, Any], value: object, code: str
) -> None:
    result = typed(value, element(kind, **more), DICTIONARY)
    assert result.value is not None
    assert [problem.code for problem in result.problems] == [code]
    assert result.problems[0].message


@settings(max_examples=60, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=2) | st.integers(-(10**12), 10**12))
def test_a_number_survives_json(number: Decimal | int) -> None:
    value = typed(number, element("number")).value
    assert typed(plain(value), element("number")).value == value


@settings(max_examples=30, deadline=None)
@given(st.dates(), st.datetimes())
def test_dates_and_instants_survive_json(day: date, moment: datetime) -> None:
    assert typed(plain(day), element("date")).value == day
    assert typed(plain(moment), element("dateTime")).value == moment
