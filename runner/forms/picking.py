"""Things of the organisation that a field names: ids are stored, with the name as it was then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from runner.core.i18n import pick
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.schema import Component
from runner.organization.directory import directory_of
from runner.organization.model import Company, Department, Organization, Position, Role, User

MULTIPLE = "slip:multiple"
WITHIN = "slip:within"
"""Who or what may be chosen, as `department:ID/**`, `role:ID`, `company:ID` ...; nothing: everything."""
DEFAULT_ME = "slip:default"
"""`me`: who fills the form in, or their department, position, company."""
PROPERTIES = ("label", "description", "required", "multiple", "within", "defaultMe", "hide", "columns", "element")

Thing = Company | Department | Position | Role | User


def is_multiple(component: Component) -> bool:
    """Whether several may be named."""
    return component.own(MULTIPLE) is True


_KINDS = frozenset({"user", "role", "position", "department", "group", "company"})


def _bare(text: str) -> str:
    """The id in `department:ID` or a bare id; one that only looks like it, `:ID`, stays as it is."""
    kind, colon, rest = text.partition(":")
    while colon and rest and kind in _KINDS:
        text = rest
        kind, colon, rest = text.partition(":")
    return text


def ids_in(value: Any) -> list[str]:
    """The bare ids in a stored or entered value: an id, `department:ID`, a record with `id`, a list of them."""
    if isinstance(value, str):
        return [_bare(value.strip())] if value.strip() else []
    if isinstance(value, Mapping):
        return ids_in(value.get("id"))
    if isinstance(value, list | tuple):
        return list(dict.fromkeys(name for item in value for name in ids_in(item)))
    return []


def names_in(value: Any) -> dict[str, str]:
    """Id -> name of the records in a value."""
    items = value if isinstance(value, list | tuple) else [value]
    return {
        _bare(str(item["id"])): str(item["name"])
        for item in items
        if isinstance(item, Mapping) and item.get("id") and item.get("name")
    }


@dataclass(frozen=True)
class Picker:
    """How one kind of thing is picked. `things`: all there are; `mine`: the id that stands for a person;
    `inside`: the ids within a scope."""

    kind: str
    things: Callable[[Organization], Sequence[Thing]]
    mine: Callable[[Organization, User], str | None]
    inside: Callable[[Organization, str], set[str]] | None = None

    def candidates(self, component: Component, facts: FormFacts) -> list[Thing] | None:
        """What may be chosen; None where there is no organisation, or nothing of the kind in it."""
        if facts.organization is None:
            return None
        known = list(self.things(facts.organization))
        within = str(component.own(WITHIN) or "")
        if within and self.inside is not None:
            allowed = self.inside(facts.organization, within)
            return [one for one in known if one.id in allowed]
        return known or None

    def coerce(self, component: Component, value: Any, facts: FormFacts) -> Any:
        """`{"id", "name"}`, a list of them where several may be named."""
        if value is None or value in ("", [], {}):
            return None
        ids, given = ids_in(value), names_in(value)
        if not ids:
            raise MisfitError("forms.not-in-organisation")
        if len(ids) > 1 and not is_multiple(component):
            raise MisfitError("forms.one-only")
        known = {one.id: one for one in self.things(facts.organization)} if facts.organization is not None else {}
        made = [{"id": name, "name": kept_name(known.get(name), given.get(name)) or name} for name in ids]
        return made if is_multiple(component) else made[0]

    def check(self, component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
        """Each is there, and within the scope of the field."""
        known = self.candidates(component, scope.facts)
        allowed = {one.id for one in known} if known is not None else set()
        for name in ids_in(value):
            if known is not None and name not in allowed:
                yield Finding("forms.not-to-choose", {"value": names_in(value).get(name, name)})

    def sample(self, component: Component, scope: Scope, rng: Random) -> Any:
        """Any that may be chosen."""
        known = self.candidates(component, scope.facts)
        if known is not None and not known:
            return None
        return self._one(component, rng.choice(known).id if known else "somewhere", scope.facts)

    def fill(self, component: Component, facts: FormFacts) -> Any:
        """What stands for who fills the form in, where the field asks for it."""
        if component.own(DEFAULT_ME) != "me" or facts.organization is None:
            return None
        user = facts.person
        name = self.mine(facts.organization, user) if user is not None else None
        return self._one(component, name, facts) if name else None

    def _one(self, component: Component, name: str, facts: FormFacts) -> Any:
        return self.coerce(component, [name] if is_multiple(component) else name, facts)


PICKERS: dict[str, Picker] = {}
"""By the id of the kind."""


def picker(picks: Picker, label: str, *, offered: int) -> FieldKind:
    """The kind that picks such things."""
    PICKERS[picks.kind] = picks
    return FieldKind(
        picks.kind, "textfield", label, "pick", None, picks.coerce, picks.check, picks.sample, PROPERTIES,
        offered=offered, fill=picks.fill,
    )  # fmt: skip


def kept_name(thing: Thing | None, given: str | None) -> str:
    """The name that is stored: the one that was read, as long as it is one of the thing's own; a thing that is
    no longer there keeps what it was called."""
    if thing is None:
        return given or ""
    own = list(thing.name.values()) if isinstance(thing.name, dict) else [thing.name]
    return given if given and given in own else pick(thing.name)


def departments_within(organization: Organization, scope: str) -> set[str]:
    """The departments in `company:ID`, `department:ID` or `department:ID/**`."""
    kind, _, name = scope.partition(":")
    directory = directory_of(organization)
    if kind == "company":
        return {one.id for one in organization.departments if directory.company_of_department(one.id) == name}
    deep, name = name.endswith("/**"), name.removesuffix("/**")
    return {
        one.id
        for one in organization.departments
        if one.id == name or (deep and any(above.id == name for above in directory.chain(one.id)))
    }
