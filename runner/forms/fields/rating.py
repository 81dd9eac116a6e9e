"""A rating: a whole number of stars from 1 up."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.fields.number import coerce_number
from runner.forms.schema import Component

MOST = "slip:most"
"""How many stars there are: 2 to 10, 5 where nothing is said."""


def most_stars(component: Component) -> int:
    """How many stars can be given."""
    told = component.own(MOST)
    return min(max(told, 2), 10) if isinstance(told, int) and not isinstance(told, bool) else 5


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """The number of stars; none is nothing."""
    number = coerce_number(component.model_copy(update={"serializeToString": None}), value, facts)
    if number is not None and number != int(number):
        raise MisfitError("forms.not-stars", limit=most_stars(component))
    return int(number) if number else None


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Between one star and all of them."""
    if not 1 <= value <= most_stars(component):
        yield Finding("forms.not-stars", {"limit": str(most_stars(component))})


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """Any number of stars."""
    return rng.randint(1, most_stars(component))


FIELDS = [
    FieldKind(
        "rating", "number", N_("Rating"), "rating", None, coerce, check, sample,
        ("label", "description", "required", "most", "hide", "columns", "element"), offered=15,
    )
]  # fmt: skip
