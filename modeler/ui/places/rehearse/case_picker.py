"""The case that is looked at, and the list to choose another from: searched, filtered and sorted by the store, and
fetched page by page as it is scrolled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
)

from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.protocol.values import CaseSummary
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.texts import label

PAGE = 100
WIDTH, HEIGHT = 460, 380
EDGE = 4
"""Pixels that the style keeps free beside the text of a choice."""
KINDS: Sequence[tuple[str, str, list[str] | None]] = (
    ("all", N_("All cases"), None),
    ("running", N_("Running"), ["running"]),
    ("stopped", N_("In trouble"), ["incident", "budget"]),
    ("suspended", N_("Suspended"), ["suspended"]),
    ("completed", N_("Finished"), ["completed"]),
)
ORDERS: Sequence[tuple[str, str, dict[str, Any]]] = (
    ("newest", N_("Newest case first"), {"order": "started", "descending": True}),
    ("oldest", N_("Oldest case first"), {"order": "started"}),
    ("starter", N_("By who started"), {"order": "starter"}),
    ("status", N_("By state"), {"order": "status"}),
)
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[dict[str, Any], Callable[[list[CaseSummary]], None]], None]
"""Asks for cases (`after`, `limit`, `search`, `status`, `order`, `descending`) and hands them over later."""


class CasesModel(QAbstractListModel):
    """Cases as they were fetched so far; `told` says one in words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fetch: Fetch = lambda _wanted, _done: None
        self.told: Callable[[CaseSummary], str] = lambda one: one.case
        self.cases: list[CaseSummary] = []
        self._wish: Mapping[str, Any] = {}
        self._is_whole = True
        self._asked = 0
        self._is_asking = False

    def ask(self, wish: Mapping[str, Any]) -> None:
        """Begin anew with what is wished for now."""
        self.beginResetModel()
        self.cases, self._wish, self._is_whole, self._is_asking = [], wish, False, False
        self._asked += 1
        self.endResetModel()
        self.fetchMore(QModelIndex())

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._is_whole and not self._is_asking

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._is_asking = True
        asked = self._asked
        after = self.cases[-1].case if self.cases else None
        self.fetch({**self._wish, "after": after, "limit": PAGE}, lambda found: self._take(asked, found))

    def _take(self, asked: int, found: list[CaseSummary]) -> None:
        if asked != self._asked:
            return  # something else is wished for by now
        self._is_asking = False
        self._is_whole = len(found) < PAGE
        if found:
            self.beginInsertRows(QModelIndex(), len(self.cases), len(self.cases) + len(found) - 1)
            self.cases += found
            self.endInsertRows()
        else:
            self.layoutChanged.emit()

    @property
    def is_empty(self) -> bool:
        """Whether no case fits."""
        return self._is_whole and not self.cases

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cases)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.cases[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.told(one)
        return one.case if role == Qt.ItemDataRole.UserRole else None


class CaseList(QFrame):
    """The list that opens below. `chosen` carries the id of a case."""

    chosen = Signal(str)

    def __init__(self, parent: CasePicker) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.resize(WIDTH, HEIGHT)
        self.model = CasesModel(self)
        self.search = SearchField(_("Number, person or id"))
        self.search.searched.connect(lambda _text: self.ask())
        self.search.moved.connect(self._move)
        self.search.returnPressed.connect(self._choose_current)
        self.kind, self.order = QComboBox(), QComboBox()
        for box, entries, name in ((self.kind, KINDS, _("Which cases")), (self.order, ORDERS, _("Order"))):
            box.setAccessibleName(name)
            for key, text, _wanted in entries:
                box.addItem(_(text), key)
            box.currentIndexChanged.connect(lambda _index: self.ask())
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setUniformItemSizes(True)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setAccessibleName(_("Cases"))
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self.none = label(_("No case fits."), "muted")
        self.none.hide()
        for change in (self.model.rowsInserted, self.model.modelReset, self.model.layoutChanged):
            change.connect(lambda *_about: self._settle())
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.kind, 1)
        top.addWidget(self.order, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addLayout(top)
        column.addWidget(self.none)
        column.addWidget(self.view, 1)
        self.current: str | None = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()
        self.search.setFocus()
        self.search.selectAll()

    def ask(self) -> None:
        """Ask the store for what is wished for."""
        wish: dict[str, Any] = {"search": self.search.text(), "status": KINDS[self.kind.currentIndex()][2]}
        self.model.ask({**wish, **ORDERS[self.order.currentIndex()][2]})

    def _settle(self) -> None:
        self.none.setVisible(self.model.is_empty)
        if self.model.cases and not self.view.currentIndex().isValid():
            row = next((row for row, one in enumerate(self.model.cases) if one.case == self.current), 0)
            self.view.setCurrentIndex(self.model.index(row))

    def _move(self, by: int) -> None:
        row = self.view.currentIndex().row() + by
        last = self.model.rowCount() - 1
        if last >= 0:
            self.view.setCurrentIndex(self.model.index(min(max(row, 0), last)))
            if row >= last:
                self.model.fetchMore(QModelIndex())

    def _choose_current(self) -> None:
        if self.view.currentIndex().isValid():
            self._choose(self.view.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        self.hide()
        self.chosen.emit(index.data(Qt.ItemDataRole.UserRole))


class CasePicker(QComboBox):
    """The bar's field: shows the case that is looked at, and opens the list. `chosen` carries the id of a case."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.list = CaseList(self)
        self.list.chosen.connect(self.chosen)

    def show_case(self, caption: str, case: str | None) -> None:
        """Show the case that is looked at; None: a new one."""
        self.list.current = case
        self.clear()
        self.addItem(caption, case)
        self.setToolTip(caption)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """What does not fit ends in `…`: cut off, a time of day would read as another one."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 2 * EDGE
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        if self.list.parentWidget() is not self.window():  # what lies in a choice is drawn without borders
            self.list.setParent(self.window(), Qt.WindowType.Popup)
        below = self.mapToGlobal(QPoint(0, self.height()))
        self.list.setMinimumWidth(max(self.width(), WIDTH))
        self.list.move(below)
        self.list.show()

    def hidePopup(self) -> None:
        self.list.hide()
        super().hidePopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()
