"""Tables of the organisation edited as in a spreadsheet: typed, filled, copied, pasted, one step of undo each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from modeler.organization import edit
from modeler.organization.sheet import rows_of, with_rows
from modeler.organization.texts import Cells
from modeler.organization.workbook import BY_ID, Column, headings
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.i18n import N_, current_language
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.organization.model import Organization
from runner.ui.kit import style
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

Index = QModelIndex | QPersistentModelIndex


class SheetModel(QAbstractTableModel):
    """Rows of texts. `typed` carries the rows as they would be after an edit; whoever listens shows them or not."""

    typed = Signal(object)

    def __init__(self, columns: Sequence[Column], heads: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.heads = list(heads)
        self.rows: list[Cells] = []
        self.wrong: dict[int, str] = {}

    def show_rows(self, rows: list[Cells], wrong: dict[int, str]) -> None:
        """Show other rows; `wrong`: row -> what is wrong with it."""
        same = len(rows) == len(self.rows)
        if not same:
            self.beginResetModel()
        self.rows, self.wrong = rows, wrong
        if not same:
            self.endResetModel()
        elif rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.rows[index.row()].get(self.columns[index.column()].id, "")
        if role == Qt.ItemDataRole.ForegroundRole and index.row() in self.wrong:
            return QColor(style.current_theme().bad)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.wrong.get(index.row())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or text == self.data(index):
            return False
        self.put([(index.row(), index.column(), text)])
        return True

    def put(self, cells: Sequence[tuple[int, int, str]]) -> None:
        """Change several cells at once; rows beyond the last one are added, columns beyond it left out."""
        rows = [dict(row) for row in self.rows]
        for row, column, text in cells:
            while row >= len(rows):
                rows.append({})
            if column < len(self.columns):
                rows[row][self.columns[column].id] = text.strip()
        self.typed.emit(rows)


class SheetView(TableView):
    """A table that is filled down with Ctrl+D and emptied with Delete."""

    def __init__(self) -> None:
        super().__init__(by_row=False, editable=True)
        triggers = TableView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.pasted.connect(self._paste_in)

    def sheet(self) -> SheetModel | None:
        """The model."""
        model = self.model()
        return model if isinstance(model, SheetModel) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_D and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
        elif event.key() == Qt.Key.Key_Delete:
            self._put([(index.row(), index.column(), "") for index in self.selectedIndexes()])
        else:
            super().keyPressEvent(event)

    def fill_down(self) -> None:
        """Let the upper cell of each selected column fill those below it."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        top = min(index.row() for index in chosen)
        first = {index.column(): str(index.data() or "") for index in chosen if index.row() == top}
        self._put([(one.row(), one.column(), first.get(one.column(), "")) for one in chosen if one.row() > top])

    def _paste_in(self, row: int, column: int, rows: list[list[str]]) -> None:
        self._put(
            [(row + down, column + right, text) for down, one in enumerate(rows) for right, text in enumerate(one)]
        )

    def _put(self, cells: Sequence[tuple[int, int, str]]) -> None:
        model = self.sheet()
        if model is not None and cells:
            model.put(cells)


