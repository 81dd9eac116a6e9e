"""Search in one diagram: what is typed is found by name, id and pinyin initials, and shown while choosing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout
from shiboken6 import isValid

from modeler.bpmn.elements import SPECS
from modeler.document.change import Change, Origin
from modeler.ui.canvas.icons import spec_icon
from modeler.ui.pinyin import initials
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.inputs import SearchField

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.records import FlowRecord, NodeRecord
    from modeler.ui.canvas.view import CanvasView

LIMIT = 60
"""As many are listed; more asks for another letter."""
_MANY = 1000
_WIDTH, _ROW, _ROWS = 380, 30, 8


@dataclass(frozen=True, slots=True)
class _Texts:
    """`all`: name, initials and id, folded: what a word is looked for in."""

    name: str
    short: str
    all: str

    def rank(self, query: str) -> tuple[int, int]:
        """The smaller, the better it fits."""
        name = self.name
        if name.startswith(query):
            return 0, len(name)
        if f" {query}" in name:
            return 1, len(name)
        return 2 if query in name else 3 if self.short.startswith(query) else 4, len(name)


class NameIndex:
    """Names and ids of one document, read once; afterwards only what a change names is read again."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._texts: dict[str, _Texts] = {}
        self._last: tuple[str, list[str]] = ("", [])
        self._read_all()

    def _read_all(self) -> None:
        for node in self._doc.index.nodes.values():
            self._put(node)
        for flow in self._doc.index.flows.values():
            self._put(flow)

    def _put(self, record: NodeRecord | FlowRecord) -> None:
        name = record.name.replace("\n", " ").casefold()
        if name or not hasattr(record, "waypoints"):  # a line without a name is nobody's aim
            short = initials(name).replace(" ", "") if not name.isascii() else ""
            self._texts[record.id] = _Texts(name, short, f"{name}\n{short}\n{record.id.casefold()}")

    def follow(self, change: Change) -> None:
        """Read again what changed."""
        self._last = ("", [])
        if change.origin == Origin.LOAD:
            self._texts.clear()
            self._read_all()
            return
        for gone in change.removed | change.altered:
            self._texts.pop(gone, None)
        for own in change.added | change.altered:
            record = self._doc.index.nodes.get(own) or self._doc.index.flows.get(own)
            if record is not None:
                self._put(record)

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, query: str) -> list[str]:
        """The ids that fit, the best first; a longer query looks only at what the shorter one found."""
        query = query.strip().casefold()
        if not query:
            return []
        before, hits = self._last
        pool = hits if before and query.startswith(before) else self._texts
        words = query.split()
        texts = self._texts
        found = [own for own in pool if all(word in texts[own].all for word in words)]
        self._last = (query, found)
        if len(found) > _MANY:  # nobody reads so many: those that begin with it come first, the rest as they stand
            first = [own for own in found if texts[own].name.startswith(query)][:LIMIT]
            ahead = set(first)
            return first + [own for own in found if own not in ahead]
        return sorted(found, key=lambda own: texts[own].rank(query))


@dataclass(frozen=True)
class _View:
    """Where the person was before searching."""

    plane: str | None
    scale: float
    left: int
    top: int
    selected: tuple[str, ...]


