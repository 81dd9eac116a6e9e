"""What of some rows does not fit, shown before anything is taken over."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.forms.incoming import Incoming
from runner.ui.kit.texts import button, label

MOST_SHOWN = 500


class IncomingDialog(QDialog):
    """The faults row by row; taken over is all that fits, or nothing."""

    def __init__(self, parent: QWidget, came: Incoming) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Rows to take over"))
        column = QVBoxLayout(self)
        column.setSpacing(10)
        rows = {fault.row for fault in came.faults}
        words = _("{count} rows came; in {wrong} of them a cell does not fit. Nothing has been changed yet.")
        column.addWidget(label(words.format(count=len(came.rows), wrong=len(rows)), wrap=True))
        shown = came.faults[:MOST_SHOWN]
        self.table = QTableWidget(len(shown), 4)
        self.table.setHorizontalHeaderLabels([_("Row"), _("Column"), _("Found"), _("What is wrong")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setStretchLastSection(True)
        for number, fault in enumerate(shown):
            for at, text in enumerate((str(fault.row), fault.column, fault.found, fault.message)):
                self.table.setItem(number, at, QTableWidgetItem(text))
        self.table.resizeColumnsToContents()
        column.addWidget(self.table, 1)
        if len(came.faults) > len(shown):
            column.addWidget(label(_("{count} further ones").format(count=len(came.faults) - len(shown)), "muted"))
        row = QHBoxLayout()
        row.addStretch(1)
        self.leave = button(_("Cancel"))
        self.leave.clicked.connect(self.reject)
        self.take = button(_("Take over without those cells"), "primary")
        self.take.clicked.connect(self.accept)
        row.addWidget(self.leave)
        row.addWidget(self.take)
        column.addLayout(row)
        self.resize(720, 420)

    def ask(self) -> bool:
        """Whether the rows are to be taken over."""
        return self.exec() == QDialog.DialogCode.Accepted
