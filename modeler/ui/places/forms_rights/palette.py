"""Kinds of fields, ready-made sets and terms of the dictionary, to click or to drag into the form."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.forms.field_sets import field_sets
from modeler.ui.pinyin import score
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.data.dictionary import Dictionary, Element
from runner.forms.fields import FIELDS
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.inputs import SearchField
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import label

KIND_MIME = "application/x-slipway-field-kind"
FIELD_MIME = "application/x-slipway-field"
"""Fields of the form that is shown, their ids one a line."""
SET_MIME = "application/x-slipway-field-set"
TERM_MIME = "application/x-slipway-term"
MIMES = (KIND_MIME, FIELD_MIME, SET_MIME, TERM_MIME)
MOST_TERMS = 60
"""So many terms are listed; the search finds the others."""


def start_drag(source: QWidget, mime: str, value: str) -> None:
    """Drag a text of our own kind, with the widget as picture."""
    data = QMimeData()
    data.setData(mime, value.encode())
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(source.grab())
    drag.exec(Qt.DropAction.MoveAction)


class KindButton(QFrame):
    """An entry of the palette: a click adds it to the form, dragging puts it where it is dropped. `kind` is what
    `mime` carries: a kind of field, a set, a term."""

    clicked = Signal(str)

    def __init__(self, kind: str, text: str, mime: str = KIND_MIME, detail: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.mime = mime
        self.setProperty("role", "card")
        self.setProperty("active", "true")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        self.setToolTip(_("Click to add, or drag into the form"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(0)
        layout.addWidget(label(text, wrap=bool(detail)))
        if detail:
            layout.addWidget(label(detail, "caption", wrap=True))
        self._pressed: QPoint | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            start_drag(self, self.mime, self.kind)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None and self.rect().contains(event.position().toPoint()):
            self.clicked.emit(self.kind)
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.kind)
        else:
            super().keyPressEvent(event)


class KindPalette(QWidget):
    """All kinds that the designer offers, the ready-made sets, and the terms of the dictionary; `clicked` carries
    the kind, `setClicked` the set, `termClicked` the code of the term."""

    clicked = Signal(str)
    setClicked = Signal(str)
    termClicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(188)
        self._dictionary = Dictionary()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 16, 0, 8)
        column.setSpacing(6)
        column.addWidget(label(_("Add a field"), "caption"))
        self.part = SegmentedBar([("kinds", _("Kinds")), ("sets", _("Sets")), ("terms", _("Terms"))], "kinds")
        self.part.changed.connect(self.show_part)
        column.addWidget(self.part)
        self.search = SearchField(_("Find"))
        self.search.searched.connect(lambda _text: self._find())
        finder = QHBoxLayout()
        finder.setContentsMargins(0, 0, 8, 0)
        finder.addWidget(self.search)
        column.addLayout(finder)
        self.kinds: dict[str, KindButton] = {}
        self.sets: dict[str, KindButton] = {}
        self.terms: dict[str, KindButton] = {}
        self._pages: dict[str, QWidget] = {}
        rows = QVBoxLayout()
        rows.setContentsMargins(0, 0, 8, 0)
        inner = QWidget()
        inner.setProperty("role", "page")
        inner.setLayout(rows)
        for name, made in (("kinds", self._kinds()), ("sets", self._sets()), ("terms", self._terms())):
            rows.addWidget(made)
            made.setVisible(name == "kinds")
            self._pages[name] = made
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        column.addWidget(scroll, 1)

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        return page, rows

    def _kinds(self) -> QWidget:
        page, rows = self._page()
        for kind in sorted((one for one in FIELDS.values() if one.offered), key=lambda one: one.offered):
            entry = KindButton(kind.id, _(kind.label))
            entry.clicked.connect(self.clicked)
            rows.addWidget(entry)
            self.kinds[kind.id] = entry
        return page

    def _sets(self) -> QWidget:
        page, self._set_rows = self._page()
        return page

    def _fill_sets(self) -> None:
        """The sets are made when they are first looked at."""
        for name, one in field_sets().items():
            captions = [part.caption for part in one.components]
            if len(one.components) == 1 and one.components[0].components:
                captions = [part.caption for part in one.components[0].components]
            entry = KindButton(name, one.caption, SET_MIME, " · ".join(filter(None, captions)))
            entry.clicked.connect(self.setClicked)
            self._set_rows.addWidget(entry)
            self.sets[name] = entry

    def _terms(self) -> QWidget:
        page, self._term_rows = self._page()
        return page

    def show_part(self, part: str) -> None:
        """Show `kinds`, `sets` or `terms`."""
        self.part.set_current(part)
        for name, page in self._pages.items():
            page.setVisible(name == part)
        if part == "terms":
            self._show_terms()
        elif part == "sets" and not self.sets:
            self._fill_sets()
        self._find()

    def show_terms(self, dictionary: Dictionary) -> None:
        """The terms to offer."""
        if dictionary is not self._dictionary:
            self._dictionary = dictionary
            if self.part.current == "terms":
                self._show_terms()

    def _show_terms(self) -> None:
        clear_layout(self._term_rows)
        self.terms = {}
        found = [one for one in self._dictionary.elements if one.status != "retired" and self._fits(one)]
        for one in found[:MOST_TERMS]:
            entry = KindButton(one.code, pick(one.name) or one.code, TERM_MIME, one.code)
            entry.clicked.connect(self.termClicked)
            self._term_rows.addWidget(entry)
            self.terms[one.code] = entry
        if len(found) > MOST_TERMS:
            more = _("{count} more: type to find them").format(count=len(found) - MOST_TERMS)
            self._term_rows.addWidget(label(more, "caption", wrap=True))
        elif not found:
            self._term_rows.addWidget(label(_("No term of the dictionary fits."), "caption", wrap=True))

    def _fits(self, term: Element) -> bool:
        text = self.search.text().strip()
        return not text or score(text, pick(term.name)) > 0 or text.lower() in term.code.lower()

    def _find(self) -> None:
        if self.part.current == "terms":
            self._show_terms()
            return
        text = self.search.text().strip()
        for entry in (*self.kinds.values(), *self.sets.values()):
            entry.setVisible(not text or score(text, entry.accessibleName()) > 0)
