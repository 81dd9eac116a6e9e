"""What must hold between fields."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runner.core.problem import Problem
from runner.forms.checks import check_form
from runner.forms.schema import Form
from runner.forms.validate import validate_form
from tests.unit.forms.forms import a_form, field, lines


def checked(*checks: tuple[str, str]) -> Form:
    form = a_form(
        field("number", "amount"), field("number", "budget"), field("number", "why", hide="=amount = 1"),
        field("table", "items", components=[field("number", "price")]),
    )  # fmt: skip
    data = form.model_dump(by_alias=True, exclude_unset=True)
    data["slip:checks"] = [{"condition": text, "message": {"zh": told, "en": told}} for text, told in checks]
    return Form.model_validate(data)


def cross(form: Form, values: dict[str, Any], **rights: str) -> list[Problem]:
    return [one for one in validate_form(form, values, lines(**rights)) if one.code == "forms.check"]


@given(st.integers(0, 9), st.integers(0, 9))
def test_a_check_speaks_exactly_where_it_is_false(amount: int, budget: int) -> None:
    found = cross(checked(("=amount <= budget", "Over budget")), {"amount": amount, "budget": budget})
    assert bool(found) is (amount > budget)
    if found:
        assert found[0].field == "amount" and "Over budget" in found[0].message


def test_an_empty_field_is_no_matter_of_a_check() -> None:
    assert cross(checked(("amount <= budget", "Over")), {"amount": 5}) == []


def test_a_step_that_can_mend_nothing_is_not_held_up() -> None:
    form = checked(("amount <= budget", "Over"))
    values = {"amount": 5, "budget": 1}
    assert cross(form, values, rest="read") == []
    assert cross(form, values, amount="hidden", budget="read") == []
    assert [one.field for one in cross(form, values, amount="read", budget="edit")] == ["budget"]


def test_columns_are_checked_through_their_table() -> None:
    form = checked(("sum(items.price) = amount", "The rows do not add up"))
    found = cross(form, {"amount": 5, "items": [{"price": 2}, {"price": 2}]}, amount="read", items="edit")
    assert [one.field for one in found] == ["items"]


def test_a_hidden_field_leaves_its_checks_alone() -> None:
    assert cross(checked(("why > 3", "Too little")), {"amount": 1, "why": 2}) == []
    assert cross(checked(("why > 3", "Too little")), {"amount": 2, "why": 2})


def test_a_check_that_cannot_be_read_or_says_nothing_is_found() -> None:
    codes = [one.code for one in check_form(checked(("amount <=", "Over"), ("amount > 1", "")))]
    assert codes == ["forms.expression-bad", "forms.check-mute"]
