"""Editing forms: frozen form in, frozen form out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.forms.edit import (
    add_field,
    add_sum,
    bind,
    find,
    form_part,
    move_field,
    new_form,
    read_form,
    remove_field,
    set_choices,
    set_field,
)
from modeler.forms.settings import SETTINGS, get_setting, set_setting
from runner.data.dictionary import Dictionary
from runner.forms.checks import check_form
from runner.forms.field import FormFacts
from runner.forms.fields import FIELDS
from runner.forms.schema import Component, Form, field_places
from runner.forms.state import form_state

DICTIONARY = Dictionary.model_validate(
    {
        "elements": [
            {
                "code": "leaveType",
                "name": {"zh": "请假类型", "en": "Type of leave"},
                "type": "choice",
                "choices": "kinds",
            },
            {"code": "amount", "name": "Amount", "type": "money"},
        ],
        "choices": [{"code": "kinds", "items": [{"value": "annual", "label": {"zh": "年假", "en": "Annual"}}]}],
    }
)


def keys(form: Form) -> list[str]:
    return [place.path for place in field_places(form)]


def filled() -> Form:
    form = new_form("leave")
    for kind, caption in (("textfield", "Reason"), ("number", "Days of leave"), ("checkbox", "Urgent")):
        form, _ = add_field(form, kind, caption)
    return form


def test_key_is_made_out_of_the_caption() -> None:
    form = filled()
    for caption in ("Days of leave", "请假天数", "请假天数", "2 days", "A类"):
        form, _ = add_field(form, "textfield", caption)
    assert keys(form)[1:] == [
        "daysOfLeave", "urgent", "daysOfLeave_2", "field_1", "field_2", "field_2Days", "field_3",
    ]  # fmt: skip
    assert check_form(form) == []


def test_new_form_may_have_a_heading() -> None:
    assert new_form("leave", {"zh": "请假", "en": "Leave"}).components[0].own("slip:en") == "## Leave"


@pytest.mark.parametrize("kind", [kind.id for kind in FIELDS.values() if kind.offered])
def test_every_offered_kind_can_be_added_and_read_again(kind: str) -> None:
    form, made = add_field(new_form("f"), kind, {"zh": "字段", "en": "Field"})
    part = form_part(form)
    assert read_form(json.loads(json.dumps(part)), "f.form") == form
    component = find(form, made).component
    assert component.kind == kind
    assert component.type == FIELDS[kind].type
    for name in FIELDS[kind].properties:
        get_setting(component, name)


def test_field_is_put_where_it_was_asked_for() -> None:
    form, group = add_field(filled(), "group", "Box", index=0)
    form, inner = add_field(form, "number", "Inner", parent=group)
    assert [item.kind for item in form.components] == ["group", "textfield", "number", "checkbox"]
    assert find(form, inner).within[0].id == group


def test_columns_of_two_tables_may_share_a_key() -> None:
    form, first = add_field(new_form("f"), "table", "Items")
    form, _ = add_field(form, "number", "Price", parent=first)
    form, second = add_field(form, "table", "More")
    form, _ = add_field(form, "number", "Price", parent=second)
    assert keys(form) == ["items", "items.price", "more", "more.price"]


def test_field_moves_in_and_out_of_a_group() -> None:
    form, group = add_field(filled(), "group", "Box")
    reason = form.components[0].id or ""
    inside = move_field(form, reason, parent=group)
    assert find(inside, reason).within[0].id == group
    assert keys(move_field(inside, reason, index=0)) == keys(form)
    with pytest.raises(ValueError, match=group):
        move_field(form, group, parent=group)


def test_removed_group_takes_its_fields_with_it() -> None:
    form, group = add_field(filled(), "group", "Box")
    form, _ = add_field(form, "number", "Inner", parent=group)
    assert keys(remove_field(form, group)) == ["reason", "daysOfLeave", "urgent"]
    with pytest.raises(KeyError):
        remove_field(form, "nothing")


def test_key_that_is_taken_or_bad_is_refused() -> None:
    form = filled()
    first = form.components[0].id or ""
    for key in ("urgent", "天数", ""):
        with pytest.raises(ValueError, match=f"^{key}$"):
            set_field(form, first, "key", key)
    assert keys(set_field(form, first, "key", "why"))[0] == "why"


@pytest.mark.parametrize(
    ("shown", "stored"), [("days > 1", "=not(days > 1)"), ("=(a) or (b)", "=not((a) or (b))"), ("", None)]
)
def test_visible_when_is_stored_as_hide(shown: str, stored: str | None) -> None:
    component = set_setting(Component(type="textfield", key="a"), "hide", shown)
    assert (component.conditional or {}).get("hide") == stored
    assert get_setting(component, "hide") == shown.removeprefix("=")


@pytest.mark.parametrize(
    ("hide", "shown"), [("=a", "not(a)"), ("=not(a) or (b)", "not(not(a) or (b))"), ("=not( a )", "a")]
)
def test_foreign_hide_reads_as_visible_when(hide: str, shown: str) -> None:
    assert get_setting(Component(type="text", conditional={"hide": hide}), "hide") == shown


VALUES: dict[str, Any] = {
    "text": "x", "texts": {"zh": "中", "en": "en"}, "number": 3, "yesNo": True, "feel": "a = 1", "element": "code",
    "who": "role:hr", "columns": "price", "numbering": "leaveNo", "limit": "=a * 2", "long": "x",
    "source": "suppliers", "fill": "a=b",
    "choices": [{"value": "a", "label": "A"}],
}  # fmt: skip


@pytest.mark.parametrize("name", list(SETTINGS))
def test_every_setting_is_read_as_it_was_written_and_can_be_taken_away(name: str) -> None:
    setting = SETTINGS[name]
    value = setting.options[-1][0] if setting.options else VALUES[setting.editor]
    bare = Component.model_validate({"type": "number", "key": "a", "other": 1})
    written = set_setting(bare, name, value)
    assert get_setting(written, name) == value
    assert written.option("other") == 1
    assert set_setting(written, name, None).model_dump(exclude_none=True, exclude_unset=True) in (
        bare.model_dump(exclude_none=True, exclude_unset=True),
        {**bare.model_dump(exclude_none=True, exclude_unset=True), "values": []},
    )


def test_bound_field_takes_key_kind_and_choices_from_the_term() -> None:
    form, made = add_field(new_form("f"), "textfield", element="leaveType", dictionary=DICTIONARY)
    component = find(form, made).component
    assert (component.key, component.type, component.element) == ("leaveType", "select", "leaveType")
    assert [item["value"] for item in component.values or []] == ["annual"]
    money, other = add_field(form, "textfield", element="amount", dictionary=DICTIONARY)
    assert find(money, other).component.kind == "money"
    assert find(bind(money, other, None, DICTIONARY), other).component.element is None


def test_choices_keep_their_captions_in_both_languages() -> None:
    form, made = add_field(new_form("f"), "select", "Kind")
    form = set_choices(form, made, [{"value": "a", "label": {"zh": "甲", "en": "A"}}, {"value": "b"}])
    assert find(form, made).component.values == [
        {"label": "甲", "value": "a", "properties": {"slip:zh": "甲", "slip:en": "A"}},
        {"label": "b", "value": "b"},
    ]


def test_column_sum_becomes_a_computed_field() -> None:
    form, table = add_field(new_form("f"), "table", "Items")
    form, price = add_field(form, "money", "Price", parent=table)
    form, total = add_sum(form, table, price)
    assert find(form, total).path == "total"
    state = form_state(form, {"items": [{"price": 1.5}, {"price": 2}]}, FormFacts())
    assert state.computed == {"total": 3.5}
    assert check_form(form) == []


def test_order_of_keys_in_the_file_is_kept() -> None:
    part = {"schemaVersion": 19, "components": [{"label": "B", "own": 1, "key": "b", "type": "number", "id": "F"}],
            "type": "default", "exporter": {"version": "9", "name": "x"}}  # fmt: skip
    form = read_form(part, "f.form")
    assert json.dumps(form_part(form, part)) == json.dumps(part)
    changed = form_part(set_field(form, "F", "required", True), part)
    assert list(changed["components"][0]) == ["label", "own", "key", "type", "id", "validate"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([kind.id for kind in FIELDS.values() if kind.offered]),
            st.text(max_size=8),
            st.integers(0, 5),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_form_stays_in_order_whatever_is_added_and_moved(acts: list[tuple[str, str, int, bool]]) -> None:
    form, group = add_field(new_form("f"), "group", "Box")
    for kind, caption, index, inside in acts:
        form, made = add_field(form, kind, caption, index=index)
        if inside and kind != "group":
            form = move_field(form, made, parent=group, index=index)
    paths = keys(form)
    assert len(set(paths)) == len(paths)
    assert check_form(form) == []
