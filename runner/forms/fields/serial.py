"""A serial number: the runner gives it when the form is submitted, nobody writes it."""

from __future__ import annotations

from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, FormFacts, MisfitError
from runner.forms.schema import Component

RULE = "slip:numbering"
"""The code of the numbering rule of the dictionary."""


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """The number as a text."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise MisfitError("forms.not-a-text")
    return value


def rule_of(component: Component) -> str:
    """The code of the rule that gives the number; empty for none."""
    return str(component.own(RULE) or "")


FIELDS = [
    FieldKind(
        "serial", "textfield", N_("Serial number"), "given", None, coerce,
        properties=("label", "description", "numbering", "hide", "columns", "element"), offered=43,
    )
]  # fmt: skip
