"""What an import of rights would do, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from modeler.rights.changes import Difference
from modeler.rights.workbook import RightsPlan
from modeler.ui.places.forms_rights.cell_editors import show_model
from runner.core.i18n import tr as _
from runner.ui.kit import style
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label


class ImportRightsDialog(QDialog):
    """What each row would do, errors first; errors forbid the import."""

    def __init__(self, plan: RightsPlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import tables"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(label(_("What the workbook would change"), "heading"))
        words = {"changed": _("changed"), "same": _("same"), "error": _("error")}
        layout.addWidget(label(" · ".join(f"{words[one]} {plan.counts[one]}" for one in words), "muted"))
        self.table = TableView()
        rows = [row for state in ("error", "changed") for row in plan.rows if row.state == state]
        model = QStandardItemModel(len(rows), 5, self)
        model.setHorizontalHeaderLabels([_("Sheet"), _("Row"), _("About"), _("What"), _("Problem")])
        theme = style.current_theme()
        for number, row in enumerate(rows):
            problems = " ".join(f"{one.message} {one.hint}" for one in row.problems)
            for column, text in enumerate((row.sheet, str(row.line), row.about, words[row.state], problems)):
                item = QStandardItem(text)
                if row.state == "error" and column >= 3:
                    item.setForeground(QColor(theme.bad))
                    item.setToolTip(text)
                model.setItem(number, column, item)
        show_model(self.table, model)
        for column, width in enumerate((120, 60, 150, 90)):
            self.table.setColumnWidth(column, width)
        layout.addWidget(self.table, 1)
        if not plan.is_good:
            told = _("Mend the rows with errors in the workbook and import it again. Nothing was changed.")
            layout.addWidget(label(told, "warning", wrap=True))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(_("Import"))
        self.ok.setEnabled(plan.is_good and plan.counts["changed"] > 0)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(min(860, parent.window().width() - 80), min(520, parent.window().height() - 80))


class ChangesDialog(QDialog):
    """Who may what more, less, or otherwise."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("What changed in the rights"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        self.heading = label(_("Comparing…"), "heading", wrap=True)
        layout.addWidget(self.heading)
        self.table = TableView()
        layout.addWidget(self.table, 1)
        foot = QHBoxLayout()
        self.other = button(_("Compare with another file…"), icon_name="open")
        foot.addWidget(self.other)
        foot.addStretch(1)
        close = button(_("Close"))
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        layout.addLayout(foot)
        self.resize(min(820, parent.window().width() - 80), min(480, parent.window().height() - 80))

    def show_changes(self, found: Sequence[Difference], name: str) -> None:
        """Show them; `name` is the other file, empty for the saved one."""
        if not found:
            text = (
                _("Nobody may more or less than in {file}.").format(file=name)
                if name
                else _("Nobody may more or less than in the saved file.")
            )
        else:
            text = _("Since {file}").format(file=name) if name else _("Since the saved file")
        self.heading.setText(text)
        words = {"more": _("more"), "less": _("less"), "other": _("otherwise")}
        tones = {"more": "good", "less": "bad", "other": "muted"}
        model = QStandardItemModel(len(found), 2, self)
        model.setHorizontalHeaderLabels(["", _("Change")])
        for number, one in enumerate(found):
            kind = QStandardItem(words[one.kind])
            kind.setForeground(QColor(getattr(style.current_theme(), tones[one.kind])))
            told = QStandardItem(one.message)
            told.setToolTip(one.message)
            model.setItem(number, 0, kind)
            model.setItem(number, 1, told)
        show_model(self.table, model)
        self.table.setColumnWidth(0, 90)
