"""A decision to be read: its table with the hit policy, and what it requires; cells of tables are changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from modeler.decisions.cells import TableEdit
from modeler.decisions.described import POLICIES, Column, Sheet, sheets
from modeler.ui.context import Context
from modeler.ui.panels.decision_fields import type_text
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.decisions import Node
from runner.ui.kit import style
from runner.ui.kit.layouts import show_if
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import breakable, button, label

_WIDEST, _NARROWEST = 260, 72


class DecisionView(QDialog):
    """The decision first; what it requires is chosen above."""

    def __init__(self, parent: QWidget, node: Node, context: Context | None = None) -> None:
        """With a `context` the cells of its tables are changed here."""
        super().__init__(parent)
        self._context = context
        self._edits: dict[str, TableEdit] = {}
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
        self.policy = label("", "muted", wrap=True)
        column.addWidget(self.policy)
        self.table = TableView(by_row=False, editable=context is not None)
        self.table.setWordWrap(True)
        self.table.setObjectName("decision-table")
        column.addWidget(self.table, 1)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setObjectName("decision-text")
        self.text.setAccessibleName(_("What the decision says"))
        column.addWidget(self.text, 1)
        self.fault = label("", "bad", wrap=True)
        self.fault.setObjectName("decision-fault")
        show_if(self.fault, False)
        column.addWidget(self.fault)
        foot = QHBoxLayout()
        if context is not None:
            foot.addWidget(label(_("A double-click on a cell changes it."), "caption"))
        foot.addStretch(1)
        self.leave = button(_("Close"))
        self.leave.clicked.connect(self.reject)
        foot.addWidget(self.leave)
        self.save = button(_("Save"), "primary")
        self.save.setObjectName("decision-save")
        self.save.setEnabled(False)
        self.save.clicked.connect(self._save)
        show_if(self.save, context is not None)
        foot.addWidget(self.save)
        column.addLayout(foot)
        self.which.currentIndexChanged.connect(self._show)
        self.resize(min(860, parent.window().width() - 80), min(520, parent.window().height() - 80))
        self._show(0)

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self._sheets):
            return
        one = self._sheets[at]
        is_table = bool(one.columns)
        show_if(self.table, is_table)
        show_if(self.text, not is_table)
        if not is_table:
            self.policy.setText("")
            show_if(self.policy, False)
            self.text.setPlainText("\n".join(one.lines))
            return
        count = trn("{count} rule", "{count} rules", len(one.rows)).format(count=len(one.rows))
        self.policy.setText(f"{one.policy} · {_(POLICIES.get(one.policy, one.policy))} · {count}")
        show_if(self.policy, True)
        old = self.table.model()
        model = self._model(one)
        model.itemChanged.connect(self._changed)
        self.table.setModel(model)
        if old is not None:
            old.deleteLater()
        self.table.resizeColumnsToContents()
        for place in range(len(one.columns) + 1):
            width = self.table.columnWidth(place)
            self.table.setColumnWidth(place, min(_WIDEST, max(44 if place == 0 else _NARROWEST, width)))
        self.table.resizeRowsToContents()

    def _model(self, one: Sheet) -> QStandardItemModel:
        theme = style.current_theme()
        tones = {"in": QColor(theme.text), "out": QColor(theme.accent), "remark": QColor(theme.muted)}
        model = QStandardItemModel(len(one.rows), len(one.columns) + 1, self)
        key = one.node.element.id
        corner = QStandardItem(one.policy)
        model.setHorizontalHeaderItem(0, corner)
        for place, column in enumerate(one.columns, 1):
            head = QStandardItem(_head(column))
            head.setToolTip(_tip(column))
            head.setForeground(QBrush(tones[column.side]))
            model.setHorizontalHeaderItem(place, head)
        for row, cells in enumerate(one.rows):
            number = QStandardItem(str(row + 1))
            number.setForeground(QBrush(tones["remark"]))
            number.setEditable(False)
            model.setItem(row, 0, number)
            for place, text in enumerate(cells, 1):
                changed = self._edits[key].cells.get((row, place - 1)) if key in self._edits else None
                item = QStandardItem(text if changed is None else changed)
                item.setToolTip(item.text())
                item.setEditable(self._context is not None and one.columns[place - 1].side != "remark")
                item.setForeground(QBrush(tones[one.columns[place - 1].side]))
                model.setItem(row, place, item)
        return model

    # changing ------------------------------------------------------------------------------------

    def _changed(self, item: QStandardItem) -> None:
        """A cell was changed: it is kept until it is saved, and what is wrong with it is said at once."""
        workspace = self._context.workspace if self._context is not None else None
        one = self._sheets[self.which.currentIndex()]
        if workspace is None or item.column() == 0:
            return
        key, place = one.node.element.id, (item.row(), item.column() - 1)
        edit = self._edits.setdefault(key, TableEdit(workspace, one.node))
        if item.text() == one.rows[item.row()][item.column() - 1]:
            edit.cells.pop(place, None)
        else:
            edit.cells[place] = item.text()
        self._tell()

    def _tell(self) -> None:
        """What is changed can be saved, also where something is wrong with it; that is said."""
        open_ = [edit for edit in self._edits.values() if edit.cells]
        self.save.setEnabled(bool(open_))
        self.leave.setText(_("Cancel") if open_ else _("Close"))
        try:
            told = [text for edit in open_ for text in edit.faults()]
        except AppError as error:
            told = [error.message]
        self.fault.setText(breakable("\n".join(dict.fromkeys(told))))
        show_if(self.fault, bool(told))

    def _save(self) -> None:
        """Write all changed cells."""
        try:
            for edit in self._edits.values():
                if edit.cells:
                    edit.save()
        except AppError as error:
            self.fault.setText(f"{error.message} {error.hint}")
            show_if(self.fault, True)
            return
        self.accept()
        if self._context is not None:
            self._context.workspaceChanged.emit()


def _head(column: Column) -> str:
    if column.side == "remark":
        return column.title or _("Note on the rule")
    side = _("when") if column.side == "in" else _("then")
    return f"{side} {column.title}"


def _tip(column: Column) -> str:
    parts = [column.text if column.text != column.title else "", type_text(column.type)]
    return " · ".join(part for part in (column.title, *parts) if part)
