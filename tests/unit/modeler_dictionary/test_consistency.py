"""One meaning said in two ways is found, and what is offered mends it."""

from __future__ import annotations

from typing import Any

import pytest

from modeler.dictionary.consistency import Finding, check_consistency
from runner.data.dictionary import Dictionary
from runner.forms.schema import Form

DICTIONARY = Dictionary.model_validate(
    {"elements": [
        {"code": "amount", "name": {"zh": "金额", "en": "Amount"}, "type": "money", "synonyms": ["总额"],
         "format": {"max": 5000}},
        {"code": "kind", "name": {"zh": "类别", "en": "Kind"}, "type": "choice", "choices": "kinds"}],
     "choices": [{"code": "kinds", "items": [{"value": "a"}, {"value": "b"}]}]}
)  # fmt: skip


def form(**component: Any) -> dict[str, Form]:
    return {"a": Form.model_validate({"id": "a", "components": [{"id": "F1", **component}]})}


def found(dictionary: Dictionary = DICTIONARY, forms: dict[str, Form] | None = None) -> list[Finding]:
    return check_consistency(dictionary, forms or {})


def codes(findings: list[Finding]) -> list[str]:
    return [item.problem.code for item in findings]


@pytest.mark.parametrize("label", ["金额", "金额（元）", "总额", "Amount", " amount "])
def test_amount_as_text_in_one_form_is_reported_and_bound(label: str) -> None:
    forms = form(type="textfield", key="x", label=label)
    findings = found(forms=forms)
    assert codes(findings) == ["consistency.other-kind"]
    assert findings[0].fix is not None and findings[0].fix.element == "amount"
    component = forms["a"].components[0]
    bound = component.model_copy(update={"properties": {"slip:element": findings[0].fix.element}})
    assert found(forms={"a": forms["a"].model_copy(update={"components": [bound]})}) == []


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ({"type": "select", "key": "kind", "values": [{"value": "a"}, {"value": "c"}]}, "consistency.other-choices"),
        ({"type": "number", "key": "amount", "validate": {"max": 9}, "properties": {"slip:kind": "money"}},
         "consistency.other-limits"),
        ({"type": "number", "key": "amount", "properties": {"slip:kind": "money"}}, "consistency.unbound"),
    ],
)  # fmt: skip
def test_other_choices_and_limits_are_reported(component: dict[str, Any], code: str) -> None:
    findings = found(forms=form(**component))
    assert codes(findings) == [code] and findings[0].fix is not None


def test_a_bound_field_and_another_meaning_are_fine() -> None:
    assert found(forms=form(type="textfield", key="x", properties={"slip:element": "amount"})) == []
    assert found(forms=form(type="textfield", key="amountInWords", label="大写金额")) == []


def test_one_variable_of_two_kinds_is_reported() -> None:
    forms = {**form(type="number", key="size"), "b": form(type="textfield", key="size")["a"]}
    assert codes(found(Dictionary(), forms)) == ["consistency.two-kinds"]


def dictionary(*elements: dict[str, Any], choices: list[dict[str, Any]] | None = None) -> Dictionary:
    return Dictionary.model_validate({"elements": list(elements), "choices": choices or []})


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (dictionary({"code": "a", "name": "金额", "type": "money"}, {"code": "b", "synonyms": ["金额"]}),
         "consistency.same-meaning"),
        (dictionary({"code": "a", "type": "choice", "choices": "none"}), "consistency.no-list"),
        (dictionary(choices=[{"code": "a", "items": [{"value": "x"}]}, {"code": "b", "items": [{"value": "x"}]}]),
         "consistency.same-list"),
        (dictionary(choices=[{"code": "a", "items": [{"value": "x", "parent": "y"}, {"value": "y", "parent": "x"}]}]),
         "consistency.no-parent"),
        (dictionary(choices=[{"code": "a", "items": [{"value": "x", "from": "2026-02-01", "to": "2026-01-01"}]}]),
         "consistency.validity"),
    ],
)  # fmt: skip
def test_the_dictionary_itself_is_looked_at(made: Dictionary, code: str) -> None:
    assert set(codes(found(made))) == {code}


def test_a_field_bound_to_a_retired_term_is_reported() -> None:
    made = dictionary({"code": "old", "status": "retired"})
    forms = form(type="textfield", key="x", properties={"slip:element": "old"})
    assert codes(found(made, forms)) == ["consistency.retired"]


def test_every_sentence_says_what_to_do() -> None:
    for item in [*found(forms=form(type="textfield", key="x", label="金额"))]:
        assert item.problem.message and item.problem.hint and "{" not in item.problem.message
