"""An organisation out of rows of texts. An error stays with its row and the rest goes on; entries are added, or
changed by their id, and none is taken away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from modeler.organization import edit
from modeler.organization.rows import Line
from modeler.organization.service_rows import ServiceRows
from modeler.organization.texts import joined, split_list
from runner.core.i18n import LocalText
from runner.organization.checks import table_of
from runner.organization.matrix import APPROVERS
from runner.organization.model import (
    Absence,
    ApprovalMatrix,
    Assignment,
    Company,
    CostCentre,
    Department,
    DirectoryService,
    Group,
    LineChoice,
    MatrixRow,
    Member,
    Organization,
    Position,
    Project,
    Role,
    User,
)
from runner.organization.model import (
    Line as ReportingLine,
)
from runner.organization.validity import day_of
from runner.organization.values import amount_of
from runner.organization.who import parse_who

_NO = frozenset({"否", "no", "n", "false", "0", "离职"})
_YES = frozenset({"是", "yes", "y", "true", "1"})
TABLES: Mapping[str, type[Any]] = {
    "companies": Company, "departments": Department, "positions": Position, "users": User, "roles": Role,
    "groups": Group, "costCentres": CostCentre, "projects": Project, "matrices": ApprovalMatrix,
    "services": DirectoryService, "lines": ReportingLine, "defaultLines": LineChoice, "absences": Absence,
}  # fmt: skip
LINES = {"行政": "administrative", "业务": "functional", "项目": "project", "职能": "functional"}
HITS = {"首行": "first", "最具体": "specific"}
MODES = {"代办": "replace", "抄送": "copy"}


def key_of(table: str, item: Any) -> str:
    """By what an entry of a table is known: its id, or the fields that tell it from the others."""
    if table == "lines":
        return f"{item.kind} {item.who}"
    if table == "absences":
        return f"{item.who} {item.from_}"
    return str(item.process if table == "defaultLines" else item.id)


class Builder:
    """Works on tables by key, so that ten thousand rows take seconds."""

    def __init__(self, organization: Organization, lines: list[Line]) -> None:
        self.before = organization
        self.lines = lines
        self.tables: dict[str, dict[str, Any]] = {
            table: {key_of(table, item): item for item in table_of(organization, table)} for table in TABLES
        }
        self.names: dict[str, dict[str, list[str]]] = {}
        self.seen: set[tuple[str, str]] = set()
        self.kept: dict[str, dict[str, Any]] = {}
        self.services = ServiceRows(self)
        self.may_add_companies = not organization.companies and all(line.sheet.id != "companies" for line in lines)

    def run(self) -> Organization:
        """The organisation after all rows without errors."""
        entries: Mapping[str, Callable[[Line], None]] = {
            "companies": self.plain, "departments": self.department, "positions": self.position, "users": self.user,
            "roles": self.role, "groups": self.group, "costCentres": self.plain, "projects": self.plain,
            "matrices": self.matrix, "services": self.services.service,
        }  # fmt: skip
        for line in self.lines:
            for column in line.sheet.columns:
                if column.needed and not column.may_be_empty and not line.cells.get(column.id):
                    line.wrong("empty", column.id)
            key = line.cells.get("id", "")
            if key and not edit.is_id(key):
                line.wrong("bad-id", "id", key)
            if not line.problems and line.sheet.id in entries:
                entries[line.sheet.id](line)
        # references may point to rows further down: only now everyone is there
        for table, items in self.tables.items():
            names = self.names[table] = {}
            for item in items.values():
                name = getattr(item, "name", "")
                for text in name.values() if isinstance(name, dict) else [name]:
                    names.setdefault(text, []).append(key_of(table, item))
        links: Mapping[str, Callable[[Line], None]] = {
            "companies": self.company_links, "departments": self.department_links, "positions": self.position_links,
            "users": self.work, "roles": self.member, "groups": self.member, "lines": self.line,
            "defaultLines": self.default_line, "absences": self.absence, "costCentres": self.centre_links,
            "projects": self.project_links, "matrices": self.matrix_row, "services": self.services.answer,
        }  # fmt: skip
        for line in self.lines:
            if not line.problems:
                links[line.sheet.id](line)
        own = {"costCentres": "cost_centres", "defaultLines": "default_lines"}
        return self.before.model_copy(
            update={
                own.get(table, table): list(items.values())
                for table, items in self.tables.items()
                if list(items.values()) != table_of(self.before, table)
            }
        )

    # cells -------------------------------------------------------------------------------------

    def put(self, table: str, key: str, **data: Any) -> None:
        """Add an entry, or change the one of that key; what is None stays as it was."""
        given = {name: value for name, value in data.items() if value is not None}
        before = self.tables[table].get(key)
        if before is not None:
            changed = {name: value for name, value in given.items() if getattr(before, name) != value}
            self.tables[table][key] = before.model_copy(update=changed) if changed else before
        else:
            given = {**self.kept.get(key, {}), **given}
            given.setdefault("id", key)
            if "id" not in TABLES[table].model_fields:
                del given["id"]
            self.tables[table][key] = TABLES[table](**given)

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
        """The name, with the language that the sheet does not have kept from before."""
        item = self.tables[table].get(line.cells["id"])
        before = item.name if item is not None else ""
        zh, en = line.cells["name"], line.cells.get("nameEn", "")
        if isinstance(before, dict):
            same = before.get("zh") == zh or (not before.get("zh") and before.get("en") == zh)
            return {**before, **({} if same else {"zh": zh}), **({"en": en} if en and before.get("en") != en else {})}
        return {"zh": zh, "en": en} if en and en != zh else zh

    def find(self, line: Line, column: str, table: str, text: str | None = None) -> str | None:
        """The id of what a cell names by id or by full name."""
        text = line.cells.get(column, "") if text is None else text
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

    def days(self, line: Line, begin: str = "validFrom", end: str = "validTo") -> dict[str, str]:
        """The days of validity that are given; a text that is no date is an error."""
        found: dict[str, str] = {}
        for column, name in ((begin, "valid_from"), (end, "valid_to")):
            text = self.day(line, column)
            if text:
                found[name] = text
        return found

    def day(self, line: Line, column: str) -> str:
        """An ISO day; `2026/3/2` and `2026.3.2` are understood."""
        text = line.cells.get(column, "").split(" ")[0]
        parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
        day = f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}" if parts else text
        if day and day_of(day) is None:
            line.wrong("not-a-day", column, text)
        return day

    def number(self, line: Line, column: str) -> int | None:
        """A whole number, or an error."""
        text = line.cells.get(column, "")
        if text and not (text.isascii() and text.removeprefix("-").isdecimal()):
            line.wrong("not-a-number", column)
            return None
        return int(text) if text else None

    def flag(self, line: Line, column: str) -> bool | None:
        """Yes or no; None where the cell is empty."""
        text = line.cells.get(column, "").casefold()
        return None if not text else text not in _NO if column == "active" else text in _YES

    # entries -----------------------------------------------------------------------------------

    def plain(self, line: Line) -> None:
        """An entry of which only the name is its own."""
        if self.first(line, alone=True):
            self.put(line.sheet.id, line.cells["id"], name=self.name(line, line.sheet.id))

    def department(self, line: Line) -> None:
        """The department itself, and its company where that is new."""
        if self.first(line, alone=True):
            company = line.cells.get("company", "")
            if self.may_add_companies and edit.is_id(company) and company not in self.tables["companies"]:
                self.put("companies", company, name=company)
            days = self.days(line)
            if not line.problems:
                kind = line.cells.get("kind") or None
                self.put("departments", line.cells["id"], name=self.name(line, "departments"), kind=kind,
                         calendar=line.cells.get("calendar") or None, **days)  # fmt: skip

    def position(self, line: Line) -> None:
        """A position."""
        grade, seats = self.number(line, "grade"), self.number(line, "seats")
        if not line.problems and self.first(line, alone=True):
            self.put("positions", line.cells["id"], name=self.name(line, "positions"), grade=grade, seats=seats)

    def user(self, line: Line) -> None:
        """The person; further rows of one person are further places of work."""
        days = self.days(line, "joined", "left")
        if not line.problems and self.first(line):
            active, external = self.flag(line, "active"), self.flag(line, "external")
            new = line.cells["id"] not in self.tables["users"]
            self.put(
                "users", line.cells["id"], name=self.name(line, "users"), pinyin=line.cells.get("pinyin") or None,
                active=True if active is None and new else active, external=external,
                calendar=line.cells.get("calendar") or None, **days,
            )  # fmt: skip

    def role(self, line: Line) -> None:
        """The role; each row adds a member."""
        if self.first(line):
            scope = line.cells.get("scope") or None
            self.put("roles", line.cells["id"], name=self.name(line, "roles"), scope=scope)

    def group(self, line: Line) -> None:
        """The group; each row adds a member."""
        if self.first(line):
            self.put("groups", line.cells["id"], name=self.name(line, "groups"))

    def matrix(self, line: Line) -> None:
        """The matrix; its first row in the sheet begins its rows anew."""
        if self.first(line):
            hit = HITS.get(line.cells.get("hit", ""), line.cells.get("hit", "")) or None
            if hit not in (None, "first", "specific"):
                line.wrong("unknown", "hit", line.cells["hit"])
                return
            name, amount = self.name(line, "matrices"), line.cells.get("amount") or None
            self.put("matrices", line.cells["id"], name=name, amount=amount, hit=hit, rows=[])

    # links -------------------------------------------------------------------------------------

    def company_links(self, line: Line) -> None:
        """The company above."""
        parent = self.find(line, "parent", "companies")
        if not line.problems and not self.closes(line, "companies", parent):
            self.put("companies", line.cells["id"], parent=parent)

    def closes(self, line: Line, table: str, parent: str | None) -> bool:
        """Whether a parent would make a circle; that is an error."""
        above, steps = parent, 0
        while above is not None and steps <= len(self.tables[table]):
            if above == line.cells["id"]:
                line.wrong("circle", "parent", line.cells["id"])
                return True
            item = self.tables[table].get(above)
            above, steps = (item.parent if item is not None else None), steps + 1
        return False

    def department_links(self, line: Line) -> None:
        """What a department lies below, who heads it and who is in charge."""
        parent = self.find(line, "parent", "departments")
        company = self.find(line, "company", "companies")
        heads = split_list(line.cells.get("head", ""))
        if len(heads) > 1:
            line.wrong("two-heads", "head", line.cells["head"])
        head = self.find(line, "head", "users") if len(heads) == 1 else None
        executive = self.find(line, "executive", "users")
        deputies = [self.find(line, "deputies", "users", one) for one in split_list(line.cells.get("deputies", ""))]
        centre: str | None = line.cells.get("costCentre") or None
        if self.tables["costCentres"] and centre:
            centre = self.find(line, "costCentre", "costCentres")
        if line.problems or self.closes(line, "departments", parent):
            return
        self.put(
            "departments", line.cells["id"], parent=parent, company=company, head=head, executive=executive,
            deputies=[one for one in deputies if one] or None, cost_centre=centre,
        )  # fmt: skip

    def position_links(self, line: Line) -> None:
        """The department of a position."""
        department = self.find(line, "department", "departments")
        if not line.problems:
            self.put("positions", line.cells["id"], department=department)

    def work(self, line: Line) -> None:
        """Where a person works; the first row of a person is the main place unless another one says so."""
        user = line.cells["id"]
        department = self.find(line, "department", "departments")
        position, superior = self.find(line, "position", "positions"), self.find(line, "superior", "users")
        heir, days = self.find(line, "handOver", "users"), self.days(line)
        if superior == user:
            line.wrong("circle", "superior", user)
        said = self.flag(line, "primary")
        if said and ("main", user) in self.seen:
            line.wrong("two-primary", "primary", user)
        if line.problems:
            return
        if heir is not None:
            self.put("users", user, hand_over=heir)
        if department is None:
            return
        main = said if said is not None else ("work", user) not in self.seen
        self.seen.add(("work", user))
        if said:
            self.seen.add(("main", user))
        places: list[Assignment] = list(self.tables["users"][user].assignments)
        at = next((number for number, item in enumerate(places) if item.department == department), None)
        before = places[at] if at is not None else Assignment(department=department, primary=main)
        given = {"position": position, "superior": superior, "primary": main or None, **days}
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

    def reference(self, line: Line, column: str, kinds: tuple[str, ...], text: str | None = None) -> str | None:
        """A reference as in the file, or the name of a person."""
        text = line.cells.get(column, "") if text is None else text
        who = parse_who(text) if ":" in text else None
        if who is None:
            user = self.find(line, column, "users", text)
            return f"user:{user}" if user else None
        table = "companies" if who.kind == "company" else f"{who.kind}s"
        if who.kind not in kinds or who.id not in self.tables.get(table, {}):
            line.wrong("unknown", column, text)
            return None
        return text

    def member(self, line: Line) -> None:
        """A member of a role or group."""
        if not line.cells.get("member"):
            return
        found = self.reference(line, "member", ("user", "position", "department", "company"))
        serves = line.cells.get("serves") or None
        if serves and serves != "global":
            serves = self.reference(line, "serves", ("company", "department"))
        days = self.days(line)
        if line.problems or found is None:
            return
        owner = self.tables[line.sheet.id][line.cells["id"]]
        members = list(owner.members)
        at = next((n for n, item in enumerate(members) if item.who == found and item.scope == serves), None)
        given = {"who": found, **({"scope": serves} if serves else {}), **days}
        if at is None:
            members.append(Member.model_validate(given))
        else:
            members[at] = members[at].model_copy(update=given)
        if members != owner.members:
            self.put(line.sheet.id, owner.id, members=members)

    def line(self, line: Line) -> None:
        """A reporting line."""
        person, above = self.find(line, "who", "users"), self.find(line, "to", "users")
        kind, days = LINES.get(line.cells["kind"], line.cells["kind"]), self.days(line)
        if person and person == above:
            line.wrong("circle", "to", person)
        if not line.problems:
            line.cells["id"] = f"{kind} user:{person}"
            self.put("lines", line.cells["id"], kind=kind, who=f"user:{person}", to=f"user:{above}", **days)

    def default_line(self, line: Line) -> None:
        """The reporting line of a process."""
        line.cells["id"] = line.cells["process"]
        kind = LINES.get(line.cells["line"], line.cells["line"])
        self.put("defaultLines", line.cells["process"], process=line.cells["process"], line=kind)

    def absence(self, line: Line) -> None:
        """An absence."""
        person, agent = self.find(line, "who", "users"), self.find(line, "agent", "users")
        begin, end = self.day(line, "from"), self.day(line, "to")
        mode = MODES.get(line.cells.get("mode", ""), line.cells.get("mode", "")) or None
        if mode not in (None, "replace", "copy"):
            line.wrong("unknown", "mode", line.cells["mode"])
        if begin and end and end < begin:
            line.wrong("day-order", "to", end)
        if line.problems:
            return
        line.cells["id"] = f"user:{person} {begin}"
        self.put(
            "absences", line.cells["id"], who=f"user:{person}", from_=begin, to=end or None,
            agent=f"user:{agent}" if agent else None, mode=mode,
            processes=split_list(line.cells.get("processes", "")) or None,
        )  # fmt: skip

    def centre_links(self, line: Line) -> None:
        """Who answers for a cost centre."""
        owner = self.find(line, "owner", "users")
        if not line.problems:
            self.put("costCentres", line.cells["id"], owner=owner)

    def project_links(self, line: Line) -> None:
        """Who leads a project, and on which cost centre it is."""
        manager, centre = self.find(line, "manager", "users"), self.find(line, "costCentre", "costCentres")
        if not line.problems:
            self.put("projects", line.cells["id"], manager=manager, cost_centre=centre)

    def matrix_row(self, line: Line) -> None:
        """A row of an approval matrix."""
        approvers = [self.approver(line, text) for text in split_list(line.cells.get("approvers", ""))]
        places = [self.place(text) for text in split_list(line.cells.get("departments", ""))]
        companies = [
            self.find(line, "companies", "companies", one) or one
            for one in split_list(line.cells.get("companies", ""))
        ]
        given = {"approvers": approvers, "departments": places, "companies": companies}
        row = matrix_row({**line.cells, **{key: joined(items) for key, items in given.items()}})
        for column, text in (("from", row.from_), ("below", row.below)):
            if text and amount_of(text) is None:
                line.wrong("not-an-amount", column, text)
        matrix = self.tables["matrices"].get(line.cells["id"])
        if not line.problems and matrix is not None and row != MatrixRow():
            self.put("matrices", matrix.id, rows=[*matrix.rows, row])

    def approver(self, line: Line, text: str) -> str:
        """An approver as in the file, out of that or out of what people call it."""
        word, colon, _more = text.partition(":")
        if word in APPROVERS or (parse_who(text) is not None and colon):
            return text
        spoken, _space, level = text.rpartition(" ")
        for key, names in APPROVERS.items():
            if text in names.values():
                return key
            if spoken in names.values():
                return f"{key}:{level}"
        found = [
            f"{kind}:{one}"
            for kind in ("role", "position", "group", "user")
            for one in self.names.get(f"{kind}s", {}).get(text, [])
        ]
        if len(found) != 1:
            line.wrong("ambiguous" if found else "unknown", "approvers", text)
        return found[0] if len(found) == 1 else text

    def place(self, text: str) -> str:
        """A condition on the department: a type, or a department by its name."""
        kinds = {item.kind for item in self.tables["departments"].values()}
        named = self.names.get("departments", {}).get(text, [])
        if text in kinds or ":" in text or len(named) != 1:
            return text
        return f"department:{named[0]}/**"


def matrix_row(cells: Mapping[str, str]) -> MatrixRow:
    """A row of an approval matrix out of its cells; conditions that are empty are left out. Amounts lose the commas
    between thousands."""
    given: dict[str, Any] = {}
    for key in ("processes", "departments", "companies", "approvers"):
        if items := split_list(cells.get(key, "")):
            given[key] = items
    for key in ("from", "below"):
        if text := cells.get(key, "").strip():
            amount = amount_of(text)
            given[key] = text if amount is None else f"{amount:f}"
    return MatrixRow.model_validate(given)
