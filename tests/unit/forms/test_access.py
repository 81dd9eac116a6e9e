"""Field permissions: what is sent, what may be written, what is stored."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.forms.access import access_of, apply_write, check_write, strip_hidden
from runner.forms.field import FormFacts
from runner.forms.random import random_values
from runner.forms.schema import Form
from runner.forms.state import coerce_values
from runner.rights.fields import field_access
from runner.rights.model import FieldRight
from tests.unit.forms.forms import a_form, field, lines, whole_form
from tests.unit.forms.test_validate import ACCESS
from tests.unit.organization.office import an_office


def reasons(*args: Any, **kwargs: Any) -> list[tuple[str | None, str]]:
    return [(problem.field, problem.message) for problem in check_write(*args, **kwargs)]


def simple() -> Form:
    return a_form(field("number", "days"), field("textfield", "reason"), field("textfield", "secret"))


def table(*columns: dict[str, Any]) -> Form:
    made = columns or (field("textfield", "what"), field("number", "price"), field("textfield", "secret"))
    return a_form(field("table", "items", components=list(made)))


def test_hidden_field_is_not_sent() -> None:
    values = {"days": 1, "secret": "s", "other": "not of this form"}
    assert strip_hidden(simple(), values, lines(secret="hidden")) == {"days": 1}


def test_hidden_column_is_not_sent() -> None:
    rights = lines(items__secret="hidden", rest="read")
    assert strip_hidden(table(), {"items": [{"what": "a", "secret": "s", "_by": "li"}]}, rights) == {
        "items": [{"what": "a"}]
    }


def test_two_groups_may_share_a_path() -> None:
    groups = [{"type": "group", "path": "a", "components": [field("textfield", key)]} for key in ("b", "c")]
    assert strip_hidden(a_form(*groups), {"a": {"b": 1, "c": 2}}, []) == {"a": {"b": 1, "c": 2}}


def test_forbidden_write_is_refused_with_its_reason() -> None:
    rights = lines(days="read", secret="hidden", reason="edit")
    before = {"days": 1, "secret": "s", "reason": "r"}
    after = {"days": 2, "secret": "t", "reason": "u", "more": 1}
    assert reasons(simple(), before, after, rights) == [
        ("days", "Days can only be read at this step."),
        ("secret", "Secret is hidden at this step and cannot be changed."),
        ("more", "The form has no field more."),
    ]
    assert apply_write(simple(), before, after, rights) == {"days": 1, "secret": "s", "reason": "u"}


def test_repeating_a_value_is_no_write() -> None:
    before = {"days": 1.5, "secret": None}
    assert reasons(simple(), before, {"days": "1.50", "secret": ""}, lines(days="read", secret="hidden")) == []


def test_fixed_and_computed_fields_are_not_written_by_hand() -> None:
    form = a_form(field("number", "days"), field("number", "fixed", readonly=True),
                  field("number", "twice", own={"formula": "=days * 2"}))  # fmt: skip
    assert reasons(form, {}, {"fixed": 1}, []) == [("fixed", "Fixed cannot be changed by hand: the form says so.")]
    assert apply_write(form, {}, {"days": 2, "twice": 99}, []) == {"days": 2, "twice": 4}
    assert access_of(form, []) == {"days": "edit", "fixed": "read", "twice": "read"}


def test_value_hidden_by_its_condition_is_dropped() -> None:
    form = a_form(field("checkbox", "on"), field("textfield", "note", hide="=not(on = true)"))
    before = {"on": True, "note": "x"}
    assert apply_write(form, before, {"on": False}, []) == {"on": False}
    assert apply_write(form, before, {"on": False}, lines(on="edit", note="read")) == {"on": False, "note": "x"}


def test_hidden_columns_stay_with_their_rows() -> None:
    rights = lines(items="edit", items__secret="hidden")
    before = {"items": [{"what": "a", "price": 1, "secret": "A"}, {"what": "b", "price": 2, "secret": "B"},
                        {"what": "c", "price": 3, "secret": "C"}]}  # fmt: skip
    after = {"items": [{"what": "b", "price": 2}, {"what": "c", "price": 4}, {"what": "d", "price": 5}]}
    assert reasons(table(), before, after, rights) == []
    assert apply_write(table(), before, after, rights)["items"] == [
        {"what": "b", "price": 2, "secret": "B"},
        {"what": "c", "price": 4, "secret": "C"},
        {"what": "d", "price": 5},
    ]


def test_one_column_may_be_edited_in_a_table_that_is_read() -> None:
    rights = lines(items="read", items__price="edit")
    before = {"items": [{"what": "a", "price": 1}, {"what": "b"}]}
    assert apply_write(table(), before, {"items": [{"what": "a", "price": 9}, {"what": "b"}]}, rights)["items"] == [
        {"what": "a", "price": 9},
        {"what": "b"},
    ]
    assert reasons(table(), before, {"items": [{"what": "x", "price": 9}, {"what": "b"}]}, rights) == [
        ("items", "What can only be read at this step.")
    ]
    assert reasons(table(), before, {"items": [{"what": "a", "price": 1}]}, rights) == [
        ("items", "Rows cannot be removed from Items at this step.")
    ]
    assert reasons(table(), before, {"items": [*before["items"], {"price": 1}]}, rights) == [
        ("items", "Rows cannot be added to Items at this step.")
    ]


def test_own_rows_only_may_be_changed() -> None:
    rights = [FieldRight(path="items", access="edit", rows=["own"])]
    before = {"items": [{"what": "a", "_by": "li"}, {"what": "b", "_by": "chen"}]}
    mine = {"items": [{"what": "a2"}, {"what": "b"}, {"what": "new"}]}
    assert reasons(table(), before, mine, rights, user="li") == []
    assert apply_write(table(), before, mine, rights, user="li")["items"] == [
        {"what": "a2", "_by": "li"},
        {"what": "b", "_by": "chen"},
        {"what": "new", "_by": "li"},
    ]
    assert reasons(table(), before, mine, rights, user="chen") == [
        ("items", "Only own rows of Items may be changed at this step.")
    ]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), access=ACCESS)
def test_write_never_changes_what_the_step_may_not_write_and_hidden_keys_never_leave(
    seed: int, access: dict[str, str]
) -> None:
    form, office = whole_form(), an_office()
    rights = lines(**{"rest": "edit", **{path.replace(".", "__"): it for path, it in access.items()}})
    rng = Random(seed)
    before = coerce_values(form, random_values(form, [], None, office, rng), FormFacts())
    after = random_values(form, [], None, office, rng)
    stored = apply_write(form, before, after, rights)
    for path in ("title", "days", "amount", "kind", "tags", "urgent", "handover", "files", "period"):
        if field_access(rights, path) in ("hidden", "read"):
            assert stored.get(path) == before.get(path), path
    assert field_access(rights, "extra.note") in ("edit", "required") or stored.get("extra") == before.get("extra")
    if field_access(rights, "items") in ("hidden", "read"):
        assert len(stored.get("items", [])) == len(before.get("items", []))
    sent = strip_hidden(form, stored, rights)
    for path in (line.path for line in rights if line.access == "hidden"):
        table, _, column = path.partition(".")
        if not column:
            assert table not in sent
        elif table == "items":
            assert all(column not in row for row in sent.get("items", []))
        else:
            assert column not in sent.get(table, {})
    # what was accepted may be written again without a reason against it
    assert check_write(form, stored, sent, rights) == []
