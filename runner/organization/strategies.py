"""The strategies: from a handler rule and a case to people, before absence and the starter rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from runner.core.errors import AppError
from runner.core.i18n import N_, LocalText
from runner.core.messages import declare
from runner.core.registry import load_object
from runner.organization.case import Question
from runner.organization.directory import bare, distinct
from runner.organization.model import Department
from runner.organization.who import parse_who, people_of, role_members, split_who, who_name

Rounds = list[list[str]]
MAX_LEVEL = 100

declare(
    {
        "organization.named": (N_("Named in the rule: {who}."), ""),
        "organization.unknown": (N_("The rule names {who}, which the organisation does not know."), ""),
        "organization.role": (N_("Role {role}: {people}."), ""),
        "organization.role-company": (N_("Role {role}, limited to {company}: {people}."), ""),
        "organization.position": (N_("Position {position}: {people}."), ""),
        "organization.department": (N_("Department {department}: {people}."), ""),
        "organization.head": (N_("Head of {department} (level {level}): {person}."), ""),
        "organization.no-head": (N_("{department} has no head; going one level up."), ""),
        "organization.starter-is-head": (N_("{person} started the case and heads {department}: one level up."), ""),
        "organization.top-head": (
            N_("Level {level} does not exist: the top head {person} of {department} decides."),
            "",
        ),
        "organization.too-short": (N_("There is no head on level {level} above {department}."), ""),
        "organization.no-department": (N_("{person} belongs to no department."), ""),
        "organization.until-role": (N_("{person} has the role {role}: the line of heads ends here."), ""),
        "organization.twice": (N_("{person} also heads {department} and is asked once."), ""),
        "organization.superior": (N_("Direct superior of {starter}: {person}."), ""),
        "organization.no-superior": (N_("{starter} has no superior on this line: the head of the department."), ""),
        "organization.executive": (N_("Executive in charge of {department}: {person}."), ""),
        "organization.no-executive": (N_("No executive is in charge of {department} or above it."), ""),
        "organization.starter": (N_("Starter of the case: {person}."), ""),
        "organization.field": (N_("Named in the field {path}: {people}."), ""),
        "organization.field-empty": (N_("The field {path} names nobody."), ""),
        "organization.field-unknown": (N_("The field {path} names {who}, whom the organisation does not know."), ""),
        "organization.handler-of": (N_("Handled {node} before: {people}."), ""),
        "organization.not-visited": (N_("Nobody has handled {node} yet."), ""),
        "organization.previous": (N_("Handled the step before: {people}."), ""),
        "organization.expression": (N_("The expression gives: {people}."), ""),
        "organization.expression-failed": (N_("The expression {feel} gives nobody: {cause}."), ""),
        "organization.bad-level": (N_("{text} is not a level; level 1 is used."), ""),
    }
)


def _many(question: Question, code: str, found: Sequence[str], **params: LocalText) -> Rounds:
    question.note(code, people=question.names(found), **params)
    return [list(found)]


def _named(question: Question, kind: str) -> list[str]:
    """The ids named by `who` of one kind; bare ids count as that kind."""
    found = []
    for text in split_who(question.param("who")):
        who = parse_who(text)
        if ":" not in text:
            found.append(f"{kind}:{text}")
        elif who is not None:
            found.append(text)
        else:
            question.note("unknown", who=text)
    return found


def _user(question: Question) -> Rounds:
    found: list[str] = []
    for text in _named(question, "user"):
        who = parse_who(text)
        people = people_of(who, question.directory, starter=question.case.starter) if who else []
        if people:
            question.note("named", who=question.names(people))
        else:
            question.note("unknown", who=text)
        found.extend(people)
    return [found]


def _role(question: Question) -> Rounds:
    directory = question.directory
    found: list[str] = []
    for text in _named(question, "role"):
        role = directory.roles.get(bare(text))
        if role is None:
            question.note("unknown", who=text)
            continue
        scope = question.param("scope") or role.scope or "global"
        company = directory.company(question.case.starter, question.department) if scope == "company" else None
        people = role_members(role.id, directory, company=company)
        name: LocalText = role.name or role.id
        if company:
            limit = who_name(f"company:{company}", directory.organization)
            question.note("role-company", role=name, company=limit, people=question.names(people))
        else:
            question.note("role", role=name, people=question.names(people))
        found.extend(people)
    return [found]


def _position(question: Question) -> Rounds:
    directory = question.directory
    found: list[str] = []
    for text in _named(question, "position"):
        position = directory.positions.get(bare(text))
        if position is None:
            question.note("unknown", who=text)
            continue
        people = directory.holders(position.id)
        scope = question.param("scope")
        if scope == "company":
            company = directory.company(question.case.starter, question.department)
            people = [item for item in people if directory.company(item) == company]
        elif scope == "department" and question.department:
            inside = set(directory.members(question.department, deep=True))
            people = [item for item in people if item in inside]
        question.note("position", position=position.name or position.id, people=question.names(people))
        found.extend(people)
    return [found]


def _department(question: Question) -> Rounds:
    found: list[str] = []
    for text in _named(question, "department"):
        who = parse_who(text)
        if who is None or who.id not in question.directory.departments:
            question.note("unknown", who=text)
            continue
        people = people_of(who, question.directory)
        name = question.directory.department_name(who.id)
        question.note("department", department=name, people=question.names(people))
        found.extend(people)
    return [found]


def level_of(question: Question, name: str) -> int:
    """The level that a parameter asks for: a count from 1, `top`, or `=` and FEEL over the data."""
    text = question.param(name)
    if not text:
        return 1
    if text == "top":
        return MAX_LEVEL
    value: Any = text
    if text.startswith("="):
        value = _feel(question, text[1:])
    try:
        level = int(value)
    except (TypeError, ValueError, ArithmeticError):
        level = 0
    if level < 1:
        question.note("bad-level", text=text)
    return min(max(level, 1), MAX_LEVEL)


def _feel(question: Question, text: str) -> Any:
    evaluate: Any = load_object("runner.feel:evaluate")
    try:
        return evaluate(text, dict(question.case.data), now=question.case.now).value
    except AppError as error:
        question.note("expression-failed", feel=text, cause=error.message)
        return None


def heads_above(question: Question, department: str | None, *, passing: str | None) -> list[tuple[Department, str]]:
    """The departments with a head from `department` up, each with its head; those that `passing`
    heads at the beginning are left out."""
    directory = question.directory
    found: list[tuple[Department, str]] = []
    for item in directory.chain(department):
        if not item.head or not directory.knows(item.head):
            question.note("no-head", department=item.name or item.id)
        elif item.head == passing and not found:
            question.note("starter-is-head", person=question.name(passing), department=item.name or item.id)
        else:
            found.append((item, item.head))
    return found


def _head_of_level(question: Question, department: str | None, level: int, passing: str | None) -> Rounds:
    heads = heads_above(question, department, passing=passing)
    if level <= len(heads):
        item, head = heads[level - 1]
        name = item.name or item.id
        question.note("head", department=name, level=str(level), person=question.name(head))
        return [[head]]
    if heads and question.param("short") != "empty":
        item, head = heads[-1]
        question.note("top-head", level=str(level), department=item.name or item.id, person=question.name(head))
        return [[head]]
    question.note("too-short", level=str(level), department=question.directory.department_name(department))
    return [[]]


def _department_head(question: Question) -> Rounds:
    if question.department is None:
        question.note("no-department", person=question.name(question.case.starter))
        return [[]]
    return _head_of_level(question, question.department, level_of(question, "level"), question.case.starter)


def _consecutive_heads(question: Question) -> Rounds:
    if question.department is None:
        question.note("no-department", person=question.name(question.case.starter))
        return []
    directory = question.directory
    limit = level_of(question, "upTo") if question.param("upTo") else MAX_LEVEL
    role_id = bare(question.param("untilRole"))
    enough = set(role_members(role_id, directory)) if role_id else set()
    rounds: Rounds = []
    heads = heads_above(question, question.department, passing=question.case.starter)
    for level, (item, head) in enumerate(heads[:limit], start=1):
        name = item.name or item.id
        earlier = next((one for one in rounds if head in one), None)
        if earlier is not None:
            question.note("twice", person=question.name(head), department=name)
            if question.handler.distinct != "last":
                continue
            rounds.remove(earlier)
        question.note("head", department=name, level=str(level), person=question.name(head))
        rounds.append([head])
        if head in enough:
            role = who_name(f"role:{role_id}", directory.organization)
            question.note("until-role", person=question.name(head), role=role)
            break
    return rounds


def superior_of(question: Question, line: str = "") -> list[str]:
    """The superior of the starter on a reporting line, else the head of the department."""
    directory, starter = question.directory, question.case.starter
    if line in ("", "administrative"):
        assignment = directory.assignment(starter, question.department)
        superior = assignment.superior if assignment else None
    else:
        lines = directory.organization.lines
        superior = next((bare(item.to) for item in lines if item.kind == line and bare(item.who) == starter), None)
    if superior and directory.knows(superior) and superior != starter:
        question.note("superior", starter=question.name(starter), person=question.name(superior))
        return [superior]
    question.note("no-superior", starter=question.name(starter))
    return _head_of_level(question, question.department, 1, starter)[0]


def starters_head(question: Question) -> list[str]:
    """The head of the starter's department; one level up where that is the starter."""
    return _head_of_level(question, question.department, 1, question.case.starter)[0]


