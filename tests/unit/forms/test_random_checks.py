"""What is made up passes what must hold between fields, or the check says why it cannot."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.forms.random import random_values
from runner.forms.schema import Form
from runner.forms.validate import validate_form
from tests.unit.forms.forms import a_form, field, lines

CONDITIONS = [
    ("amount <= budget",),
    ("sum(items.price) = amount",),
    ("sum(items.price) = amount", "amount <= budget"),
    ("date(until) > date(since)",),
    ("date(until) >= date(since)", "amount * 2 = budget"),
    ("budget - amount = 7",),
    ("not(kind = other)",),
    ('if kind = "a" then amount > 50 else amount < 20',),
    ("every one in items satisfies one.price < amount",),
    ("amount > 10 and amount < budget", "budget < 30"),
]


def a_checked_form(*conditions: str) -> Form:
    choices = [{"value": code, "label": code} for code in "abc"]
    form = a_form(
        field("number", "amount", validate={"required": True, "min": 0, "max": 100}),
        field("number", "budget", validate={"required": True, "min": 0, "max": 100}),
        field("datetime", "since", subtype="date", validate={"required": True}),
        field("datetime", "until", subtype="date", validate={"required": True}),
        field("select", "kind", values=choices, validate={"required": True}),
        field("select", "other", values=choices, validate={"required": True}),
        field("table", "items", components=[field("number", "price", validate={"required": True, "min": 0})]),
    )  # fmt: skip
    data = form.model_dump(by_alias=True, exclude_unset=True)
    data["slip:checks"] = [{"condition": text, "message": text} for text in conditions]
    return Form.model_validate(data)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(conditions=st.sampled_from(CONDITIONS), seed=st.integers(0, 2**32))
def test_made_up_values_pass_what_must_hold_between_fields(conditions: tuple[str, ...], seed: int) -> None:
    form = a_checked_form(*conditions)
    values = random_values(form, [], None, None, Random(seed))
    assert [one.message for one in validate_form(form, values)] == []
    assert values == random_values(form, [], None, None, Random(seed)), "equal seeds give equal values"


def test_a_step_mends_with_what_it_may_edit() -> None:
    form = a_checked_form("amount <= budget")
    rights = lines(budget="edit", rest="read")
    before: dict[str, Any] = {"amount": 40, "since": "2026-03-02", "until": "2026-03-02", "kind": "a", "other": "a"}
    for seed in range(20):
        values = random_values(form, rights, None, None, Random(seed), values=before)
        assert 40 <= values["budget"] <= 100


def test_what_nothing_can_pass_is_left_to_the_check_to_tell() -> None:
    form = a_checked_form("amount > 200")
    values = random_values(form, [], None, None, Random(1))
    found = validate_form(form, values)
    assert [one.code for one in found] == ["forms.check"]
    assert "amount > 200" in found[0].message


@pytest.mark.parametrize("seed", range(5))
def test_a_form_without_such_conditions_is_filled_as_before(seed: int) -> None:
    assert validate_form(a_checked_form(), random_values(a_checked_form(), [], None, None, Random(seed))) == []
