"""A person of the organisation: the bare id is stored, a list of ids with `slip:multiple`."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.schema import Component
from runner.organization.values import named_in

MULTIPLE = "slip:multiple"
WITHIN = "slip:within"
"""Who may be chosen, as `department:ID/**`, `role:ID` ...; nothing: everyone."""


def is_multiple(component: Component) -> bool:
    """Whether several people may be named."""
    return component.own(MULTIPLE) is True


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """The bare ids in `user:ID`, an id, a record with an id, or a list of them."""
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, bool | int | float):
        raise MisfitError("forms.not-a-person")
    names = named_in(value)
    if is_multiple(component):
        return names or None
    if len(names) > 1:
        raise MisfitError("forms.one-person")
    return names[0] if names else None


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Everyone named is active, and among those who may be chosen."""
    known = candidates(component, scope.facts)
    for name in named_in(value):
        if known is not None and name not in known:
            yield Finding("forms.unknown-person", {"value": name})


def candidates(component: Component, facts: FormFacts) -> list[str] | None:
    """The ids of the people who may be chosen; None where there is no organisation."""
    if facts.organization is None or not facts.organization.users:
        return None
    within = component.own(WITHIN)
    if within:
        from runner.organization.who import expand_who

        return list(expand_who(str(within), facts.organization))
    return [user.id for user in facts.organization.users if user.active]


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """One of those who may be chosen."""
    known = candidates(component, scope.facts)
    if known is None:
        known = ["someone"]
    if not known:
        return None
    return [rng.choice(known)] if is_multiple(component) else rng.choice(known)


FIELDS = [
    FieldKind(
        "person", "textfield", N_("Person"), "person", None, coerce, check, sample,
        ("label", "description", "required", "multiple", "within", "hide", "columns", "element"), offered=11,
    )
]  # fmt: skip
