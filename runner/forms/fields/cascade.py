"""A choice out of a tree: each choice names the one above it; the code of the chosen one is stored."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.branches import branches_of
from runner.forms.field import FieldKind, Finding, Scope
from runner.forms.fields.choice import check_choice, coerce_one
from runner.forms.schema import Component

ANY_LEVEL = "slip:anyLevel"
"""Whether a choice that has further ones below it may be the answer."""
PROPERTIES = ("label", "description", "required", "choices", "anyLevel", "default", "hide", "columns", "element")


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Among the choices, and one at the end of a branch unless any level will do."""
    found = list(check_choice(component, value, scope))
    yield from found
    branches = branches_of(component)
    if not found and component.own(ANY_LEVEL) is not True and value in branches and branches[value].below:
        yield Finding("forms.further-choice", {"value": branches[value].caption})


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """Any choice at the end of a branch."""
    branches = branches_of(component)
    ends = [code for code, one in branches.items() if not one.below and one.is_open(scope.facts.today)]
    return rng.choice(ends) if ends else None


FIELDS = [
    FieldKind("cascade", "select", N_("Choice in levels"), "cascade", None, coerce_one, check, sample, PROPERTIES,
              offered=20),
]  # fmt: skip
