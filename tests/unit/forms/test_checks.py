"""Is a form in order?"""

from __future__ import annotations

from typing import Any

import pytest

from runner.data.dictionary import Dictionary
from runner.forms.checks import check_form, is_key
from tests.unit.forms.forms import a_form, field, whole_form


@pytest.mark.parametrize(
    ("key", "good"),
    [
        ("days", True),
        ("a.b_1", True),
        ("天数", False),
        ("a b", False),
        ("a..b", False),
        ("a.__proto__", False),
        ("", False),
    ],
)
def test_keys_are_those_of_form_js(key: str, good: bool) -> None:
    assert is_key(key) is good


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ({"type": "textfield", "id": "F"}, "forms.key-missing"),
        (field("textfield", "天数"), "forms.key-bad"),
        ({"type": "hologram", "id": "F"}, "forms.kind-unknown"),
        (field("number", "n", hide="=1 +"), "forms.expression-bad"),
        (field("number", "n", rules={"max": "=)"}), "forms.expression-bad"),
        (field("textfield", "n", rules={"pattern": "(?=a)"}), "forms.pattern-bad"),
        (field("textfield", "n", own={"element": "nothing"}), "forms.element-unknown"),
    ],
)
def test_each_flaw_of_a_component_is_found(component: dict[str, Any], code: str) -> None:
    [problem] = check_form(a_form(component), Dictionary(), file="forms/a.form")
    assert (problem.code, problem.element, problem.file) == (code, component["id"], "forms/a.form")
    assert problem.message != problem.code


def test_key_used_twice_is_named_once() -> None:
    assert [item.code for item in check_form(a_form(field("number", "n"), field("number", "n")))] == [
        "forms.key-twice"
    ]


def test_form_with_every_kind_is_in_order() -> None:
    assert check_form(whole_form(), Dictionary()) == []
