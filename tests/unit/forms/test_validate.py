"""Values of a whole form: problems with their field and sentence."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.data.dictionary import Dictionary
from runner.forms.field import FormFacts
from runner.forms.inherit import inherit
from runner.forms.random import random_values
from runner.forms.schema import field_places
from runner.forms.state import form_state
from runner.forms.validate import validate_form, visible_fields
from tests.unit.forms.forms import a_form, field, lines, whole_form
from tests.unit.organization.office import an_office


def messages(*args: Any, **kwargs: Any) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.message) for problem in validate_form(*args, **kwargs)]


def test_required_field_must_be_filled_in() -> None:
    form = a_form(field("textfield", "title", rules={"required": True}), field("number", "days"))
    assert messages(form, {"title": " "}) == [("title", "Title must be filled in.")]
    assert messages(form, {}, lines(days="required", title="edit")) == [
        ("title", "Title must be filled in."),
        ("days", "Days must be filled in."),
    ]


def test_required_box_must_be_ticked() -> None:
    form = a_form(field("checkbox", "agreed", rules={"required": True}))
    assert messages(form, {"agreed": False}) == [("agreed", "Agreed must be filled in.")]
    assert messages(form, {"agreed": True}) == []


@pytest.mark.parametrize("access", ["hidden", "read"])
def test_field_that_the_step_cannot_write_is_not_checked(access: str) -> None:
    form = a_form(field("number", "days", rules={"required": True, "min": 5}))
    assert messages(form, {"days": 1}, lines(days=access)) == []


def test_field_hidden_by_its_condition_is_not_checked() -> None:
    form = a_form(
        field("checkbox", "urgent"), field("textfield", "why", hide="=not(urgent = true)", rules={"required": True})
    )
    assert messages(form, {}) == []
    assert messages(form, {"urgent": True}) == [("why", "Why must be filled in.")]
    assert visible_fields(form, {}) == {"urgent"}


def test_group_hides_what_it_holds() -> None:
    group = {"type": "group", "path": "a", "conditional": {"hide": "=off"}, "components": [field("textfield", "b")]}
    form = a_form(field("checkbox", "off"), group)
    state = form_state(form, {"off": True, "a": {"b": "x"}}, FormFacts())
    assert state.values == {"off": True}
    assert state.hidden == {"a.b"}


def test_chain_of_conditions_settles() -> None:
    form = a_form(
        field("textfield", "c", hide='=b != "x"'), field("textfield", "b", hide='=a != "x"'), field("textfield", "a")
    )
    state = form_state(form, {"a": "y", "b": "x", "c": "x"}, FormFacts())
    assert state.values == {"a": "y"}
    assert form_state(form, {"a": "x", "b": "x", "c": "x"}, FormFacts()).hidden == frozenset()


def test_problem_in_a_row_names_table_row_and_column() -> None:
    form = a_form(field("table", "items", components=[field("money", "price", rules={"required": True})]))
    assert messages(form, {"items": [{"price": 1}, {}]}) == [("items", "Items 2 · Price must be filled in.")]


def test_limit_may_be_an_expression_over_other_fields_and_the_case() -> None:
    form = a_form(field("number", "days", rules={"max": "=balance"}))
    assert messages(form, {"days": 4}, context={"balance": 3}) == [("days", "Days must be at most 3.")]


def test_computed_fields_follow_the_others() -> None:
    form = a_form(
        field("table", "items", components=[
            field("number", "count"), field("number", "price"),
            field("expression", "line", expression="=count * price", computeOn="change"),
        ]),
        field("number", "total", own={"formula": "=sum(items.line)"}),
    )  # fmt: skip
    rows = [{"count": 2, "price": 3}, {"count": 1, "price": 0.5}]
    state = form_state(form, {"items": rows, "total": 999}, FormFacts())
    assert state.computed == {"total": 6.5}
    assert state.values["items"][0]["line"] == 6


def test_computed_days_come_from_the_working_calendar() -> None:
    form = a_form(field("dateRange", "period"), field("number", "days", own={"formula": "=working days(period)"}))
    period = {"from": "2026-03-06", "fromHalf": "pm", "to": "2026-03-09", "toHalf": "pm"}
    assert form_state(form, {"period": period}, FormFacts()).computed == {"days": 1.5}


DICTIONARY = Dictionary.model_validate(
    {
        "elements": [
            {"code": "leaveDays", "name": {"zh": "请假天数", "en": "Days of leave"}, "type": "number",
             "format": {"decimals": 1, "min": 0.5, "max": 30}},
            {"code": "leaveType", "name": "Type", "type": "choice", "choices": "types"},
            {"code": "price", "name": "Price", "type": "money", "format": {"currency": "EUR"}},
        ],
        "choices": [{"code": "types", "items": [{"value": "annual", "label": {"zh": "年假", "en": "Annual"}}]}],
    }
)  # fmt: skip


def test_bound_field_inherits_label_kind_limits_and_choices() -> None:
    form = a_form(
        {"type": "textfield", "key": "days", "properties": {"slip:element": "leaveDays"}},
        {"type": "radio", "key": "type", "label": "Own label", "properties": {"slip:element": "leaveType"}},
        {"type": "textfield", "key": "price", "properties": {"slip:element": "price"}},
    )
    days, kind, price = inherit(form, DICTIONARY).components
    assert (days.kind, days.caption, days.rules, days.option("decimalDigits")) == (
        "number", "Days of leave", {"min": 0.5, "max": 30.0}, 1,
    )  # fmt: skip
    assert (kind.type, kind.caption, kind.values) == (
        "radio",
        "Own label",
        [{"value": "annual", "label": "Annual", "properties": {"slip:zh": "年假", "slip:en": "Annual"}}],
    )
    assert (price.kind, price.own("slip:currency")) == ("money", "EUR")
    assert messages(form, {"days": 31, "type": "sick"}, dictionary=DICTIONARY) == [
        ("days", "Days of leave must be at most 30."),
        ("type", "sick is not among the choices of Own label."),
    ]


def test_limit_of_the_field_stands_against_the_dictionary() -> None:
    form = a_form(field("number", "days", rules={"max": 5}, own={"element": "leaveDays"}))
    assert inherit(form, DICTIONARY).components[0].rules == {"max": 5, "min": 0.5}


ACCESS = st.dictionaries(
    st.sampled_from([place.path for place in field_places(whole_form()) if not place.component.is_fixed]),
    st.sampled_from(["hidden", "read", "edit", "required"]),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), access=ACCESS)
def test_random_values_are_always_valid(seed: int, access: dict[str, str]) -> None:
    rights = lines(**{"rest": "edit", **{path.replace(".", "__"): it for path, it in access.items()}})
    form, office = whole_form(), an_office()
    before = {"limit": 7}  # what an earlier step has filled in
    values = random_values(form, rights, None, office, Random(seed), values=before)
    assert values == random_values(form, rights, None, office, Random(seed), values=before)
    assert messages(form, {**before, **values}, rights, organization=office) == []
    hidden = {line.path for line in rights if line.access in ("hidden", "read")}
    assert not hidden & set(values)
