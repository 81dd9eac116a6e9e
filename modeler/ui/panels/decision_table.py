"""A decision table as in a spreadsheet: cells typed in place, rules chosen by their number, keys for all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from modeler.decisions.cell_faults import HEAD, Wrong
from modeler.decisions.described import Column, Sheet
from modeler.ui.expressions.words import nothing_known
from modeler.ui.panels.decision_cell import CellEdit, heard, offers_for
from modeler.ui.panels.decision_fields import type_text
from runner.core.i18n import tr as _
from runner.ui.kit import style
from runner.ui.kit.tables import TableView

if TYPE_CHECKING:
    from runner.feel.vocabulary import Vocabulary

Index = QModelIndex | QPersistentModelIndex
WIDEST, NARROWEST = 260, 96
WRONG = int(Qt.ItemDataRole.UserRole) + 1
"""The role of whether a cell cannot be read."""
MOST_MEASURED = 300
"""Rules of which each is as high as its texts; in a longer table all have one line."""


class DecisionModel(QAbstractTableModel):
    """The rules of a sheet. `typed` carries (rule, column, text) of a cell that somebody changed."""

    typed = Signal(int, int, str)

    def __init__(
        self, sheet: Sheet, faults: Mapping[tuple[int, int], Wrong], parent: QObject, *, editable: bool
    ) -> None:
        super().__init__(parent)
        self.sheet, self.faults, self._editable = sheet, faults, editable

    def show(self, sheet: Sheet, faults: Mapping[tuple[int, int], Wrong]) -> bool:
        """Show another state of the table; whether its rules and columns are as many as before."""
        shape = (len(self.sheet.rows), len(self.sheet.columns))
        same = shape == (len(sheet.rows), len(sheet.columns))
        if not same:
            self.beginResetModel()
        self.sheet, self.faults = sheet, faults
        if same:
            last = self.index(shape[0] - 1, shape[1] - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, shape[1] - 1)
        else:
            self.endResetModel()
        return same

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.sheet.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsEditable if self._editable else base

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        text = self.sheet.rows[index.row()][index.column()]
        wrong = self.faults.get((index.row(), index.column()))
        theme = style.current_theme()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return wrong.message if wrong is not None else text
        if role == WRONG:
            return wrong is not None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return wrong.message if wrong is not None else None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(theme.bad if wrong is not None else _tone(self.sheet.columns[index.column()])))
        if role == Qt.ItemDataRole.BackgroundRole and wrong is not None:
            return QBrush(QColor(style.mix(theme.surface, theme.bad, 0.12)))
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        text = str(value)
        if role != Qt.ItemDataRole.EditRole or text == self.sheet.rows[index.row()][index.column()]:
            return False
        self.typed.emit(index.row(), index.column(), text)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.sheet.columns):
            return None
        column, wrong = self.sheet.columns[section], self.faults.get((HEAD, section))
        if role == Qt.ItemDataRole.DisplayRole:
            return head_of(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [wrong.message] if wrong is not None else []
            return "\n".join([*told, _tip(column)])
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(style.current_theme().bad if wrong is not None else _tone(column)))
        return None


class CellDelegate(QStyledItemDelegate):
    """Types in a cell; `entered` comes once Enter has taken what was typed and the editor is gone. `words` are what
    its expressions may name."""

    entered = Signal()

    def __init__(self, parent: DecisionTable) -> None:
        super().__init__(parent)
        self.words: Callable[[], Vocabulary] = nothing_known

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model = index.model()
        column = model.sheet.columns[index.column()] if isinstance(model, DecisionModel) else None
        if column is None or column.side == "remark":
            return super().createEditor(parent, option, index)
        words = cache(self.words)
        return CellEdit(parent, lambda before, asked: offers_for(before, asked, column, words()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(WRONG):  # a selected cell has the colours of the selection
            spot = option.rect
            painter.fillRect(spot.left(), spot.bottom() - 1, spot.width(), 2, QColor(style.current_theme().bad))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if heard(editor, event):
            return True
        is_enter = (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        )
        taken = super().eventFilter(editor, event)
        if is_enter:
            QTimer.singleShot(0, self, self.entered.emit)
        return taken


class DecisionTable(TableView):
    """The view. `acted` carries the name of an act that a key asked for; `headOpened` a column whose head was
    double-clicked; `dragged` (row or column, from, to) what was dragged by its number or head."""

    acted = Signal(str)
    headOpened = Signal(int)
    dragged = Signal(str, int, int)

    def __init__(self, parent: QWidget | None = None, *, editable: bool) -> None:
        super().__init__(parent, by_row=False, editable=editable)
        self.setWordWrap(True)
        self.setObjectName("decision-table")
        self.setAccessibleName(_("Decision table"))
        self.setShowGrid(True)
        self.cells = cells = CellDelegate(self)
        cells.entered.connect(lambda: self.acted.emit("down"))
        self.setItemDelegate(cells)
        edit = TableView.EditTrigger
        if editable:
            self.setEditTriggers(edit.DoubleClicked | edit.EditKeyPressed | edit.AnyKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        side, head = self.verticalHeader(), self.horizontalHeader()
        side.setMinimumWidth(32)
        side.show()
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        side.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(NARROWEST)
        head.sectionDoubleClicked.connect(self.headOpened.emit)
        if editable:
            for kind, bar in (("row", side), ("column", head)):
                bar.setSectionsMovable(True)
                bar.sectionMoved.connect(lambda _at, old, new, kind=kind, bar=bar: self._moved(kind, bar, old, new))
            side.setToolTip(_("Drag a rule to another place."))

    def _moved(self, kind: str, bar: QHeaderView, old: int, new: int) -> None:
        """Something was dragged: the view goes back, the file takes the new order."""
        bar.blockSignals(True)
        bar.moveSection(new, old)
        bar.blockSignals(False)
        self.dragged.emit(kind, old, new)

    def measure(self) -> None:
        """Columns as wide, and rules as high, as their texts need."""
        self.resizeColumnsToContents()
        for place in range(self.model().columnCount()):
            self.setColumnWidth(place, min(WIDEST, max(NARROWEST, self.columnWidth(place))))
        self.measure_rules()

    def measure_rules(self) -> None:
        """Rules as high as their texts need."""
        if self.model().rowCount() <= MOST_MEASURED:
            self.resizeRowsToContents()

    def chosen_rules(self) -> list[int]:
        """The rules that something is selected of, else that of the current cell."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        at = self.currentIndex().row()
        return rows or ([at] if at >= 0 else [])

    def finish_typing(self) -> None:
        """Take what is being typed in a cell, and close its editor."""
        if self.state() == TableView.State.EditingState:
            for editor in self.viewport().findChildren(QLineEdit):
                if not editor.isHidden():
                    self.commitData(editor)
                    self.closeEditor(editor, CellDelegate.EndEditHint.NoHint)

    def event(self, event: QEvent) -> bool:
        """Keys of acts are no shortcuts of anything around the table."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _act_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_typing = self.state() == TableView.State.EditingState  # keys that the editor leaves come here as well
        act = _act_of(event) if self._editable and not is_typing else ""
        if act:
            self.acted.emit(act)
            event.accept()
        elif event.key() == Qt.Key.Key_Tab and self._is_at_end():
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def _is_at_end(self) -> bool:
        at, model = self.currentIndex(), self.model()
        return (at.row(), at.column()) == (model.rowCount() - 1, model.columnCount() - 1)


_KEYS: Mapping[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier): "down",
    (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier): "below",
    (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier): "above",
    (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier): "duplicate",
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): "clear",
    (Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier): "clear",
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier): "remove",
    (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier): "up",
    (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier): "down-rule",
    (Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier): "left",
    (Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier): "right",
    (Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier): "cut",
}
"""Keys of the table; undo and redo belong to the whole dialog, copy and paste to every table."""


def _act_of(event: QKeyEvent) -> str:
    key = Qt.Key.Key_Return if event.key() == Qt.Key.Key_Enter else Qt.Key(event.key())
    return _KEYS.get((key, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier), "")


def _tone(column: Column) -> str:
    theme = style.current_theme()
    return {"in": theme.text, "out": theme.accent}.get(column.side, theme.muted)


def head_of(column: Column) -> str:
    """What stands above a column: what it is about, and below it what is asked and its type."""
    if column.side == "remark":
        return (column.title or _("Note on the rule")) + "\n"
    side = _("when") if column.side == "in" else _("then")
    asked = column.text if column.text != column.title else ""
    below = " · ".join(part for part in (asked, type_text(column.type)) if part)
    return f"{side} {column.title or '…'}\n{below}"


def _tip(column: Column) -> str:
    parts = [column.text if column.text != column.title else "", type_text(column.type), column.allowed]
    return " · ".join(part for part in (column.title, *parts) if part)
