"""The table of fields against the steps and readers of a form: a column is worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.index import Index
from modeler.rights.edit import Row, lines_of, right_of, steps_of
from runner.core.i18n import N_
from runner.forms.schema import Form, field_places
from runner.organization.trail import TrailStep
from runner.rights.fields import EVERYTHING, field_access, with_default
from runner.rights.model import READER_BLOCKS, Access, FieldRight, Reader, RowRight
from runner.rights.overview import field_overview, reader_overview
from runner.rights.readers import reader_rights

READERS: tuple[Reader, ...] = get_args(Reader)
STEP: tuple[Access, ...] = get_args(Access)
READ: tuple[Access, ...] = ("hidden", "read")


@dataclass(frozen=True)
class Column:
    """A step, or a reader of all cases of a process. `owner`: the element that carries the lines; `id`: unique in
    the table."""

    id: str
    owner: str
    block: str
    name: str
    is_start: bool = False
    reader: Reader | None = None

    @property
    def choices(self) -> tuple[Access, ...]:
        """What may stand in its cells."""
        return READ if self.reader else STEP


@dataclass(frozen=True)
class FieldCell:
    """What a step may do with a field, its own line (None: it follows from another line or a default), and why."""

    access: Access
    line: FieldRight | None
    trail: tuple[TrailStep, ...]


@dataclass(frozen=True)
class CellLine:
    """What is written in a cell: what the step may do and, for a table, with its rows (None: add and delete)."""

    access: Access
    rows: tuple[RowRight, ...] | None = None


Wanted = CellLine | Access | None
"""What a cell is to hold: a line, an access that leaves the rights on rows as they are, or no line of its own."""


class FieldTable:
    """Rows are fields and columns of tables; columns are the steps that show the form, then the readers."""

    def __init__(self, index: Index, form_ref: str, form: Form) -> None:
        self._index = index
        self.form = form_ref
        self.rows = tuple(
            Row(place.path, place.component.caption, place.table is not None, place.component.is_fixed)
            for place in field_places(form)
        )
        self.tables = {place.path for place in field_places(form) if place.component.type == "dynamiclist"}
        self.fixed = {row.path for row in self.rows if row.is_fixed}
        self._steps = [
            Column(one.node, one.node, "fields", one.name, one.is_start) for one in steps_of(index, form_ref)
        ]
        processes = dict.fromkeys(index.nodes[one.id].process or "" for one in self._steps)
        self._processes = [one for one in processes if one in index.processes]
        readers = [
            Column(f"{process}/{READER_BLOCKS[reader]}", process, READER_BLOCKS[reader], "", reader=reader)
            for process in self._processes
            for reader in READERS
        ]
        self.columns = (*self._steps, *readers)
        self._lines: dict[str, list[FieldRight]] = {}
        self._accesses: dict[str, dict[str, Access]] = {}
        self._cells: dict[tuple[str, str], FieldCell] = {}

    @property
    def has_several_processes(self) -> bool:
        """Whether the readers of more than one process stand here."""
        return len(self._processes) > 1

    def forget(self, owners: frozenset[str]) -> list[Column]:
        """Elements changed: their columns are worked out anew, those of readers, too, as they follow the steps."""
        stale = [one for one in self.columns if one.owner in owners]
        if stale:
            stale += [one for one in self.columns if one.reader and one not in stale]
        ids = {one.id for one in stale}
        for own in ids:
            self._lines.pop(own, None)
            self._accesses.pop(own, None)
        self._cells = {key: cell for key, cell in self._cells.items() if key[1] not in ids}
        return stale

    def lines(self, column: Column) -> list[FieldRight]:
        """What is written in a column; unreadable lines are left out."""
        if column.id not in self._lines:
            raw = lines_of(self._index, column.owner, column.block)
            self._lines[column.id] = [right for line in raw if (right := right_of(line)) is not None]
        return self._lines[column.id]

    def accesses(self, column: Column) -> Mapping[str, Access]:
        """What a step may do with every field."""
        if column.id not in self._accesses:
            lines = with_default(self.lines(column), is_start=column.is_start)
            self._accesses[column.id] = {row.path: field_access(lines, row.path) for row in self.rows}
        return self._accesses[column.id]

    def cell(self, path: str, column: Column) -> FieldCell:
        """One cell."""
        key = path, column.id
        if key not in self._cells:
            self._cells[key] = self._reader_cell(path, column) if column.reader else self._step_cell(path, column)
        return self._cells[key]

    def _own(self, path: str, column: Column) -> FieldRight | None:
        return next((line for line in reversed(self.lines(column)) if line.path == path), None)

    def _step_cell(self, path: str, column: Column) -> FieldCell:
        lines = with_default(self.lines(column), is_start=column.is_start)
        (found,) = field_overview({column.id: lines}, [path])
        return FieldCell(found.access, self._own(path, column), found.trail)

    def _reader_cell(self, path: str, column: Column) -> FieldCell:
        hiding = [
            step.name or step.id
            for step in self._steps
            if self._index.nodes[step.id].process == column.owner and self.accesses(step).get(path) == "hidden"
        ]
        found = reader_overview(self.lines(column), hiding, path)
        return FieldCell(found.access, self._own(path, column), found.trail)

    def hidden_by_default(self, column: Column) -> list[str]:
        """What a reader's column without lines hides."""
        steps = [
            [FieldRight(path=path, access=access) for path, access in self.accesses(step).items()]
            for step in self._steps
            if self._index.nodes[step.id].process == column.owner
        ]
        rights = reader_rights((), steps, [row.path for row in self.rows])
        return [right.path for right in rights if right.access == "hidden"]


