"""The strategies: from a handler rule and a case to people, before absence and the starter rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from runner.core.i18n import N_, LocalText
from runner.core.messages import declare
from runner.organization.asking import Answered, Asked, seconds_in
from runner.organization.case import Question, Rounds
from runner.organization.directory import bare, distinct
from runner.organization.heads import (
    consecutive_heads,
    cost_centre_owner,
    department_head,
    executive,
    feel_value,
    head_of_level,
    level_in,
    level_of,
    project_manager,
    superior_of,
)
from runner.organization.matrix import Point, choose, describe
from runner.organization.model import Role
from runner.organization.values import amount_of, is_naming, named_in, named_texts, value_at
from runner.organization.who import (
    Served,
    group_members,
    is_meant,
    parse_who,
    people_of,
    role_members,
    split_who,
)

declare(
    {
        "organization.named": (N_("Named in the rule: {who}."), ""),
        "organization.unknown": (N_("The rule names {who}, which the organisation does not know."), ""),
        "organization.role": (N_("Role {role}: {people}."), ""),
        "organization.role-company": (N_("Role {role}, limited to {company}: {people}."), ""),
        "organization.position": (N_("Position {position}: {people}."), ""),
        "organization.department": (N_("Department {department}: {people}."), ""),
        "organization.starter": (N_("Starter of the case: {person}."), ""),
        "organization.field": (N_("Named in the field {path}: {people}."), ""),
        "organization.field-empty": (N_("The field {path} names nobody."), ""),
        "organization.field-unknown": (N_("The field {path} names {who}, whom the organisation does not know."), ""),
        "organization.handler-of": (N_("Handled {node} before: {people}."), ""),
        "organization.not-visited": (N_("Nobody has handled {node} yet."), ""),
        "organization.previous": (N_("Handled the step before: {people}."), ""),
        "organization.expression": (N_("The expression gives: {people}."), ""),
        "organization.service": (N_("The service {service} names: {people}."), ""),
        "organization.service-nobody": (N_("The service {service} names nobody."), ""),
        "organization.service-unknown": (N_("There is no directory service called {service}."), ""),
        "organization.service-late": (N_("The service {service} did not answer within {seconds} seconds."), ""),
        "organization.service-refused": (N_("The service {service} could not answer: {cause}"), ""),
        "organization.service-unreadable": (
            N_("The answer of the service {service} names people in no known way."),
            "",
        ),
        "organization.service-stranger": (
            N_("The service {service} names {who}, whom the organisation does not know."),
            "",
        ),
        "organization.group": (N_("Group {group}: {people}."), ""),
        "organization.apart": (N_("Did {node} and may not do this step too: {people}."), ""),
        "organization.chosen": (N_("Chosen for this step: {people}."), ""),
        "organization.not-chosen": (N_("Nobody has been chosen for this step."), ""),
        "organization.not-offered": (N_("Chosen but not among those to choose from, left out: {people}."), ""),
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
        found.extend(people_of_role(question, role))
    return [found]


def people_of_role(question: Question, role: Role) -> list[str]:
    """The members of a role at this step: those who serve the starter's company, unless it is `global`."""
    directory = question.directory
    scope = question.param("scope") or role.scope or "company"
    company = directory.company(question.case.starter, question.department) if scope == "company" else None
    serving = Served(company, question.department) if company else None
    people = role_members(role.id, directory, serving=serving)
    name: LocalText = role.name or role.id
    if serving is not None:
        limit = directory.company_name(company)
        question.note("role-company", role=name, company=limit, people=question.names(people))
    else:
        question.note("role", role=name, people=question.names(people))
    return people


def _group(question: Question) -> Rounds:
    found: list[str] = []
    for text in _named(question, "group"):
        group = question.directory.groups.get(bare(text))
        if group is None:
            question.note("unknown", who=text)
            continue
        people = group_members(group.id, question.directory)
        question.note("group", group=group.name or group.id, people=question.names(people))
        found.extend(people)
    return [found]


def _meant(question: Question, text: str) -> list[str]:
    """Everybody that a reference of whatever kind means at this step."""
    who = parse_who(text)
    role = question.directory.roles.get(who.id) if who is not None and who.kind == "role" else None
    if role is not None:
        return people_of_role(question, role)
    people = people_of(who, question.directory, starter=question.case.starter) if who is not None else []
    if people:
        question.note("named", who=question.names(people))
    else:
        question.note("unknown", who=text)
    return people


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
            people = [item for item in people if directory.works_for(item, company)]
        elif scope == "department" and question.department:
            department = question.department
            people = [item for item in people if directory.works_in(item, department)]
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


def _starter(question: Question) -> Rounds:
    question.note("starter", person=question.name(question.case.starter))
    return [[question.case.starter]]


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
    question.quotes = question.param("path")
    found: list[str] = []
    for name in named_in(value_at(question.case.data, question.param("path"))):
        if name in question.directory.departments:
            found.extend(head_of_level(question, name, level, None)[0])
        else:
            assignment = question.directory.assignment(name)
            if assignment is None:
                question.note("field-unknown", path=question.param("path"), who=name)
            else:
                found.extend(head_of_level(question, assignment.department, level, name)[0])
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


