"""What a file of the dictionary's tables would change, row by row, before anything changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from modeler.dictionary.rows import Row
from modeler.dictionary.tables import TablePlan
from modeler.ui.places.forms_rights.cell_editors import show_model
from runner.core.i18n import tr as _
from runner.ui.kit import style
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label


class TableImport(QDialog):
    """Accepted: take it over. Rows with errors come first and forbid it."""

    def __init__(self, plan: TablePlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import terms and code lists"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        words = {"added": _("new"), "changed": _("changed"), "same": _("same")}
        broken = sum(1 for row in plan.rows if row.problems)
        counted = [f"{words[what]} {plan.count(what)}" for what in ("added", "changed", "same")]
        layout.addWidget(label(_("What the file would change"), "heading"))
        layout.addWidget(label(" · ".join([*counted, f"{_('error')} {broken}"]), "muted"))
        if plan.problems:
            told = "\n".join(f"{one.message} {one.hint}" for one in plan.problems)
            layout.addWidget(label(told, "bad", wrap=True))
        self.table = TableView()
        show_model(self.table, self._model(plan, words))
        for column, width in enumerate((90, 50, 150, 80)):
            self.table.setColumnWidth(column, width)
        layout.addWidget(self.table, 1)
        if plan.dictionary is None:
            told = _("Mend the rows with errors in the file and import it again. Nothing was changed.")
            layout.addWidget(label(told, "warning", wrap=True))
        foot = QHBoxLayout()
        foot.addStretch(1)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        self.ok = button(_("Import"), "primary")
        self.ok.setEnabled(plan.dictionary is not None and plan.count("same") < len(plan.rows))
        self.ok.clicked.connect(self.accept)
        foot.addWidget(leave)
        foot.addWidget(self.ok)
        layout.addLayout(foot)
        self.resize(min(760, parent.window().width() - 80), min(520, parent.window().height() - 80))

    def _model(self, plan: TablePlan, words: dict[str, str]) -> QStandardItemModel:
        def weight(row: Row) -> int:
            return 0 if row.problems else ("changed", "added", "same").index(row.what) + 1

        rows = sorted(plan.rows, key=weight)
        model = QStandardItemModel(len(rows), 5, self)
        model.setHorizontalHeaderLabels([_("Sheet"), _("Row"), _("Code"), _("What"), _("Problem")])
        bad = QColor(style.current_theme().bad)
        for number, row in enumerate(rows):
            problems = " ".join(one.message for one in row.problems)
            what = _("error") if row.problems else words[row.what]
            for column, text in enumerate((row.sheet, str(row.number), row.code, what, problems)):
                item = QStandardItem(text)
                if row.problems and column >= 3:
                    item.setForeground(bad)
                    item.setToolTip(text)
                model.setItem(number, column, item)
        return model
