"""The rows of a table to fill in by keys: cells are edited by the controls of their fields."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QPlainTextEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from runner.forms.fields import kind_of
from runner.ui.control import CONTROLS, Control, FormSurroundings
from runner.ui.kit.composition import guard_composition, is_composing
from runner.ui.kit.tables import TableView
from runner.ui.rows_model import YES_NO, RowsModel

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 34
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellDelegate(QStyledItemDelegate):
    """Makes the control of a column for a cell. Tab and Enter take the value and go on, Escape takes it back;
    each act is told at once."""

    left = Signal(int)
    """After Enter (1: down) or Tab in the last cell (2)."""

    def __init__(self, view: RowsView, surroundings: FormSurroundings) -> None:
        super().__init__(view)
        self._view = view
        self._surroundings = surroundings
        self._before: object = None
        self._open: Control | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._view.rows.columns[index.column()]
        made = CONTROLS[kind_of(column).control].make(column, self._surroundings)
        made.setParent(parent)
        made.set_compact()
        made.setAutoFillBackground(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._before = index.data(Qt.ItemDataRole.EditRole)
        made.edited.connect(lambda: self._told(made))
        made.filled.connect(lambda told: self._view.fill(index.row(), told))
        for widget in (made, *made.findChildren(QWidget)):
            widget.installEventFilter(self)
        guard_composition(made, *made.findChildren(QWidget))
        self._open = made
        return made

    def _close(self, editor: Control, hint: QAbstractItemDelegate.EndEditHint) -> None:
        self._open = None
        self.closeEditor.emit(editor, hint)

    def _told(self, editor: Control) -> None:
        if editor is self._open:
            self.commitData.emit(editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, Control):
            editor.set_value(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, Control):
            self._view.rows.setData(index, editor.value())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        height = max(rect.height(), editor.sizeHint().height())
        editor.setGeometry(rect.x(), rect.y(), max(rect.width(), editor.minimumSizeHint().width()), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        editor = self._editor_of(watched)
        if editor is None or editor is not self._open:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not is_composing(watched):
            return self._key(editor, watched, event)
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, editor, lambda: self._left(editor))
        return False

    def _editor_of(self, watched: QObject) -> Control | None:
        widget = watched if isinstance(watched, QWidget) else None
        while widget is not None and widget is not self._view:
            if isinstance(widget, Control):
                return widget
            widget = widget.parentWidget()
        return None

    def _left(self, editor: Control) -> None:
        focus = QApplication.focusWidget()
        inside = focus is not None and (focus is editor or editor.isAncestorOf(focus))
        if editor is self._open and not inside and QApplication.activePopupWidget() is None:
            self.commitData.emit(editor)
            self._close(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _key(self, editor: Control, watched: QObject, event: QKeyEvent) -> bool:
        hints = QAbstractItemDelegate.EndEditHint
        key, is_plain = event.key(), event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._settle(editor)
            back = key == Qt.Key.Key_Backtab
            at_end = not back and self._view.is_last(self._view.currentIndex())
            hint = hints.NoHint if at_end else hints.EditPreviousItem if back else hints.EditNextItem
            self._close(editor, hint)
            if at_end:
                self.left.emit(2)
            return True
        if key in ENTER and (is_plain or not isinstance(watched, QPlainTextEdit)):
            self._settle(editor)
            self._close(editor, hints.NoHint)
            self.left.emit(1)
            return True
        if key == Qt.Key.Key_Escape:
            index = self._view.currentIndex()
            self._close(editor, hints.RevertModelCache)
            self._view.rows.setData(index, self._before)
            return True
        return False

    def _settle(self, editor: Control) -> None:
        settle = getattr(editor, "settle", None)  # choosers take what the text means when they are left
        if callable(settle):
            settle()
        self.commitData.emit(editor)


class RowsView(TableView):
    """`filled` carries the row and what a choice fills in; `wanted` asks for a further row."""

    filled = Signal(int, object)
    wanted = Signal()
    resized = Signal()
    cleared = Signal(object)
    """Cells (row, column) to be emptied."""

    def __init__(self, rows: RowsModel, surroundings: FormSurroundings) -> None:
        super().__init__(by_row=False, editable=True)
        self.rows = rows
        self.setModel(rows)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.SelectedClicked
        )
        self.setTabKeyNavigation(False)
        guard_composition(self)
        self.setItemDelegate(CellDelegate(self, surroundings))
        self.delegate = self.itemDelegate()
        if isinstance(self.delegate, CellDelegate):
            self.delegate.left.connect(self._go_on)
        head = self.verticalHeader()
        head.show()
        head.setDefaultSectionSize(ROW_HEIGHT)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def fill(self, row: int, told: object) -> None:
        """Pass on what a choice in a row fills in."""
        self.filled.emit(row, told)

    def is_last(self, index: Index) -> bool:
        """Whether no cell to edit comes after this one."""
        if index.row() != self.rows.rowCount() - 1:
            return False
        return not any(one.name in self.rows.may_edit for one in self.rows.columns[index.column() + 1 :])

    def first_cell(self, row: int) -> Index:
        """The first cell of a row that may be edited, else its first."""
        editable = (n for n, one in enumerate(self.rows.columns) if one.name in self.rows.may_edit)
        return self.rows.index(row, next(editable, 0))

    def _go_on(self, way: int) -> None:
        index = self.currentIndex()
        self.setFocus()
        if index.row() < self.rows.rowCount() - 1 and way == 1:
            self.setCurrentIndex(self.rows.index(index.row() + 1, index.column()))
        elif index.row() == self.rows.rowCount() - 1:
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        is_bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in ENTER and is_bare and index.isValid():
            if self.rows.flags(index) & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
            else:
                self._go_on(1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and is_bare:
            self.cleared.emit([(one.row(), one.column()) for one in self.selectedIndexes()])
        elif event.key() == Qt.Key.Key_Space and is_bare and self._turn(index):
            return
        else:
            super().keyPressEvent(event)

    def _turn(self, index: Index) -> bool:
        """Turn a yes into a no; False for other cells."""
        if not index.isValid() or not self.rows.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        if kind_of(self.rows.columns[index.column()]).control not in YES_NO:
            return False
        self.rows.setData(index, not index.data(Qt.ItemDataRole.EditRole))
        return True

    def focus_cell(self, row: int, column: str) -> None:
        """Make a cell the current one, in sight."""
        at = next((n for n, one in enumerate(self.rows.columns) if one.name == column), 0)
        index = self.rows.index(row, at)
        self.setFocus()
        self.setCurrentIndex(index)
        self.scrollTo(index)
