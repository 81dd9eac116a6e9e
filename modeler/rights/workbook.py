"""The three tables of rights as a workbook, both ways: written to be read and changed in a spreadsheet, read row by
row with all errors before anything changes.

A cell in round brackets holds no line of its own: it shows what follows, and reading passes it over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from modeler.document.document import Document
from modeler.document.index import Index
from modeler.rights import operation_table
from modeler.rights.edit import process_rights, set_category, set_process_rights
from modeler.rights.field_table import CellLine, Column, FieldTable, set_field_cells
from modeler.rights.field_words import cell_line, cell_words, line_of
from modeler.rights.rule_table import ACTIONS, cell_text, parse_cell, with_rule_cells
from modeler.rights.subject import category_of
from runner.core.errors import FormatError
from runner.core.i18n import N_, local, pick, tr
from runner.core.messages import declare, word
from runner.core.problem import Problem, Severity
from runner.data.spreadsheet import Sheet, read_sheets, write_xlsx
from runner.forms.schema import Form
from runner.organization.directory import directory_of
from runner.organization.model import Organization
from runner.organization.who import STARTER, name_of, parse_who, who_name
from runner.rights.check import Level
from runner.rights.fields import EVERYTHING
from runner.rights.model import Action, CategoryRights, ProcessRights, WorkspaceRights
from runner.rights.operations import OPERATIONS

declare(
    {
        "rights.import-none": (
            N_("{file} has none of the sheets of rights: {sheets}."),
            N_("Export the tables first, and change that workbook."),
        ),
        "rights.import-level": (N_("“{text}” is no level."), N_("Write {levels}.")),
        "rights.import-who": (
            N_("“{text}” is nobody in the organisation."),
            N_("Write an id as in user:li."),
        ),
        "rights.import-rule": (N_("“{text}” is no rule."), N_("Write allow or deny, with a scope as in allow:own.")),
        "rights.import-step": (N_("“{text}” is no step here."), N_("Leave the ids in the sheet as they are.")),
        "rights.import-field": (N_("“{text}” is no field of the form {form}."), N_("Leave the paths as they are.")),
        "rights.import-form": (N_("“{text}” is no form of this process."), N_("Leave the form names as they are.")),
        "rights.import-access": (
            N_("“{text}” is nothing that “{step}” can do with a field."),
            N_("Write hidden, read, edit or required; a table with rows as exported; readers only hidden or read."),
        ),
        "rights.import-rows": (
            N_("“{text}”: {field} is no table and has no rows."),
            N_("Write only what the step may do with the field."),
        ),
        "rights.import-operation": (N_("“{text}” is no operation."), N_("Leave the names as they are.")),
        "rights.import-yes": (
            N_("“{text}” is neither yes nor no."),
            N_("Write yes or no, or leave the cell in brackets."),
        ),
        "rights.import-fixed": (N_("“{text}” cannot be changed at “{step}”."), N_("Leave the cell as it was.")),
        "rights.import-result": (N_("“{text}” is no result of a verdict."), N_("Write {results}.")),
        "rights.import-twice": (N_("“{text}” stands in two rows."), N_("Take one of them away.")),
    }
)

RULES, OPERATION, VERDICTS, FIELDS = (
    N_("Process rights"), N_("Operations of steps"), N_("Verdict menus"), N_("Field rights")
)  # fmt: skip
TITLES = (RULES, OPERATION, VERDICTS, FIELDS)
YES, NO = N_("yes"), N_("no")
State = Literal["changed", "same", "error"]


@dataclass(frozen=True)
class PlanRow:
    """What one row would do; `line` counts as in the workbook."""

    sheet: str
    line: int
    about: str
    state: State
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class RightsPlan:
    """What an import would do; nothing has changed yet. `is_good`: it has no errors and may be applied."""

    rows: tuple[PlanRow, ...]
    rules: Mapping[Level, Mapping[tuple[str, Action], str]] = field(default_factory=dict)
    operations: Mapping[str, Mapping[str, bool | None]] = field(default_factory=dict)
    verdicts: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, Mapping[str, CellLine | None]]] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether no row has an error."""
        return all(row.state != "error" for row in self.rows)

    @property
    def counts(self) -> Mapping[str, int]:
        """State -> rows."""
        return {state: sum(row.state == state for row in self.rows) for state in get_args(State)}