def _not_handler_of(question: Question) -> Rounds:
    """职责分离: those named, without who did the step `node`."""
    node = question.param("node")
    did = question.case.done_by.get(node, ())
    if not did:
        question.note("not-visited", node=node)
        return [[]]
    found = distinct(person for text in split_who(question.param("who")) for person in _meant(question, text))
    out = [person for person in found if person in did]
    if out:
        question.note("apart", people=question.names(out), node=node)
    return [[person for person in found if person not in did]]


def _choice(question: Question) -> Rounds:
    """Who was chosen, by the starter or by the handler before, out of those that the rule offers."""
    path = question.param("path") or f"choices.{question.case.node}"
    chosen = named_in(value_at(question.case.data, path))
    if not chosen:
        question.note("not-chosen")
        return [[]]
    offered = [who for text in split_who(question.param("from")) if (who := parse_who(text)) is not None]
    if offered:
        starter, directory = question.case.starter, question.directory
        out = [item for item in chosen if not any(is_meant(who, item, directory, starter=starter) for who in offered)]
        if out:
            question.note("not-offered", people=question.names(out))
        chosen = [person for person in chosen if person not in out]
    known = [person for person in chosen if question.directory.knows(person)]
    return _many(question, "chosen", known) if known else [[]]


def _expression(question: Question) -> Rounds:
    """People named by the value of an expression: ids, or references as in a rule."""
    value = feel_value(question, question.param("feel").removeprefix("="))
    texts = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    references = [who for text in texts if isinstance(text, str) and ":" in text and (who := parse_who(text))]
    found = [person for who in references for person in people_of(who, question.directory)]
    people = distinct([*(named_in(value) if not references else ()), *found])
    return _many(question, "expression", [item for item in people if question.directory.knows(item)])


def _service(question: Question) -> Rounds:
    """Whom a directory service names. No answer, or none that can be read, is nobody: the empty rule decides."""
    case, service, path = question.case, question.param("service"), question.param("path")
    seconds = seconds_in(question.param("seconds"))
    asked = Asked(
        service, case.starter, question.department or "", case.process or "", case.node,
        value_at(case.data, path) if path else None, seconds,
    )  # fmt: skip
    answer = case.asker(asked) if case.asker is not None else Answered(failure="unknown")
    name = service or "–"
    if answer.failure:
        question.note(
            f"service-{answer.failure}", service=name, seconds=str(seconds), cause=answer.cause[:_MOST_CAUSE] or "–"
        )
        return []
    people: list[str] = []
    for text in named_texts(answer.people):
        who = parse_who(text) if ":" in text else None
        meant = people_of(who, question.directory) if who is not None else [bare(text)]
        known = [person for person in meant if question.directory.knows(person)]
        if not known:
            question.note("service-stranger", service=name, who=text[:_MOST_CAUSE])
        people += known
    if not is_naming(answer.people):
        question.note("service-unreadable", service=name)
    elif people:
        question.note("service", service=name, people=question.names(distinct(people)))
    else:
        question.note("service-nobody", service=name)
    return [distinct(people)]


_MOST_CAUSE = 200
"""Characters of what a service said that are kept in the trail."""


def by_matrix(question: Question) -> Rounds:
    """The approvers of the row of an approval matrix that fits, one round each."""
    directory, case = question.directory, question.case
    table = question.param("table")
    matrix = directory.matrices.get(table)
    if matrix is None:
        question.note("unknown-matrix", matrix=table)
        return []
    name = matrix.name or matrix.id
    path = question.param("path") or matrix.amount
    amount = amount_of(value_at(case.data, path))
    if amount is None:
        question.note("no-amount", path=path)
    company = directory.company(case.starter, question.department)
    at = choose(matrix, Point(case.process or "", amount, question.department, company), directory)
    if at is None:
        question.note("no-row", matrix=name)
        return []
    conditions, approvers = describe(matrix.rows[at], directory)
    question.note("row", matrix=name, row=str(at + 1), conditions=conditions, approvers=approvers, path=path)
    return [distinct(_approver(question, text)) for text in matrix.rows[at].approvers]


def _approver(question: Question, text: str) -> list[str]:
    """The people that an approver of a matrix means."""
    word, _colon, more = text.partition(":")
    if word == "departmentHead":
        return department_head(question, level_in(question, more))[0]
    if word == "superior":
        return superior_of(question, more)
    if word in FROM_CASE:
        return FROM_CASE[word](question)[0]
    return _meant(question, text)


FROM_CASE: Mapping[str, Callable[[Question], Rounds]] = {
    "executive": executive,
    "costCentreOwner": cost_centre_owner,
    "projectManager": project_manager,
}

STRATEGY: Mapping[str, Callable[[Question], Rounds]] = {
    "user": _user,
    "role": _role,
    "position": _position,
    "department": _department,
    "group": _group,
    "departmentHead": department_head,
    "consecutiveHeads": consecutive_heads,
    "superior": lambda question: [superior_of(question, question.param("line"))],
    **FROM_CASE,
    "field": _field,
    "fieldDepartmentHead": _field_department_head,
    "starter": _starter,
    "starterChoice": _choice,
    "previousChoice": _choice,
    "previousHandler": _previous_handler,
    "handlerOf": _handler_of,
    "notHandlerOf": _not_handler_of,
    "matrix": by_matrix,
    "expression": _expression,
    "service": _service,
}
"""Strategy -> the people it means, by round, before anyone is removed or replaced."""
