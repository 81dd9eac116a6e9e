"""Operations: which buttons each step has, and the verdict menu of the step with the focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSplitter, QVBoxLayout, QWidget

from modeler.document import commands
from modeler.document.change import Change
from modeler.document.document import Document
from modeler.rights import operation_table
from modeler.rights.operation_table import ApprovalStep, OperationCell, can_write, operation_cell
from modeler.ui.context import Context
from modeler.ui.places.forms_rights.cell_editors import CHOSEN, ChoiceDelegate, Index, show_model
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.rights_grid import Cell, Choice, GridSource, GridView, Shown
from modeler.ui.places.forms_rights.rights_tools import RightsTools
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.rights.operations import OPERATIONS
from runner.ui.kit.states import EmptyState
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

RESULT_WORDS = {
    "agree": N_("Agrees"), "reject": N_("Rejects"), "return": N_("Returns"), "abstain": N_("Abstains"),
    "custom": N_("Something else"),
}  # fmt: skip
ACTION_CHOICES = {
    "": N_("as usual for the result"), "next": N_("goes on"), "end": N_("ends the case"),
    "starter": N_("back to the starter"), "previous": N_("back to the step before"),
}  # fmt: skip
OPINION_CHOICES = {"": N_("as the step says"), "always": N_("required"), "none": N_("not required")}
USUAL: tuple[Mapping[str, str], ...] = (
    {"id": "agree", "label": N_("Agree"), "result": "agree"},
    {"id": "reject", "label": N_("Disagree"), "result": "reject"},
    {"id": "return", "label": N_("Return"), "result": "return", "action": "starter", "validate": "false"},
)


class OperationSource(GridSource):
    """All operations against all steps that people do."""

    def __init__(self, document: Document) -> None:
        self.corner = _("Operation / step")
        self.document = document
        self.steps = operation_table.steps_of(document.index)
        self._names = [word("operation", one) for one in OPERATIONS]
        self._choices = [Choice("yes", _("yes"), "Y"), Choice("no", _("no"), "N"), Choice("", _("as by default"))]

    def rows(self) -> Sequence[str]:
        return self._names

    def columns(self) -> Sequence[str]:
        return [step.name for step in self.steps]

    def cell(self, row: int, column: int) -> OperationCell:
        """What the table says."""
        return operation_cell(self.steps[column], OPERATIONS[row])

    def shown(self, row: int, column: int) -> Shown:
        cell = self.cell(row, column)
        if cell.state == "case":
            return Shown(_("by right"), "faint", False)
        if cell.state == "missing":
            text = _("listed, not there yet") if cell.is_listed else _("not there yet")
            return Shown(text, "warning", cell.is_listed)
        return Shown(_("yes") if cell.is_given else _("no"), "good" if cell.is_given else "bad", cell.is_own)

    def value(self, row: int, column: int) -> str:
        cell = self.cell(row, column)
        if not cell.is_own:
            return "yes" if cell.is_given else ""
        return "yes" if cell.is_listed else "no"

    def choices(self, row: int, column: int) -> Sequence[Choice]:
        return self._choices if can_write(self.steps[column], OPERATIONS[row]) else ()

    def write(self, cells: Mapping[Cell, str]) -> None:
        given = {"yes": True, "no": False}
        changes: dict[str, dict[str, bool | None]] = {}
        for (row, column), value in cells.items():
            changes.setdefault(self.steps[column].id, {})[OPERATIONS[row]] = given.get(value)
        operation_table.set_operations(self.document, changes)

    def why(self, row: int, column: int) -> list[str]:
        """Why a cell is what it is."""
        step = self.steps[column]
        lines = [one.message for one in self.cell(row, column).trail]
        if not step.has_approval and not self.choices(row, column) and self.cell(row, column).state == "open":
            told = _("It asks for no verdict: make it an approval below to say which operations it gives.")
            lines.append(told)
        return lines


class OperationsPage(QWidget):
    """`why` goes out with a heading and the lines below it."""

    why = Signal(str, object)

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.source: OperationSource | None = None
        self._step = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        self.tools = RightsTools(context, parts, _("Operations"))
        self.table = GridView()
        self.tools.copy_all.clicked.connect(self.table.copy_all)
        self.tools.paste_all.clicked.connect(self.table.paste_all)
        self.tools.searched.connect(self._filter)
        self.table.focused.connect(self._tell_why)
        layout.addWidget(self.tools)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(self._menu_of_step())
        self.split.setSizes([420, 200])
        layout.addWidget(self.split, 1)
        self.empty = EmptyState(
            "form", _("No step done by people yet"), _("Here stand the steps that people do, and their buttons."),
        )  # fmt: skip
        self.empty.button.hide()
        layout.addWidget(self.empty, 1)
        self.keys = label(
            _("Y yes · N no · Del gives up the list of the step · Ctrl+D fills downwards, Ctrl+R to the right. A "
              "step without a list gives all that the runner can do (paler). What is “not there yet” has no button."),
            "caption", wrap=True,
        )  # fmt: skip
        layout.addWidget(self.keys)

    def _menu_of_step(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        self.heading = label("", "heading")
        row.addWidget(self.heading)
        self.told = label("", "caption")
        row.addWidget(self.told)
        row.addStretch(1)
        self.approve = button(_("Make it an approval"), "primary")
        self.approve.clicked.connect(self.make_approval)
        self.add = button(_("Add verdict"), icon_name="add")
        self.add.clicked.connect(self.add_verdict)
        self.remove = button(_("Remove"), icon_name="delete")
        self.remove.clicked.connect(self.remove_verdicts)
        for one in (self.approve, self.add, self.remove):
            row.addWidget(one)
        column.addLayout(row)
        self.verdicts = TableView(by_row=False, editable=True)
        self.verdicts.setItemDelegateForColumn(1, self._delegate(lambda: _choices(RESULT_WORDS), "result"))
        self.verdicts.setItemDelegateForColumn(2, self._delegate(self._actions, "action"))
        self.verdicts.setItemDelegateForColumn(
            3, self._delegate(lambda: [("true", _("yes")), ("false", _("no"))], "validate")
        )  # fmt: skip
        self.verdicts.setItemDelegateForColumn(4, self._delegate(lambda: _choices(OPINION_CHOICES), "opinion"))
        column.addWidget(self.verdicts, 1)
        return made

    def _delegate(self, choices: Any, key: str) -> ChoiceDelegate:
        return ChoiceDelegate(choices, lambda index, value: self._write_verdict(index, key, value), self.verdicts)

    def _actions(self) -> list[tuple[str, str]]:
        steps = self.source.steps if self.source is not None else []
        others = [(f"node:{one.id}", _("back to “{step}”").format(step=one.name)) for one in steps]
        return [*_choices(ACTION_CHOICES), *[one for one in others if one[0] != f"node:{self._step}"]]

    # showing -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the steps of the process that is open."""
        document = self.context.document
        index = self.table.currentIndex()
        current = self.table.grid.cell(index) if self.table.grid is not None else None
        source = OperationSource(document) if document is not None else None
        something = source is not None and bool(source.steps)
        for widget in (self.split, self.keys, self.tools.filter, self.tools.copy_all, self.tools.paste_all):
            widget.setVisible(something)
        self.empty.setVisible(not something)
        self.source = source if something else None
        if source is None or not something:
            return
        self.table.show_source(source, self.tools.filter.text())
        self.table.setColumnWidth(0, 180)
        head = self.table.horizontalHeader()
        head.setMinimumSectionSize(84)
        few = len(source.steps) <= 8
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch if few else QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        if self.table.grid is not None:
            at = self.table.grid.at(*(current or (1, 0)))
            self.table.setCurrentIndex(at if at.isValid() else self.table.grid.index(0, 1))

    def take(self, change: Change) -> bool:
        """A change of the document: only the steps that it touches are looked at anew."""
        source, document = self.source, self.context.document
        if source is None or document is None or change.added or change.removed:
            return False
        stale = []
        for number, step in enumerate(source.steps):
            if step.id in change.changed:
                now = operation_table.step_of(document.index, step.id)
                if now.name != step.name:
                    return False
                source.steps[number] = now
                stale.append(number)
        if stale and self.table.grid is not None:
            self.table.grid.refresh(stale)
            cell = self.table.grid.cell(self.table.currentIndex())
            if cell is not None:
                self._tell_why(*cell)
        return True

    def _filter(self, text: str) -> None:
        if self.table.grid is not None:
            self.table.grid.filter(text)

    def _tell_why(self, row: int, column: int) -> None:
        if self.source is None:
            return
        self._step = self.source.steps[column].id
        self._show_verdicts()
        title = f"{self.source.rows()[row]} · {self.source.steps[column].name}"
        self.why.emit(title, self.source.why(row, column))

    def step(self) -> ApprovalStep | None:
        """The step with the focus."""
        steps = self.source.steps if self.source is not None else []
        return next((one for one in steps if one.id == self._step), None)

    def _show_verdicts(self) -> None:
        step, document = self.step(), self.context.document
        if step is None or document is None:
            return
        found = operation_table.verdicts_of(document.index, step.id)
        self.heading.setText(_("Verdicts of “{step}”").format(step=step.name))
        told = "" if found else _("the usual three: agree, disagree, return")
        self.told.setText(told if step.has_approval else _("plain work, without a verdict"))
        self.approve.setVisible(not step.has_approval)
        for widget in (self.add, self.remove):
            widget.setVisible(step.has_approval)
        rows = found or ([{**one, "label": _(one["label"])} for one in USUAL] if step.has_approval else [])
        model = QStandardItemModel(len(rows), 5, self)
        heads = (_("Label"), _("Result"), _("What happens"), _("Form is checked"), _("Opinion"))
        model.setHorizontalHeaderLabels(heads)
        actions, results = dict(self._actions()), dict(_choices(RESULT_WORDS))
        opinions = dict(_choices(OPINION_CHOICES))
        for number, verdict in enumerate(rows):
            result, action = str(verdict.get("result", "agree")), str(verdict.get("action", ""))
            opinion = str(verdict.get("opinion", ""))
            checked = "false" if str(verdict.get("validate", "true")) in ("false", "0") else "true"
            texts = (
                (str(verdict.get("label", "")), ""), (results.get(result, result), result),
                (actions.get(action, action), action), (_("yes") if checked == "true" else _("no"), checked),
                (opinions.get(opinion, opinion), opinion),
            )  # fmt: skip
            for column, (text, value) in enumerate(texts):
                item = QStandardItem(text)
                item.setData(value, CHOSEN)
                model.setItem(number, column, item)
        model.itemChanged.connect(self._label_written)
        show_model(self.verdicts, model)
        for column, width in enumerate((200, 160, 240)):
            self.verdicts.setColumnWidth(column, width)

    # changing ----------------------------------------------------------------------------------

    def _rows(self) -> list[dict[str, Any]]:
        """The menu as it stands; the usual three are written out with the first change."""
        step, document = self.step(), self.context.document
        found = operation_table.verdicts_of(document.index, step.id) if step and document is not None else []
        return found or [{**one, "label": _(one["label"])} for one in USUAL]

    def _write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if self.context.document is not None and self._step:
            operation_table.set_verdicts(self.context.document, self._step, rows)

    def _label_written(self, item: QStandardItem) -> None:
        if item.column() == 0:
            row, text = item.row(), item.text().strip()
            # the editor is still open: writing makes the rows anew, under its hands
            QTimer.singleShot(0, self, lambda: self._write_entry(row, "label", text))

    def _write_verdict(self, index: Index, key: str, value: str) -> None:
        row = index.row()
        QTimer.singleShot(0, self, lambda: self._write_entry(row, key, value))

    def _write_entry(self, row: int, key: str, value: str) -> None:
        rows = self._rows()
        if row < len(rows) and str(rows[row].get(key, "")) != value:
            rows[row][key] = value
            self._write(rows)

    def make_approval(self) -> None:
        """Let the step ask for a verdict."""
        if self.context.document is not None and self._step:
            verdicts = [{**one, "label": _(one["label"])} for one in USUAL]
            commands.set_extension(
                self.context.document, self._step, "approval",
                {"vote": "any", "opinion": "reject", "verdicts": verdicts},
            )  # fmt: skip

    def add_verdict(self) -> None:
        """One more button."""
        rows = self._rows()
        used = {str(one.get("id")) for one in rows}
        name = next(f"verdict{number}" for number in range(1, len(rows) + 2) if f"verdict{number}" not in used)
        self._write([*rows, {"id": name, "label": _("New verdict"), "result": "agree"}])

    def remove_verdicts(self) -> None:
        """Remove the selected buttons; one stays."""
        gone = {index.row() for index in self.verdicts.selectedIndexes()}
        rows = [one for number, one in enumerate(self._rows()) if number not in gone]
        if gone and rows:
            self._write(rows)


def _choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(value, _(text)) for value, text in words.items()]