@dataclass(frozen=True)
class Tables:
    """What a workbook is made of and read into."""

    index: Index
    process: str
    shared: WorkspaceRights
    organization: Organization
    forms: Mapping[str, Form]

    def levels(self) -> dict[Level, ProcessRights]:
        """The rules of each level; the category's only where the process has one."""
        category = category_of(self.index, self.process)
        found: dict[Level, ProcessRights] = {"process": process_rights(self.index, self.process)}
        if category:
            own = next((one for one in self.shared.categories if one.category == category), None)
            found["category"] = own or CategoryRights(category=category)
        found["workspace"] = self.shared
        return found

    def field_tables(self) -> dict[str, FieldTable]:
        """The table of each form that this process shows."""
        used: dict[str, None] = {}
        for record in self.index.nodes.values():
            block = record.extension.get("form")
            if record.process == self.process and isinstance(block, Mapping) and block.get("ref"):
                used.setdefault(str(block["ref"]))
        return {ref: FieldTable(self.index, ref, self.forms[ref]) for ref in used if ref in self.forms}


# writing -----------------------------------------------------------------------------------------


def export_rights(tables: Tables) -> bytes:
    """The workbook."""
    sheets = [_rules(tables), _operations(tables), _verdicts(tables), *_fields(tables)]
    return write_xlsx([Sheet(title, tuple(tuple(row) for row in rows)) for title, rows in sheets])


def _rules(tables: Tables) -> tuple[str, list[list[str]]]:
    rows = [[tr(N_("Level")), tr(N_("Who")), tr(N_("Name")), *(word("action", one) for one in ACTIONS)]]
    for level, rights in tables.levels().items():
        for who in dict.fromkeys(rule.who for rule in (*rights.allow, *rights.deny)):
            cells = [cell_text(rights, who, action) for action in ACTIONS]
            rows.append([level, who, pick(who_name(who, tables.organization)), *cells])
    return tr(RULES), rows


def _operations(tables: Tables) -> tuple[str, list[list[str]]]:
    steps = _steps(tables)
    rows = [[tr(N_("Operation")), tr(N_("Name")), *(step.id for step in steps)]]
    rows.append(["", tr(N_("Step")), *(step.name for step in steps)])
    for operation in OPERATIONS:
        cells = []
        for step in steps:
            cell = operation_table.operation_cell(step, operation)
            if step.listed and operation_table.can_write(step, operation):
                cells.append(tr(YES) if cell.is_listed else tr(NO))
            else:
                cells.append(f"({tr(YES) if cell.is_given else tr(NO)})")
        rows.append([operation, word("operation", operation), *cells])
    return tr(OPERATION), rows


def _steps(tables: Tables) -> list[operation_table.ApprovalStep]:
    return [one for one in operation_table.steps_of(tables.index) if _process(tables, one.id) == tables.process]


def _process(tables: Tables, node: str) -> str | None:
    record = tables.index.nodes.get(node)
    return record.process if record else None


_VERDICT = ("id", "label", "result", "action", "validate", "opinion")


def _verdicts(tables: Tables) -> tuple[str, list[list[str]]]:
    heads = (N_("Verdict"), N_("Label"), N_("Result"), N_("Action"), N_("Form is checked"), N_("Opinion"))
    rows = [[tr(N_("Step")), tr(N_("Name")), *(tr(one) for one in heads)]]
    for step in _steps(tables):
        for verdict in operation_table.verdicts_of(tables.index, step.id):
            rows.append([step.id, step.name, *(str(verdict.get(key, "")) for key in _VERDICT)])
    return tr(VERDICTS), rows


