"""An organisation as rows of texts: what stands in the cells of workbooks, CSV files and tables in the window."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runner.core.i18n import LocalText, pick
from runner.organization.directory import bare
from runner.organization.model import Group, MatrixRow, Organization, RecordedAnswer, Role, User

Cells = dict[str, str]
YES, NO = "是", "否"


def texts_of(organization: Organization) -> Mapping[str, list[Cells]]:
    """The rows of each sheet: cells by column id, empty ones left out. A person has a row for each place of work, the
    main one first; a role and a group one for each member; a matrix one for each of its rows."""
    return {
        "companies": [
            _cells(item.id, item.name, parent=item.parent) for item in organization.companies
        ],
        "departments": [
            _cells(
                item.id, item.name, parent=item.parent, company=item.company, kind=item.kind, head=item.head,
                deputies=joined(item.deputies), executive=item.executive, costCentre=item.cost_centre,
                calendar=item.calendar, validFrom=item.valid_from, validTo=item.valid_to,
            )
            for item in organization.departments
        ],
        "positions": [
            _cells(
                item.id, item.name, grade=_number(item.grade), department=item.department, seats=_number(item.seats)
            )
            for item in organization.positions
        ],
        "users": [row for item in organization.users for row in _user(item)],
        "roles": [row for item in organization.roles for row in _members(item, scope=item.scope)],
        "groups": [row for item in organization.groups for row in _members(item)],
        "lines": [
            _plain(who=bare(item.who), kind=item.kind, to=bare(item.to), validFrom=item.valid_from,
                   validTo=item.valid_to)
            for item in organization.lines
        ],
        "defaultLines": [_plain(process=item.process, line=item.line) for item in organization.default_lines],
        "absences": [
            _plain(
                who=bare(item.who), **{"from": item.from_}, to=item.to, agent=bare(item.agent or ""),
                processes=joined(item.processes), mode=item.mode,
            )
            for item in organization.absences
        ],
        "costCentres": [_cells(item.id, item.name, owner=item.owner) for item in organization.cost_centres],
        "projects": [
            _cells(item.id, item.name, manager=item.manager, costCentre=item.cost_centre)
            for item in organization.projects
        ],
        "matrices": [
            {**_cells(item.id, item.name, amount=item.amount, hit=item.hit), **matrix_cells(row)}
            for item in organization.matrices
            for row in item.rows or [MatrixRow()]
        ],
        "services": [
            {**_cells(item.id, item.name, system=item.system, operation=item.operation), **cells}
            for item in organization.services
            for cells in [answer_cells(answer) for answer in item.answers] or [{}]
        ],
    }  # fmt: skip


def matrix_cells(row: MatrixRow) -> Cells:
    """The cells of a row of an approval matrix."""
    return _plain(
        processes=joined(row.processes), **{"from": row.from_}, below=row.below, departments=joined(row.departments),
        companies=joined(row.companies), approvers=joined(row.approvers),
    )  # fmt: skip


NOBODY = "–"
"""What stands for nobody where an empty cell would say that there is no answer."""
FACTS = ("starter", "department", "process", "node", "value")


def answer_cells(answer: RecordedAnswer) -> Cells:
    """The cells of a recorded answer of a directory service."""
    cells = {name: json_text(answer.when[name]) for name in FACTS if name in answer.when}
    people = answer.people
    if isinstance(people, list) and all(isinstance(one, str) for one in people):
        named = joined(people) or ("" if answer.failure else NOBODY)
    else:
        named = json_text(people)
    return {**cells, **_plain(people=named, delay=answer.delay, failure=answer.failure)}


def json_text(value: Any) -> str:
    """A JSON value in a cell: a text as it is, unless it would be read as something else."""
    if isinstance(value, str) and value and json_value(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def json_value(text: str) -> Any:
    """The value that a cell holds: JSON where it is any, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


_BETWEEN = re.compile(r"[,;，；、\n\t]+")


def split_list(text: str) -> list[str]:
    """The entries of a cell that holds several."""
    return [part for raw in _BETWEEN.split(text) if (part := raw.strip())]


def joined(items: Sequence[str]) -> str:
    """Several ids in one cell."""
    return ", ".join(items)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _plain(**cells: str | None) -> Cells:
    return {key: value for key, value in cells.items() if value}


def _cells(item_id: str, name: LocalText, **cells: str | None) -> Cells:
    zh, en = pick(name, "zh"), pick(name, "en")
    return {"id": item_id, **_plain(name=zh or item_id, nameEn=en if en != zh else ""), **_plain(**cells)}


def _user(user: User) -> Iterator[Cells]:
    own = _cells(
        user.id, user.name, pinyin=user.pinyin, active=YES if user.active else NO,
        external=YES if user.external else "", handOver=user.hand_over, joined=user.valid_from, left=user.valid_to,
        calendar=user.calendar,
    )  # fmt: skip
    works = sorted(user.assignments, key=lambda item: item is not user.primary)
    for work in works:
        yield own | _plain(
            department=work.department, position=work.position, superior=work.superior,
            primary=YES if work is user.primary else NO, validFrom=work.valid_from, validTo=work.valid_to,
        )  # fmt: skip
    if not works:
        yield own


def _members(item: Role | Group, scope: str | None = None) -> Iterator[Cells]:
    own = _cells(item.id, item.name, scope=scope)
    for member in item.members:
        serves = member.scope if isinstance(item, Role) else None
        yield own | _plain(member=member.who, serves=serves, validFrom=member.valid_from, validTo=member.valid_to)
    if not item.members:
        yield own
