"""Expressions of forms are looked at where the form is shown, over its fields and the variables of the process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modeler.lint.engine import fix_of
from tests.unit.lint.examples import APPROVED, buttons, told_apart
from tests.unit.lint.models import FORM_FILE, problems, straight, workspace


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"properties": {"slip:formula": "=amuont * 2"}}, "unknown-variable"),
        ({"conditional": {"hide": "=not(level = gold)"}}, "bare-word"),
        ({"validate": {"max": "=amount +"}}, "bad-expression"),
        ({"properties": {"slip:formula": '=amount + "1"'}}, "always-empty"),
        ({"properties": {"slip:formula": "=amount * 2"}}, ""),
    ],
)
def test_an_expression_of_a_form_is_told_at_the_first_step_that_shows_it(
    field: dict[str, object], code: str, tmp_path: Path
) -> None:
    space = workspace(tmp_path / "w")
    fields = [*FORM_FILE["components"], {"type": "number", "key": "more", "label": "More", **field}]  # type: ignore[misc]
    (tmp_path / "w" / "forms" / "order.form").write_text(json.dumps({**FORM_FILE, "components": fields}), "utf-8")
    found = [one for one in problems(straight(), space) if one.field == "form"]
    assert [one.code for one in found] == ([code] if code else [])
    for one in found:
        assert one.element == "S" and "More" in one.message
        assert fix_of(one) is None, "another file: its designer mends it"


LIMIT = '<slip:deadline work="PT8H"><slip:step after="PT8H" do="reject"/></slip:deadline>'
YES = ("yes", "Yes", "agree", "")


@pytest.mark.parametrize(
    ("condition", "approval", "more"),
    [
        ('verdict = "reject"', APPROVED, ""),
        ('verdict = "agree"', buttons(YES), ""),
        ('A_verdict = "yes"', buttons(YES), ""),
        ('A_verdict = "auto-reject"', buttons(YES), ""),
        ('verdict = "ask"', buttons(YES, ("ask", "Ask", "custom", "")), ""),
        ('verdict = "reject"', buttons(YES), LIMIT),
        ('A_result = "reject"', buttons(YES, ("no", "No view", "abstain", "")), ""),
        ('A_result = "reject"', buttons(YES).replace('vote="any"', 'vote="percent" threshold="60"'), ""),
    ],
)
def test_what_an_approval_can_come_to_is_no_unknown_choice(
    condition: str, approval: str, more: str, tmp_path: Path
) -> None:
    found = problems(told_apart(condition, approval, more), workspace(tmp_path / "w"))
    assert [one for one in found if one.code == "unknown-choice"] == []


@pytest.mark.parametrize(
    ("condition", "approval"),
    [('verdict = "reject"', buttons(YES)), ('A_result = "ask"', buttons(YES)), ('A_verdict = "agree"', buttons(YES))],
)
def test_a_verdict_that_no_button_gives_is_named_with_those_that_there_are(
    condition: str, approval: str, tmp_path: Path
) -> None:
    found = problems(told_apart(condition, approval), workspace(tmp_path / "w"))
    (one,) = (one for one in found if one.code == "unknown-choice")
    assert one.element == "G_B"
    assert condition.rpartition(" ")[2].strip('"') in one.params["text"] and one.params["cause"]