def _fields(tables: Tables) -> Iterator[tuple[str, list[list[str]]]]:
    rows: list[list[str]] = []
    for ref, table in tables.field_tables().items():
        columns = [one for one in table.columns if _owner(tables, one) == tables.process]
        rows.append([tr(N_("Form")), tr(N_("Field")), tr(N_("Name")), *(one.id for one in columns)])
        rows.append([ref, "", tr(N_("Step")), *(column_name(one) for one in columns)])
        named = [(row.path, row.caption) for row in table.rows]
        for path, caption in [*named, (EVERYTHING, tr(N_("All others")))]:
            cells = []
            for column in columns:
                cell = table.cell(path, column)
                own = line_of(cell.line, is_table=path in table.tables) if cell.line else None
                cells.append(cell_words(own.access, own.rows) if own else f"({cell_words(cell.access, None)})")
            rows.append([ref, path, caption, *cells])
    if rows:
        yield tr(FIELDS), rows


def _owner(tables: Tables, column: Column) -> str | None:
    return column.owner if column.reader else _process(tables, column.owner)


def column_name(column: Column) -> str:
    """What a column is called in the user's language."""
    return word("reader", column.reader) if column.reader else column.name or column.owner


# reading -----------------------------------------------------------------------------------------


def plan_rights(data: bytes, tables: Tables, *, file: str = "rights.xlsx") -> RightsPlan:
    """What importing a workbook would do. Raises `FormatError` where the file is no workbook or has none of the
    sheets."""
    known = {name: title for title in TITLES for name in _in_all(title)}
    reader = _Reader(tables)
    found = False
    for sheet in read_sheets(data, file):
        title = known.get(sheet.title)
        if title is not None:
            found = True
            reader.sheet, ways = sheet.title, {
                RULES: reader.rules, OPERATION: reader.operations, VERDICTS: reader.verdicts, FIELDS: reader.fields
            }  # fmt: skip
            ways[title](sheet.rows)
    if not found:
        raise FormatError("rights.import-none", file=file, sheets=", ".join(tr(one) for one in TITLES))
    return reader.plan()


def _in_all(text: str) -> set[str]:
    """A text in every language."""
    return {text, *local(text).values()}


