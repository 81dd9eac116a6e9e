"""Reading an organisation out of workbooks, CSV files and JSON: row by row, all errors before anything changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from modeler.organization import edit
from modeler.organization.building import TABLES, Builder, key_of
from modeler.organization.rows import Line, read_lines
from modeler.organization.workbook import BY_ID
from runner.core.i18n import current_language
from runner.core.problem import Problem, Severity
from runner.organization.checks import check_organization, table_of
from runner.organization.model import Organization


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
    """What importing a workbook, a CSV file or an organisation's JSON into `current` would do: entries are added or
    updated by their id, none is taken away. The kind of file is told from its name.

    Raises `FormatError` where the file is not of that kind, is too large, or has none of our sheets.
    """
    before = current or Organization()
    problems: list[Problem]
    if file.casefold().endswith(".json"):
        after, lines, problems = _merged(before, edit.read_organization(data, file), file)
    else:
        lines, problems = read_lines(data, file)
        after = Builder(before, lines).run()
    if not any(line.problems for line in lines):
        _checked(before, after, lines, problems)
    known_before, known_after = _by_key(before), _by_key(after)
    rows = []
    told = {id(item) for item in problems}
    for line in lines:
        problems.extend(item for item in line.problems if id(item) not in told)
        item_id = line.cells.get("id", "")
        is_wrong = any(item.severity is Severity.ERROR for item in line.problems)
        state: Literal["new", "changed", "same", "error"] = "error"
        if not is_wrong:
            old, new = known_before.get((line.sheet.id, item_id)), known_after.get((line.sheet.id, item_id))
            state = "new" if old is None else "same" if old == new else "changed"
        rows.append(PlanRow(line.title, line.number, item_id, state, tuple(line.problems)))
    is_good = not any(problem.severity is Severity.ERROR for problem in problems)
    counts = {state: sum(row.state == state for row in rows) for state in ("new", "changed", "same", "error")}
    return ImportPlan(tuple(rows), tuple(problems), after if is_good else None, counts)


def _checked(before: Organization, after: Organization, lines: list[Line], problems: list[Problem]) -> None:
    """Look for what the import would break, and put it to the first row that it is about."""
    known = {(item.code, item.element) for item in check_organization(before)}
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.cells.get("id", "").rpartition("user:")[2].split(" ")[0], line)
    for problem in check_organization(after):
        if (problem.code, problem.element) in known:
            continue
        problems.append(problem)
        if (row := first.get((problem.element or "").partition("#")[0])) is not None:
            row.problems.append(problem)


def _merged(before: Organization, read: Organization, file: str) -> tuple[Organization, list[Line], list[Problem]]:
    """An organisation with the entries of another one added, or put in the place of those of the same id."""
    update: dict[str, Any] = {}
    lines: list[Line] = []
    problems = [item for item in check_organization(read) if item.code == "organization.check-twice"]
    own = {"costCentres": "cost_centres", "defaultLines": "default_lines"}
    for table in TABLES:
        items = {key_of(table, item): item for item in table_of(before, table)}
        for number, item in enumerate(table_of(read, table), start=1):
            items[key_of(table, item)] = item
            sheet = BY_ID[table]
            lines.append(Line(sheet, sheet.title(current_language()), number, {"id": key_of(table, item)}))
        update[own.get(table, table)] = list(items.values())
    return before.model_copy(update=update), lines, problems


def _by_key(organization: Organization) -> dict[tuple[str, str], Any]:
    return {(table, key_of(table, item)): item for table in TABLES for item in table_of(organization, table)}
