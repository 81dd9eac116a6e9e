"""Choices as a table to type into: stored value and captions, one entry a row, the last row always free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from modeler.ui.places.forms_rights.cell_editors import show_model
from runner.core.i18n import tr as _
from runner.ui.kit.tables import TableView

VALUE, ZH, EN = range(3)


@dataclass(frozen=True)
class Entry:
    """One choice: what is stored, and its caption in each language."""

    value: str
    zh: str = ""
    en: str = ""


class ItemsTable(TableView):
    """`edited` carries all entries after each act. Copies to and pastes from a spreadsheet; a caption without
    a value is stored as itself."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, by_row=False, editable=True)
        edit = TableView.EditTrigger
        self.setEditTriggers(edit.DoubleClicked | edit.EditKeyPressed | edit.AnyKeyPressed | edit.SelectedClicked)
        self.verticalHeader().setDefaultSectionSize(30)
        self.pasted.connect(self._paste)
        self._later = QTimer(self)  # an editor is closed before the table is filled anew
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._tell)
        self.setModel(self._model([]))

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, and a free row."""
        at = self.currentIndex()
        show_model(self, self._model(entries))
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        if at.isValid():
            self.setCurrentIndex(self.model().index(min(at.row(), len(entries)), at.column()))

    def _model(self, entries: Sequence[Entry]) -> QStandardItemModel:
        model = QStandardItemModel(len(entries) + 1, 3, self)
        model.setHorizontalHeaderLabels([_("Stored as"), "中文", "English"])
        for row, entry in enumerate(entries):
            for column, text in enumerate((entry.value, entry.zh, entry.en)):
                model.setItem(row, column, QStandardItem(text))
        model.itemChanged.connect(lambda _item: self._later.start())
        return model

    def entries(self) -> list[Entry]:
        """The entries that are filled in, in their order."""
        model, found, taken = self.model(), [], set()
        for row in range(model.rowCount()):
            value, zh, en = (str(model.index(row, column).data() or "").strip() for column in (VALUE, ZH, EN))
            value = value or en or zh
            if value and value not in taken:
                taken.add(value)
                found.append(Entry(value, zh, en))
        return found

    def _tell(self) -> None:
        self.edited.emit(self.entries())

    def _paste(self, row: int, column: int, rows: Sequence[Sequence[str]]) -> None:
        model = self.model()
        lines = [
            [str(model.index(one, at).data() or "") for at in (VALUE, ZH, EN)] for one in range(model.rowCount())
        ]
        for down, cells in enumerate(rows):
            while row + down >= len(lines):
                lines.append(["", "", ""])
            for right, text in enumerate(cells[: EN + 1 - column]):
                lines[row + down][column + right] = text.strip()
        self.edited.emit([
            Entry(value or en or zh, zh, en) for value, zh, en in lines if value or zh or en
        ])  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            gone = {index.row() for index in self.selectedIndexes()}
            kept = self.entries()
            self.edited.emit([one for row, one in enumerate(kept) if row not in gone])
        else:
            super().keyPressEvent(event)


def entry_of(item: Mapping[str, object], texts: Mapping[str, object]) -> Entry:
    """A choice out of a record with a `value` and its captions by language."""
    return Entry(str(item.get("value") or ""), str(texts.get("zh") or ""), str(texts.get("en") or ""))


def label_of(entry: Entry) -> dict[str, str]:
    """The caption of a choice as it is kept; at least one language is filled."""
    texts = {"zh": entry.zh, "en": entry.en}
    return {key: text for key, text in texts.items() if text} or {"zh": entry.value}
