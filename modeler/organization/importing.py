"""Reading an organisation out of a workbook: row by row, all errors before anything changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from modeler.organization import edit
from modeler.organization.rows import Line, read_lines
from runner.core.i18n import LocalText
from runner.core.problem import Problem, Severity
from runner.organization.checks import check_organization
from runner.organization.model import Assignment, Company, Department, Member, Organization, Position, Role, User
from runner.organization.who import parse_who

_NO = frozenset({"否", "no", "n", "false", "0", "离职"})


_TABLES: Mapping[str, type[Any]] = {
    "companies": Company, "departments": Department, "positions": Position, "users": User, "roles": Role
}  # fmt: skip


@dataclass(frozen=True)
class PlanRow:
    """What one row would do. `line` counts as in the workbook; `state` error where it has problems."""

    sheet: str
    line: int
    id: str
    state: Literal["new", "changed", "same", "error"]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: a row each, all problems, and the organisation as it would be (None where
    there are errors). Nothing has changed yet."""

    rows: tuple[PlanRow, ...]
    problems: tuple[Problem, ...]
    organization: Organization | None
    counts: Mapping[str, int] = field(default_factory=dict)


def plan_import(data: bytes, current: Organization | None = None, *, file: str = "organization.xlsx") -> ImportPlan:
    """What importing a workbook into `current` would do: people and departments are added or updated by
    their id, none is taken away.

    Raises `FormatError` where the file is no workbook, is too large, or has none of our sheets.
    """
    before = current or Organization()
    lines, problems = read_lines(data, file)
    after = _Builder(before, lines).run()
    known_before, known_after = _by_id(before), _by_id(after)
    rows = []
    for line in lines:
        problems.extend(line.problems)
        item_id = line.cells.get("id", "")
        state: Literal["new", "changed", "same", "error"] = "error"
        if not line.problems:
            old, new = known_before.get((line.sheet.id, item_id)), known_after.get((line.sheet.id, item_id))
            state = "new" if old is None else "same" if old == new else "changed"
        rows.append(PlanRow(line.title, line.number, item_id, state, tuple(line.problems)))
    is_good = not any(problem.severity is Severity.ERROR for problem in problems)
    if is_good:
        known = {(item.code, item.element) for item in check_organization(before)}
        problems.extend(item for item in check_organization(after) if (item.code, item.element) not in known)
        is_good = not any(problem.severity is Severity.ERROR for problem in problems)
    counts = {state: sum(row.state == state for row in rows) for state in ("new", "changed", "same", "error")}
    return ImportPlan(tuple(rows), tuple(problems), after if is_good else None, counts)


def _by_id(organization: Organization) -> dict[tuple[str, str], Any]:
    return {(table, item.id): item for table in _TABLES for item in getattr(organization, table)}


