"""Whoever stands above: heads of departments, superiors, executives, owners of cost centres, project managers."""

from __future__ import annotations

from typing import Any

from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.registry import load_object
from runner.organization.case import Question, Rounds
from runner.organization.directory import bare, distinct
from runner.organization.handler import line_name
from runner.organization.model import Department
from runner.organization.trail import EVERYTHING
from runner.organization.values import named_in, records_in, value_at
from runner.organization.who import role_members, who_name

MAX_LEVEL = 100

declare(
    {
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
        "organization.line": (N_("{starter} reports on the line “{line}” to {person}."), ""),
        "organization.no-superior": (N_("{starter} has no superior on this line: the head of the department."), ""),
        "organization.executive": (N_("Executive in charge of {department}: {person}."), ""),
        "organization.no-executive": (N_("No executive is in charge of {department} or above it."), ""),
        "organization.cost-centre": (N_("Owner of the cost centre {centre}: {person}."), ""),
        "organization.no-cost-centre": (N_("There is no cost centre to be found for this case."), ""),
        "organization.no-owner": (N_("The cost centre {centre} has no owner."), ""),
        "organization.project": (N_("Manager of the project {project}: {person}."), ""),
        "organization.no-project": (N_("The field {path} names no project."), ""),
        "organization.no-manager": (N_("The project {project} has no manager."), ""),
        "organization.expression-failed": (N_("The expression {feel} gives nobody: {cause}."), ""),
        "organization.bad-level": (N_("{text} is not a level; level 1 is used."), ""),
    }
)


def level_of(question: Question, name: str) -> int:
    """The level that a parameter asks for: a count from 1, `top`, or `=` and FEEL over the data."""
    return level_in(question, question.param(name))


def level_in(question: Question, text: str) -> int:
    """The level in a text: a count from 1, `top`, or `=` and FEEL over the data."""
    if not text:
        return 1
    if text == "top":
        return MAX_LEVEL
    value: Any = text
    if text.startswith("="):
        value = feel_value(question, text[1:])
    try:
        level = int(value)
    except (TypeError, ValueError, ArithmeticError):
        level = 0
    if level < 1:
        question.note("bad-level", text=text)
    return min(max(level, 1), MAX_LEVEL)


def feel_value(question: Question, text: str) -> Any:
    """The value of an expression over the data of the case; None, and a step in the trail, where it fails or takes
    more than its budget."""
    evaluate: Any = load_object("runner.feel:evaluate")
    try:
        return evaluate(text, dict(question.case.data), now=question.case.now).value
    except AppError as error:
        question.note("expression-failed", feel=text, cause=error.message, path=EVERYTHING)
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


def head_of_level(question: Question, department: str | None, level: int, passing: str | None) -> Rounds:
    """The head on a level above a department. Where the tree is too short: the top one, or nobody where the rule
    says `short` = `empty`."""
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


def department_head(question: Question, level: int | None = None) -> Rounds:
    """The head of the starter's department, or `level` - 1 departments above it."""
    if question.department is None:
        question.note("no-department", person=question.name(question.case.starter))
        return [[]]
    level = level_of(question, "level") if level is None else level
    return head_of_level(question, question.department, level, question.case.starter)


def consecutive_heads(question: Question) -> Rounds:
    """The heads one after the other, upwards: as many as `upTo` says, or until one has the role `untilRole`."""
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
    """Whom the starter reports to on a line (none given: the line of the process), else the head of the
    department."""
    directory, starter = question.directory, question.case.starter
    line = line or directory.default_line(question.case.process)
    superior: str | None = None
    if line == "administrative":
        assignment = directory.assignment(starter, question.department)
        superior = assignment.superior if assignment else None
    named = superior or directory.above_on_line(line, starter)
    if named and directory.knows(named) and named != starter:
        if superior:
            question.note("superior", starter=question.name(starter), person=question.name(named))
        else:
            question.note("line", starter=question.name(starter), line=line_name(line), person=question.name(named))
        return [named]
    question.note("no-superior", starter=question.name(starter))
    return head_of_level(question, question.department, 1, starter)[0]


def starters_head(question: Question) -> list[str]:
    """The head of the starter's department; one level up where that is the starter."""
    return head_of_level(question, question.department, 1, question.case.starter)[0]


def executive(question: Question) -> Rounds:
    """The executive in charge of the department in the field `path`, else of the starter's, or of the nearest
    department above that has one."""
    departments = [question.department]
    path = question.param("path")
    if path:
        question.quotes = path
        departments = [*named_in(value_at(question.case.data, path))] or departments
    found: list[str] = []
    for department in departments:
        for item in question.directory.chain(department):
            if item.executive and question.directory.knows(item.executive):
                name = item.name or item.id
                question.note("executive", department=name, person=question.name(item.executive))
                found.append(item.executive)
                break
        else:
            question.note("no-executive", department=question.directory.department_name(department))
    return [distinct(found)]


def cost_centre_owner(question: Question) -> Rounds:
    """The owner of the cost centre in the field `path`, else of the starter's department or the nearest above that
    has one. A record from a data source may name its `owner` itself."""
    directory, path = question.directory, question.param("path")
    value = value_at(question.case.data, path) if path else None
    own = {key: named_in(item.get("owner")) for item in records_in(value) for key in named_in(item) or [""]}
    centres = distinct([*named_in(value), *own])
    question.quotes = path if centres else ""
    if not centres:
        above = (item.cost_centre for item in directory.chain(question.department) if item.cost_centre)
        centres = [centre for centre in (next(above, None),) if centre]
    if not centres:
        question.note("no-cost-centre")
    people: list[str] = []
    for centre in centres:
        known = directory.cost_centres.get(centre)
        owner = known.owner if known is not None else next(iter(own.get(centre, ())), None)
        name = (known.name if known is not None else "") or centre or path
        if owner and directory.knows(owner):
            question.note("cost-centre", centre=name, person=question.name(owner))
            people.append(owner)
        else:
            question.note("no-owner", centre=name)
    return [distinct(people)]


def project_manager(question: Question) -> Rounds:
    """The manager of the project in the field `path` (else `project`). A record from a data source may name its
    `manager` itself."""
    directory, path = question.directory, question.param("path") or "project"
    question.quotes = path
    value = value_at(question.case.data, path)
    own = {key: named_in(item.get("manager")) for item in records_in(value) for key in named_in(item) or [""]}
    projects = distinct([*named_in(value), *own])
    if not projects:
        question.note("no-project", path=path)
    people: list[str] = []
    for project in projects:
        known = directory.projects.get(project)
        manager = known.manager if known is not None else next(iter(own.get(project, ())), None)
        name = (known.name if known is not None else "") or project or path
        if manager and directory.knows(manager):
            question.note("project", project=name, person=question.name(manager))
            people.append(manager)
        else:
            question.note("no-manager", project=name)
    return [distinct(people)]
