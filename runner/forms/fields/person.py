"""A person of the organisation: the bare id is stored, or the id with the name as it was then; a list where
several may be named."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.picking import DEFAULT_ME, WITHIN, is_multiple, kept_name, names_in
from runner.forms.schema import Component
from runner.organization.model import Organization
from runner.organization.values import named_in

KEEP_NAME = "slip:keepName"
"""Whether the name is kept beside the id, so that people who left can still be read."""


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """The bare ids in `user:ID`, an id, a record with an id, or a list of them."""
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, bool | int | float):
        raise MisfitError("forms.not-a-person")
    names: list[Any] = named_in(value)
    if len(names) > 1 and not is_multiple(component):
        raise MisfitError("forms.one-person")
    if component.own(KEEP_NAME) is True:
        given = names_in(value)
        organization = facts.organization or Organization()
        names = [{"id": name, "name": kept_name(organization.user(name), given.get(name)) or name} for name in names]
    if is_multiple(component):
        return names or None
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
    chosen = rng.choice(known)
    return coerce(component, [chosen] if is_multiple(component) else chosen, scope.facts)


def fill(component: Component, facts: FormFacts) -> Any:
    """Who fills the form in, where the field asks for it."""
    if component.own(DEFAULT_ME) != "me" or not facts.user:
        return None
    return coerce(component, [facts.user] if is_multiple(component) else facts.user, facts)


FIELDS = [
    FieldKind(
        "person", "textfield", N_("Person"), "person", None, coerce, check, sample,
        ("label", "description", "required", "multiple", "within", "defaultMe", "keepName", "hide", "columns",
         "element"),
        offered=26, fill=fill,
    )
]  # fmt: skip
