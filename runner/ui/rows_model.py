"""The rows of a table as Qt's views want them: only what is in sight is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from runner.forms.fields import kind_of
from runner.forms.schema import Component
from runner.ui.control import CONTROLS, Control, FormSurroundings
from runner.ui.kit.style import current_theme

Index = QModelIndex | QPersistentModelIndex
ROLE = Qt.ItemDataRole
YES_NO = frozenset(("checkbox", "switch"))
RIGHT = frozenset(("number", "money", "percent", "rating", "expression"))


class RowsModel(QAbstractTableModel):
    """`rows` are the entered rows, `settled` the same with computed columns; `may_edit` says which columns may
    be changed. `set_cell` is called with row, column key and value of each act."""

    def __init__(self, columns: Sequence[Component], surroundings: FormSurroundings, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.columns = list(columns)
        self.rows: list[dict[str, Any]] = []
        self.settled: Sequence[Mapping[str, Any]] = []
        self.may_edit: frozenset[str] = frozenset()
        self.wrong: Mapping[tuple[int, str], str] = {}
        self.set_cell: Callable[[int, str, Any], None] = lambda row, column, value: None
        self._surroundings = surroundings
        self._readers: dict[str, Control] = {}

    def reader(self, column: Component) -> Control:
        """A control that only writes values as texts."""
        if column.name not in self._readers:
            made = CONTROLS[kind_of(column).control].make(column, self._surroundings)
            made.set_compact()
            made.setParent(self._owner)  # it goes when the table goes
            made.hide()
            self._readers[column.name] = made
        return self._readers[column.name]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def value_at(self, row: int, column: Component) -> Any:
        """The settled value of a cell, else what was entered."""
        if row < len(self.settled) and (column.formula is not None or column.hide):
            return self.settled[row].get(column.name)
        return self.rows[row].get(column.name)

    def text_at(self, row: int, column: Component) -> str:
        """A cell as it is read; one line."""
        value = self.value_at(row, column)
        if value is None and kind_of(column).control not in YES_NO:  # what nobody turned on reads as no
            return ""
        return self.reader(column).reading_text(value).replace("\n", " ")

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == ROLE.DisplayRole:
            return self.text_at(index.row(), column)
        if role == ROLE.EditRole:
            return self.rows[index.row()].get(column.name)
        if role == ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if kind_of(column).id in RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        fault = self.wrong.get((index.row(), column.name)) if self.wrong else None
        if role == ROLE.ForegroundRole and (fault or column.name not in self.may_edit):
            return QColor(current_theme().bad if fault else current_theme().muted)
        if role == ROLE.BackgroundRole and fault:
            return QColor(current_theme().sunken)
        return fault if role == ROLE.ToolTipRole else None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        if role != ROLE.EditRole:
            return False
        self.set_cell(index.row(), self.columns[index.column()].name, value)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == ROLE.DisplayRole else None
        column = self.columns[section]
        if role == ROLE.DisplayRole:
            must = column.rules.get("required") is True and column.name in self.may_edit
            return column.caption + (" *" if must else "")
        if role == ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if kind_of(column).id in RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.columns[index.column()].name in self.may_edit:
            return base | Qt.ItemFlag.ItemIsEditable
        return base

    def show_rows(self, rows: list[dict[str, Any]], settled: Sequence[Mapping[str, Any]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows, self.settled = rows, settled
        self.endResetModel()

    def show_row(self, number: int) -> None:
        """A row has other values."""
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))