def _executive(question: Question) -> Rounds:
    for item in question.directory.chain(question.department):
        if item.executive and question.directory.knows(item.executive):
            name = item.name or item.id
            question.note("executive", department=name, person=question.name(item.executive))
            return [[item.executive]]
    question.note("no-executive", department=question.directory.department_name(question.department))
    return [[]]


def _starter(question: Question) -> Rounds:
    question.note("starter", person=question.name(question.case.starter))
    return [[question.case.starter]]


def named_in(value: Any) -> list[str]:
    """The bare ids in a value of a person field: an id, `user:ID`, a record with `id`, or a list."""
    if isinstance(value, str):
        return [bare(value.strip())] if value.strip() else []
    if isinstance(value, Mapping):
        return named_in(value.get("id"))
    if isinstance(value, list | tuple):
        return distinct(name for item in value for name in named_in(item))
    return []


def value_at(data: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; a list on the way gives the values of all its rows."""
    value: Any = data
    for part in path.split(".") if path else ():
        if isinstance(value, list | tuple):
            value = [row.get(part) for row in value if isinstance(row, Mapping)]
        elif isinstance(value, Mapping):
            value = value.get(part)
        else:
            return None
    return value


def _people_in_field(question: Question) -> list[str]:
    path = question.param("path")
    names = named_in(value_at(question.case.data, path))
    for name in names:
        if not question.directory.knows(name):
            question.note("field-unknown", path=path, who=name)
    known = [name for name in names if question.directory.knows(name)]
    if not names:
        question.note("field-empty", path=path)
    return known


def _field(question: Question) -> Rounds:
    people = _people_in_field(question)
    if people:
        question.note("field", path=question.param("path"), people=question.names(people))
    return [people]


def _field_department_head(question: Question) -> Rounds:
    level = level_of(question, "level")
    found: list[str] = []
    for name in named_in(value_at(question.case.data, question.param("path"))):
        if name in question.directory.departments:
            found.extend(_head_of_level(question, name, level, None)[0])
        else:
            assignment = question.directory.assignment(name)
            if assignment is None:
                question.note("field-unknown", path=question.param("path"), who=name)
            else:
                found.extend(_head_of_level(question, assignment.department, level, name)[0])
    if not found:
        question.note("field-empty", path=question.param("path"))
    return [distinct(found)]


def _handler_of(question: Question) -> Rounds:
    node = question.param("node")
    people = distinct(question.case.done_by.get(node, ()))
    if not people:
        question.note("not-visited", node=node)
        return [[]]
    return _many(question, "handler-of", people, node=node)


def _previous_handler(question: Question) -> Rounds:
    done = question.case.done_by
    node = question.case.previous_node or next(reversed(list(done)), None)
    people = distinct(done.get(node, ())) if node else []
    if not people:
        question.note("not-visited", node=node or "")
        return [[]]
    return _many(question, "previous", people)


def _expression(question: Question) -> Rounds:
    people = named_in(_feel(question, question.param("feel").removeprefix("=")))
    return _many(question, "expression", [item for item in people if question.directory.knows(item)])


STRATEGY: Mapping[str, Callable[[Question], Rounds]] = {
    "user": _user,
    "role": _role,
    "position": _position,
    "department": _department,
    "departmentHead": _department_head,
    "consecutiveHeads": _consecutive_heads,
    "superior": lambda question: [superior_of(question, question.param("line"))],
    "executive": _executive,
    "field": _field,
    "fieldDepartmentHead": _field_department_head,
    "starter": _starter,
    "handlerOf": _handler_of,
    "previousHandler": _previous_handler,
    "expression": _expression,
}
"""Strategy -> the people it means, by round, before anyone is removed or replaced."""
