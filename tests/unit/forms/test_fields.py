"""What each kind of field reads, checks and makes up."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from runner.forms.field import FormFacts, MisfitError, Scope
from runner.forms.fields import FIELDS, kind_of
from runner.forms.fields.table import column_sums
from runner.forms.patterns import is_match, is_usable, sample_text
from runner.forms.schema import Component
from tests.unit.forms.forms import field
from tests.unit.organization.office import an_office

FACTS = FormFacts(organization=an_office())


def component(kind: str, **settings: Any) -> Component:
    return Component.model_validate(field(kind, "field", **settings))


def found(made: Component, value: Any) -> list[str]:
    kind = kind_of(made)
    try:
        value = kind.coerce(made, value, FACTS)
    except MisfitError as error:
        return [error.finding.code]
    return [item.code.removeprefix("forms.") for item in kind.check(made, value, Scope(FACTS, {"limit": 3}))]


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("textfield", 12, "12"), ("textfield", "", None),
        ("number", "1,234.50", 1234.5), ("number", "3.0", 3), ("number", " ", None), ("number", 0, 0),
        ("money", "1280000.00", 1280000), ("checkbox", "true", True), ("checkbox", None, None),
        ("datetime", "2026-03-02", "2026-03-02"), ("person", "user:li", "li"), ("person", {"id": "li"}, "li"),
        ("attachment", [], None),
    ],
)  # fmt: skip
def test_entered_value_gets_its_stored_form(kind: str, value: Any, stored: Any) -> None:
    made = component(kind)
    assert kind_of(made).coerce(made, value, FACTS) == stored
    assert kind_of(made).coerce(made, stored, FACTS) == stored


@pytest.mark.parametrize(
    ("kind", "settings", "value", "codes"),
    [
        ("textfield", {}, ["a"], ["forms.not-a-text"]),
        ("textfield", {"rules": {"pattern": "^a+$", "minLength": 3}}, "b", ["pattern", "min-length"]),
        ("textfield", {"rules": {"validationType": "email"}}, "nobody", ["email"]),
        ("textfield", {"rules": {"validationType": "phone"}}, "+86 138 0013 8000", []),
        ("number", {}, "many", ["forms.not-a-number"]),
        ("number", {}, "NaN", ["forms.not-a-number"]),
        ("number", {}, True, ["forms.not-a-number"]),
        ("number", {}, "1234567890123456", ["forms.too-many-digits"]),
        ("number", {"decimalDigits": 1, "increment": 0.5}, 1.25, ["decimals", "increment"]),
        ("number", {"decimalDigits": 1, "increment": 0.1}, 0.3, []),
        ("number", {"rules": {"min": 2, "max": "=limit"}}, 4, ["max"]),
        ("money", {}, "1.005", ["decimals"]),
        ("datetime", {}, "2026-02-30", ["forms.not-a-date"]),
        ("datetime", {"subtype": "time"}, "25:00", ["forms.not-a-time"]),
        ("datetime", {"disallowPassedDates": True}, "2025-12-31", ["passed-date"]),
        ("dateRange", {}, {"from": "2026-03-02"}, ["forms.not-a-range"]),
        ("dateRange", {}, {"from": "2026-03-03", "to": "2026-03-02"}, ["range-order"]),
        ("dateRange", {}, {"from": "2026-03-03", "fromHalf": "pm", "to": "2026-03-03", "toHalf": "am"},
         ["range-order"]),
        ("dateRange", {}, {"from": "1026-03-03", "to": "2026-03-03"}, ["forms.range-long"]),
        ("select", {"values": [{"value": "a"}]}, "b", ["no-choice"]),
        ("select", {"valuesExpression": "=[1, 2]"}, 2, []),
        ("checklist", {"values": [{"value": "a"}]}, "a", ["forms.not-a-list"]),
        ("checkbox", {}, "perhaps", ["forms.not-yes-no"]),
        ("person", {}, "gone", ["unknown-person"]),
        ("person", {}, ["li", "chen"], ["forms.one-person"]),
        ("person", {"own": {"multiple": True}}, ["li", "chen"], []),
        ("person", {"own": {"within": "role:hr"}}, "li", ["unknown-person"]),
        ("attachment", {}, [{"name": "a.pdf"}], ["forms.not-a-file"]),
        ("attachment", {"accept": ".pdf"}, [{"name": "a.exe", "size": 1, "sha256": "0" * 64}], ["file-kind"]),
        ("table", {}, [1], ["forms.not-rows"]),
        ("table", {"own": {"maxRows": 1}}, [{}, {}], ["max-rows"]),
    ],
)  # fmt: skip
def test_unfit_value_is_found(kind: str, settings: dict[str, Any], value: Any, codes: list[str]) -> None:
    assert found(component(kind, **settings), value) == codes


@pytest.mark.parametrize(
    ("value", "own", "days"),
    [
        ({"from": "2026-03-02", "to": "2026-03-02"}, {}, 1),
        ({"from": "2026-03-02", "fromHalf": "pm", "to": "2026-03-03", "toHalf": "am"}, {}, 1),
        ({"from": "2026-03-06", "to": "2026-03-09", "toHalf": "am"}, {}, 1.5),
        ({"from": "2026-03-06", "to": "2026-03-09", "toHalf": "am"}, {"days": "calendar"}, 3.5),
        ({"from": "2026-03-06", "to": "2026-03-09", "toHalf": "am"}, {"halfDays": False}, 2),
    ],
)
def test_days_of_a_range_are_counted_in_halves(value: dict[str, str], own: dict[str, Any], days: float) -> None:
    made = component("dateRange", own=own)
    assert kind_of(made).coerce(made, value, FACTS)["days"] == days


def test_every_field_kind_is_complete() -> None:
    from runner.core.messages import declared

    for kind in FIELDS.values():
        assert kind.label and kind.control and kind.type
        assert not kind.offered or kind.properties
    assert len({kind.offered for kind in FIELDS.values() if kind.offered}) == sum(
        bool(kind.offered) for kind in FIELDS.values()
    )
    assert "forms.required" in declared()


def test_unknown_kind_is_kept_and_holds_nothing() -> None:
    assert kind_of(Component(type="hologram")).holds is False
    assert kind_of(Component(type="table")).holds is False


def test_columns_are_added_up_exactly() -> None:
    table = component("table", own={"sum": "price"}, components=[field("number", "count", own={"sum": True})])
    rows = [{"price": 0.1, "count": 1}, {"price": 0.2, "count": "x"}, {}]
    assert {key: str(total) for key, total in column_sums(table, rows).items()} == {"price": "0.3", "count": "1"}


@pytest.mark.parametrize(
    "pattern", ["^[A-Z]{3}-\\d{2,4}$", "^(a|bc)+\\.?x*$", "^1[3-9][0-9]{9}$", "[^a-z]", "^\\w\\s\\w$"]
)
def test_sample_text_matches_its_pattern(pattern: str) -> None:
    assert all(is_match(pattern, sample_text(pattern, Random(seed))) for seed in range(50))


def test_pattern_that_looks_ahead_is_not_usable() -> None:
    assert not is_usable("(?=a)b")
    assert is_match("(?=a)b", "anything")
