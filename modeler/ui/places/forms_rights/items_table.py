"""Choices as a table to type into: stored value and captions, one entry a row, the last row always free."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QApplication, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from modeler.ui.places.forms_rights.cell_editors import show_model
from modeler.ui.places.forms_rights.item_tree import (
    Entry,
    below,
    deeper,
    depths,
    folded_away,
    higher,
    moved,
    put_under,
)
from runner.core.i18n import tr as _
from runner.ui.kit.tables import TableView

VALUE, ZH, EN = range(3)
_TREE_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Minus, Qt.Key.Key_Plus, Qt.Key.Key_Equal)
DEPTH, MARK = int(Qt.ItemDataRole.UserRole) + 3, int(Qt.ItemDataRole.UserRole) + 4
OPEN, FOLDED = "▾", "▸"
INDENT = 16
"""Pixels at the beginning of an entry, for each level, that fold it when they are clicked."""
MIME = "application/x-slipway-code"
SHORT = 84
"""Pixels of a column of days, colours and codes."""
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class Indented(QStyledItemDelegate):
    """Shows an entry further in for each entry above it; it is typed without."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        depth, mark = int(index.data(DEPTH) or 0), str(index.data(MARK) or "")
        if depth or mark:
            option.text = "\u2003" * depth + (f"{mark} " if mark else "") + option.text


class ItemsTable(TableView):
    """`edited` carries all entries after each act. Copies to and pastes from a spreadsheet; a caption without
    a value is stored as itself. With further columns, the first of which names the entry above, the entries are a
    tree: dragging one by its value puts it under another, Alt with left and right puts it deeper or higher, and what
    lies below an entry folds away."""

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None, more: Sequence[str] = ()) -> None:
        super().__init__(parent, by_row=False, editable=True)
        self._more = tuple(more)
        self.folded: set[str] = set()
        self._pressed: tuple[str, QPoint] | None = None
        self.setAcceptDrops(bool(more))
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
        self._show_folds()
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in range(3, 3 + len(self._more)):  # words get the room, days and codes are short
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, SHORT)
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
            parents = {one.above for one in entries}
            for row, (one, depth) in enumerate(zip(entries, depths(entries), strict=True)):
                model.item(row, VALUE).setData(depth, DEPTH)
                mark = FOLDED if one.value in self.folded else OPEN
                model.item(row, VALUE).setData(mark if one.value in parents else "", MARK)
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
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and self._more and event.key() in _TREE_KEYS:
            self._tree_key(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)

    # the tree ----------------------------------------------------------------------------------

    def _value(self, row: int) -> str:
        return str(self.model().index(row, VALUE).data() or "") if row >= 0 else ""

    def _tree_key(self, key: Qt.Key) -> None:
        value = self._value(self.currentIndex().row())
        if not value:
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._take(value, (deeper if key == Qt.Key.Key_Right else higher)(self.entries(), value))
        else:
            self.fold(value, key == Qt.Key.Key_Minus)

    def _take(self, value: str, entries: list[Entry]) -> None:
        if entries != self.entries():
            row = next(number for number, one in enumerate(entries) if one.value == value)
            self.setCurrentIndex(self.model().index(row, max(self.currentIndex().column(), 0)))
            self.edited.emit(entries)

    def fold(self, value: str, on: bool) -> None:
        """Fold what lies below an entry away, or show it again."""
        if on and below(self.entries(), value):
            self.folded.add(value)
        else:
            self.folded.discard(value)
        self._show_folds()

    def _show_folds(self) -> None:
        if not self._more:
            return
        entries = self.entries()
        known = {one.value for one in entries}
        self.folded &= known
        gone, parents = folded_away(entries, self.folded), {one.above for one in entries}
        model = self.model()
        for row in range(model.rowCount()):
            value = self._value(row)
            self.setRowHidden(row, value in gone)
            if isinstance(model, QStandardItemModel) and value in parents and value in known:
                model.blockSignals(True)  # a mark is no edit
                model.item(row, VALUE).setData(FOLDED if value in self.folded else OPEN, MARK)
                model.blockSignals(False)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        index = self.indexAt(event.position().toPoint())
        if self._more and index.column() == VALUE and event.button() == Qt.MouseButton.LeftButton:
            value = self._value(index.row())
            room = 6 + INDENT * (int(index.data(DEPTH) or 0) + 1)
            if index.data(MARK) and event.position().x() - self.visualRect(index).x() < room:
                self.fold(value, value not in self.folded)
                return
            if value and index == self.currentIndex():  # what is selected is dragged, the rest is selected
                self._pressed = (value, event.position().toPoint())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        value, start = self._pressed
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            data = QMimeData()
            data.setData(MIME, value.encode())
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        value = bytes(event.mimeData().data(MIME).data()).decode()
        target = self._value(self.indexAt(event.position().toPoint()).row())
        if value and target != value and target not in below(self.entries(), value):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        value = bytes(event.mimeData().data(MIME).data()).decode()
        target = self._value(self.indexAt(event.position().toPoint()).row())
        if value and target != value:
            event.acceptProposedAction()
            self.folded.discard(target)
            self._take(value, put_under(self.entries(), value, target))

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
        """Move the entry of the current cell, with all below it, up or down among those beside it."""
        row, kept = self.currentIndex().row(), self.entries()
        if not 0 <= row < len(kept):
            return
        value = kept[row].value
        after = moved(kept, value, by)
        if after != kept:
            at = next(number for number, one in enumerate(after) if one.value == value)
            self.setCurrentIndex(self.model().index(at, self.currentIndex().column()))
            self.edited.emit(after)


def entry_of(item: Mapping[str, object], texts: Mapping[str, object]) -> Entry:
    """A choice out of a record with a `value` and its captions by language."""
    return Entry(str(item.get("value") or ""), str(texts.get("zh") or ""), str(texts.get("en") or ""))


def label_of(entry: Entry) -> dict[str, str]:
    """The caption of a choice as it is kept; at least one language is filled."""
    texts = {"zh": entry.zh, "en": entry.en}
    return {key: text for key, text in texts.items() if text} or {"zh": entry.value}
