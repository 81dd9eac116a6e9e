"""Default values: whose fields get them, and what stays empty."""

from __future__ import annotations

from typing import Any

from runner.forms.access import apply_write, check_write
from runner.forms.defaults import defaults_of, with_defaults, without_hidden
from runner.forms.field import FormFacts
from runner.forms.schema import Form
from tests.unit.forms.forms import a_form, field, lines

FACTS = FormFacts()


def preset() -> Form:
    return a_form(
        field("number", "days", defaultValue="2"),
        field("textfield", "kind", defaultValue="annual"),
        field("textfield", "locked", defaultValue="CNY", readonly=True),
        field("textfield", "plain"),
        field("number", "bad", defaultValue="many"),
    )


def test_the_start_gets_all_defaults_in_stored_form_whatever_it_may_see() -> None:
    rights = lines(days="edit", kind="hidden", rest="read")
    given = defaults_of(preset(), {}, rights, FACTS, is_start=True)
    assert given == {"days": 2, "kind": "annual", "locked": "CNY"}


def test_a_later_step_gets_those_it_may_edit_and_those_the_form_locks() -> None:
    rights = lines(days="edit", kind="hidden", rest="read")
    assert defaults_of(preset(), {}, rights, FACTS, is_start=False) == {"days": 2, "locked": "CNY"}


def test_what_has_a_value_or_was_emptied_stays_as_it_is() -> None:
    values = {"days": None, "kind": "sick"}
    assert with_defaults(preset(), values, [], FACTS, is_start=True) == {**values, "locked": "CNY"}


def test_a_default_hidden_by_its_condition_is_dropped_only_then() -> None:
    form = a_form(
        field("textfield", "kind"),
        field("textfield", "proof", defaultValue="none", conditional={"hide": '=kind != "sick"'}),
    )
    for kind, expected in (("sick", {"kind": "sick", "proof": "none"}), ("annual", {"kind": "annual"})):
        filled = with_defaults(form, {"kind": kind}, [], FACTS, is_start=True)
        assert without_hidden(form, filled, ["proof"], FACTS) == expected


def table(**more: Any) -> Form:
    columns = [field("textfield", "what"), field("number", "count", defaultValue=1)]
    return a_form(field("table", "items", components=columns, **more))


def test_a_new_row_gets_the_defaults_of_its_columns_but_for_those_emptied() -> None:
    rows = {"items": [{"what": "a"}, {"what": "b", "count": 3}, {"what": "c", "count": None}]}
    assert apply_write(table(), {}, rows, []) == {
        "items": [{"what": "a", "count": 1}, {"what": "b", "count": 3}, {"what": "c"}]
    }


def test_a_column_that_may_only_be_read_keeps_its_default_in_a_new_row() -> None:
    rights = lines(items="edit", items__count="read")
    assert apply_write(table(), {}, {"items": [{"what": "a"}]}, rights) == {"items": [{"what": "a", "count": 1}]}
    assert check_write(table(), {}, {"items": [{"what": "a", "count": 1}]}, rights) == []
    assert [one.code for one in check_write(table(), {}, {"items": [{"count": 2}]}, rights)] == ["forms.write-read"]
