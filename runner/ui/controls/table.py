"""A detail table: rows of the same fields, filled in like a spreadsheet, with column sums."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from runner.core.atomic import write_bytes
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.data.spreadsheet import Table, read_cells, write_xlsx
from runner.forms.defaults import new_row
from runner.forms.fields import kind_of
from runner.forms.fields.number import decimal_of
from runner.forms.fields.table import row_limits, summed_columns
from runner.forms.incoming import Incoming, RowReader, columns_of
from runner.forms.live import RowsEntry
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.incoming_dialog import IncomingDialog
from runner.ui.kit.jobs import Jobs
from runner.ui.kit.slices import Slices, Work
from runner.ui.kit.texts import button, label
from runner.ui.placing import Placing
from runner.ui.rows_model import RowsModel
from runner.ui.rows_view import ROW_HEIGHT, RowsView

AT_ONCE = 100
"""So many rows are read without a pause: they take less than a picture on the screen."""
SMALL_FILE = 24 * 1024
"""Bytes of a file that is read at once; larger ones are read beside the window."""
MOST_IN_SIGHT = 12
LEAST_IN_SIGHT = 2
USUAL_WEIGHT, LEAST_WIDTH = 6, 84
WEIGHTS = {"money": 8, "number": 4, "percent": 4, "checkbox": 4, "switch": 4}
Row = dict[str, Any]


class TableControl(Control):
    """The stored value is a list of rows, each an object by column key; columns named for it are added up."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.columns = columns_of(component)
        self._rights: Mapping[str, str] = {}
        self._may_add = self._may_delete = True
        self._is_reading = False
        self._cell: tuple[int, str, object] | None = None
        self.entering: Callable[[Sequence[Row]], RowsEntry | None] = lambda _rows: None
        """Where the form works many rows out piece by piece; set by the player."""
        self.entry: RowsEntry | None = None
        """The rows that an `edited` is about, where they are worked out already."""
        self._jobs: Jobs | None = None
        by_name = {one.name: one for one in self.columns}
        self._summed = [by_name[key] for key in summed_columns(component) if key in by_name]
        self._parts: list[dict[str, Decimal]] = []
        self._part_of: list[tuple[Row, Mapping[str, Any] | None]] = []
        self._totals: dict[str, Decimal] = {}
        self.rows_model = RowsModel(self.columns, surroundings, self)
        self.rows_model.set_cell = self._set_cell
        self.view = RowsView(self.rows_model, surroundings)
        self.view.setAccessibleName(component.caption)
        self.view.pasted.connect(self.paste)
        self.view.cleared.connect(self._clear)
        self.view.wanted.connect(self._wanted)
        self.view.resized.connect(self._fit_columns)
        self.view.filled.connect(self._filled)
        self.add = button(_("Add row"))
        self.add.clicked.connect(self.add_row)
        self.remove = button(_("Remove rows"))
        self.remove.clicked.connect(self.remove_rows)
        self.bring = button(_("Import…"))
        self.bring.setToolTip(_("Rows from Excel or CSV; cells copied there can also be pasted here"))
        self.bring.clicked.connect(self._choose)
        self.template = button(_("Template…"))
        self.template.clicked.connect(self._save_template)
        self.total = label("", "muted")
        self.told = label("", "caption", wrap=True)
        self.told.hide()
        self.slices = Slices(_("Reading rows"))
        self.slices.ended.connect(lambda: self._set_busy(False))
        row = QHBoxLayout()
        for widget in (self.add, self.remove, self.bring, self.template):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.total)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        layout.addWidget(self.told)
        layout.addWidget(self.slices)
        layout.addLayout(row)
        self.setFocusProxy(self.view)
        self._open_columns()
        self._show([])
        self._fit_columns()

    # rights and showing ------------------------------------------------------------------------

    def set_column_rights(self, rights: Mapping[str, str]) -> None:
        """What may be done with each column, by key; one that is not named may be edited. Hidden ones go."""
        self._rights = dict(rights)
        self._open_columns()

    def _open_columns(self) -> None:
        may = {
            one.name
            for one in self.columns
            if not self._is_reading
            and not one.is_fixed
            and self._rights.get(one.name, "edit") in ("edit", "required")
        }
        self.rows_model.may_edit = frozenset() if self._is_reading else frozenset(may)
        for number, one in enumerate(self.columns):
            self.view.setColumnHidden(number, self._rights.get(one.name) == "hidden")

    def set_rows_rights(self, may_add: bool, may_delete: bool) -> None:
        self._may_add, self._may_delete = may_add, may_delete
        for widget in (self.add, self.bring, self.template):
            widget.setEnabled(may_add)
        self.remove.setEnabled(may_delete)

    def set_reading(self) -> bool:
        self._is_reading = True
        for widget in (self.add, self.remove, self.bring, self.template):
            widget.hide()
        self._open_columns()
        return True

    def _fit_columns(self) -> None:
        """Share the width out by the columns that the form gives; in little room the table scrolls."""
        shown = [number for number in range(len(self.columns)) if not self.view.isColumnHidden(number)]
        weights = [self._weight(self.columns[number]) for number in shown]
        widths = shared_out(self.view.viewport().width(), weights)
        for number, width in zip(shown, widths, strict=True):  # the last one also takes what is left
            self.view.setColumnWidth(number, width)

    @staticmethod
    def _weight(column: Component) -> int:
        told = (column.layout or {}).get("columns")
        return told if isinstance(told, int) and told > 0 else WEIGHTS.get(kind_of(column).id, USUAL_WEIGHT)

    def _show(self, rows: Sequence[Row], settled: Sequence[Mapping[str, Any]] = ()) -> None:
        self.rows_model.show_rows(list(rows), settled)
        self._fit_height()
        self._add_up_all()

    def _fit_height(self) -> None:
        count = min(max(len(self.rows_model.rows), LEAST_IN_SIGHT), MOST_IN_SIGHT)
        head = self.view.horizontalHeader().sizeHint().height()
        self.view.setFixedHeight(head + count * ROW_HEIGHT + 14)

    def heading_rect(self, column: str) -> QRect:
        """Where the heading of a column stands, in this widget; empty for a column that is not shown."""
        number = next((n for n, one in enumerate(self.columns) if one.name == column), -1)
        head = self.view.horizontalHeader()
        if number < 0 or self.view.isColumnHidden(number):
            return QRect()
        corner = head.mapTo(self, QPoint(head.sectionViewportPosition(number), 0))
        return QRect(corner.x(), corner.y(), head.sectionSize(number), head.height())

    def show_computed(self, value: object, rows: Collection[int] | None = None) -> None:
        self.rows_model.settled = value if isinstance(value, list) else []
        if rows is None:
            self._add_up_all()
        else:
            for number in rows:
                self._add_up(number)
            self._show_totals()
        self.view.viewport().update()

    def show_faults(self, faults: Mapping[tuple[int, str], str]) -> None:
        self.rows_model.wrong = dict(faults)
        self.view.viewport().update()

    def focus_cell(self, row: int, column: str) -> None:
        self.view.focus_cell(row, column)

    # sums --------------------------------------------------------------------------------------

    def _part(self, number: int) -> dict[str, Decimal]:
        value_at = self.rows_model.value_at
        return {one.name: decimal_of(value_at(number, one)) or Decimal(0) for one in self._summed}

    def _source(self, number: int) -> tuple[Row, Mapping[str, Any] | None]:
        """What the part of a row is made of."""
        settled = self.rows_model.settled
        return self.rows_model.rows[number], settled[number] if number < len(settled) else None

    def _add_up_all(self) -> None:
        known = {
            (id(row), id(settled)): part for (row, settled), part in zip(self._part_of, self._parts, strict=True)
        }
        self._part_of = [self._source(number) for number in range(len(self.rows_model.rows) if self._summed else 0)]
        self._parts = [
            known.get((id(row), id(settled))) or self._part(number)
            for number, (row, settled) in enumerate(self._part_of)
        ]
        self._totals = {one.name: sum((part[one.name] for part in self._parts), Decimal(0)) for one in self._summed}
        self._show_totals()

    def _add_up(self, number: int) -> None:
        if self._summed and number < len(self._parts):
            part = self._part(number)
            for key in part:
                self._totals[key] += part[key] - self._parts[number][key]
            self._parts[number], self._part_of[number] = part, self._source(number)

    def _show_totals(self) -> None:
        captions = {column.name: column.caption for column in self.columns}
        texts = [
            _("Sum of {column}: {sum}").format(column=captions[key], sum=f"{total:,f}")
            for key, total in self._totals.items()
        ]
        words = [_("{count} rows").format(count=len(self.rows_model.rows))] if len(self.rows_model.rows) > 1 else []
        self.total.setText("   ".join([*words, *texts]))

    # acts --------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """The rows as they stand now."""
        return self.rows_model.rows

    def cell(self) -> tuple[int, str, object] | None:
        return self._cell

    def _tell(self, cell: tuple[int, str, object] | None = None) -> None:
        self._cell = cell
        self.edited.emit()
        self._cell = None

    def _set_cell(self, number: int, column: str, value: Any) -> None:
        rows = self.rows_model.rows
        if number >= len(rows) or rows[number].get(column) == value:
            return
        self.rows_model.rows = [*rows[:number], {**rows[number], column: value}, *rows[number + 1 :]]
        if (number, column) in self.rows_model.wrong:
            self.rows_model.wrong = {
                key: text for key, text in self.rows_model.wrong.items() if key != (number, column)
            }
        self._add_up(number)
        self._show_totals()
        self._tell((number, column, value))
        self.view.viewport().update()

    def _filled(self, number: int, told: object) -> None:
        if isinstance(told, Mapping):
            for name, value in told.items():
                column = str(name).rpartition(".")[2]
                if column in self.rows_model.may_edit:
                    self._set_cell(number, column, value)

    def _replace(self, rows: Sequence[Row]) -> None:
        self.rows_model.wrong = {}
        self._show(rows)
        self._tell()

    def may_add_more(self, count: int = 1) -> bool:
        """Whether so many rows fit in."""
        most = row_limits(self.component)[1]
        return self._may_add and (most is None or len(self.rows_model.rows) + count <= most)

    def add_row(self) -> None:
        """Append a row with what its columns fill in beforehand."""
        if not self.may_add_more():
            self._say(_("No further row fits in."))
            return
        self._replace([*self.rows(), new_row(self.columns, self.surroundings.facts)])
        self.view.setCurrentIndex(self.view.first_cell(len(self.rows()) - 1))
        self.view.scrollToBottom()
        self.view.setFocus()

    def _wanted(self) -> None:
        if not self._is_reading and self.may_add_more():
            self.add_row()

    def remove_rows(self) -> None:
        """Take the rows of the selected cells away."""
        gone = {index.row() for index in self.view.selectedIndexes()}
        current = self.view.currentIndex().row()
        if not gone and current >= 0:
            gone = {current}
        if not gone or not self._may_delete or self._is_reading:
            return
        self._replace([row for number, row in enumerate(self.rows()) if number not in gone])
        if self.rows():
            self.view.setCurrentIndex(self.view.first_cell(min(min(gone), len(self.rows()) - 1)))

    def _clear(self, cells: list[tuple[int, int]]) -> None:
        names = [(row, self.columns[column].name) for row, column in cells]
        open_cells = [(row, name) for row, name in names if name in self.rows_model.may_edit]
        if len(open_cells) == 1:
            self._set_cell(*open_cells[0], None)
        elif open_cells:
            rows = list(self.rows())
            for row, name in open_cells:
                rows[row] = {**rows[row], name: None}
            self._replace(rows)

    # from elsewhere ----------------------------------------------------------------------------

    def paste(self, row: int, column: int, cells: Sequence[Sequence[str]]) -> None:
        """Cells of a spreadsheet, from a cell on; rows are added as needed."""
        if self._is_reading:
            return
        self._read(RowReader(self.component, cells, self.surroundings.facts, start=column, begin=False), row)

    def take_rows(self, cells: Sequence[Sequence[str]]) -> None:
        """Rows of a file, behind those there are."""
        self._read(RowReader(self.component, cells, self.surroundings.facts), len(self.rows()))

    def _read(self, reader: RowReader, row: int) -> None:
        """Read some rows at once, many in slices between the acts of the user, who may stop it."""
        if self.slices.is_running:
            return
        if not reader.read(AT_ONCE):
            self._take(reader.answer, row)
            return
        self.slices.say(_("Reading rows"))
        self._set_busy(True)
        self.slices.start(reader, lambda _work: self._take(reader.answer, row))

    def _set_busy(self, on: bool) -> None:
        """While rows are read nobody changes those that they go to."""
        self.view.setEnabled(not on)
        for widget in (self.add, self.remove, self.bring, self.template):
            widget.setVisible(not on)
        if not on and self.slices.stop.hasFocus():
            self.view.setFocus()

    @property
    def is_busy(self) -> bool:
        """Whether rows are still being read."""
        return self.slices.is_running

    def _take(self, came: Incoming, row: int) -> None:
        if came.faults:
            dialog = IncomingDialog(self, came)
            if not dialog.ask():
                return
        self.place_rows(came.rows, row)

    def place_rows(self, came: Sequence[Row], at: int) -> None:
        """Put read rows over those from `at` on, and behind the last one."""
        rows = list(self.rows())
        most = row_limits(self.component)[1]
        room = len(came) if self._may_add and most is None else max((most or len(rows)) - at, 0)
        if not self._may_add:
            room = max(len(rows) - at, 0)
        for number, given in enumerate(came[:room]):
            open_cells = {name: value for name, value in given.items() if name in self.rows_model.may_edit}
            if at + number < len(rows):
                rows[at + number] = {**rows[at + number], **open_cells}
            else:
                rows.append({**new_row(self.columns, self.surroundings.facts), **open_cells})
        if room < len(came):
            self._say(_("{count} rows found no room: there are as many as may be.").format(count=len(came) - room))
        entry = self.entering(rows) if min(room, len(came)) > AT_ONCE else None
        if entry is None:
            self._replace(rows)
            return
        self.slices.say(_("Placing rows"))
        self._set_busy(True)
        self.slices.start(Placing(entry, rows, self._summed), self._placed)

    def _placed(self, work: Work) -> None:
        """Show rows that are worked out, and tell of them."""
        assert isinstance(work, Placing)
        self.rows_model.wrong = {}
        self.rows_model.show_rows(work.rows, work.entry.settled)
        self._part_of = [self._source(number) for number in range(len(self.rows_model.rows))] if self._summed else []
        self._parts, self._totals = work.parts, work.totals
        self._fit_height()
        self._show_totals()
        self.entry = work.entry
        self._tell()
        self.entry = None

    def _choose(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("Import rows"), "", f"{_('Tables')} (*.xlsx *.csv *.txt)")
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Bring in the rows of a file; one that cannot be read is refused below the table."""
        self.told.hide()
        if self.slices.is_running:
            return
        if _size(path) <= SMALL_FILE:
            try:
                cells = read_cells(path)
            except AppError as error:
                self._refuse(error)
            else:
                self.take_rows(cells)
            return
        if self._jobs is None:
            self._jobs = Jobs(self)
        self._set_busy(True)
        job = self._jobs.run(lambda _handle: read_cells(path), owner=self, done=self._came, failed=self._came_not)
        self.slices.attend(job.cancel)

    def _came(self, cells: Sequence[Sequence[str]]) -> None:
        self.slices.leave()
        self.take_rows(cells)

    def _came_not(self, error: Exception) -> None:
        self.slices.leave()
        if not isinstance(error, AppError):
            raise error
        self._refuse(error)

    def _refuse(self, error: AppError) -> None:
        self._say(f"{error.message} {error.hint}".strip())

    def _save_template(self) -> None:
        name = _("{table} template.xlsx").format(table=self.component.caption)
        path, _filter = QFileDialog.getSaveFileName(self, _("Save template"), name)
        if path:
            self.save_template(Path(path))

    def save_template(self, path: Path) -> None:
        """An Excel file with the headings of the columns that can be filled in, and the rows there are."""
        open_columns = [one for one in self.columns if one.name in self.rows_model.may_edit]
        lines: list[list[str | float | None]] = [[one.caption for one in open_columns]]
        lines += [
            [self.rows_model.text_at(number, one) for one in open_columns] for number in range(len(self.rows()))
        ]
        try:
            write_bytes(path, write_xlsx([Table(self.component.caption, lines)]))
        except AppError as error:
            self._refuse(error)

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.show()

    # the value ---------------------------------------------------------------------------------

    def value(self) -> object:
        return list(self.rows_model.rows)

    def set_value(self, value: object) -> None:
        self._show([dict(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else [])

    def reading_text(self, value: object) -> str:
        rows = value if isinstance(value, list) else []
        lines = []
        for row in rows:
            known = [one for one in self.columns if row.get(one.name) is not None]  # what is hidden is not in it
            lines.append("   ".join(self.rows_model.reader(one).reading_text(row[one.name]) for one in known))
        return "\n".join(lines)


def shared_out(room: int, weights: Sequence[int]) -> list[int]:
    """Widths of columns by their weights, none below the least: those above it give what the others need."""
    narrow: set[int] = set()
    while True:
        left = room - LEAST_WIDTH * len(narrow)
        weight = sum(one for number, one in enumerate(weights) if number not in narrow)
        more = {
            number for number, one in enumerate(weights) if number not in narrow and left * one < LEAST_WIDTH * weight
        }
        if not more:
            return [LEAST_WIDTH if number in narrow else left * one // weight for number, one in enumerate(weights)]
        narrow |= more


def _size(path: Path) -> int:
    """Bytes of a file; 0 for one that cannot be asked: reading it says why."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


CONTROL = ControlKind("table", TableControl, wide=True)
