"""Who, written as text: `user:ID`, `role:ID`, `department:ID/**` ... and the people it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from runner.core.i18n import LocalText
from runner.organization.directory import Directory, directory_of, distinct
from runner.organization.model import Company, Department, Group, Member, Organization, Position, Role, User

KINDS = ("user", "role", "position", "department", "group", "company")
STARTER = "starter"


@dataclass(frozen=True)
class Who:
    """One reference: `kind` out of `KINDS` or `starter`; `deep` with the departments below."""

    kind: str
    id: str = ""
    deep: bool = False


def parse_who(text: str) -> Who | None:
    """The reference in a text; a bare id is a person's; None where the text is no reference."""
    text = text.strip()
    if text == STARTER:
        return Who(STARTER)
    kind, colon, name = text.partition(":")
    if not colon:
        return Who("user", text) if text else None
    deep = kind == "department" and name.endswith("/**")
    name = name.removesuffix("/**") if deep else name
    return Who(kind, name, deep) if kind in KINDS and name else None


def split_who(text: str) -> list[str]:
    """The references in a list written with commas, semicolons or spaces."""
    for mark in ",;，；、\n\t":
        text = text.replace(mark, " ")
    return text.split()


def people_of(who: Who, directory: Directory, *, starter: str | None = None) -> list[str]:
    """The ids of all people that a reference means, inactive ones included."""
    if who.kind == "user":
        return [who.id] if directory.knows(who.id) else []
    if who.kind == STARTER:
        return [starter] if starter else []
    if who.kind == "position":
        return directory.holders(who.id)
    if who.kind == "department":
        return directory.members(who.id, deep=who.deep)
    if who.kind == "company":
        return directory.company_members(who.id)
    if who.kind == "role":
        return role_members(who.id, directory)
    return group_members(who.id, directory)


_NESTING = ("role", "group")


def group_members(group_id: str, directory: Directory) -> list[str]:
    """The ids of the members of a user group; roles and groups within it count for nothing, they could close a
    circle."""
    group = directory.groups.get(group_id)
    return distinct(person for member in (group.members if group else ()) for person in _meant(member, directory))


def role_members(role_id: str, directory: Directory, *, serving: Served | None = None) -> list[str]:
    """The ids of the members of a role; with `serving`, of those who serve that company and department.

    A member's scope says whom the member serves; without one it is the company that the member works for, or
    everyone where the member works for none.
    """
    role = directory.roles.get(role_id)
    found: list[str] = []
    for member in role.members if role else ():
        people = _meant(member, directory)
        if serving is not None:
            if member.scope:
                people = people if _serves(member.scope, serving, directory) else []
            else:
                people = [item for item in people if directory.works_for(item, serving.company)]
        found.extend(people)
    return distinct(found)


@dataclass(frozen=True)
class Served:
    """Whom a role works for at a step: a company and a department, where they are known."""

    company: str | None
    department: str | None = None


def _meant(member: Member, directory: Directory) -> list[str]:
    who = parse_who(member.who)
    return [] if who is None or who.kind in _NESTING else people_of(who, directory)


def _serves(scope: str, served: Served, directory: Directory) -> bool:
    who = parse_who(scope)
    if who is not None and who.kind == "company":
        return any(item.id == who.id for item in directory.company_chain(served.company)) or who.id == served.company
    if who is not None and who.kind == "department":
        above = [item.id for item in directory.chain(served.department)]
        return who.id in above if who.deep else above[:1] == [who.id]
    return scope == "global"


def is_meant(who: Who, user: str, directory: Directory, *, starter: str | None = None) -> bool:
    """Whether a reference means that person: the same as being among `people_of`, without listing them."""
    person = directory.users.get(user)
    if who.kind == STARTER:
        return user == starter
    if person is None or who.kind == "user":
        return who.kind == "user" and user == who.id and directory.knows(user)
    if who.kind == "position":
        return any(item.position == who.id for item in person.assignments)
    if who.kind == "department":
        return any(
            item.department == who.id
            or (who.deep and any(above.id == who.id for above in directory.chain(item.department)))
            for item in person.assignments
        )
    if who.kind == "company":
        return any(directory.company_of_department(item.department) == who.id for item in person.assignments)
    tables: Mapping[str, Mapping[str, Role | Group]] = {"role": directory.roles, "group": directory.groups}
    found = tables.get(who.kind, {}).get(who.id)
    members = (parse_who(item.who) for item in found.members) if found else ()
    return any(item is not None and item.kind not in _NESTING and is_meant(item, user, directory) for item in members)


def within(
    text: str, people: Iterable[str], directory: Directory, *, starter: str | None, department: str | None
) -> list[str]:
    """Those whom a limit keeps: `company` and `department` are those of the starter, who starts for `department`;
    else references, one of which must mean them. An empty text, and a starter without a company or department, limits
    nothing."""
    if text == "company":
        company = directory.company(starter or "", department)
        return [item for item in people if company is None or directory.works_for(item, company)]
    if text == "department":
        return [item for item in people if department is None or directory.works_in(item, department)]
    named = [who for one in split_who(text) if (who := parse_who(one)) is not None]
    return [
        item for item in people if not text or any(is_meant(one, item, directory, starter=starter) for one in named)
    ]


def expand_who(
    who: str, organization: Organization, *, starter: str | None = None, day: date | None = None
) -> tuple[str, ...]:
    """The ids of the active people that `who` means on a day, in the order of the organisation file; without a
    `day` whatever is written, valid or not.

    Unknown references give nobody; `starter` needs the keyword of that name.
    """
    reference = parse_who(who)
    if reference is None:
        return ()
    directory = directory_of(organization)
    if day is not None:
        directory = directory.at(day)
    return tuple(item for item in people_of(reference, directory, starter=starter) if directory.is_active(item))


def who_name(who: str, organization: Organization) -> LocalText:
    """The name to show for a reference; the text itself where nothing of that id is known."""
    reference = parse_who(who)
    if reference is None:
        return who
    directory = directory_of(organization)
    return name_of(reference, directory) or who


def name_of(reference: Who, directory: Directory) -> LocalText:
    """The name of what a reference means; empty where nothing of that id is known."""
    tables: Mapping[str, Mapping[str, User | Role | Group | Position | Department | Company]] = {
        "user": directory.users,
        "role": directory.roles,
        "group": directory.groups,
        "position": directory.positions,
        "department": directory.departments,
        "company": directory.companies,
    }
    found = tables.get(reference.kind, {}).get(reference.id)
    return (found.name or found.id) if found else ""
