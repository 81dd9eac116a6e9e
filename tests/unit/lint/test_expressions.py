"""Expressions of forms are looked at where the form is shown, over its fields and the variables of the process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modeler.lint.engine import fix_of
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