class _Builder:
    """Makes the organisation out of rows; an error stays with its row and the rest goes on. Works on
    tables by id, so that ten thousand rows take seconds."""

    def __init__(self, organization: Organization, lines: list[Line]) -> None:
        self.before = organization
        self.lines = lines
        self.tables: dict[str, dict[str, Any]] = {
            table: {item.id: item for item in getattr(organization, table)} for table in _TABLES
        }
        self.names: dict[str, dict[str, list[str]]] = {}
        self.seen: set[tuple[str, str]] = set()

    def run(self) -> Organization:
        """The organisation after all rows without errors."""
        verbs: Mapping[str, Callable[[Line], None]] = {
            "departments": self.department, "positions": self.position, "users": self.user, "roles": self.role
        }  # fmt: skip
        for line in self.lines:
            for column in line.sheet.columns:
                if column.needed and not line.cells.get(column.id):
                    line.wrong("empty", column.id)
            if line.cells["id"] and not edit.is_id(line.cells["id"]):
                line.wrong("bad-id", "id", line.cells["id"])
            if not line.problems:
                verbs[line.sheet.id](line)
        # references may point to rows further down: only now everyone is there
        for table, items in self.tables.items():
            names = self.names[table] = {}
            for item in items.values():
                for name in item.name.values() if isinstance(item.name, dict) else [item.name]:
                    names.setdefault(name, []).append(item.id)
        links: Mapping[str, Callable[[Line], None]] = {
            "departments": self.department_links, "users": self.work, "roles": self.member
        }  # fmt: skip
        for line in self.lines:
            if not line.problems and line.sheet.id in links:
                links[line.sheet.id](line)
        return self.before.model_copy(
            update={
                table: list(items.values())
                for table, items in self.tables.items()
                if list(items.values()) != getattr(self.before, table)
            }
        )

    def put(self, table: str, item_id: str, **data: Any) -> None:
        """Add an entry, or change the one of that id; what is None stays as it was."""
        given = {key: value for key, value in data.items() if value is not None}
        before = self.tables[table].get(item_id)
        made = before.model_copy(update=given) if before is not None else _TABLES[table](id=item_id, **given)
        self.tables[table][item_id] = made

    def first(self, line: Line, *, alone: bool = False) -> bool:
        """Whether the id stands in this sheet for the first time; `alone`: a second time is an error."""
        key = (line.sheet.id, line.cells["id"])
        if key in self.seen:
            if alone:
                line.wrong("twice", "id", line.cells["id"])
            return False
        self.seen.add(key)
        return True

    def name(self, line: Line, table: str) -> LocalText:
        """The name, with the language that the workbook does not have kept from before."""
        item = self.tables[table].get(line.cells["id"])
        before = item.name if item is not None else ""
        zh, en = line.cells["name"], line.cells.get("nameEn", "")
        if isinstance(before, dict):
            same = before.get("zh") == zh or (not before.get("zh") and before.get("en") == zh)
            return {**before, **({} if same else {"zh": zh}), **({"en": en} if en and before.get("en") != en else {})}
        return {"zh": zh, "en": en} if en and en != zh else zh

    def department(self, line: Line) -> None:
        """The department itself, and its company where that is new."""
        if self.first(line, alone=True):
            company = line.cells.get("company") or None
            if company and company not in self.tables["companies"]:
                self.put("companies", company, name=company)
            name, cost = self.name(line, "departments"), line.cells.get("costCentre") or None
            self.put("departments", line.cells["id"], name=name, company=company, cost_centre=cost)

    def position(self, line: Line) -> None:
        """A position."""
        grade = line.cells.get("grade", "")
        if grade and not grade.removeprefix("-").isdecimal():
            line.wrong("not-a-number", "grade")
        elif self.first(line, alone=True):
            name = self.name(line, "positions")
            self.put("positions", line.cells["id"], name=name, grade=int(grade) if grade else None)

    def user(self, line: Line) -> None:
        """The person; further rows of one person are further places of work."""
        if self.first(line):
            active = line.cells.get("active", "").casefold() not in _NO
            pinyin = line.cells.get("pinyin") or None
            self.put("users", line.cells["id"], name=self.name(line, "users"), pinyin=pinyin, active=active)

    def role(self, line: Line) -> None:
        """The role; each row adds a member."""
        if self.first(line):
            scope = line.cells.get("scope") or None
            self.put("roles", line.cells["id"], name=self.name(line, "roles"), scope=scope)

    def find(self, line: Line, column: str, table: str) -> str | None:
        """The id of what a cell names by id or by full name."""
        text = line.cells.get(column, "")
        if not text:
            return None
        bare = text.partition(":")[2] or text
        if bare in self.tables[table]:
            return bare
        fitting = self.names[table].get(text, [])
        if len(fitting) != 1:
            line.wrong("ambiguous" if fitting else "unknown", column, text)
            return None
        return fitting[0]

    def department_links(self, line: Line) -> None:
        """What a department lies below, who heads it and who is in charge."""
        parent = self.find(line, "parent", "departments")
        head, executive = self.find(line, "head", "users"), self.find(line, "executive", "users")
        if line.problems:
            return
        above, steps = parent, 0
        while above is not None and steps <= len(self.tables["departments"]):
            if above == line.cells["id"]:
                line.wrong("circle", "parent", line.cells["id"])
                return
            item = self.tables["departments"].get(above)
            above, steps = (item.parent if item is not None else None), steps + 1
        self.put("departments", line.cells["id"], parent=parent, head=head, executive=executive)

    def work(self, line: Line) -> None:
        """Where a person works; the first row of a person is the main place."""
        user = line.cells["id"]
        department = self.find(line, "department", "departments")
        position, superior = self.find(line, "position", "positions"), self.find(line, "superior", "users")
        if superior == user:
            line.wrong("circle", "superior", user)
        if line.problems or department is None:
            return
        main = ("work", user) not in self.seen
        self.seen.add(("work", user))
        places: list[Assignment] = list(self.tables["users"][user].assignments)
        at = next((number for number, item in enumerate(places) if item.department == department), None)
        before = places[at] if at is not None else Assignment(department=department, primary=main)
        given = {"position": position, "superior": superior, "primary": main or None}
        changes = {key: value for key, value in given.items() if value and getattr(before, key) != value}
        made = before.model_copy(update=changes) if changes else before
        if main:
            places = [item.model_copy(update={"primary": False}) if item.primary else item for item in places]
        if at is None:
            places.append(made)
        else:
            places[at] = made
        if places != self.tables["users"][user].assignments:
            self.put("users", user, assignments=places)

    def member(self, line: Line) -> None:
        """A member of a role: a reference as in the file, or the name of a person."""
        text = line.cells.get("member", "")
        if not text:
            return
        who = parse_who(text) if ":" in text else None
        found: str | None = None
        if who is not None and f"{who.kind}s" in ("users", "positions", "departments"):
            if who.id in self.tables[f"{who.kind}s"]:
                found = text
            else:
                line.wrong("unknown", "member", text)
        else:
            user = self.find(line, "member", "users")
            found = f"user:{user}" if user else None
        role = self.tables["roles"][line.cells["id"]]
        if found and all(item.who != found for item in role.members):
            self.put("roles", role.id, members=[*role.members, Member(who=found)])
