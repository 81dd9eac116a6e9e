"""The list of what was left with unsaved work: which file, when, how many steps; brought back or thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.messages import hint, sentence
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from modeler.document.recovery import LeftBehind

Entries = Sequence["LeftBehind"]


class RecoveryDialog(QDialog):
    """Every row with a tick is meant; nothing is applied before the button is pressed."""

    def __init__(
        self, parent: QWidget, entries: Entries, bring_back: Callable[[Entries], None],
        throw_away: Callable[[Entries], None],
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = list(entries)
        self._back, self._away = bring_back, throw_away
        self.setWindowTitle(_("Unsaved work"))
        self.resize(860, 440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label(_("Unsaved work"), "title"))
        column.addWidget(
            label(
                _("This was not saved when the program ended. Brought back, it is open with its undo; "
                  "the file on disk stays as it is until you save."),
                "muted", wrap=True,
            )
        )  # fmt: skip
        self.table = TableView()
        self.table.setWordWrap(True)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.model = QStandardItemModel(0, 4, self.table)
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("Unsaved work"))
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.away = button(_("Throw away"), "bad")
        self.later = button(_("Later"))
        self.back = button(_("Bring back"), "primary")
        self.back.setDefault(True)
        foot.addWidget(self.away)
        foot.addStretch(1)
        foot.addWidget(self.later)
        foot.addWidget(self.back)
        column.addLayout(foot)
        self.later.clicked.connect(self.reject)
        self.back.clicked.connect(self._bring_back)
        self.away.clicked.connect(self._throw_away)
        self._fill()

    def _fill(self) -> None:
        self.model.clear()
        self.model.setHorizontalHeaderLabels([_("File"), _("Last change"), _("Edits"), _("What to know")])
        for entry in self._entries:
            cells = [QStandardItem(text) for text in _texts(entry)]
            for cell in cells:
                cell.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            cells[0].setFlags(cells[0].flags() | Qt.ItemFlag.ItemIsUserCheckable)
            cells[0].setCheckState(Qt.CheckState.Checked if entry.can_return else Qt.CheckState.Unchecked)
            cells[0].setToolTip(str(entry.path or entry.file))
            cells[3].setToolTip(cells[3].text())
            self.model.appendRow(cells)
        for place, width in enumerate((220, 140, 70)):
            self.table.setColumnWidth(place, width)

    def _ticked(self) -> list[LeftBehind]:
        ticks = [self.model.item(row, 0).checkState() for row in range(self.model.rowCount())]
        return [one for one, tick in zip(self._entries, ticks, strict=True) if tick is Qt.CheckState.Checked]

    def _bring_back(self) -> None:
        chosen = [one for one in self._ticked() if one.can_return]
        self.accept()
        if chosen:
            self._back(chosen)

    def _throw_away(self) -> None:
        chosen = self._ticked()
        self._away(chosen)
        self._entries = [one for one in self._entries if one not in chosen]
        if self._entries:
            self._fill()
        else:
            self.accept()


def _texts(entry: LeftBehind) -> tuple[str, str, str, str]:
    name = entry.name or (entry.file.name if entry.damage else _("Untitled"))
    steps = str(entry.steps) if entry.can_return else "–"
    return name, f"{datetime.fromtimestamp(entry.when):%Y-%m-%d %H:%M}", steps, note_on(entry)


def note_on(entry: LeftBehind) -> str:
    """What one should know before bringing it back."""
    if entry.damage:
        params = {"file": entry.file.name, "line": ""}
        if entry.can_return:
            return _("Damaged further on: what came before the damage can be brought back.")
        return f"{sentence(entry.damage, params)} {hint(entry.damage, params)}"
    if entry.is_stale and entry.path is not None:
        if not entry.path.exists():
            return _("The file itself is no longer on disk.")
        return _("The file was changed on disk since. Nothing is overwritten: saving shows what differs.")
    if entry.path is None:
        return _("Never saved to a file.")
    return _("In {folder}").format(folder=entry.path.parent)


def summary(entries: Entries) -> str:
    """How many there are."""
    return trn("{count} file was left with unsaved work.", "{count} files were left with unsaved work.", len(entries))
