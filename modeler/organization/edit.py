"""Verbs on the organisation: frozen organisation in, frozen organisation out.

All raise `KeyError` for an id that does not exist and `ValueError` for one that is bad, taken or would
close a circle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from runner.core.i18n import LocalText
from runner.data.model import OpenValue, read_value
from runner.data.ordered import as_json
from runner.organization.directory import directory_of
from runner.organization.model import (
    Absence,
    ApprovalMatrix,
    Assignment,
    Department,
    Group,
    MatrixRow,
    Member,
    Organization,
    Position,
    Role,
    User,
)
from runner.organization.who import parse_who

FILE = "organization.json"
T = TypeVar("T", bound=OpenValue)
G = TypeVar("G", Role, Group)
_ID = re.compile(r"[^\s:,;/*]+")


def read_organization(part: object, name: str = FILE) -> Organization:
    """The organisation in a JSON part or in bytes. Raises `FormatError`."""
    return read_value(Organization, part, name)


def organization_part(organization: Organization, like: object = None) -> dict[str, Any]:
    """The JSON of an organisation, in the order of keys of the part as it stood."""
    return as_json(organization, like)


def is_id(text: str) -> bool:
    """Whether a text may be an id: no spaces, and none of the signs that references are written with."""
    return bool(_ID.fullmatch(text))


def free_id(organization: Organization, table: str, base: str) -> str:
    """`base`, or `base2` ... where it is taken in that table (`departments`, `users` ...)."""
    taken = {item.id for item in getattr(organization, table)}
    answer, number = base, 2
    while answer in taken:
        answer, number = f"{base}{number}", number + 1
    return answer


def _added(organization: Organization, table: str, item: Any) -> Organization:
    items = getattr(organization, table)
    if not is_id(item.id) or any(other.id == item.id for other in items):
        raise ValueError(item.id)
    return organization.model_copy(update={table: [*items, item]})


def _changed(organization: Organization, table: str, item_id: str, **changes: Any) -> Organization:
    items: Sequence[OpenValue] = getattr(organization, table)
    if not any(item.id == item_id for item in getattr(organization, table)):
        raise KeyError(item_id)
    answer = [item.model_copy(update=changes) if getattr(item, "id", "") == item_id else item for item in items]
    return organization.model_copy(update={table: answer})


def add_department(
    organization: Organization, department_id: str, name: LocalText, parent: str | None = None
) -> Organization:
    """With a new department below `parent`."""
    if parent is not None and organization.department(parent) is None:
        raise KeyError(parent)
    return _added(organization, "departments", Department(id=department_id, parent=parent, name=name))


def rename_department(organization: Organization, department_id: str, name: LocalText) -> Organization:
    """With another name of a department."""
    return _changed(organization, "departments", department_id, name=name)


def move_department(organization: Organization, department_id: str, parent: str | None) -> Organization:
    """With a department below another one (None: at the top)."""
    if parent is not None:
        if organization.department(parent) is None:
            raise KeyError(parent)
        if parent in directory_of(organization).below(department_id):
            raise ValueError(parent)
    return _changed(organization, "departments", department_id, parent=parent)


def remove_department(organization: Organization, department_id: str) -> Organization:
    """Without a department that nobody works in and nothing lies below; else `ValueError`."""
    directory = directory_of(organization)
    if department_id not in directory.departments:
        raise KeyError(department_id)
    if len(directory.below(department_id)) > 1 or directory.members(department_id):
        raise ValueError(department_id)
    departments = [item for item in organization.departments if item.id != department_id]
    return organization.model_copy(update={"departments": departments})


def set_head(organization: Organization, department_id: str, user: str | None) -> Organization:
    """With another head of a department; None for none."""
    _known_user(organization, user)
    return _changed(organization, "departments", department_id, head=user)


def set_executive(organization: Organization, department_id: str, user: str | None) -> Organization:
    """With another executive in charge of a department; None for none."""
    _known_user(organization, user)
    return _changed(organization, "departments", department_id, executive=user)


def _known_user(organization: Organization, user: str | None) -> None:
    if user is not None and organization.user(user) is None:
        raise KeyError(user)


def add_position(
    organization: Organization, position_id: str, name: LocalText, grade: int | None = None
) -> Organization:
    """With a new position."""
    return _added(organization, "positions", Position(id=position_id, name=name, grade=grade))


def set_position(organization: Organization, position_id: str, **changes: Any) -> Organization:
    """With a position changed: `name`, `grade`."""
    if set(changes) - {"name", "grade"}:
        raise ValueError(", ".join(changes))
    return _changed(organization, "positions", position_id, **changes)


def remove_position(organization: Organization, position_id: str) -> Organization:
    """Without a position that nobody holds; else `ValueError`."""
    if organization.position(position_id) is None:
        raise KeyError(position_id)
    if directory_of(organization).holders(position_id):
        raise ValueError(position_id)
    return organization.model_copy(
        update={"positions": [item for item in organization.positions if item.id != position_id]}
    )


def add_user(
    organization: Organization, user_id: str, name: LocalText, department: str | None = None, *,
    position: str | None = None, superior: str | None = None, pinyin: str = "",
) -> Organization:  # fmt: skip
    """With a new person, in a department where one is given."""
    added = _added(organization, "users", User(id=user_id, name=name, pinyin=pinyin, active=True, assignments=[]))
    if department is None:
        return added
    return assign(added, user_id, department, position=position, superior=superior, primary=True)


def set_user(organization: Organization, user_id: str, **changes: Any) -> Organization:
    """With a person changed: `name`, `pinyin`, `active`, `external`, `valid_from` and `valid_to` (ISO days, or empty;
    the last day here is not before the first)."""
    if set(changes) - {"name", "pinyin", "active", "external", "valid_from", "valid_to"}:
        raise ValueError(", ".join(changes))
    user = organization.user(user_id)
    if user is not None and {"valid_from", "valid_to"} & set(changes):
        first, last = changes.get("valid_from", user.valid_from), changes.get("valid_to", user.valid_to)
        if first and last and last < first:
            raise ValueError(last)
    return _changed(organization, "users", user_id, **changes)


def hand_over(organization: Organization, user_id: str, heir: str) -> Organization:
    """With a person who has left and handed over to `heir`, who is active and somebody else."""
    _known_user(organization, user_id)
    person = organization.user(heir)
    if person is None:
        raise KeyError(heir)
    if heir == user_id or not person.active:
        raise ValueError(heir)
    return _changed(organization, "users", user_id, active=False, hand_over=heir)


def remove_user(organization: Organization, user_id: str) -> Organization:
    """Without a person, and without everything that names them: as head, deputy, executive, superior, member
    of a role or group, heir, owner, manager, approver, in lines and absences."""
    if organization.user(user_id) is None:
        raise KeyError(user_id)
    who = f"user:{user_id}"

    def cleared(item: Department) -> Department:
        update: dict[str, Any] = {key: None for key in ("head", "executive") if getattr(item, key) == user_id}
        if user_id in item.deputies:
            update["deputies"] = [one for one in item.deputies if one != user_id]
        return item.model_copy(update=update) if update else item

    def freed(item: User) -> User:
        if all(work.superior != user_id for work in item.assignments):
            return item
        works = [
            work.model_copy(update={"superior": None}) if work.superior == user_id else work
            for work in item.assignments
        ]
        return item.model_copy(update={"assignments": works})

    def without(item: G) -> G:
        left = [one for one in item.members if one.who != who]
        return item if len(left) == len(item.members) else item.model_copy(update={"members": left})

    def ownerless(item: T, key: str) -> T:
        return item.model_copy(update={key: None}) if getattr(item, key) == user_id else item

    def unapproved(item: ApprovalMatrix) -> ApprovalMatrix:
        rows = [
            row.model_copy(update={"approvers": [one for one in row.approvers if one != who]})
            if who in row.approvers
            else row
            for row in item.rows
        ]
        return item if rows == item.rows else item.model_copy(update={"rows": rows})

    return organization.model_copy(
        update={
            "departments": [cleared(item) for item in organization.departments],
            "users": [ownerless(freed(item), "hand_over") for item in organization.users if item.id != user_id],
            "roles": [without(item) for item in organization.roles],
            "groups": [without(item) for item in organization.groups],
            "cost_centres": [ownerless(item, "owner") for item in organization.cost_centres],
            "projects": [ownerless(item, "manager") for item in organization.projects],
            "matrices": [unapproved(item) for item in organization.matrices],
            "lines": [item for item in organization.lines if who not in (item.who, item.to)],
            "absences": [item for item in organization.absences if who not in (item.who, item.agent)],
        }
    )


def assign(
    organization: Organization, user_id: str, department: str, *,
    position: str | None = None, superior: str | None = None, primary: bool = False,
) -> Organization:  # fmt: skip
    """With a person working in a department, or working there otherwise. `primary` makes it the main
    place; the first one always is."""
    user = organization.user(user_id)
    if user is None:
        raise KeyError(user_id)
    if organization.department(department) is None:
        raise KeyError(department)
    if position is not None and organization.position(position) is None:
        raise KeyError(position)
    _known_user(organization, superior)
    if superior == user_id:
        raise ValueError(user_id)
    others = [item for item in user.assignments if item.department != department]
    before = next((place for place, item in enumerate(user.assignments) if item.department == department), None)
    primary = primary or not others or (before is not None and user.assignments[before].primary)
    if primary:
        others = [item.model_copy(update={"primary": False}) if item.primary else item for item in others]
    given = {"position": position, "superior": superior, "primary": primary}
    made = (
        Assignment(department=department, **given)
        if before is None
        else user.assignments[before].model_copy(update=given)
    )
    others.insert(len(others) if before is None else before, made)
    return _changed(organization, "users", user_id, assignments=others)


def unassign(organization: Organization, user_id: str, department: str) -> Organization:
    """With a person no longer working in a department; the first place left becomes the main one."""
    user = organization.user(user_id)
    if user is None:
        raise KeyError(user_id)
    left = [item for item in user.assignments if item.department != department]
    if left and not any(item.primary for item in left):
        left[0] = left[0].model_copy(update={"primary": True})
    return _changed(organization, "users", user_id, assignments=left)


def add_role(organization: Organization, role_id: str, name: LocalText, scope: str | None = None) -> Organization:
    """With a new role without members; `scope` `company` limits it to the starter's company."""
    return _added(organization, "roles", Role(id=role_id, name=name, scope=scope, members=[]))


