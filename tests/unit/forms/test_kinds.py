"""The kinds with rules of their own: numbers with check digits, records, ranges, files, trees."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.forms.defaults import defaults_of
from runner.forms.field import FormFacts, MisfitError, Scope, is_empty
from runner.forms.fields import FIELDS, kind_of
from runner.forms.fields.bank_card import luhn_digit
from runner.forms.fields.identity_card import check_digit
from runner.forms.rich import safe_markdown
from runner.forms.schema import Component, Form, places
from tests.unit.forms.forms import REGIONS, SUPPLIERS, a_form, field, whole_form
from tests.unit.organization.office import an_office

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FACTS = FormFacts(
    organization=an_office(),
    now=NOW,
    user="zhang",
    sources={"suppliers": SUPPLIERS},
    cases=lambda: {"case:1": "Trip"},
)
FILE = {"name": "a.png", "size": 10, "sha256": "0" * 64}


def component(kind: str, **more: Any) -> Component:
    return Component.model_validate(field(kind, "field", **more))


def stored(kind: str, value: Any, **more: Any) -> Any:
    made = component(kind, **more)
    return kind_of(made).coerce(made, value, FACTS)


def faults(kind: str, value: Any, facts: FormFacts = FACTS, **more: Any) -> list[str]:
    made = component(kind, **more)
    try:
        value = kind_of(made).coerce(made, value, facts)
    except MisfitError as error:
        return [error.finding.code.removeprefix("forms.")]
    return [item.code.removeprefix("forms.") for item in kind_of(made).check(made, value, Scope(facts, {}))]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("phone", "138 0013 8000", []), ("phone", "+86 13800138000", []), ("phone", "010-12345678", []),
        ("phone", "400-810-8888", []), ("phone", "+441632960961", []), ("phone", "１３８００１３８０００", []),
        ("phone", "12345", ["phone"]), ("phone", "23800138000x", ["phone"]),
        ("identityCard", "11010519491231002X", []), ("identityCard", "11010519491231002x", []),
        ("identityCard", "110105194912310021", ["identity-digit"]),
        ("identityCard", "110105194913310021", ["identity-birth"]),
        ("identityCard", "1101051949", ["identity-shape"]),
        ("email", "wang@example.com.cn", []), ("email", "wang@example", ["email"]), ("email", "a@b@c.de", ["email"]),
        ("webAddress", "https://www.example.com/a?b=1", []), ("webAddress", "javascript:alert(1)", ["web-address"]),
        ("webAddress", "http://", ["web-address"]), ("webAddress", "http://[::1", ["web-address"]),
        ("bankCard", "6222 0212 3456 7890 127", ["bank-card-digit"]), ("bankCard", "4111-1111-1111-1111", []),
        ("bankCard", "123", ["bank-card-shape"]),
        ("bankAccount", "3202-0001-0123", []), ("bankAccount", "12a45", ["bank-account"]),
        ("bankAccount", "1234", ["bank-account"]), ("bankAccount", "1" * 33, ["bank-account"]),
        ("invoiceNumber", "0012 3456", []), ("invoiceNumber", "24117000000012345678", []),
        ("invoiceNumber", "1234567", ["invoice-number"]),
        ("invoiceNumber", "12345678901234567x89", ["invoice-number"]),
        ("rating", 0.5, ["not-stars"]), ("rating", 6, ["not-stars"]), ("rating", "5", []),
        ("department", "north", []), ("department", "nowhere", ["not-to-choose"]),
        ("department", 5, ["not-in-organisation"]),
        ("role", ["hr", "finance"], ["one-only"]), ("company", "hq", []),
        ("relatedCase", "case:1", []), ("relatedCase", "case:2", ["case-unseen"]), ("relatedCase", 5, ["not-a-case"]),
        ("signature", [FILE], []), ("signature", [FILE, FILE], ["one-file"]),
        ("signature", {**FILE, "size": 0}, ["not-a-signature"]),
        ("picture", FILE, []), ("picture", {**FILE, "name": "a.pdf"}, ["file-kind"]),
    ],
)  # fmt: skip
def test_a_value_is_taken_or_refused_with_its_reason(kind: str, value: Any, expected: list[str]) -> None:
    assert faults(kind, value) == expected


def test_limits_of_files_are_kept() -> None:
    assert faults("attachment", [FILE, {**FILE, "name": "b"}], multiple=True, own={"maxFiles": 1}) == ["many-files"]
    assert faults("attachment", {**FILE, "size": 2_000_001}, own={"maxSize": 2}) == ["file-large"]


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 17), st.integers(1, 9))
def test_one_mistyped_digit_of_an_identity_card_is_found(body: str, place: int, by: int) -> None:
    whole = body + check_digit(body)
    wrong = whole[place]
    other = "X" if wrong != "X" and place == 17 else str((int(wrong) + by) % 10 if wrong != "X" else by)
    changed = whole[:place] + other + whole[place + 1 :]
    assert changed == whole or check_digit(changed[:17]) != changed[17]


@given(st.text("0123456789", min_size=11, max_size=18), st.integers(0, 18), st.integers(1, 9))
def test_one_mistyped_digit_of_a_bank_card_is_found(body: str, place: int, by: int) -> None:
    whole = body + luhn_digit(body)
    place %= len(whole)
    changed = whole[:place] + str((int(whole[place]) + by) % 10) + whole[place + 1 :]
    assert luhn_digit(changed[:-1]) != changed[-1]


def test_a_tree_takes_the_ends_of_its_branches_and_no_retired_ones() -> None:
    assert faults("region", "110101", values=REGIONS) == []
    assert faults("region", "11", values=REGIONS) == ["further-choice"]
    assert faults("cascade", "11", values=REGIONS, own={"anyLevel": True}) == []
    assert faults("region", "110102", values=REGIONS) == ["choice-over"]
    assert faults("region", "110103", values=REGIONS) == ["no-choice"]


def test_a_retired_choice_stands_where_it_stood_before() -> None:
    kept = FormFacts(now=NOW, context={"field": "110102"})
    assert faults("region", "110102", kept, values=REGIONS) == []


def test_a_tree_that_closes_a_circle_ends() -> None:
    ring = [{"value": "a", "properties": {"slip:parent": "b"}}, {"value": "b", "properties": {"slip:parent": "a"}}]
    assert faults("cascade", "a", values=ring, own={"anyLevel": True}) == []


def test_things_of_the_organisation_keep_their_names() -> None:
    assert stored("department", "department:north") == {"id": "north", "name": "North team"}
    assert stored("department", {"id": "closed", "name": "Closed shop"}) == {"id": "closed", "name": "Closed shop"}
    assert stored("department", {"id": "north", "name": "Forged"})["name"] == "North team"
    assert stored("person", "user:li", own={"keepName": True}) == {"id": "li", "name": "Li"}
    assert stored("person", {"id": "li", "name": "li"}, own={"keepName": True})["name"] == "li"  # the Chinese name


def test_a_scope_limits_the_departments() -> None:
    assert faults("department", "north", own={"within": "department:sales/**"}) == []
    assert faults("department", "hr", own={"within": "department:sales/**"}) == ["not-to-choose"]
    assert faults("department", "plant", own={"within": "company:hq"}) == ["not-to-choose"]


def test_a_record_brings_its_columns_with_it() -> None:
    own = {"source": "suppliers"}
    assert stored("lookup", "S1", own=own) == {
        "id": "S1", "name": "北方钢铁", "code": "S1", "title": "北方钢铁", "phone": "13800138000",
    }  # fmt: skip
    assert faults("lookup", {"id": "S9", "name": "?"}, own=own) == ["record-unknown"]


def test_hours_are_counted_in_the_working_calendar() -> None:
    span = {"from": "2026-03-06T16:00:00+00:00", "to": "2026-03-09T10:30:00+00:00", "hours": 99}
    working = stored("dateRange", span, own={"measure": "hours"})
    plain = stored("dateRange", span, own={"measure": "hours", "days": "calendar"})
    assert plain["hours"] == 66.5
    assert 0 < working["hours"] < plain["hours"]
    assert faults("dateRange", {"from": span["to"], "to": span["from"]}, own={"measure": "hours"}) == ["range-order"]
    assert faults("dateRange", {"from": "2026-03-06", "to": ""}, own={"measure": "hours"}) == ["not-hours"]


def test_the_starter_and_what_is_mine_are_filled_in() -> None:
    form = a_form(
        field("starter", "who"), field("starterDepartment", "where"), field("startTime", "when"),
        field("serial", "no"),
        field("department", "unit", own={"default": "me"}), field("person", "me", own={"default": "me"}),
    )  # fmt: skip
    given_values = defaults_of(form, {}, [], FACTS, is_start=True)
    assert given_values == {
        "who": {"id": "zhang", "name": "Zhang"}, "where": {"id": "north", "name": "North team"},
        "when": NOW.isoformat(), "unit": {"id": "north", "name": "North team"}, "me": "zhang",
    }  # fmt: skip
    assert {"who", "where", "when"}.isdisjoint(defaults_of(form, {}, [], FACTS, is_start=False))


def test_a_computed_number_is_rounded_as_accountants_do() -> None:
    assert stored("expression", 2.675, decimalDigits=2) == 2.68
    assert stored("expression", "text", decimalDigits=2) == "text"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>a</b>", "&lt;b>a&lt;/b>"), ("![x](file:///etc/passwd)", "x (file:///etc/passwd)"),
        ("[x](javascript:a_b)", "x (javascript:a\\_b)"), ("**bold**", "**bold**"), ("[x]: http://e.com", "\\[x]: http://e.com"),
    ],
)  # fmt: skip
def test_markdown_is_shown_without_what_loads_or_runs(written: str, shown: str) -> None:
    assert safe_markdown(written) == shown


# laws of every kind --------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False) | st.text(max_size=20)
    | st.sampled_from(["2026-03-02", "li", "a", "110101", "S1", "13800138000", "12:30"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "name", "from", "to", "size", "sha256", "title"]), inner, max_size=4),
    max_leaves=6,
)  # fmt: skip


def examples() -> dict[str, Component]:
    """One component of every kind that holds a value."""
    found: dict[str, Component] = {}
    for place in places(whole_form().components):
        kind = kind_of(place.component)
        if kind.holds:
            found.setdefault(kind.id, place.component)
    return found


EXAMPLES = examples()


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
@settings(max_examples=20, deadline=None)
@given(value=VALUES)
def test_what_is_stored_stays_as_it_is(kind: str, value: Any) -> None:
    """Coercing twice is coercing once, the stored value survives JSON, and checking never fails."""
    made = EXAMPLES[kind]
    try:
        once = FIELDS[kind].coerce(made, value, FACTS)
    except MisfitError as error:
        assert error.finding.code.startswith("forms.")
        return
    assert FIELDS[kind].coerce(made, once, FACTS) == once
    assert json.loads(json.dumps(once)) == once
    if not is_empty(once):
        list(FIELDS[kind].check(made, once, Scope(FACTS, {"limit": 7})))


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_sample_is_always_valid(kind: str, seed: int) -> None:
    made, scope = EXAMPLES[kind], Scope(FACTS, {"limit": 7})
    value = FIELDS[kind].sample(made, scope, Random(seed))
    if value is not None:
        assert FIELDS[kind].coerce(made, value, FACTS) == value
        assert list(FIELDS[kind].check(made, value, scope)) == []
    else:
        assert kind in {"serial", "starter", "starterDepartment", "startTime", "expression", "table"}


def test_every_offered_kind_that_holds_a_value_is_among_the_examples() -> None:
    assert {kind.id for kind in FIELDS.values() if kind.offered and kind.holds} <= set(EXAMPLES)
    assert isinstance(whole_form(), Form)
