"""Where dropped fields come to stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.forms.arrange import Spot, children, free_row, may_hold, place_field, row_of
from modeler.forms.edit import add_field, find
from runner.forms.checks import check_form
from runner.forms.schema import Form, places


def a_form() -> Form:
    """Three fields, a group with one, a table with one column."""
    form = Form.model_validate({"id": "f", "components": []})
    for kind, caption, parent in (
        ("textfield", "One", None), ("number", "Two", None), ("textfield", "Three", None), ("group", "Group", None),
        ("table", "Table", None),
    ):  # fmt: skip
        form, _made = add_field(form, kind, caption, parent=parent)
    group = next(one.component.id for one in places(form.components) if one.component.type == "group")
    table = next(one.component.id for one in places(form.components) if one.component.type == "dynamiclist")
    form, _made = add_field(form, "textfield", "Inside", parent=group)
    return add_field(form, "money", "Column", parent=table)[0]


def ids(form: Form, parent: str | None = None) -> list[str]:
    return [one.id or "" for one in children(form, parent)]


def id_of(form: Form, caption: str) -> str:
    return next(one.component.id or "" for one in places(form.components) if one.component.caption == caption)


def test_a_field_goes_before_another_or_to_the_end() -> None:
    form = a_form()
    one, three = id_of(form, "One"), id_of(form, "Three")
    assert ids(place_field(form, three, Spot(None, one)))[:2] == [three, one]
    assert ids(place_field(form, one, Spot()))[-1] == one


def test_beside_another_both_share_a_row_and_its_width() -> None:
    form = a_form()
    one, two, three = (id_of(form, name) for name in ("One", "Two", "Three"))
    form = place_field(form, three, Spot(None, two, one))
    assert ids(form)[:3] == [one, three, two]
    first, second = find(form, one).component, find(form, three).component
    assert row_of(first) == row_of(second) != ""
    assert row_of(find(form, two).component) == ""
    assert free_row(form) != row_of(first)


def test_a_field_taken_out_of_a_row_stands_alone() -> None:
    form = a_form()
    one, three = id_of(form, "One"), id_of(form, "Three")
    form = place_field(form, three, Spot(None, id_of(form, "Two"), one))
    form = place_field(form, three, Spot())
    assert row_of(find(form, three).component) == ""


def test_a_table_holds_fields_and_nothing_else() -> None:
    form = a_form()
    table, group = id_of(form, "Table"), id_of(form, "Group")
    assert may_hold(form, table, "number") and not may_hold(form, table, "group")
    assert not may_hold(form, table, "table") and not may_hold(form, table, "text")
    with pytest.raises(ValueError):
        place_field(form, group, Spot(table))
    moved = place_field(form, id_of(form, "Two"), Spot(table))
    assert find(moved, id_of(form, "Two")).table is not None


def test_nothing_goes_into_itself() -> None:
    form = a_form()
    group = id_of(form, "Group")
    with pytest.raises(ValueError):
        place_field(form, group, Spot(group))
    assert place_field(form, group, Spot(None, group)) == form


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 7), st.integers(0, 7), st.integers(0, 2)), max_size=8))
def test_however_fields_are_moved_each_is_there_once_and_the_form_is_in_order(moves: list[tuple[int, ...]]) -> None:
    form = a_form()
    everything = sorted(one.component.id or "" for one in places(form.components))
    for field, before, beside, container in moves:
        own = [one.component.id or "" for one in places(form.components)]
        containers = [None, id_of(form, "Group"), id_of(form, "Table")]
        names = [*own, ""]
        try:
            form = place_field(form, own[field], Spot(containers[container], names[before % 8], names[beside % 8]))
        except ValueError:
            continue
        assert sorted(one.component.id or "" for one in places(form.components)) == everything
        assert not [one for one in check_form(form) if one.severity == "error"]
