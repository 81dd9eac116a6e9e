"""A detail table: rows of the same fields, with column sums."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout

from runner.core.i18n import tr as _
from runner.forms.defaults import new_row
from runner.forms.field import FormFacts
from runner.forms.fields import kind_of
from runner.forms.fields.table import column_sums
from runner.forms.schema import Component
from runner.ui.control import CONTROLS, Control, ControlKind, FormSurroundings


class TableControl(Control):
    """The stored value is a list of rows, each an object by column key; columns named for it are added up."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.columns = [column for column in component.components or [] if column.name]
        self.cells: list[list[Control]] = []
        self._may_add = self._may_delete = True
        self._is_reading = False
        self._rows: list[dict[str, object]] = []
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(4)
        self.add = QPushButton(_("Add row"))
        self.add.clicked.connect(self.add_row)
        self.total = QLabel()
        self.total.setProperty("role", "muted")
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addStretch(1)
        row.addWidget(self.total)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self.grid)
        layout.addLayout(row)
        self._show([])

    def add_row(self) -> None:
        """Append a row with what its columns fill in beforehand."""
        facts = FormFacts(self.surroundings.dictionary, self.surroundings.organization)
        self._show([*self.rows(), new_row(self.columns, facts)])
        self.cells[-1][0].setFocus()
        self.edited.emit()

    def _remove_row(self, number: int) -> None:
        rows = self.rows()
        del rows[number]
        self._show(rows)
        self.edited.emit()

    def _show(self, rows: list[dict[str, object]]) -> None:
        while self.grid.count():
            item = self.grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = rows
        for number, column in enumerate(self.columns):
            heading = QLabel(column.caption)
            heading.setProperty("role", "muted")
            self.grid.addWidget(heading, 0, number)
            self.grid.setColumnStretch(number, 1)
        if self._is_reading:
            self.cells = []
            for number, row in enumerate(rows):
                self._read_row(number, row)
        else:
            self.cells = [self._make_row(number, row) for number, row in enumerate(rows)]
        self._show_sums()

    def _read_row(self, number: int, row: dict[str, object]) -> None:
        for at, column in enumerate(self.columns):
            control = CONTROLS[kind_of(column).control].make(column, self.surroundings)
            control.set_compact()
            text = QLabel(control.reading_text(row.get(column.name)) or "–")
            control.deleteLater()
            text.setProperty("role", "reading")
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.grid.addWidget(text, number + 1, at)

    def _make_row(self, number: int, row: dict[str, object]) -> list[Control]:
        made: list[Control] = []
        for at, column in enumerate(self.columns):
            control = CONTROLS[kind_of(column).control].make(column, self.surroundings)
            control.set_compact()
            control.set_value(row.get(column.name))
            control.edited.connect(self._cell_edited)
            self.grid.addWidget(control, number + 1, at, Qt.AlignmentFlag.AlignTop)
            made.append(control)
        remove = QToolButton()
        remove.setText("×")
        remove.setToolTip(_("Remove row"))
        remove.setEnabled(self._may_delete)
        remove.clicked.connect(lambda _on=False: self._remove_row(number))
        self.grid.addWidget(remove, number + 1, len(self.columns))
        return made

    def _cell_edited(self) -> None:
        self._show_sums()
        self.edited.emit()

    def _show_sums(self) -> None:
        captions = {column.name: column.caption for column in self.columns}
        sums = column_sums(self.component, self.rows())
        texts = [f"{captions.get(key, key)}: {total:f}" for key, total in sums.items()]
        self.total.setText(_("Sum  {sums}").format(sums="   ".join(texts)) if texts else "")

    def rows(self) -> list[dict[str, object]]:
        """The rows as they stand now."""
        if self._is_reading:
            return self._rows
        return [
            {column.name: cell.value() for column, cell in zip(self.columns, cells, strict=True)}
            for cells in self.cells
        ]

    def set_rows_rights(self, may_add: bool, may_delete: bool) -> None:
        self._may_add, self._may_delete = may_add, may_delete
        self.add.setEnabled(may_add)
        self._show(self.rows())

    def set_reading(self) -> bool:
        self._is_reading = True
        self.add.hide()
        self._show(self._rows)
        return True

    def show_computed(self, value: object) -> None:
        rows = value if isinstance(value, list) else []
        for cells, row in zip(self.cells, rows, strict=False):
            for column, cell in zip(self.columns, cells, strict=True):
                if column.formula is not None and isinstance(row, dict):
                    cell.set_value(row.get(column.name))
        self._show_sums()

    def value(self) -> object:
        return self.rows()

    def set_value(self, value: object) -> None:
        self._show([dict(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else [])

    def reading_text(self, value: object) -> str:
        rows = value if isinstance(value, list) else []
        lines = []
        for row in rows:
            cells = []
            for column in self.columns:
                control = CONTROLS[kind_of(column).control].make(column, self.surroundings)
                cells.append(control.reading_text(row.get(column.name)))
                control.deleteLater()
            lines.append("   ".join(cells))
        return "\n".join(lines)


CONTROL = ControlKind("table", TableControl, wide=True)