class SheetPane(QWidget):
    """One sheet. Rows that do not fit yet stay here in red, with the reason; the organisation keeps what it has."""

    changed = Signal()

    def __init__(self, context: Context, parts: Parts, sheet: str, columns: Sequence[str] = ()) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self.sheet_id = sheet
        self._shown = columns
        self.keep: Callable[[Cells], bool] = lambda _row: True
        self.fixed: Cells = {}
        self._drafts: dict[int, Cells] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.table = SheetView()
        layout.addWidget(self.table, 1)
        self.told = label("", "bad", wrap=True)
        self.told.hide()
        layout.addWidget(self.told)
        self.show_sheet(sheet)

    def show_sheet(self, sheet: str) -> None:
        """Show another sheet."""
        self.sheet_id, self._drafts = sheet, {}
        columns = [one for one in BY_ID[sheet].columns if not self._shown or one.id in self._shown]
        every = dict(zip(BY_ID[sheet].columns, headings(BY_ID[sheet], current_language()), strict=True))
        self.model = SheetModel(columns, [every[one] for one in columns], self)
        self.model.typed.connect(self.write)
        before = self.table.model()
        self.table.setModel(self.model)
        if before is not None:
            before.deleteLater()
        for place, column in enumerate(columns):
            wide = column.ref in ("approvers", "places") or column.id in ("name", "nameEn", "processes")
            wide = wide or (sheet == "matrices" and column.id == "below") or column.id == "people"
            usual = 92 if sheet == "services" else 118
            self.table.setColumnWidth(place, 260 if column.ref == "approvers" else 150 if wide else usual)
        self.refresh()

    def refresh(self) -> None:
        """Show what the organisation holds, and the rows that do not fit yet below it."""
        rows = [row for row in rows_of(self.context.organization, self.sheet_id) if self.keep(row)]
        drafts = list(self._drafts.values())
        _after, problems = self._with([*rows, *drafts]) if drafts else (None, [])
        wrong = {at: _told(found) for at, found in enumerate(problems) if found}
        self.model.show_rows([*rows, *drafts], wrong)

    def _with(self, rows: Sequence[Cells]) -> tuple[Organization, list[list[Problem]]]:
        """The organisation with these rows in place of those that are shown; the others stay where they stand."""
        there = rows_of(self.context.organization, self.sheet_id)
        first = next((at for at, row in enumerate(there) if self.keep(row)), len(there))
        before, behind = there[:first], [row for row in there[first:] if not self.keep(row)]
        own = [{**row, **self.fixed} for row in rows]
        after, problems = with_rows(self.context.organization, self.sheet_id, [*before, *own, *behind])
        return after, problems[len(before) : len(before) + len(own)]

    def write(self, rows: list[Cells], what: str = "") -> None:
        """Put the rows into the organisation. An old row that would not fit is refused with the reason; a new one
        stays until it fits."""
        before = [row for row in rows_of(self.context.organization, self.sheet_id) if self.keep(row)]
        rows = [row for row in rows if any(row.values())]
        after, problems = self._with(rows)
        new = set(range(len(before), len(rows)))
        refused = [found for at, found in enumerate(problems) if found and at not in new]
        self._drafts = {at: rows[at] for at in sorted(new) if problems[at]}
        if refused:
            self._drafts = {at: rows[at] for at in sorted(new)}
            self._tell(_told([problem for found in refused for problem in found]))
        else:
            self._tell(_told([problem for found in problems for problem in found]))
            self.parts.set_organization(after, what or _("Change the organisation"))
            self.changed.emit()
        self.refresh()

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def chosen_rows(self) -> list[int]:
        """The rows that hold a selected cell."""
        return sorted({index.row() for index in self.table.selectedIndexes()})

    def add(self) -> None:
        """Begin a new row below."""
        columns = [one.id for one in self.model.columns]
        row: Cells = {"id": edit.free_id(self.context.organization, self._own(), self.sheet_id[:1])}
        self._drafts[len(self.model.rows)] = row if "id" in columns else {columns[0]: "?"}
        self.refresh()
        index = self.model.index(self.model.rowCount() - 1, 1 if "id" in columns else 0)
        self.table.setCurrentIndex(index)
        self.table.setFocus()
        self.table.edit(index)

    def _own(self) -> str:
        return {"costCentres": "cost_centres", "defaultLines": "companies", "lines": "companies",
                "absences": "companies"}.get(self.sheet_id, self.sheet_id)  # fmt: skip

    def remove(self) -> None:
        """Remove the rows that hold a selected cell."""
        gone = set(self.chosen_rows())
        if gone:
            self._drafts = {}
            self.write([row for at, row in enumerate(self.model.rows) if at not in gone], _("Remove rows"))

    def move_row(self, steps: int) -> None:
        """Move the row of the current cell up or down."""
        at, column = self.table.currentIndex().row(), self.table.currentIndex().column()
        to = at + steps
        if 0 <= at < len(self.model.rows) and 0 <= to < len(self.model.rows):
            rows = [dict(row) for row in self.model.rows]
            rows.insert(to, rows.pop(at))
            self.write(rows, _("Move row"))
            self.table.setCurrentIndex(self.model.index(to, column))


def _told(problems: Sequence[Problem]) -> str:
    return " ".join(dict.fromkeys(problem.message for problem in problems[:3]))


RECORDS = ("companies", "departments", "users", "positions", "lines", "defaultLines", "absences", "costCentres",
           "projects", "services")  # fmt: skip


ABOUT = {
    "services": N_(
        "A row is a recorded answer, the first that fits counts; – names nobody. Instead of them the operation of a "
        "system of the register is asked, but only where this machine reaches it and the settings allow its host."
    ),
}
"""What to know about a table."""


class RecordsPane(QWidget):
    """Everything of the organisation as tables: places of work, reporting lines, absences, cost centres …"""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.which = QComboBox()
        self.which.setAccessibleName(_("Table"))
        for sheet in RECORDS:
            self.which.addItem(BY_ID[sheet].title(current_language()), sheet)
        row.addWidget(self.which)
        self.sheet = SheetPane(context, parts, RECORDS[0])
        for text, act in ((_("New row"), self.sheet.add), (_("Remove"), self.sheet.remove)):
            one = button(text)
            one.clicked.connect(act)
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(label(_("Names or ids; Ctrl+D fills down, Ctrl+C and Ctrl+V work with Excel."), "caption"))
        layout.addLayout(row)
        self.about = label("", "caption", wrap=True)
        layout.addWidget(self.about)
        layout.addWidget(self.sheet, 1)
        self.which.currentIndexChanged.connect(lambda _at: self._show())
        self._show()

    def _show(self) -> None:
        sheet = str(self.which.currentData())
        self.about.setText(_(ABOUT.get(sheet, "")))
        self.about.setVisible(sheet in ABOUT)
        self.sheet.show_sheet(sheet)

    def refresh(self) -> None:
        """Show what there is now."""
        self.sheet.refresh()

    def show_table(self, sheet: str) -> None:
        """Show one of the tables."""
        self.which.setCurrentIndex(max(self.which.findData(sheet), 0))
