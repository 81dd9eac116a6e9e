"""Is an organisation in order? Circles, heads, unknown ids, positions that nobody holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from datetime import date
from typing import Any

from runner.core.i18n import N_, pick
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.organization.directory import Directory, bare, directory_of
from runner.organization.matrix_checks import check_matrix
from runner.organization.model import Department, Group, Organization, Position, Role, User
from runner.organization.validity import Dated, day_of
from runner.organization.who import expand_who, parse_who

FILE = "organization.json"

declare(
    {
        "organization.check-twice": (N_("The id {id} is used more than once."), ""),
        "organization.check-circle": (
            N_("{name} lies within itself: the departments above it form a circle."),
            N_("Choose another department above it."),
        ),
        "organization.check-superiors": (
            N_("The superiors of {name} form a circle."),
            N_("Choose another superior."),
        ),
        "organization.check-unknown": (
            N_("{name} refers to {id}, which does not exist."),
            N_("Choose an existing one."),
        ),
        "organization.check-no-head": (N_("{name} has no head."), N_("Approvals go to the department above it.")),
        "organization.check-head-outside": (N_("{person} heads {name} but does not work there."), ""),
        "organization.check-head-inactive": (N_("{person} heads {name} but is not active."), N_("Name a new head.")),
        "organization.check-position": (N_("Nobody holds the position {name}."), ""),
        "organization.check-role": (N_("The role {name} has no active member."), ""),
        "organization.check-two-primary": (
            N_("{name} has two main places of work."),
            N_("Choose one; the others are part-time."),
        ),
        "organization.check-company-circle": (
            N_("{name} belongs to itself: the companies above it form a circle."),
            N_("Choose another company above it."),
        ),
        "organization.check-seats": (N_("{count} people hold the position {name}, which has {seats}."), ""),
        "organization.check-post-elsewhere": (N_("{person} holds {name} but works in another department."), ""),
        "organization.check-group": (N_("The group {name} has no active member."), ""),
        "organization.check-valid": (N_("{text} at {name} is not a date."), N_("Write it as 2026-03-02.")),
        "organization.check-valid-order": (N_("{name} ends to be valid before it begins."), ""),
        "organization.check-heir": (
            N_("{name} has left, and who took over is not active either."),
            N_("Name another person who takes over."),
        ),
        "organization.check-homeless": (N_("{name} belongs to no department."), ""),
        "organization.check-absence": (N_("The absence of {name} ends before it begins."), ""),
        "organization.check-date": (N_("{text} in the absence of {name} is not a date."), ""),
    }
)


def check_organization(organization: Organization) -> list[Problem]:
    """What is wrong with the organisation; `element` of a problem is the id it is about."""
    directory = directory_of(organization)
    return [
        *_twice(organization),
        *_companies(directory),
        *_departments(organization),
        *_people(organization),
        *_groups(organization),
        *_records(directory),
        *(problem for matrix in organization.matrices for problem in check_matrix(matrix, directory)),
    ]


TABLES = (
    "companies", "departments", "positions", "roles", "groups", "users", "costCentres", "projects", "matrices",
)  # fmt: skip
"""The tables whose entries have an id, as they are called in the file."""


def table_of(organization: Organization, table: str) -> list[Any]:
    """The entries of a table that is called as in the file."""
    found: list[Any] = getattr(
        organization, {"costCentres": "cost_centres", "defaultLines": "default_lines"}.get(table, table)
    )
    return found


def _problem(code: str, element: str, severity: Severity = Severity.WARNING, **params: str) -> Problem:
    return Problem(f"organization.check-{code}", severity, element, params, FILE)


def _name(item: Department | User) -> str:
    return pick(item.name) or item.id


def _twice(organization: Organization) -> Iterator[Problem]:
    for table in TABLES:
        count = Counter(item.id for item in table_of(organization, table))
        for key, number in count.items():
            if number > 1:
                yield _problem("twice", key, Severity.ERROR, id=key)


def _departments(organization: Organization) -> Iterator[Problem]:
    directory = directory_of(organization)
    companies = {item.id for item in organization.companies}
    for item in organization.departments:
        name = _name(item)
        people = [item.head, item.executive, *item.deputies]
        wanted: list[tuple[str | None, Container[str]]] = [
            (item.parent, directory.departments),
            (item.company, companies),
        ]
        wanted += [(person, directory.users) for person in people]
        if directory.cost_centres:
            wanted.append((item.cost_centre, directory.cost_centres))
        for key, known in wanted:
            if key and key not in known:
                yield _problem("unknown", item.id, Severity.ERROR, name=name, id=key)
        yield from _valid(item.id, name, item)
        if item.parent and item.id in {above.parent for above in directory.chain(item.id)}:
            yield _problem("circle", item.id, Severity.ERROR, name=name)
        if not item.head:
            yield _problem("no-head", item.id, name=name)
        elif item.head in directory.users:
            head = directory.users[item.head]
            if not head.active:
                yield _problem("head-inactive", item.id, person=_name(head), name=name)
            elif not directory.works_in(item.head, item.id):
                yield _problem("head-outside", item.id, Severity.INFO, person=_name(head), name=name)


def _people(organization: Organization) -> Iterator[Problem]:
    directory = directory_of(organization)
    for user in organization.users:
        name = _name(user)
        if user.active and not user.external and not user.assignments:
            yield _problem("homeless", user.id, name=name)
        for work in user.assignments:
            wanted: list[tuple[str | None, Container[str]]] = [
                (work.department, directory.departments),
                (work.position, directory.positions),
                (work.superior, directory.users),
            ]
            for key, known in wanted:
                if key and key not in known:
                    yield _problem("unknown", user.id, Severity.ERROR, name=name, id=key)
            yield from _valid(user.id, name, work)
        yield from _valid(user.id, name, user)
        if sum("primary" in work.model_fields_set and work.primary for work in user.assignments) > 1:
            yield _problem("two-primary", user.id, Severity.ERROR, name=name)
        if user.hand_over and user.hand_over not in directory.users:
            yield _problem("unknown", user.id, Severity.ERROR, name=name, id=user.hand_over)
        elif user.hand_over and not user.active and directory.heir(user.id) is None:
            yield _problem("heir", user.id, name=name)
        if _has_circle(user.id, directory):
            yield _problem("superiors", user.id, Severity.ERROR, name=name)


def _has_circle(user_id: str, directory: Directory) -> bool:
    """Whether a person is their own superior over any number of steps."""
    seen: set[str] = set()
    current: str | None = user_id
    while current and current not in seen:
        seen.add(current)
        work = directory.assignment(current)
        current = work.superior if work else None
        if current == user_id:
            return True
    return False


def _groups(organization: Organization) -> Iterator[Problem]:
    directory = directory_of(organization)
    for position in organization.positions:
        yield from _position(position, directory)
    for role in organization.roles:
        name = pick(role.name) or role.id
        yield from _members(role, name, directory)
        if not expand_who(f"role:{role.id}", organization):
            yield _problem("role", role.id, name=name)
    for group in organization.groups:
        name = pick(group.name) or group.id
        yield from _members(group, name, directory)
        if not expand_who(f"group:{group.id}", organization):
            yield _problem("group", group.id, name=name)
    for line in organization.lines:
        yield from _valid(bare(line.who), pick(directory.user_name(bare(line.who))), line)
        for who_text in (line.who, line.to):
            if bare(who_text) not in directory.users:
                yield _problem("unknown", bare(line.who), Severity.ERROR, name=bare(line.who), id=who_text)
    for absence in organization.absences:
        yield from _absence(bare(absence.who), absence.agent, (absence.from_, absence.to), directory)


def _members(group: Role | Group, name: str, directory: Directory) -> Iterator[Problem]:
    tables: dict[str, Container[str]] = {
        "user": directory.users,
        "position": directory.positions,
        "department": directory.departments,
        "company": directory.companies,
    }
    for member in group.members:
        yield from _valid(group.id, name, member)
        for text in (member.who, member.scope):
            who = parse_who(text) if text and text != "global" else None
            if text and text != "global" and (who is None or who.id not in tables.get(who.kind, {})):
                yield _problem("unknown", group.id, Severity.ERROR, name=name, id=text)


def _position(position: Position, directory: Directory) -> Iterator[Problem]:
    name, holders = pick(position.name) or position.id, directory.holders(position.id)
    if not holders:
        yield _problem("position", position.id, Severity.INFO, name=name)
    active = [user for user in holders if directory.is_active(user)]
    if position.seats is not None and len(active) > position.seats:
        yield _problem("seats", position.id, name=name, seats=str(position.seats), count=str(len(active)))
    if position.department is None:
        return
    if position.department not in directory.departments:
        yield _problem("unknown", position.id, Severity.ERROR, name=name, id=position.department)
        return
    for user in holders:
        works = directory.users[user].assignments
        if not any(work.position == position.id and work.department == position.department for work in works):
            yield _problem("post-elsewhere", position.id, person=_name(directory.users[user]), name=name)


def _companies(directory: Directory) -> Iterator[Problem]:
    for item in directory.companies.values():
        name = pick(item.name) or item.id
        if item.parent and item.parent not in directory.companies:
            yield _problem("unknown", item.id, Severity.ERROR, name=name, id=item.parent)
        elif item.parent and item.id in {above.parent for above in directory.company_chain(item.id)}:
            yield _problem("company-circle", item.id, Severity.ERROR, name=name)


def _records(directory: Directory) -> Iterator[Problem]:
    """Cost centres and projects."""
    for centre in directory.cost_centres.values():
        if centre.owner and centre.owner not in directory.users:
            name = pick(centre.name) or centre.id
            yield _problem("unknown", centre.id, Severity.ERROR, name=name, id=centre.owner)
    for project in directory.projects.values():
        wanted: list[tuple[str | None, Container[str]]] = [(project.manager, directory.users)]
        if directory.cost_centres:
            wanted.append((project.cost_centre, directory.cost_centres))
        for key, known in wanted:
            if key and key not in known:
                yield _problem("unknown", project.id, Severity.ERROR, name=pick(project.name) or project.id, id=key)


def _valid(element: str, name: str, item: Dated) -> Iterator[Problem]:
    if not (item.valid_from or item.valid_to):
        return
    days = [day_of(text) for text in (item.valid_from, item.valid_to)]
    for text, day in zip((item.valid_from, item.valid_to), days, strict=True):
        if text and day is None:
            yield _problem("valid", element, Severity.ERROR, name=name, text=text)
    if days[0] and days[1] and days[1] < days[0]:
        yield _problem("valid-order", element, Severity.ERROR, name=name)


def _absence(user: str, agent: str | None, dates: tuple[str, str], directory: Directory) -> Iterator[Problem]:
    name = pick(directory.user_name(user))
    for key in (user, bare(agent) if agent else None):
        if key and key not in directory.users:
            yield _problem("unknown", user, Severity.ERROR, name=name, id=key)
    days: list[date | None] = [day_of(text) for text in dates]
    for text, day in zip(dates, days, strict=True):
        if text and day is None:
            yield _problem("date", user, Severity.ERROR, name=name, text=text)
    if days[0] and days[1] and days[1] < days[0]:
        yield _problem("absence", user, Severity.ERROR, name=name)
