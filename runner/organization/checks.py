"""Is an organisation in order? Circles, heads, unknown ids, positions that nobody holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from datetime import date

from runner.core.i18n import N_, pick
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.organization.directory import Directory, bare, day_of, directory_of
from runner.organization.model import Department, Organization, User
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
        "organization.check-homeless": (N_("{name} belongs to no department."), ""),
        "organization.check-absence": (N_("The absence of {name} ends before it begins."), ""),
        "organization.check-date": (N_("{text} in the absence of {name} is not a date."), ""),
    }
)


def check_organization(organization: Organization) -> list[Problem]:
    """What is wrong with the organisation; `element` of a problem is the id it is about."""
    return [*_twice(organization), *_departments(organization), *_people(organization), *_groups(organization)]


def _problem(code: str, element: str, severity: Severity = Severity.WARNING, **params: str) -> Problem:
    return Problem(f"organization.check-{code}", severity, element, params, FILE)


def _name(item: Department | User) -> str:
    return pick(item.name) or item.id


def _twice(organization: Organization) -> Iterator[Problem]:
    for table in ("companies", "departments", "positions", "roles", "users"):
        count = Counter(item.id for item in getattr(organization, table))
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
        for key, known in wanted:
            if key and key not in known:
                yield _problem("unknown", item.id, Severity.ERROR, name=name, id=key)
        if item.parent and item.id in {above.parent for above in directory.chain(item.id)}:
            yield _problem("circle", item.id, Severity.ERROR, name=name)
        if not item.head:
            yield _problem("no-head", item.id, name=name)
        elif item.head in directory.users:
            head = directory.users[item.head]
            if not head.active:
                yield _problem("head-inactive", item.id, person=_name(head), name=name)
            elif item.head not in directory.members(item.id, deep=True):
                yield _problem("head-outside", item.id, Severity.INFO, person=_name(head), name=name)


def _people(organization: Organization) -> Iterator[Problem]:
    directory = directory_of(organization)
    for user in organization.users:
        name = _name(user)
        if user.active and not user.assignments:
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
        if not directory.holders(position.id):
            yield _problem("position", position.id, Severity.INFO, name=pick(position.name) or position.id)
    tables: dict[str, Container[str]] = {
        "user": directory.users,
        "position": directory.positions,
        "department": directory.departments,
    }
    for role in organization.roles:
        name = pick(role.name) or role.id
        for member in role.members:
            who = parse_who(member.who)
            if who is None or who.id not in tables.get(who.kind, {}):
                yield _problem("unknown", role.id, Severity.ERROR, name=name, id=member.who)
        if not expand_who(f"role:{role.id}", organization):
            yield _problem("role", role.id, name=name)
    for line in organization.lines:
        for who_text in (line.who, line.to):
            if bare(who_text) not in directory.users:
                yield _problem("unknown", bare(line.who), Severity.ERROR, name=bare(line.who), id=who_text)
    for absence in organization.absences:
        yield from _absence(bare(absence.who), absence.agent, (absence.from_, absence.to), directory)


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