def set_field_cells(
    doc: Document,
    table: FieldTable,
    changes: Mapping[str, Mapping[str, Wanted]],
    label: str = N_("Field rights"),
) -> None:
    """Write many cells, column id -> path -> what is wanted, as one step of undo. What a column cannot hold (a reader
    edits nothing, only a table has rows) is left out; cells that are not named stay what they were."""
    columns = {column.id: column for column in table.columns}
    with doc.transaction(label):
        for own, cells in changes.items():
            column = columns[own]
            wanted = {
                path: one if path in table.tables or not isinstance(one, CellLine) else CellLine(one.access)
                for path, one in cells.items()
                if access_in(one) is None or access_in(one) in column.choices
            }
            if wanted:
                raw = lines_of(doc.index, column.owner, column.block)
                made = _written(raw, wanted, table, column)
                commands.set_extension(doc, column.owner, column.block, made or None)


def _written(
    raw: Sequence[dict[str, Any]], wanted: Mapping[str, Wanted], table: FieldTable, column: Column
) -> list[dict[str, Any]]:
    """The lines of a column with other cells. A line stays where it stands; new ones come before the line for the
    rest. With its first line a column gets lines for what its default was, so that the other cells stay; not where
    the line for the rest is named, too."""
    lines = list(raw)
    if not lines and EVERYTHING not in wanted and any(one is not None for one in wanted.values()):
        if column.reader:
            lines = [{"path": path, "access": "hidden"} for path in table.hidden_by_default(column)]
        lines.append({"path": EVERYTHING, "access": "read" if column.reader else "edit"})
    kept: list[dict[str, Any]] = []
    done: set[str] = set()
    for line in lines:
        path = str(line.get("path"))
        one = wanted.get(path)
        if path not in wanted:
            kept.append(line)
        elif one is not None and path not in done:
            kept.append(_line(path, one, line))
        done.add(path)
    at = next((number for number, line in enumerate(kept) if line.get("path") == EVERYTHING), len(kept))
    new = [_line(path, one) for path, one in wanted.items() if one is not None and path not in done]
    new.sort(key=lambda one: one["path"] == EVERYTHING)
    kept[at:at] = new
    return kept


def access_in(wanted: Wanted) -> Access | None:
    """What the step may do by what is wanted."""
    return wanted.access if isinstance(wanted, CellLine) else wanted


def _line(path: str, wanted: CellLine | Access, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    made = {**(before or {}), "path": path, "access": access_in(wanted)}
    if isinstance(wanted, CellLine):
        made.pop("rows", None)
        if wanted.rows is not None:
            made["rows"] = list(wanted.rows)
    return made
