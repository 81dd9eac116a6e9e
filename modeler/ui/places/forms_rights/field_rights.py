"""Field rights: a table of fields and steps; one click changes a cell, "why" names the line that decides."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modeler.document.commands import set_extension
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, steps_of
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.forms.schema import field_places
from runner.rights.model import Access, FieldRight
from runner.rights.overview import field_overview
from runner.ui.kit import style
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label

ACCESS: dict[Access, str] = {
    "hidden": N_("hidden"),
    "read": N_("read"),
    "edit": N_("edit"),
    "required": N_("required"),
}
TONES: dict[Access, str] = {"hidden": "faint", "read": "text", "edit": "accent", "required": "bad"}
KEYS = {Qt.Key.Key_H: "hidden", Qt.Key.Key_R: "read", Qt.Key.Key_E: "edit", Qt.Key.Key_M: "required"}


class RightsTable(TableView):
    """Cells are changed with the mouse, the first letter, or by pasting a table."""

    chosenAccess = Signal(object)  # noqa: N815  # Qt's way of naming signals

    def keyPressEvent(self, event: QKeyEvent) -> None:
        access = KEYS.get(Qt.Key(event.key()))
        if access is not None and not event.modifiers():
            self.chosenAccess.emit(access)
        else:
            super().keyPressEvent(event)


class FieldRightsPage(QWidget):
    """`why` goes out with the field, the step and the explanation of the cell that has the focus."""

    why = Signal(str, str, str, str)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._form = ""
        self._steps: list[Step] = []
        self._paths: list[tuple[str, str]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(label(_("Field rights"), "title"))
        top.addWidget(
            label(_("what each step may do with each field"), "caption"), alignment=Qt.AlignmentFlag.AlignVCenter
        )
        top.addStretch(1)
        layout.addLayout(top)
        self.table = RightsTable(by_row=False, editable=True)
        self.table.setEditTriggers(TableView.EditTrigger.NoEditTriggers)
        self.table.clicked.connect(self._ask)
        self.table.chosenAccess.connect(self._set_selected)
        self.table.pasted.connect(self._paste)
        layout.addWidget(self.table, 1)
        self.empty = EmptyState("form", _("No step has this form yet"), _("Choose a form for a step in Design."))
        layout.addWidget(self.empty, 1)
        keys = _(
            "H hidden · R read · E edit · M required. Copies to and pastes from a spreadsheet. Enforced when it runs."
        )
        layout.addWidget(label(keys, "caption", wrap=True))

    def show_form(self, ref: str) -> None:
        """Show the rights of all steps with this form."""
        self._form = ref
        form = self.parts.form(ref)
        self._steps = [step for step in steps_of(self.context.document) if step.form == ref]
        captions = {place.path: place.component.caption for place in field_places(form)} if form else {}
        self._paths = [(path, self._caption(path, captions)) for path in captions]
        self.table.setVisible(bool(self._steps))
        self.empty.setVisible(not self._steps)
        current = self.table.currentIndex()
        at = (current.row(), current.column()) if current.isValid() else None
        self.table.setModel(self._model())
        self.table.setColumnWidth(0, 200)
        for column in range(1, len(self._steps) + 1):
            self.table.setColumnWidth(column, 120)
        self.table.selectionModel().currentChanged.connect(self._tell_why)
        if at is not None:
            self.table.setCurrentIndex(self.table.model().index(*at))

    @staticmethod
    def _caption(path: str, captions: dict[str, str]) -> str:
        outer = path.rpartition(".")[0]
        return f"{captions[outer]} · {captions[path]}" if outer in captions else captions[path]

    def _model(self) -> QStandardItemModel:
        model = QStandardItemModel(len(self._paths), len(self._steps) + 1, self)
        model.setHorizontalHeaderLabels([_("Field / step"), *(step.name for step in self._steps)])
        rows = field_overview({step.id: step.rights for step in self._steps}, [path for path, _text in self._paths])
        cells = {(row.step, row.path): row for row in rows}
        for number, (path, caption) in enumerate(self._paths):
            model.setItem(number, 0, QStandardItem(caption))
            for column, step in enumerate(self._steps, 1):
                row = cells[step.id, path]
                item = QStandardItem(_(ACCESS[row.access]))
                item.setForeground(QColor(getattr(style.current_theme(), TONES[row.access])))
                item.setData(row.access, Qt.ItemDataRole.UserRole)
                item.setData("\n".join(one.message for one in row.trail), Qt.ItemDataRole.UserRole + 1)
                model.setItem(number, column, item)
        return model

    def _tell_why(self, index: QModelIndex) -> None:
        if index.column() < 1 or index.row() >= len(self._paths):
            return
        step = self._steps[index.column() - 1]
        access = str(index.data(Qt.ItemDataRole.UserRole))
        self.why.emit(self._paths[index.row()][1], step.id, access, str(index.data(Qt.ItemDataRole.UserRole + 1)))

    def _ask(self, index: QModelIndex) -> None:
        if index.column() < 1:
            return
        menu = QMenu(self)
        for access, text in ACCESS.items():
            action = menu.addAction(_(text))
            action.setCheckable(True)
            action.setChecked(index.data(Qt.ItemDataRole.UserRole) == access)
            action.triggered.connect(lambda _on=False, one=access: self._set_selected(one))
        place = self.table.visualRect(index).bottomLeft() + QPoint(0, 2)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _set_selected(self, access: Access) -> None:
        self.set_access([(item.row(), item.column()) for item in self.table.selectedIndexes()], access)

    def set_access(self, cells: list[tuple[int, int]], access: Access) -> None:
        """Give cells (row, column from 1) an access, in one step of the undo history."""
        self._write({cell: access for cell in cells if cell[1] >= 1})

    def _paste(self, row: int, column: int, rows: list[list[str]]) -> None:
        words = {_(text): access for access, text in ACCESS.items()} | {access: access for access in ACCESS}
        self._write({
            (row + down, column + right): words[text.strip()]
            for down, line in enumerate(rows) for right, text in enumerate(line)
            if text.strip() in words and column + right >= 1 and row + down < len(self._paths)
            and column + right <= len(self._steps)
        })  # fmt: skip

    def _write(self, cells: dict[tuple[int, int], Access]) -> None:
        document = self.context.document
        if document is None or not cells:
            return
        with document.transaction(_("Change field rights")):
            for column, step in enumerate(self._steps, 1):
                wanted = {self._paths[row][0]: access for (row, at), access in cells.items() if at == column}
                if wanted:
                    set_extension(document, step.id, "fields", lines_with(step, wanted))
        self.show_form(self._form)


def lines_with(step: Step, wanted: dict[str, Access]) -> list[dict[str, Any]]:
    """The lines of a step with some fields changed; other lines keep their place."""
    changed = {line.path: line for line in step.lines}
    for path, access in wanted.items():
        rows = changed[path].rows if path in changed else None
        changed[path] = FieldRight(path=path, access=access, rows=rows)
    return [line.model_dump(mode="json", by_alias=True, exclude_none=True) for line in changed.values()]
