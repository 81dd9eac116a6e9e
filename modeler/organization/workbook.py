"""The workbook that organisations are typed into: its sheets and columns, and an empty one to start from."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from modeler.organization.texts import texts_of
from runner.core.i18n import current_language
from runner.organization.model import Organization


@dataclass(frozen=True)
class Column:
    """A column: heading in both languages, further headings that are understood. `needed`: the heading must be
    there, and its cells be filled unless they `may_be_empty`; `ref`: the table whose entries are named in it."""

    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    needed: bool = False
    may_be_empty: bool = False
    ref: str = ""

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
_NAME = Column("name", "名称", "Name", needed=True)
_NAME_EN = Column("nameEn", "英文名称", "English name")
_FROM = Column("validFrom", "生效日期", "Valid from")
_TO = Column("validTo", "失效日期", "Valid to")

SHEETS: tuple[Sheet, ...] = (
    Sheet("companies", "公司", "Companies", (_ID, _NAME, _NAME_EN,
        Column("parent", "上级公司", "Parent company", ref="companies"))),
    Sheet("departments", "部门", "Departments", (
        _ID, Column("name", "名称", "Name", ("部门", "部门名称"), needed=True), _NAME_EN,
        Column("parent", "上级部门", "Parent department", ("parent",), ref="departments"),
        Column("company", "公司", "Company", ref="companies"), Column("kind", "类型", "Type", ("部门类型",)),
        Column("head", "主管", "Head", ("负责人", "部门主管", "部门负责人"), ref="users"),
        Column("deputies", "副主管", "Deputies", ("副职",), ref="users"),
        Column("executive", "分管领导", "Executive", ref="users"),
        Column("costCentre", "成本中心", "Cost centre", ref="costCentres"),
        Column("calendar", "工作日历", "Working calendar"), _FROM, _TO,
    )),
    Sheet("positions", "岗位", "Positions", (
        _ID, Column("name", "名称", "Name", ("岗位", "岗位名称"), needed=True), _NAME_EN,
        Column("grade", "职级", "Grade"), Column("department", "部门", "Department", ref="departments"),
        Column("seats", "编制", "Seats"),
    )),
    Sheet("users", "人员", "People", (
        Column("id", "编号", "Id", ("工号", "账号", "员工编号"), needed=True),
        Column("name", "姓名", "Name", needed=True), _NAME_EN,
        Column("pinyin", "拼音", "Pinyin"),
        Column("department", "部门", "Department", needed=True, may_be_empty=True, ref="departments"),
        Column("position", "岗位", "Position", ref="positions"),
        Column("superior", "直属上级", "Superior", ("上级",), ref="users"),
        Column("primary", "主任职", "Main place", ("主岗",)),
        Column("active", "在职", "Active"), Column("external", "外部人员", "External"),
        Column("handOver", "接手人", "Handed over to", ref="users"), Column("joined", "入职日期", "Joined"),
        Column("left", "离职日期", "Left"), Column("calendar", "工作日历", "Working calendar"), _FROM, _TO,
    )),
    Sheet("roles", "角色", "Roles", (
        _ID, Column("name", "名称", "Name", ("角色", "角色名称"), needed=True), _NAME_EN,
        Column("member", "成员", "Member", ("members",)), Column("serves", "服务范围", "Serves"),
        Column("scope", "范围", "Scope"), _FROM, _TO,
    )),
    Sheet("groups", "用户组", "Groups", (
        _ID, _NAME, _NAME_EN, Column("member", "成员", "Member", ("members",)), _FROM, _TO,
    )),
    Sheet("lines", "汇报线", "Reporting lines", (
        Column("who", "人员", "Person", needed=True, ref="users"), Column("kind", "汇报线", "Line", needed=True),
        Column("to", "上级", "Reports to", needed=True, ref="users"), _FROM, _TO,
    )),
    Sheet("defaultLines", "默认汇报线", "Default lines", (
        Column("process", "流程", "Process", needed=True), Column("line", "汇报线", "Line", needed=True),
    )),
    Sheet("absences", "请假代理", "Absences", (
        Column("who", "人员", "Person", needed=True, ref="users"), Column("from", "开始", "From", needed=True),
        Column("to", "结束", "To"), Column("agent", "代理人", "Agent", ref="users"),
        Column("processes", "流程", "Processes"),
        Column("mode", "方式", "Way"),
    )),
    Sheet("costCentres", "成本中心", "Cost centres", (_ID, _NAME, _NAME_EN,
        Column("owner", "负责人", "Owner", ref="users"))),
    Sheet("projects", "项目", "Projects", (
        _ID, _NAME, _NAME_EN, Column("manager", "项目经理", "Manager", ref="users"),
        Column("costCentre", "成本中心", "Cost centre", ref="costCentres"),
    )),
    Sheet("matrices", "审批权限表", "Approval matrices", (
        _ID, _NAME, _NAME_EN, Column("amount", "金额字段", "Amount field"), Column("hit", "取行规则", "Which row"),
        Column("processes", "流程", "Processes"), Column("from", "金额下限（含）", "From (included)"),
        Column("below", "金额上限（不含）", "Below (not included)"),
        Column("departments", "部门类型", "Department types", ref="places"),
        Column("companies", "公司", "Companies", ref="companies"),
        Column("approvers", "审批人（依次）", "Approvers in order", ref="approvers"),
    )),
    Sheet("services", "目录服务", "Directory services", (
        _ID, _NAME, Column("starter", "发起人", "Starter", ref="users"),
        Column("department", "部门", "Department", ref="departments"), Column("process", "流程", "Process"),
        Column("node", "环节", "Step"), Column("value", "随附值", "Value sent along"),
        Column("people", "答复人员", "People named", ref="users"), Column("delay", "延迟", "Delay"),
        Column("failure", "失败原因", "Failure"), Column("system", "系统", "System"),
        Column("operation", "接口", "Operation"), _NAME_EN,
    )),
)  # fmt: skip
BY_ID = {sheet.id: sheet for sheet in SHEETS}


def template(organization: Organization | None = None, language: str | None = None) -> bytes:
    """A workbook (xlsx) with the headings; with an organisation, filled with it, so that what is written
    out can be changed and read in again."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    language = language or current_language()
    book = Workbook(write_only=True)
    rows = texts_of(organization) if organization is not None else {}
    bold = Font(bold=True)

    def cells(page: Any, texts: Iterable[str], *, head: bool = False) -> list[Any]:
        made = []
        for text in texts:
            cell = WriteOnlyCell(page, value=plain(text) or None)
            if head:
                cell.font = bold
            else:
                cell.number_format = "@"  # numbers that are ids keep their zeros when they are edited
            made.append(cell)
        return made

    for sheet in SHEETS:
        page = book.create_sheet(sheet.title(language))
        page.freeze_panes = "A2"
        for letter in "ABCDEFGHIJKLMNOP"[: len(sheet.columns)]:
            page.column_dimensions[letter].width = 18
        page.append(cells(page, headings(sheet, language), head=True))
        for row in rows.get(sheet.id, ()):
            page.append(cells(page, (row.get(column.id, "") for column in sheet.columns)))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def headings(sheet: Sheet, language: str) -> list[str]:
    """The headings of a sheet."""
    return [column.zh if language == "zh" else column.en for column in sheet.columns]


_FORMULA = ("=", "+", "-", "@", "'")


def plain(text: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