class SearchBar(QFrame):
    """Typing lists what fits; arrows move and show it; Enter selects it; Escape goes back to the old view."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("search-bar")
        self.setProperty("role", "popup")
        self._view = view
        self._doc: Document | None = None
        self._names: NameIndex | None = None
        self._stop: Callable[[], None] | None = None
        self._old: _View | None = None
        self._found: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        self.search = SearchField(_("Find by name or id"))
        self.search.setObjectName("search-field")
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(18, 18))
        self.list.setUniformItemSizes(True)
        self.list.currentRowChanged.connect(self._preview)
        self.list.itemClicked.connect(lambda _item: self.take())
        for part in (self.search, self.count, self.list):
            column.addWidget(part)
        self.setFixedWidth(_WIDTH)
        view.documentShown.connect(self._forget)
        view.destroyed.connect(self._forget)
        view.fixed.append(self)
        self.hide()

    def open(self) -> None:
        """Begin: remember the view, take the keys."""
        view = self._view
        if view.document is None:
            return
        self._know(view.document)
        if not self.isVisible():
            camera = view.camera
            self._old = _View(view.scene.root, camera.scale, camera.left, camera.top, view.selection.ids)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._find("")
        view.pad.hide()
        self.settle()
        self.show()
        self.raise_()
        self.search.setFocus()

    def settle(self) -> None:
        """Stand at the top in the middle."""
        self.move(max(8, (self._view.width() - _WIDTH) // 2), 12)

    def _know(self, doc: Document) -> None:
        if self._doc is doc:
            return
        self._doc, self._names = doc, NameIndex(doc)
        names = self._names
        self._stop = doc.changed.connect(names.follow)

    def _forget(self) -> None:
        """Another document is shown."""
        if self._stop is not None:
            self._stop()
        self._doc = self._names = self._old = self._stop = None
        if isValid(self):
            self.hide()

    def _find(self, text: str) -> None:
        self._found = self._names.find(text) if self._names is not None else []
        self.list.blockSignals(True)
        self.list.clear()
        for own in self._found[:LIMIT]:
            self.list.addItem(self._row(own))
        self.list.blockSignals(False)
        count = len(self._found)
        said = trn("{count} found", "{count} found", count) if count else _("Nothing of that name.")
        self.count.setText(said.format(count=count) if text.strip() else _("Arrows show it, Enter selects it."))
        self.list.setVisible(bool(count))
        self.list.setFixedHeight(min(count, _ROWS) * _ROW + 4)
        self.adjustSize()
        self.list.setCurrentRow(0 if count else -1)
        if not count:
            self._view.mark(())

    def _row(self, own: str) -> QListWidgetItem:
        assert self._doc is not None
        index = self._doc.index
        node = index.nodes.get(own)
        if node is None:
            flow = index.flows[own]
            item = QListWidgetItem(flow.name.replace("\n", " "))
            item.setToolTip(flow.id)
        else:
            kind = _(SPECS[node.spec].label)
            name = node.name.replace("\n", " ")
            item = QListWidgetItem(spec_icon(node.spec, self._view.theme), f"{name} · {kind}" if name else kind)
            item.setToolTip(node.id)
        item.setSizeHint(QSize(100, _ROW))
        return item

    def _preview(self, row: int) -> None:
        if 0 <= row < len(self._found):
            self._view.reveal(self._found[row], select=False)
            self._view.mark((self._found[row],))
            self.raise_()

    def take(self) -> None:
        """Select what is shown."""
        row = self.list.currentRow()
        chosen = self._found[row] if 0 <= row < len(self._found) else None
        self._old = None
        self._end()
        if chosen is not None:
            self._view.selection.set([chosen])

    def give_up(self) -> None:
        """Back to where it began."""
        old, view = self._old, self._view
        self._old = None
        self._end()
        if old is not None and view.document is self._doc:
            if view.scene.root != old.plane:
                view.open_plane(old.plane)
            view.show_at(old.scale, old.left, old.top)
            view.selection.set(old.selected)

    def _end(self) -> None:
        self._view.mark(())
        self.hide()
        self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field; a click elsewhere closes and leaves the view as it is."""
        if watched is self.search and event.type() == QEvent.Type.FocusOut and self.isVisible():
            focus = QApplication.focusWidget()
            if focus is None or not (focus is self or self.isAncestorOf(focus)):
                self._view.mark(())
                self.hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.give_up()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)


def open_search(view: CanvasView) -> SearchBar:
    """The search over a canvas."""
    bar = view.findChild(SearchBar)
    found = bar if isinstance(bar, SearchBar) else SearchBar(view)
    found.open()
    return found