class _Reader:
    """Takes sheets row by row; an error stays with its row and the rest goes on."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.sheet = ""
        self._rows: list[PlanRow] = []
        self._rules: dict[Level, dict[tuple[str, Action], str]] = {}
        self._operations: dict[str, dict[str, bool | None]] = {}
        self._verdicts: dict[str, list[dict[str, Any]]] = {}
        self._fields: dict[str, dict[str, dict[str, CellLine | None]]] = {}
        self._rest: dict[tuple[str, str], CellLine | None] = {}

    def plan(self) -> RightsPlan:
        """All that was read."""
        return RightsPlan(tuple(self._rows), self._rules, self._operations, self._verdicts, self._fields)

    def _put(self, line: int, about: str, changed: bool, problems: Sequence[Problem]) -> None:
        state: State = "error" if problems else "changed" if changed else "same"
        self._rows.append(PlanRow(self.sheet, line, about, state, tuple(problems)))

    def rules(self, rows: Sequence[Sequence[str]]) -> None:
        """A row for whom a rule stands; rows that are gone take their rules away."""
        levels = self.tables.levels()
        directory = directory_of(self.tables.organization)
        seen: set[tuple[str, str]] = set()
        kept: set[tuple[Level, str]] = set()
        for number, row in enumerate(rows[1:], 2):
            cells = [*row, *[""] * 8]
            level = next((one for one in levels if one == cells[0].strip()), None)
            who, problems = cells[1].strip(), []
            if not any(text.strip() for text in row):
                continue
            if level is None:
                problems.append(_wrong("rights.import-level", text=cells[0], levels=", ".join(levels)))
            reference = parse_who(who)
            if reference is None or not (reference.kind == STARTER or name_of(reference, directory)):
                problems.append(_wrong("rights.import-who", text=who))
            if (cells[0], who) in seen:
                problems.append(_wrong("rights.import-twice", text=who))
            seen.add((cells[0], who))
            changed = False
            for action, text in zip(ACTIONS, cells[3:], strict=False):
                said = " ".join(text.split())
                if parse_cell(said) is None:
                    problems.append(_wrong("rights.import-rule", text=text))
                elif level is not None and said != cell_text(levels[level], who, action):
                    changed = True
                    self._rules.setdefault(level, {})[who, action] = said
            if level is not None:
                kept.add((level, who))
            self._put(number, who, changed, problems)
        for level, rights in levels.items():
            for rule in (*rights.allow, *rights.deny):
                if (level, rule.who) not in kept:
                    self._rules.setdefault(level, {})[rule.who, rule.action] = ""

    def operations(self, rows: Sequence[Sequence[str]]) -> None:
        """A row for an operation; the headings are the ids of steps."""
        steps = {step.id: step for step in _steps(self.tables)}
        heads = list(rows[0][2:]) if rows else []
        unknown = [_wrong("rights.import-step", text=one) for one in heads if one and one not in steps]
        if unknown:
            self._put(1, "", changed=False, problems=unknown)
        words = {**dict.fromkeys(_in_all(YES), True), **dict.fromkeys(_in_all(NO), False)}
        for number, row in enumerate(rows[1:], 2):
            operation, problems, changed = row[0].strip() if row else "", [], False
            if not operation:
                continue
            if operation not in OPERATIONS:
                problems.append(_wrong("rights.import-operation", text=operation))
            for own, text in zip(heads, row[2:], strict=False):
                said, step = text.strip(), steps.get(own)
                if step is None or problems or not said or said.startswith(("(", "（")):
                    continue
                if said not in words:
                    problems.append(_wrong("rights.import-yes", text=said))
                elif not operation_table.can_write(step, operation):
                    problems.append(_wrong("rights.import-fixed", text=word("operation", operation), step=step.name))
                elif not step.listed or words[said] != (operation in step.listed):
                    changed = True
                    self._operations.setdefault(own, {})[operation] = words[said]
            self._put(number, operation, changed, problems)

    def verdicts(self, rows: Sequence[Sequence[str]]) -> None:
        """A row for a verdict; the menu of a step is what its rows say."""
        steps = {step.id for step in _steps(self.tables)}
        found: dict[str, list[dict[str, Any]]] = {}
        for number, row in enumerate(rows[1:], 2):
            cells = [text.strip() for text in (*row, *[""] * 7)]
            if not any(cells):
                continue
            problems = []
            if cells[0] not in steps:
                problems.append(_wrong("rights.import-step", text=cells[0]))
            verdict = {key: text for key, text in zip(_VERDICT, cells[2:], strict=False) if text}
            if verdict.get("result", "agree") not in operation_table.RESULTS:
                problems.append(
                    _wrong("rights.import-result", text=cells[4], results=", ".join(operation_table.RESULTS))
                )  # fmt: skip
            several = found.setdefault(cells[0], [])
            if not verdict.get("id") or any(one["id"] == verdict.get("id") for one in several):
                problems.append(_wrong("rights.import-twice", text=cells[2]))
            before = operation_table.verdicts_of(self.tables.index, cells[0])
            place = len(several)
            several.append(verdict)
            changed = place >= len(before) or _said(before[place]) != verdict
            self._put(number, f"{cells[1]} · {cells[3]}", changed, problems)
        for own in steps:
            before = [_said(one) for one in operation_table.verdicts_of(self.tables.index, own)]
            if found.get(own, []) != before:
                self._verdicts[own] = found.get(own, [])

    def fields(self, rows: Sequence[Sequence[str]]) -> None:
        """Blocks with a row of headings each: form, path, name, and a column for each step and reader."""
        tables = self.tables.field_tables()
        heads: list[str] = []
        columns: dict[str, Column] = {}
        starts = _in_all(N_("Form"))
        for number, row in enumerate(rows, 1):
            cells = [text.strip() for text in (*row, *[""] * 3)]
            if cells[0] in starts and not cells[1].islower():
                heads = cells[3:]
                columns = {}
                continue
            if not cells[0] or not cells[1]:
                continue
            problems, changed, table = [], False, tables.get(cells[0])
            path = cells[1]
            if table is None:
                problems.append(_wrong("rights.import-form", text=cells[0]))
            elif path not in {EVERYTHING, *(one.path for one in table.rows)}:
                problems.append(_wrong("rights.import-field", text=path, form=cells[0]))
            else:
                columns = {one.id: one for one in table.columns}
                for own, text in zip(heads, cells[3:], strict=False):
                    changed |= self._field(table, columns.get(own), own, path, text, problems)
            self._put(number, path, changed, problems)
        for ref, changes in self._fields.items():
            for own, written in changes.items():
                if (ref, own) in self._rest:
                    written.setdefault(EVERYTHING, self._rest[ref, own])

    def _field(
        self, table: FieldTable, column: Column | None, own: str, path: str, text: str,
        problems: list[Problem],
    ) -> bool:  # fmt: skip
        """Take one cell; whether it says something new."""
        if not own:
            return False
        if column is None:
            problems.append(_wrong("rights.import-step", text=own))
            return False
        line = table.cell(path, column).line
        if not text or text.startswith(("(", "（")):
            wanted: CellLine | None = None
        elif (wanted := cell_line(text)) is not None and wanted.rows and path not in table.tables:
            problems.append(_wrong("rights.import-rows", text=text, field=path))
            return False
        elif wanted is None or wanted.access not in column.choices or (column.reader and wanted.rows):
            problems.append(_wrong("rights.import-access", text=text, step=column_name(column)))
            return False
        if path == EVERYTHING:  # it holds for all cells: a column that changes takes it as it stands here
            self._rest[table.form, own] = wanted
        if (line_of(line, is_table=path in table.tables) if line else None) == wanted:
            return False
        self._fields.setdefault(table.form, {}).setdefault(own, {})[path] = wanted
        return True


def _said(verdict: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(verdict[key]) for key in _VERDICT if str(verdict.get(key, ""))}


def _wrong(code: str, **params: str) -> Problem:
    return Problem(code, Severity.ERROR, params=params)


def apply_plan(doc: Document, tables: Tables, plan: RightsPlan) -> WorkspaceRights:
    """Write what a plan without errors says of the process, as one step of undo; the rules of the workspace as they
    would be, for the caller to write beside it. Raises `ValueError` for a plan with errors."""
    if not plan.is_good:
        raise ValueError("the plan has errors")
    levels = tables.levels()
    with doc.transaction(N_("Import rights")):
        if "process" in plan.rules:
            set_process_rights(doc, tables.process, with_rule_cells(levels["process"], plan.rules["process"]))
        if plan.operations:
            operation_table.set_operations(doc, plan.operations)
        for own, verdicts in plan.verdicts.items():
            operation_table.set_verdicts(doc, own, verdicts)
        field_tables = tables.field_tables()
        for ref, changes in plan.fields.items():
            set_field_cells(doc, field_tables[ref], changes)
    return shared_after(tables, plan)


def shared_after(tables: Tables, plan: RightsPlan) -> WorkspaceRights:
    """The rules of the workspace after a plan."""
    shared, levels = tables.shared, tables.levels()
    category = category_of(tables.index, tables.process)
    if "category" in plan.rules and category:
        shared = set_category(shared, category, with_rule_cells(levels["category"], plan.rules["category"]))
    if "workspace" in plan.rules:
        made = with_rule_cells(shared, plan.rules["workspace"])
        shared = shared.model_copy(update={"allow": made.allow, "deny": made.deny})
    return shared
