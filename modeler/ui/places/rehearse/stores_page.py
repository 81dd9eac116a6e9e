"""What the data stores of a rehearsal hold: the stores beside the records of one, searched and read further as they
are scrolled, each with where it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.clock_bar import clock_text
from modeler.ui.places.rehearse.inbox import InboxRow
from modeler.ui.places.rehearse.tester_panel import value_text
from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.protocol.rehearsing import StoredRow, StorePage, StoreSummary
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label, tool_button

PAGE = 100
LIST_WIDTH = 220
NARROW, FROM = 76, 216
"""Pixels that a column is given at least, and that of where a record came from."""
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[str, dict[str, Any], Callable[[StorePage], None]], None]
"""Asks for records of a store (`search`, `after`, `limit`) and hands them over later."""


class RecordsModel(QAbstractTableModel):
    """The records of one store as they were fetched so far. `named` says how a column is called."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fetch: Fetch = lambda _name, _wanted, _done: None
        self.named: Callable[[str], str] = lambda name: name
        self.read: Callable[[str, Any], str] = lambda _name, value: value_text(value)
        self.page = StorePage(name="")
        self.rows: list[StoredRow] = []
        self._search = ""
        self._asked = 0
        self._is_asking = self._is_whole = False

    def ask(self, name: str, search: str) -> None:
        """Begin anew with what is wished for now; what is shown stays until it comes."""
        self._asked += 1
        self._search, self._is_asking = search, True
        asked = self._asked
        self.fetch(name, {"search": search, "after": 0, "limit": PAGE}, lambda page: self._begin(asked, page))

    def _begin(self, asked: int, page: StorePage) -> None:
        if asked != self._asked:
            return  # something else is wished for by now
        self.beginResetModel()
        self.page, self.rows = page, list(page.rows)
        self._is_asking, self._is_whole = False, len(page.rows) < PAGE
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self._asked += 1
        self._begin(self._asked, StorePage(name=""))

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and bool(self.page.name) and not self._is_whole and not self._is_asking

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._is_asking = True
        asked, after = self._asked, self.rows[-1].number
        wanted = {"search": self._search, "after": after, "limit": PAGE}
        self.fetch(self.page.name, wanted, lambda page: self._go_on(asked, page))

    def _go_on(self, asked: int, page: StorePage) -> None:
        if asked != self._asked:
            return
        self._is_asking, self._is_whole = False, len(page.rows) < PAGE
        if page.rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(page.rows) - 1)
            self.rows += page.rows
            self.endInsertRows()

    @property
    def heads(self) -> list[str]:
        """The columns: those of the records, or name and value, and at last where each came from."""
        own = [self.named(name) for name in self.page.columns] or [_("Value")]
        return [*([_("Name")] if self.page.kind == "values" else []), *own, _("From")]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section] if section < len(self.heads) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if not index.isValid() or role not in shown:
            return None
        return self.cell(self.rows[index.row()], index.column())

    def cell(self, row: StoredRow, column: int) -> str:
        """What stands in a cell."""
        if column == self.columnCount() - 1:
            return origin_told(row) if not self.page.name or row.is_known else "–"
        if self.page.kind == "values":
            return (row.key, value_text(row.value))[column]
        if not self.page.columns:
            return value_text(row.value)
        name = self.page.columns[column]
        value = row.value.get(name) if isinstance(row.value, dict) else row.value if column == 0 else None
        return "" if value is None else self.read(name, value)


def origin_told(row: StoredRow) -> str:
    """Where something came from, in words."""
    when = clock_text(row.at)[5:]
    if not row.case:
        return _("by hand · {when}").format(when=when)
    if not row.ordinal:
        return _("a case that is gone · {when}").format(when=when)
    return _("Case {number} · {step} · {when}").format(number=row.ordinal, step=row.step, when=when)


def holds_told(store: StoreSummary) -> str:
    """How much a store holds, in words."""
    if store.is_hidden:
        return _("not shown")
    if store.kind == "records":
        return trn("{count} record", "{count} records", store.count)
    if store.kind == "values":
        return trn("{count} value", "{count} values", store.count)
    return _("one value") if store.kind == "value" else _("empty")


