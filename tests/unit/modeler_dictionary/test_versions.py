"""Versions of terms and code lists: what waits is not shown, what is in force is, what was stays readable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from modeler.dictionary.edit import set_choices, set_element
from modeler.dictionary.versions import (
    content_of,
    differences,
    put_in_force,
    replaced,
    retired,
    states,
    with_all_in_force,
    without_draft,
    working,
)
from runner.data.dictionary import ChoiceList, Dictionary, Element
from runner.data.model import dump_value, read_value
from runner.forms.inherit import inherit
from runner.forms.schema import Form
from runner.forms.validate import validate_form

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
NOW = datetime.fromisoformat("2026-03-15T09:00:00+08:00")
FORM = Form.model_validate(
    {"id": "f", "components": [
        {"type": "select", "id": "F1", "key": "kind", "values": [], "properties": {"slip:element": "kind"}}
    ]}
)  # fmt: skip


def dictionary(*values: str) -> Dictionary:
    return Dictionary.model_validate(
        {"elements": [{"code": "kind", "type": "choice", "choices": "kinds"}],
         "choices": [{"code": "kinds", "items": [{"value": value} for value in values]}]}
    )  # fmt: skip


def offered(of: Dictionary) -> list[Any]:
    return [item["value"] for item in inherit(FORM, of).components[0].values or ()]


def lists(of: Dictionary) -> ChoiceList:
    found = of.choice_list("kinds")
    assert found is not None
    return found


def test_a_code_list_change_shows_in_the_form_after_a_new_version() -> None:
    first = with_all_in_force(dictionary("a", "b"), MARCH)
    planned = set_choices(first, "kinds", [{"value": "a"}, {"value": "b"}, {"value": "c"}])
    assert offered(planned) == ["a", "b"]
    assert [item.value for item in working(lists(planned)).items] == ["a", "b", "c"]
    after = with_all_in_force(planned, APRIL)
    assert offered(after) == ["a", "b", "c"]
    assert (lists(after).version, lists(after).since) == (2, "2026-04-01")


def test_what_runs_carries_neither_plans_nor_the_past() -> None:
    planned = set_choices(with_all_in_force(dictionary("a"), MARCH), "kinds", [{"value": "b"}])
    again = with_all_in_force(planned, APRIL)
    running = set_choices(again, "kinds", []).in_force()
    assert lists(running).draft is None and lists(running).earlier == []
    assert [item.value for item in lists(running).items] == ["b"]
    assert dump_value(running) == dump_value(again.in_force())  # a plan changes nothing of what runs


def test_versions_are_shown_with_their_difference() -> None:
    first = with_all_in_force(dictionary("a", "b"), MARCH)
    second = with_all_in_force(
        set_choices(first, "kinds", [{"value": "b"}, {"value": "a", "label": "A", "to": "2026-03-31"}]), APRIL
    )
    now, before = states(lists(second))
    assert (now.version, before.version, before.until) == (2, 1, "2026-04-01")
    found = {item.path: (item.before, item.after) for item in differences(before.record, now.record)}
    assert found == {
        "items/a/label": (None, "A"), "items/a/to": (None, "2026-03-31"), "items/order": (["a", "b"], ["b", "a"]),
    }  # fmt: skip


def test_a_change_taken_back_is_no_draft() -> None:
    first = with_all_in_force(dictionary("a"), MARCH)
    there = set_element(first, "kind", unit="day")
    assert (there.element("kind") or Element(code="")).draft == {"unit": "day"}
    back = set_element(there, "kind", unit=None)
    assert dump_value(back) == dump_value(first)


def test_a_draft_is_thrown_away_whole() -> None:
    first = with_all_in_force(dictionary("a"), MARCH)
    changed = set_choices(first, "kinds", [{"value": "z"}])
    assert dump_value(replaced(changed, without_draft(lists(changed)))) == dump_value(first)


def test_a_retired_code_stays_readable_and_is_not_taken_anew() -> None:
    listed = dictionary("a", "b")
    over = set_choices(listed, "kinds", [{"value": "a", "label": "Old", "to": "2026-03-14"}, {"value": "b"}])
    new = validate_form(FORM, {"kind": "a"}, dictionary=over, now=NOW)
    assert [item.code for item in new] == ["forms.choice-over"]
    assert validate_form(FORM, {"kind": "a"}, dictionary=over, now=NOW, context={"kind": "a"}) == []
    assert validate_form(FORM, {"kind": "b"}, dictionary=over, now=NOW) == []
    shown = {item["value"]: item["label"] for item in inherit(FORM, over).components[0].values or ()}
    assert shown["a"] == "Old"


def test_a_code_is_not_taken_before_its_first_day() -> None:
    early = set_choices(dictionary("a"), "kinds", [{"value": "a", "from": "2026-03-16"}])
    assert [item.code for item in validate_form(FORM, {"kind": "a"}, dictionary=early, now=NOW)] == [
        "forms.choice-over"
    ]


def test_a_retired_term_comes_back_as_it_was() -> None:
    for item in (Element(code="a"), put_in_force(Element(code="a"), MARCH)):
        assert retired(item).is_retired
        assert retired(retired(item), on=False) == item


texts = st.text("ab中", max_size=3)
changes = st.fixed_dictionaries(
    {}, optional={"name": texts, "unit": texts, "master": texts, "synonyms": st.lists(texts, max_size=2)}
)


@given(st.lists(st.tuples(changes, st.booleans()), max_size=8))
def test_no_version_is_ever_lost_or_rewritten(steps: list[tuple[dict[str, Any], bool]]) -> None:
    """Each version put in force is found again as it was, whatever comes after, also out of the file."""
    now = Dictionary(elements=[Element(code="a")])
    said: list[dict[str, Any]] = []
    for change, release in steps:
        now = set_element(now, "a", **change)
        if release:
            element = now.element("a")
            assert element is not None
            made = put_in_force(element, MARCH)
            now = replaced(now, made)
            if made.version and len(said) < made.version:
                said.append(content_of(made))
    read = read_value(Dictionary, dump_value(now), "dictionary.json")
    element = read.element("a")
    assert element is not None
    kept = [dict(state.record) for state in reversed(states(element)) if state.version is not None]
    assert [state.version for state in reversed(states(element)) if state.version] == list(range(1, len(said) + 1))
    assert kept == said


@given(changes, changes)
def test_the_difference_is_empty_exactly_for_what_says_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert differences(one, one) == []
    found = {item.path for item in differences(one, other)}
    empty = (None, "", [])
    for key in {*one, *other}:
        a, b = one.get(key), other.get(key)
        assert (key in found) == (a != b and not (a in empty and b in empty))


def test_a_term_is_found_by_its_code_in_a_copy_with_other_terms() -> None:
    first = Dictionary(elements=[Element(code="a", unit="x")])
    assert first.element("a") is not None
    other = first.model_copy(update={"elements": [Element(code="b")]})
    assert other.element("a") is None and other.element("b") is not None
    assert first.element("a") is not None and first == Dictionary(elements=[Element(code="a", unit="x")])
