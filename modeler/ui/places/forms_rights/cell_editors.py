"""Tables that are filled anew, and choosing in a cell out of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from runner.ui.day_field import DayField, day_of

Index = QModelIndex | QPersistentModelIndex
CHOSEN = int(Qt.ItemDataRole.UserRole) + 2


def show_model(view: QAbstractItemView, model: QAbstractItemModel) -> None:
    """Let a view show another model; the one before goes, or each change of a large table would leave a copy."""
    before, selection = view.model(), view.selectionModel()
    view.setModel(model)
    for old in (selection, before):
        if old is not None and old is not model:
            old.deleteLater()


class DayDelegate(QStyledItemDelegate):
    """A day, typed in any usual way or picked in a calendar; empty for none. What is no day goes to the model as it
    was typed."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = DayField(date.today())
        field.setParent(parent)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, DayField):
            editor.set_day(day_of(str(index.data() or ""), date.today()))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, DayField):
            day, text = editor.day(), editor.text().strip()
            given = day.isoformat() if day is not None else text
            if given != str(index.data() or ""):
                model.setData(index, given)


class ChoiceDelegate(QStyledItemDelegate):
    """Offers (value, text); the current value stands in the role `CHOSEN`, `write(index, value)` takes another.
    With `typed` the list is searched by typing."""

    def __init__(
        self,
        choices: Callable[[], Sequence[tuple[str, str]]],
        write: Callable[[Index, str], None],
        parent: QWidget,
        *,
        typed: bool = False,
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._write = write
        self._typed = typed

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        for value, text in self._choices():
            box.addItem(text, value)
        if self._typed:
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            completer = box.completer()
            if completer is not None:
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
        box.activated.connect(lambda _at: self.commitData.emit(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findData(index.data(CHOSEN)), 0))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            at = editor.findText(editor.currentText()) if self._typed else editor.currentIndex()
            value = str(editor.itemData(at) or "") if at >= 0 else str(index.data(CHOSEN) or "")
            if value != str(index.data(CHOSEN) or ""):
                self._write(index, value)
