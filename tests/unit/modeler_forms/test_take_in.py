"""Copied fields come into a form: free names, followed expressions, nothing of the form changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.forms.arrange import Spot
from modeler.forms.edit import find
from modeler.forms.renaming import respelled
from modeler.forms.take_in import copied, in_clipboard, take_in
from runner.core.errors import FormatError
from runner.forms.checks import check_form
from runner.forms.schema import Form, field_places, places
from tests.unit.forms.forms import a_form, field, whole_form


def ids(form: Form) -> list[str]:
    return [place.component.id or "" for place in places(form.components)]


def test_copies_get_free_names_and_their_formulas_follow() -> None:
    form = a_form(
        field("number", "days"), field("number", "limit"),
        field("number", "half", own={"formula": '=days / 2 + count(["days"])'}),
    )  # fmt: skip
    clip = in_clipboard(copied(form, ["Field_days", "Field_half"]))
    pasted, new = take_in(form, clip, Spot())
    assert [place.path for place in field_places(pasted)] == ["days", "limit", "half", "days_2", "half_2"]
    assert find(pasted, new[1]).component.formula == 'days_2 / 2 + count(["days"])'


def test_what_is_named_and_not_copied_stays_as_it_is() -> None:
    form = a_form(field("number", "days"), field("number", "half", own={"formula": "=days / 2"}))
    pasted, new = take_in(form, in_clipboard(copied(form, ["Field_half"])), Spot(None, "Field_days"))
    assert find(pasted, new[0]).component.formula == "days / 2"
    assert ids(pasted)[0] == new[0]


def test_columns_keep_their_names_in_a_copied_table() -> None:
    tax = field("number", "tax", own={"formula": "=price"})
    form = a_form(
        field("table", "items", components=[field("number", "price"), tax]),
        field("number", "total", own={"formula": "=sum(items.price)"}),
    )
    pasted, _new = take_in(form, in_clipboard(copied(form, ["Field_items", "Field_total"])), Spot())
    assert [place.path for place in field_places(pasted)][4:] == [
        "items_2",
        "items_2.price",
        "items_2.tax",
        "total_2",
    ]
    assert list(places(pasted.components))[-1].component.formula == "sum(items_2.price)"
    assert list(places(pasted.components))[-2].component.formula == "price"


def test_a_row_that_is_copied_stays_one_row_of_its_own() -> None:
    form = a_form(field("number", "a", layout={"row": "R", "columns": 4}), field("number", "b", layout={"row": "R"}))
    pasted, new = take_in(form, in_clipboard(copied(form, ids(form))), Spot())
    rows = [(find(pasted, one).component.layout or {}) for one in new]
    assert rows[0]["row"] == rows[1]["row"] != "R" and rows[0]["columns"] == 4


def test_what_a_table_cannot_hold_is_refused() -> None:
    form = whole_form()
    clip = in_clipboard(copied(form, ["Group_1"]))
    with pytest.raises(FormatError):
        take_in(form, clip, Spot("Field_items"))


@pytest.mark.parametrize(
    "text", ["", "hello", "[]", "{}", '{"components": []}', '{"components": [{"key": 1}]}', "{" * 9]
)
def test_a_clipboard_without_fields_is_told(text: str) -> None:
    with pytest.raises(FormatError):
        in_clipboard(text)


def test_a_whole_form_file_can_be_pasted() -> None:
    form = whole_form()
    text = json.dumps(form.model_dump(by_alias=True, exclude_unset=True))
    pasted, new = take_in(a_form(), in_clipboard(text), Spot())
    assert len(new) == len(form.components)
    assert pasted.components == form.components


@given(st.sets(st.sampled_from(ids(whole_form())), min_size=1))
@settings(max_examples=40, deadline=None)
def test_pasting_changes_nothing_that_was_there_and_leaves_a_form_in_order(wanted: set[str]) -> None:
    form = whole_form()
    pasted, new = take_in(form, in_clipboard(copied(form, wanted)), Spot())
    count = len(form.components)
    assert pasted.components[:count] == form.components
    assert [one.id for one in pasted.components[count:]] == new
    assert len(set(ids(pasted))) == len(ids(pasted))
    assert {one.code for one in check_form(pasted)} <= {one.code for one in check_form(form)}


def test_two_names_change_places_and_texts_and_entries_stay() -> None:
    text = 'a + b.a + {a: 1}.a + count(["a"])'
    assert respelled(f"= {text}", {"a": "b", "b": "a"}) == '= b + a.a + {a: 1}.a + count(["a"])'
