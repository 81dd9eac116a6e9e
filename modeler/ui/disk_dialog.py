"""The dialog for a file that somebody else changed: what differs, element by element, and three ways on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from modeler.compare.differences import Difference
from modeler.compare.told import type_of, what_differs
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

KINDS = {
    "added": N_("Only on disk"),
    "removed": N_("Only here"),
    "changed": N_("Different"),
}


class DiskDialog(QDialog):
    """Ask what shall become of two states of one file. `choice` is `mine`, `theirs`, `copy`, or empty for later.

    `rows` lead from what is here to what is on disk; `trouble` says why that cannot be read.
    """

    def __init__(
        self, parent: QWidget, name: str, when: str, rows: Sequence[Difference], *, dirty: bool, trouble: str = ""
    ) -> None:
        super().__init__(parent)
        self.choice = ""
        self.setWindowTitle(_("Changed on disk"))
        self.resize(820, 520)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(
            label(_("{file} was changed on disk by another program").format(file=name), "title", wrap=True)
        )
        column.addWidget(label(_intro(when, rows, dirty, trouble), "muted", wrap=True))
        self.table = TableView()
        self.table.setWordWrap(True)
        self.table.setModel(_model(rows, self.table))
        for place, width in enumerate((110, 130, 170)):
            self.table.setColumnWidth(place, width)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.setAccessibleName(_("Differences"))
        column.addWidget(self.table, 1)
        for text in _means(dirty):
            column.addWidget(label(text, "caption", wrap=True))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.later = button(_("Decide later"))
        self.copy = button(_("Save mine as a copy…"))
        self.mine = button(_("Keep mine"))
        self.theirs = button(_("Take the one from disk"), "primary")
        self.theirs.setEnabled(not trouble)
        self.theirs.setDefault(not trouble)
        for one, choice in ((self.later, ""), (self.copy, "copy"), (self.mine, "mine"), (self.theirs, "theirs")):
            one.clicked.connect(lambda _on=False, choice=choice: self._choose(choice))
        foot.addWidget(self.later)
        foot.addStretch(1)
        for one in (self.copy, self.mine, self.theirs):
            foot.addWidget(one)
        column.addLayout(foot)

    def _choose(self, choice: str) -> None:
        self.choice = choice
        self.accept()


def _intro(when: str, rows: Sequence[Difference], dirty: bool, trouble: str) -> str:
    if trouble:
        return _("Written {time}. It cannot be read: {cause}").format(time=when, cause=trouble)
    told = (
        trn("{count} difference", "{count} differences", len(rows))
        if rows
        else _("Nothing that counts differs, only how it is written")
    )
    here = (
        _("here there are changes that are not saved") if dirty else _("here nothing was changed since it was saved")
    )
    return _("Written {time}. {differences}; {here}.").format(time=when, differences=told, here=here)


def _means(dirty: bool) -> tuple[str, str]:
    return (
        _("Taking the one from disk is one step of undo: yours comes back with Undo.")
        if dirty
        else _("Taking the one from disk is one step of undo."),
        _("Keeping yours puts the one from disk aside, and says where."),
    )


def _model(rows: Sequence[Difference], parent: QWidget) -> QStandardItemModel:
    model = QStandardItemModel(0, 4, parent)
    model.setHorizontalHeaderLabels([_("Where found"), _("Type"), _("Name"), _("What: here → on disk")])
    for row in rows:
        told = what_differs(row)
        cells = [QStandardItem(text) for text in (_(KINDS[row.kind]), type_of(row.type), row.name, told)]
        cells[3].setToolTip(told)
        for cell in cells:
            cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        model.appendRow(cells)
    return model