def rename_role(organization: Organization, role_id: str, name: LocalText) -> Organization:
    """With another name of a role."""
    return _changed(organization, "roles", role_id, name=name)


def set_role_scope(organization: Organization, role_id: str, scope: str) -> Organization:
    """With a role that serves the starter's company (`company`) or everyone (`global`)."""
    if scope not in ("company", "global"):
        raise ValueError(scope)
    return _changed(organization, "roles", role_id, scope=scope)


def remove_role(organization: Organization, role_id: str) -> Organization:
    """Without a role."""
    if organization.role(role_id) is None:
        raise KeyError(role_id)
    return organization.model_copy(update={"roles": [item for item in organization.roles if item.id != role_id]})


def add_member(organization: Organization, role_id: str, who: str, scope: str | None = None) -> Organization:
    """With a member of a role: a person, position or department (`user:ID`, `department:ID/**`)."""
    role = organization.role(role_id)
    if role is None:
        raise KeyError(role_id)
    reference = parse_who(who)
    if reference is None or reference.kind not in ("user", "position", "department") or ":" not in who:
        raise ValueError(who)
    if any(item.who == who and item.scope == scope for item in role.members):
        return organization
    made = Member(who=who) if scope is None else Member(who=who, scope=scope)
    return _changed(organization, "roles", role_id, members=[*role.members, made])


