"""Yes or no."""

from __future__ import annotations

from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, FormFacts, MisfitError, Scope
from runner.forms.schema import Component

_WORDS = {"true": True, "false": False, "1": True, "0": False, "": None}


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """True or false; None where it was never touched."""
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _WORDS:
        raise MisfitError("forms.not-yes-no")
    return _WORDS[word]


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """Either; the random tester ticks what is required."""
    return rng.random() < 0.5


FIELDS = [
    FieldKind(
        "checkbox", "checkbox", N_("Checkbox"), "checkbox", None, coerce, sample=sample,
        properties=("label", "description", "required", "default", "hide", "columns", "element"), offered=21,
    )
]  # fmt: skip
