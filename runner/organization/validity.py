"""The organisation as of a day: what is not yet valid or no longer so is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Protocol

from runner.organization.model import Department, Organization, User


class Dated(Protocol):
    """Whatever is valid from one day to another."""

    @property
    def valid_from(self) -> str: ...

    @property
    def valid_to(self) -> str: ...


def day_of(text: str) -> date | None:
    """The day in an ISO date or instant; None where there is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def is_valid(item: Dated, day: date) -> bool:
    """Whether something is valid on a day; a text that is no date leaves that side open."""
    begins, ends = day_of(item.valid_from), day_of(item.valid_to)
    return not ((begins is not None and day < begins) or (ends is not None and day > ends))


def edges_of(organization: Organization) -> tuple[date, ...]:
    """The days on which something begins to be valid or is valid no longer, in order: between two of them the
    organisation stays the same."""
    found: set[date] = set()
    for item in _dated(organization):
        begins, ends = day_of(item.valid_from), day_of(item.valid_to)
        if begins is not None:
            found.add(begins)
        if ends is not None and ends < date.max:
            found.add(ends + timedelta(days=1))
    return tuple(sorted(found))


def _dated(organization: Organization) -> Iterator[Dated]:
    yield from organization.departments
    yield from organization.lines
    for user in organization.users:
        yield user
        yield from user.assignments
    for role in organization.roles:
        yield from role.members
    for group in organization.groups:
        yield from group.members


def as_of(organization: Organization, day: date) -> Organization:
    """The organisation on a day. Departments, assignments, members and lines that are not valid then are left
    out, what lies below such a department goes to the one above it, and people outside their time are inactive."""
    by_id = {item.id: item for item in organization.departments}
    gone = {item.id for item in organization.departments if not is_valid(item, day)}

    def above(item: Department) -> str | None:
        parent, seen = item.parent, {item.id}
        while parent in gone and parent not in seen:
            seen.add(parent)
            parent = by_id[parent].parent
        return None if parent in gone else parent

    def person(item: User) -> User:
        works = [work for work in item.assignments if is_valid(work, day) and work.department not in gone]
        update: dict[str, Any] = {} if len(works) == len(item.assignments) else {"assignments": works}
        if item.active and not is_valid(item, day):
            update["active"] = False
        return item.model_copy(update=update) if update else item

    def members(item: Any) -> Any:
        left = [one for one in item.members if is_valid(one, day)]
        return item if len(left) == len(item.members) else item.model_copy(update={"members": left})

    departments = [
        item if above(item) == item.parent else item.model_copy(update={"parent": above(item)})
        for item in organization.departments
        if item.id not in gone
    ]
    return organization.model_copy(
        update={
            "departments": departments,
            "users": [person(item) for item in organization.users],
            "roles": [members(item) for item in organization.roles],
            "groups": [members(item) for item in organization.groups],
            "lines": [item for item in organization.lines if is_valid(item, day)],
        }
    )