class StoresPage(QWidget):
    """`chosen` carries the name of a store, `caseAsked` a `StoredRow` whose case is wanted."""

    chosen = Signal(str)
    caseAsked = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list())
        row.addWidget(self._records(), 1)
        self.stores: list[StoreSummary] = []
        self.shown: dict[str, InboxRow] = {}
        self.current = ""

    def _list(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFixedWidth(LIST_WIDTH)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        column.addWidget(label(_("Data stores"), "caption"))
        self._stores = QVBoxLayout()
        self._stores.setSpacing(0)
        column.addLayout(self._stores)
        column.addStretch(1)
        area.setWidget(page)
        return area

    def _records(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        self.title = label("", "title")
        top.addWidget(self.title, 1)
        self.search = SearchField(_("Search what it holds"))
        self.search.setMinimumWidth(220)
        self.search.searched.connect(lambda _text: self.ask())
        top.addWidget(self.search)
        self.close_ = tool_button("close", _("Back to the task"), size=12)
        self.close_.clicked.connect(self.left)
        top.addWidget(self.close_)
        column.addLayout(top)
        self.about = label("", "muted", wrap=True)
        column.addWidget(self.about)
        self.model = RecordsModel(self)
        self.model.modelReset.connect(self._settle)
        self.table = TableView()
        self.table.setModel(self.model)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.viewport().installEventFilter(self)
        self.table.setAccessibleName(_("Records"))
        self.table.opened.connect(lambda at: self.caseAsked.emit(self.model.rows[at]))
        column.addWidget(self.table, 1)
        self.none = label("", "muted", wrap=True)
        column.addWidget(self.none)
        column.addStretch(0)
        return page

    def show_stores(self, stores: Sequence[StoreSummary], names: Names) -> None:
        """Show which stores there are; the records of the one that is looked at are read again."""
        self.stores = list(stores)
        self.model.named = names.variable
        self.model.read = lambda name, value: (
            value_text(value) if name not in names.readings else names.value(name, value)
        )
        clear_layout(self._stores)
        self.shown = {}
        for store in stores:
            icon_name = "lock" if store.is_hidden else "table" if store.kind == "records" else "tag"
            row = InboxRow(icon_name, "muted" if store.is_hidden else "accent", store.name, holds_told(store))
            row.clicked.connect(lambda one=store.name: self.choose(one))
            self.shown[store.name] = row
            self._stores.addWidget(row)
        if not stores:
            told = _("No process that is rehearsed here draws a data store.")
            self._stores.addWidget(label(told, "muted", wrap=True))
        if self.current not in self.shown:
            filled = next((one.name for one in stores if one.count), next(iter(self.shown), ""))
            self.current = filled
        self.ask()

    def choose(self, name: str) -> None:
        """Look at another store."""
        if name != self.current:
            self.current = name
            self.search.clear()
        self.ask()
        self.chosen.emit(name)

    def ask(self) -> None:
        """Read what the store that is looked at holds."""
        for name, row in self.shown.items():
            set_look(row, chosen="true" if name == self.current else "false")
        store = next((one for one in self.stores if one.name == self.current), None)
        self.title.setText(store.name if store is not None else _("Data stores"))
        self.about.setText(_about(store) if store is not None else "")
        show_if(self.about, bool(self.about.text()))
        if store is None or store.is_hidden or store.kind == "empty":
            self.model.clear()
        else:
            self.model.ask(store.name, self.search.text())

    def _settle(self) -> None:
        page, model = self.model.page, self.model
        store = next((one for one in self.stores if one.name == self.current), None)
        self.search.setVisible(page.total > 1)
        self.table.setVisible(bool(model.rows))
        told = ""
        if store is not None and store.is_hidden:
            told = _("What it holds is shown to who manages all processes that use it, and nothing is hidden from.")
        elif store is not None and not page.total:
            told = _("Nobody has put anything into it yet.")
        elif page.total and not page.found:
            told = _("Nothing in it fits.")
        elif page.found < page.total:
            told = _("{found} of {total} fit.").format(found=page.found, total=page.total)
        self.none.setText(told)
        show_if(self.none, bool(told))
        self._fit()

    def _fit(self) -> None:
        """Share the room among the columns; what does not fit is scrolled to."""
        last, room = self.model.columnCount() - 1, self.table.viewport().width()
        for column in range(last):
            self.table.setColumnWidth(column, max(NARROW, (room - FROM) // last))
        self.table.setColumnWidth(last, max(FROM, room - last * max(NARROW, (room - FROM) // last)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)


def _about(store: StoreSummary) -> str:
    if store.is_hidden:
        return ""
    said = [holds_told(store)]
    if store.capacity is not None:
        said.append(trn("{count} at most", "{count} at most", store.capacity))
    if store.source:
        said.append(_("the records of the data source {source}").format(source=store.source))
    elif store.last is not None and store.last.is_known:
        said.append(_("changed last: {who}").format(who=origin_told(store.last)))
    return " · ".join(said)
