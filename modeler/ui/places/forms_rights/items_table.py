"""Choices as a table to type into: stored value and captions, one entry a row, the last row always free."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from modeler.ui.places.forms_rights.cell_editors import show_model
from runner.core.i18n import tr as _
from runner.ui.kit.tables import TableView

VALUE, ZH, EN = range(3)
DEPTH = int(Qt.ItemDataRole.UserRole) + 3
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Entry:
    """One choice: what is stored, its caption in each language, and the cells of further columns."""

    value: str
    zh: str = ""
    en: str = ""
    more: tuple[str, ...] = ()


class Indented(QStyledItemDelegate):
    """Shows an entry further in for each entry above it; it is typed without."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        depth = int(index.data(DEPTH) or 0)
        if depth:
            option.text = "\u2003" * depth + option.text


def depths(entries: Sequence[Entry]) -> list[int]:
    """How many entries lie above each one; those in a circle lie under nothing."""
    parents = {one.value: one.more[0] for one in entries if one.more}
    found = []
    for one in entries:
        seen: list[str] = []
        above = parents.get(one.value)
        while above and above in parents and above not in seen and above != one.value:
            seen.append(above)
            above = parents[above]
        found.append(0 if above and above in parents else len(seen))
    return found


class ItemsTable(TableView):
    """`edited` carries all entries after each act. Copies to and pastes from a spreadsheet; a caption without
    a value is stored as itself."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None, more: Sequence[str] = ()) -> None:
        super().__init__(parent, by_row=False, editable=True)
        self._more = tuple(more)
        edit = TableView.EditTrigger
        self.setEditTriggers(edit.DoubleClicked | edit.EditKeyPressed | edit.AnyKeyPressed | edit.SelectedClicked)
        side = self.verticalHeader()
        side.setDefaultSectionSize(30)
        side.setMinimumWidth(28)
        side.setSectionsMovable(True)
        side.setToolTip(_("Drag a row to another place."))
        side.show()
        side.sectionMoved.connect(lambda _row, old, new: QTimer.singleShot(0, self, lambda: self._moved(old, new)))
        self.setItemDelegateForColumn(VALUE, Indented(self))
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
        model = QStandardItemModel(len(entries) + 1, 3 + len(self._more), self)
        model.setHorizontalHeaderLabels([_("Stored as"), "中文", "English", *self._more])
        for row, entry in enumerate(entries):
            for column, text in enumerate((entry.value, entry.zh, entry.en, *entry.more)):
                item = QStandardItem(text)
                if _COLOUR.fullmatch(text):
                    item.setData(QColor(text), Qt.ItemDataRole.DecorationRole)
                model.setItem(row, column, item)
        if self._more:
            for row, depth in enumerate(depths(entries)):
                model.item(row, VALUE).setData(depth, DEPTH)
        model.setVerticalHeaderLabels([*(str(row + 1) for row in range(len(entries))), "+"])
        model.itemChanged.connect(lambda _item: self._later.start())
        return model

    def entries(self) -> list[Entry]:
        """The entries that are filled in, in their order."""
        model, found, taken = self.model(), [], set()
        for row in range(model.rowCount()):
            cells = [str(model.index(row, at).data() or "").strip() for at in range(model.columnCount())]
            value, zh, en = cells[:3]
            value = value or en or zh
            if value and value not in taken:
                taken.add(value)
                found.append(Entry(value, zh, en, tuple(cells[3:])))
        return found

    def _tell(self) -> None:
        self.edited.emit(self.entries())

    def _paste(self, row: int, column: int, rows: Sequence[Sequence[str]]) -> None:
        model = self.model()
        count = model.columnCount()
        lines = [[str(model.index(one, at).data() or "") for at in range(count)] for one in range(model.rowCount())]
        for down, cells in enumerate(rows):
            while row + down >= len(lines):
                lines.append([""] * count)
            for right, text in enumerate(cells[: count - column]):
                lines[row + down][column + right] = text.strip()
        self.edited.emit([
            Entry(line[0] or line[2] or line[1], line[1], line[2], tuple(line[3:])) for line in lines if any(line[:3])
        ])  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            gone = {index.row() for index in self.selectedIndexes()}
            kept = self.entries()
            self.edited.emit([one for row, one in enumerate(kept) if row not in gone])
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _moved(self, old: int, new: int) -> None:
        """A row was dragged by its number: the entries themselves take the new order."""
        side, kept = self.verticalHeader(), self.entries()
        side.blockSignals(True)
        side.moveSection(new, old)
        side.blockSignals(False)
        if old < len(kept):
            kept.insert(min(new, len(kept) - 1), kept.pop(old))
            self.edited.emit(kept)

    def move_current(self, by: int) -> None:
        """Move the entry of the current cell up or down."""
        row, kept = self.currentIndex().row(), self.entries()
        if 0 <= row < len(kept) and 0 <= row + by < len(kept):
            kept.insert(row + by, kept.pop(row))
            self.setCurrentIndex(self.model().index(row + by, self.currentIndex().column()))
            self.edited.emit(kept)


def entry_of(item: Mapping[str, object], texts: Mapping[str, object]) -> Entry:
    """A choice out of a record with a `value` and its captions by language."""
    return Entry(str(item.get("value") or ""), str(texts.get("zh") or ""), str(texts.get("en") or ""))


def label_of(entry: Entry) -> dict[str, str]:
    """The caption of a choice as it is kept; at least one language is filled."""
    texts = {"zh": entry.zh, "en": entry.en}
    return {key: text for key, text in texts.items() if text} or {"zh": entry.value}
