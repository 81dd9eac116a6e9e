"""The workbook that organisations are typed into: its sheets and columns, and an empty one to start from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.core.i18n import current_language, pick
from runner.organization.model import Organization

if TYPE_CHECKING:
    from openpyxl import Workbook


@dataclass(frozen=True)
class Column:
    """A column: heading in both languages, further headings that are understood, and what to write."""

    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    needed: bool = False

    @property
    def names(self) -> set[str]:
        """All headings that mean it, in lower case."""
        return {text.casefold() for text in (self.id, self.zh, self.en, *self.also)}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name in both languages, and its columns."""

    id: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    def title(self, language: str) -> str:
        """The name in a language."""
        return self.zh if language == "zh" else self.en


_ID = Column("id", "编号", "Id", ("编码", "代码", "code"), needed=True)

SHEETS: tuple[Sheet, ...] = (
    Sheet("departments", "部门", "Departments", (
        _ID, Column("name", "名称", "Name", ("部门", "部门名称"), needed=True),
        Column("nameEn", "英文名称", "English name"),
        Column("parent", "上级部门", "Parent department", ("parent",)),
        Column("head", "主管", "Head", ("负责人", "部门主管", "部门负责人")),
        Column("executive", "分管领导", "Executive"), Column("company", "公司", "Company"),
        Column("costCentre", "成本中心", "Cost centre"),
    )),
    Sheet("positions", "岗位", "Positions", (
        _ID, Column("name", "名称", "Name", ("岗位", "岗位名称"), needed=True),
        Column("nameEn", "英文名称", "English name"),
        Column("grade", "职级", "Grade"),
    )),
    Sheet("users", "人员", "People", (
        Column("id", "编号", "Id", ("工号", "账号", "员工编号"), needed=True),
        Column("name", "姓名", "Name", needed=True),
        Column("pinyin", "拼音", "Pinyin"), Column("department", "部门", "Department", needed=True),
        Column("position", "岗位", "Position"), Column("superior", "直属上级", "Superior", ("上级",)),
        Column("active", "在职", "Active"),
    )),
    Sheet("roles", "角色", "Roles", (
        _ID, Column("name", "名称", "Name", ("角色", "角色名称"), needed=True),
        Column("member", "成员", "Member", ("members",)), Column("scope", "范围", "Scope"),
    )),
)  # fmt: skip


def template(organization: Organization | None = None, language: str | None = None) -> bytes:
    """A workbook (xlsx) with the headings; with an organisation, filled with it, so that what is written
    out can be changed and read in again."""
    import openpyxl
    from openpyxl.styles import Font

    language = language or current_language()
    book: Workbook = openpyxl.Workbook()
    if book.active is not None:
        book.remove(book.active)
    rows = _rows(organization) if organization is not None else {}
    for sheet in SHEETS:
        page = book.create_sheet(sheet.title(language))
        page.append([column.zh if language == "zh" else column.en for column in sheet.columns])
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.freeze_panes = "A2"
        for row in rows.get(sheet.id, ()):
            page.append([_plain(row.get(column.id)) for column in sheet.columns])
        for letter in "ABCDEFGH"[: len(sheet.columns)]:
            page.column_dimensions[letter].width = 18
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _plain(value: object) -> str | int | None:
    """A cell that no program takes for a formula."""
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _rows(organization: Organization) -> Mapping[str, list[dict[str, object]]]:
    departments: list[dict[str, object]] = [
        {"id": item.id, "name": pick(item.name, "zh"), "nameEn": pick(item.name, "en"), "parent": item.parent,
         "head": item.head, "executive": item.executive, "company": item.company, "costCentre": item.cost_centre}
        for item in organization.departments
    ]  # fmt: skip
    positions: list[dict[str, object]] = [
        {"id": item.id, "name": pick(item.name, "zh"), "nameEn": pick(item.name, "en"), "grade": item.grade}
        for item in organization.positions
    ]
    users: list[dict[str, object]] = [
        {"id": user.id, "name": pick(user.name, "zh"), "pinyin": user.pinyin, "department": work.department,
         "position": work.position, "superior": work.superior, "active": "是" if user.active else "否"}
        for user in organization.users
        for work in sorted(user.assignments, key=lambda item: not item.primary)
    ]  # fmt: skip
    roles: list[dict[str, object]] = []
    for role in organization.roles:
        first = {"id": role.id, "name": pick(role.name, "zh"), "scope": role.scope}
        members: list[str | None] = [*(item.who for item in role.members)] or [None]
        roles.extend({**first, "member": member} for member in members)
    return {"departments": departments, "positions": positions, "users": users, "roles": roles}