def remove_member(organization: Organization, role_id: str, who: str) -> Organization:
    """Without a member of a role."""
    role = organization.role(role_id)
    if role is None:
        raise KeyError(role_id)
    return _changed(organization, "roles", role_id, members=[item for item in role.members if item.who != who])


def set_absence(organization: Organization, user: str, from_: str, to: str, agent: str | None) -> Organization:
    """With a person away from one day to another (ISO dates, both included); an absence of the same days
    is replaced."""
    _known_user(organization, user)
    _known_user(organization, agent)
    if to and to < from_:
        raise ValueError(to)
    who = f"user:{user}"
    data = {"who": who, "from": from_, "to": to, "agent": f"user:{agent}" if agent else None}
    others = [item for item in organization.absences if (item.who, item.from_, item.to) != (who, from_, to)]
    return organization.model_copy(update={"absences": [*others, Absence.model_validate(data)]})


def add_matrix(organization: Organization, matrix_id: str, name: LocalText) -> Organization:
    """With a new approval matrix: one row for everything, which asks the department head."""
    row = MatrixRow.model_validate({"approvers": ["departmentHead"]})
    return _added(organization, "matrices", ApprovalMatrix(id=matrix_id, name=name, amount="amount", rows=[row]))


def set_matrix(organization: Organization, matrix_id: str, **changes: Any) -> Organization:
    """With an approval matrix changed: `name`, `amount`, `hit`, `rows`."""
    if set(changes) - {"name", "amount", "hit", "rows"}:
        raise ValueError(", ".join(changes))
    return _changed(organization, "matrices", matrix_id, **changes)


def remove_matrix(organization: Organization, matrix_id: str) -> Organization:
    """Without an approval matrix."""
    if organization.matrix(matrix_id) is None:
        raise KeyError(matrix_id)
    return organization.model_copy(update={"matrices": [one for one in organization.matrices if one.id != matrix_id]})


def add_group(organization: Organization, group_id: str, name: LocalText) -> Organization:
    """With a new user group without members."""
    return _added(organization, "groups", Group(id=group_id, name=name, members=[]))


def rename_group(organization: Organization, group_id: str, name: LocalText) -> Organization:
    """With another name of a group."""
    return _changed(organization, "groups", group_id, name=name)


def remove_group(organization: Organization, group_id: str) -> Organization:
    """Without a group."""
    if organization.group(group_id) is None:
        raise KeyError(group_id)
    return organization.model_copy(update={"groups": [one for one in organization.groups if one.id != group_id]})


def set_group_members(organization: Organization, group_id: str, members: Sequence[str]) -> Organization:
    """With exactly these members of a group; what stands beside a member that stays is kept."""
    group = organization.group(group_id)
    if group is None:
        raise KeyError(group_id)
    before = {item.who: item for item in group.members}
    made = [before.get(who) or Member(who=who) for who in members]
    return _changed(organization, "groups", group_id, members=made)
