"""A decision: its table with the hit policy, and what it requires. Tables are changed here, each act one step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from modeler.decisions.cell_faults import HEAD
from modeler.decisions.described import POLICIES, Sheet, sheets
from modeler.decisions.editing import TableEdit
from modeler.decisions.naming import words_of
from modeler.ui.closing import LeavingDialog
from modeler.ui.context import Context
from modeler.ui.expressions.words import NOTHING_KNOWN, Known
from modeler.ui.history import EditHistory
from modeler.ui.panels.decision_acts import WORDS, DecisionActs
from modeler.ui.panels.decision_table import DecisionModel, DecisionTable
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.decisions import Node
from runner.feel.vocabulary import Vocabulary
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import breakable, button, label, tool_button

_TOOLS = ("duplicate", "up", "down-rule", "remove")


class DecisionView(QDialog):
    """The decision first; what it requires is chosen above."""

    def __init__(
        self, parent: QWidget, node: Node, context: Context | None = None, known: Known = NOTHING_KNOWN
    ) -> None:
        """With a `context` its tables are changed here; `known` is what the process that asks it has: columns may ask
        about that, and cells may name it."""
        super().__init__(parent)
        self._context = context
        self._edits: dict[str, TableEdit] = {}
        self._at = -1
        self.history = EditHistory(self)
        self.history.changed.connect(self._changed)
        self.ask: Callable[[], str] = self._ask_leaving
        self.setObjectName("decision-view")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Decision"))
        self._sheets = sheets(node)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label(node.name, "title", wrap=True))
        self.which = QComboBox()
        self.which.setObjectName("decision-which")
        self.which.setAccessibleName(_("Decision, and what it requires"))
        for one in self._sheets:
            self.which.addItem(one.name)
        show_if(self.which, len(self._sheets) > 1)
        column.addWidget(self.which)
        column.addLayout(self._policy_row())
        self.table = DecisionTable(editable=context is not None)
        self.table.cells.words = lambda: self._words(known())
        self.acts = DecisionActs(self.table, self._edit, tuple(sorted(one.name for one in known())))
        self.acts.refused.connect(self._refused)
        column.addWidget(self._tools())
        column.addWidget(self.table, 1)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setObjectName("decision-text")
        self.text.setAccessibleName(_("What the decision says"))
        column.addWidget(self.text, 1)
        self.note = label("", "warning", wrap=True)
        self.note.setObjectName("decision-note")
        self.fault = label("", "bad", wrap=True)
        self.fault.setObjectName("decision-fault")
        for line in (self.note, self.fault):
            show_if(line, False)
            column.addWidget(line)
        column.addLayout(self._foot())
        self.which.currentIndexChanged.connect(self._show)
        self.resize(min(960, parent.window().width() - 80), min(600, parent.window().height() - 80))
        self._show(0)
        self.table.setFocus()

    # parts -----------------------------------------------------------------------------------------

    def _policy_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.policy = QComboBox()
        self.policy.setObjectName("decision-policy")
        self.policy.setAccessibleName(_("Hit policy"))
        self.policy.setToolTip(_("What the table answers where several rules fit"))
        for short, text in POLICIES.items():
            self.policy.addItem(f"{short} · {_(text)}", short)
        self.policy.setEnabled(self._context is not None)
        self.policy.activated.connect(lambda _at: self.acts.choose_policy(str(self.policy.currentData())))
        self.count = label("", "muted")
        row.addWidget(self.policy)
        row.addWidget(self.count)
        row.addStretch(1)
        return row

    def _tools(self) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.buttons: dict[str, QWidget] = {}
        for key, text, verb in (
            ("add-rule", _("Rule"), lambda: self.acts.run("below")),
            ("add-in", _("Column that asks"), lambda: self.acts.add_column("in")),
            ("add-out", _("Column that answers"), lambda: self.acts.add_column("out")),
        ):
            one = button(text, "plain", "add")
            one.setObjectName(f"decision-{key}")
            one.setAccessibleName(_("Add: {what}").format(what=text))
            one.clicked.connect(lambda _on=False, verb=verb: verb())
            row.addWidget(one)
        row.addSpacing(8)
        for act in _TOOLS:
            said = WORDS[act]
            tool = tool_button(said.icon, f"{_(said.text)} · {said.keys}")
            tool.setObjectName(f"decision-{act}")
            tool.clicked.connect(lambda _on=False, act=act: self.acts.run(act))
            self.buttons[act] = tool
            row.addWidget(tool)
        row.addStretch(1)
        for key, text, keys in (("undo", _("Undo"), "Ctrl+Z"), ("redo", _("Redo"), "Ctrl+Y")):
            step: Callable[[], None] = getattr(self, key)
            tool = tool_button(key, f"{text} · {keys}")
            tool.setObjectName(f"decision-{key}")
            tool.clicked.connect(step)
            self.buttons[key] = tool
            row.addWidget(tool)
            action = QAction(text, self)
            action.setShortcuts([QKeySequence(keys), *([QKeySequence("Ctrl+Shift+Z")] if key == "redo" else [])])
            action.triggered.connect(step)
            self.addAction(action)
        self.tools = bar
        return bar

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        if self._context is not None:
            told = _("Type in a cell; a double-click on a title changes the column; a right-click shows everything.")
            foot.addWidget(label(told, "caption"))
        foot.addStretch(1)
        self.leave = button(_("Close"))
        self.leave.clicked.connect(self._drop)
        foot.addWidget(self.leave)
        self.save = button(_("Save"), "primary")
        self.save.setObjectName("decision-save")
        self.save.setEnabled(False)
        self.save.clicked.connect(self._save)
        show_if(self.save, self._context is not None)
        foot.addWidget(self.save)
        return foot

    # showing ---------------------------------------------------------------------------------------

    def _edit(self) -> TableEdit | None:
        """The table that is shown, to be changed; None for what is read only."""
        workspace = self._context.workspace if self._context is not None else None
        if workspace is None or not 0 <= self._at < len(self._sheets) or not self._sheets[self._at].columns:
            return None
        one = self._sheets[self._at]
        key = f"{one.node.file.definitions.file}#{one.node.element.id}"
        if key not in self._edits:
            try:
                self._edits[key] = TableEdit(workspace, one.node)
            except AppError as error:
                self._refused(f"{error.message} {error.hint}")
                return None
            self.history.follow(self._edits[key].file)
        return self._edits[key]

    def _words(self, known: Vocabulary) -> Vocabulary:
        """What the cells of the table that is shown may name."""
        one, model = self._sheets[self._at], self.table.model()
        columns = model.sheet.columns if isinstance(model, DecisionModel) else one.columns
        return words_of(one.node, columns, known)

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self._sheets):
            return
        self._at = at
        one = self._sheets[at]
        is_table = bool(one.columns)
        for part in (self.table, self.tools, self.policy, self.count):
            show_if(part, is_table and (part is not self.tools or self._context is not None))
        show_if(self.text, not is_table)
        if not is_table:
            self.text.setPlainText("\n".join(one.lines))
            return
        edit = self._edit()
        old = self.table.model()
        model = DecisionModel(
            edit.sheet if edit is not None else one, edit.faults if edit is not None else {}, self.table,
            editable=edit is not None,
        )  # fmt: skip
        model.typed.connect(self.acts.type)
        model.modelReset.connect(self.table.measure)
        selection = self.table.selectionModel()
        self.table.setModel(model)
        for gone in (selection, old):
            if gone is not None:
                gone.deleteLater()
        self.table.selectionModel().currentChanged.connect(lambda _now, _before: self._tell())
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._enable())
        self.table.measure()
        self.table.setCurrentIndex(model.index(0, 0))
        self._tell_facts(model.sheet)
        self._tell()

    def _changed(self, _change: object) -> None:
        """The file has another state: an act, undo or redo."""
        model, edit = self.table.model(), self._edit()
        if not isinstance(model, DecisionModel) or edit is None:
            return
        at = self.table.currentIndex()
        row, column = at.row(), at.column()
        heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
        if model.show(edit.sheet, edit.faults):
            again = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
            if heads != again:
                self.table.measure()
            else:
                self.table.measure_rules()
        elif model.rowCount():
            row = max(0, min(row, model.rowCount() - 1))
            self.table.setCurrentIndex(model.index(row, max(0, min(column, model.columnCount() - 1))))
        self._tell_facts(model.sheet)
        self._tell()

    def _tell_facts(self, one: Sheet) -> None:
        count = trn("{count} rule", "{count} rules", len(one.rows)).format(count=len(one.rows))
        self.count.setText(count)
        self.policy.setCurrentIndex(self.policy.findData(one.policy))

    def _tell(self) -> None:
        """What is wrong is told where it stands: of the current cell first; it can be saved nevertheless."""
        self._enable()
        model = self.table.model()
        faults = model.faults if isinstance(model, DecisionModel) else {}
        told = []
        if faults and isinstance(model, DecisionModel):
            at = self.table.currentIndex()
            here = (at.row(), at.column())
            row, column = here if here in faults else min(faults)
            head = model.sheet.columns[column].title or str(column + 1)
            where = (
                _("Column {column}").format(column=head)
                if row == HEAD
                else _("Rule {rule}, {column}").format(rule=row + 1, column=head)
            )
            wrong = faults[row, column]
            text = "" if row == HEAD else model.sheet.rows[row][column]
            told.append(_("{who}: {text}").format(who=where, text=" ".join(
                part for part in (text and f"{text} –", wrong.message, wrong.hint) if part
            )))  # fmt: skip
            if len(faults) > 1:
                more = len(faults) - 1
                told.append(trn("{count} more place is marked.", "{count} more places are marked.", more).format(
                    count=more
                ))  # fmt: skip
        self.fault.setText(breakable("\n".join(told)))
        show_if(self.fault, bool(told))

    def _enable(self) -> None:
        dirty = self._dirty()
        self.save.setEnabled(bool(dirty))
        self.leave.setText(_("Cancel") if dirty else _("Close"))
        for act in _TOOLS:
            self.buttons[act].setEnabled(self.acts.can(act))
        self.buttons["undo"].setEnabled(self.history.can_undo)
        self.buttons["redo"].setEnabled(self.history.can_redo)

    def _refused(self, told: str) -> None:
        self.note.setText(breakable(told))
        show_if(self.note, bool(told))

    # the history and the end -----------------------------------------------------------------------

    def _dirty(self) -> list[TableEdit]:
        """The tables whose file has changes that were not saved, each file once."""
        found = {id(one.file): one for one in self._edits.values() if one.file.is_dirty}
        return list(found.values())

    def undo(self) -> None:
        """Take the last act back."""
        self._step(self.history.undo)

    def redo(self) -> None:
        """Do the act last taken back again."""
        self._step(self.history.redo)

    def _step(self, verb: Callable[[], object]) -> None:
        try:
            verb()
        except AppError as error:
            self._refused(f"{error.message} {error.hint}")

    def _save(self) -> None:
        """Write all changed files."""
        self.table.finish_typing()
        try:
            for edit in self._dirty():
                edit.file.save()
        except AppError as error:
            self._refused(f"{error.message} {error.hint}")
            return
        self._end()
        self.accept()
        if self._context is not None:
            self._context.workspaceChanged.emit()

    def _drop(self) -> None:
        """Leave the files as they were when the dialog was opened."""
        self.table.finish_typing()
        self.history.changed.disconnect(self._changed)
        while self.history.can_undo:
            self.history.undo()
        self._end()
        super().reject()

    def _end(self) -> None:
        self.history.forget()
        for edit in self._edits.values():
            if not edit.file.is_dirty:
                edit.file.close()

    def _ask_leaving(self) -> str:
        names = [edit.path.name for edit in self._dirty()]
        dialog = LeavingDialog(self, _("Save the changes of the decision?"), names, leaving=False)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice

    def reject(self) -> None:
        """Escape, or the window's cross: changes are asked about."""
        self.table.finish_typing()
        choice = self.ask() if self._dirty() else "drop"
        if choice == "save":
            self._save()
        elif choice == "drop":
            self._drop()
