"""Who reads a value in full, and what the others read."""

from __future__ import annotations

from runner.forms.fields import kind_of
from runner.forms.schema import Component
from runner.organization.directory import directory_of
from runner.organization.model import Organization
from runner.organization.who import is_meant, parse_who, split_who

MASK = "slip:mask"
"""`readers`: those who may only read the field see it masked; `never`: everybody sees it whole. Without it
the kind decides: identity and bank card numbers are masked."""
FULL_FOR = "slip:fullFor"
"""Who reads it whole all the same, as `role:hr`, `department:fin/**` ..."""


def is_masked(component: Component) -> bool:
    """Whether those who may only read a field see its value masked."""
    told = component.own(MASK)
    kind = kind_of(component)
    return kind.mask is not None and (told == "readers" or (kind.masks and told != "never"))


def reads_whole(component: Component, user: str | None, organization: Organization | None) -> bool:
    """Whether a person who may only read the field sees its whole value all the same."""
    if not is_masked(component):
        return True
    if user is None or organization is None:
        return False
    named = [parse_who(text) for text in split_who(str(component.own(FULL_FOR) or ""))]
    directory = directory_of(organization)
    return any(is_meant(who, user, directory) for who in named if who is not None)


def masked(component: Component, value: object) -> object:
    """What is read instead of a value; it stays a text, and what is empty stays empty."""
    mask = kind_of(component).mask
    return mask(value) if mask is not None and isinstance(value, str) and value else value
