"""A small table of a register: cells are typed into or chosen in, and it is filled anew after each change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel

from modeler.ui.places.forms_rights.cell_editors import CHOSEN, ChoiceDelegate, Index, show_model
from runner.ui.kit.tables import TableView

KEY = Qt.ItemDataRole.UserRole
Cell = tuple[str, str | None]
"""What is shown, and the value where it is chosen; None: typed."""


class RegisterTable(TableView):
    """`typed(key, column, text)` takes what was typed into a cell of that row, after its editor has gone."""

    def __init__(self, typed: Callable[[Any, int, str], None]) -> None:
        super().__init__(by_row=True, editable=True)
        self._typed = typed
        self._filled = False
        self.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        self.setSelectionMode(TableView.SelectionMode.SingleSelection)
        self.setMinimumHeight(104)

    def offer(
        self, column: int, choices: Callable[[], Sequence[tuple[str, str]]], write: Callable[[Any, str], None], *,
        typed: bool = False,
    ) -> None:  # fmt: skip
        """Let a column be chosen from (value, text); `write(key, value)` takes it after its editor has gone."""

        def chosen(index: Index, value: str) -> None:
            key = self.key(index.row())
            QTimer.singleShot(0, self, lambda: write(key, value))

        self.setItemDelegateForColumn(column, ChoiceDelegate(choices, chosen, self, typed=typed))

    def fill(
        self, heads: Sequence[str], rows: Sequence[tuple[object, Sequence[Cell]]], widths: Sequence[int],
        fixed: Sequence[int] = (),
    ) -> None:  # fmt: skip
        """Show these rows; the cell of before stays the current one. Columns of `fixed` cannot be changed."""
        kept = self.currentIndex().row(), self.currentIndex().column()
        model = QStandardItemModel(len(rows), len(heads), self)
        model.setHorizontalHeaderLabels(list(heads))
        for number, (key, cells) in enumerate(rows):
            for column, (text, value) in enumerate(cells):
                item = QStandardItem(text)
                item.setData(key, KEY)
                item.setToolTip(text)
                item.setEditable(column not in fixed)
                if value is not None:
                    item.setData(value, CHOSEN)
                model.setItem(number, column, item)
        model.itemChanged.connect(self._changed)
        show_model(self, model)
        if not self._filled:
            self._filled = True
            for column, width in enumerate(widths):
                self.setColumnWidth(column, width)
        if 0 <= kept[0] < len(rows):
            self.setCurrentIndex(model.index(*kept))

    def key(self, row: int) -> Any:
        """The key of a row."""
        return self.model().index(row, 0).data(KEY)

    def edit_cell(self, column: int) -> None:
        """Begin to type into a cell of the current row."""
        index = self.currentIndex().siblingAtColumn(column)
        self.scrollTo(index)
        self.setFocus()
        self.setCurrentIndex(index)
        self.edit(index)

    def _changed(self, item: QStandardItem) -> None:
        key, column, text = item.data(KEY), item.column(), item.text().strip()
        QTimer.singleShot(0, self, lambda: self._typed(key, column, text))
