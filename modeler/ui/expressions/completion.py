"""The list under the cursor: what may be meant, with what it is and an example beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modeler.ui.expressions.offers import Offer
from runner.ui.kit.icons import icon
from runner.ui.kit.texts import breakable, label

ROWS = 8
WIDTH = 288
BESIDE = 252
ROW = 26
GAP = 6
MOST_SIGNS = 22


class OfferPage(QWidget):
    """What one offer is: its name or the ways to call it, what it is for, an example, and where it is known."""

    def __init__(self) -> None:
        super().__init__()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        self.ways = label("", "heading", wrap=True)
        self.ways.setObjectName("offer-ways")
        self.kind = label("", "caption", wrap=True)
        self.about = label("", wrap=True)
        self.about.setObjectName("offer-about")
        self.example = label("", "muted", wrap=True)
        self.example.setObjectName("offer-example")
        self.origin = label("", "caption", wrap=True)
        self.origin.setObjectName("offer-origin")
        for one in (self.ways, self.kind, self.about, self.example):
            column.addWidget(one)
        column.addStretch(1)
        column.addWidget(self.origin)

    def show_offer(self, one: Offer | None) -> None:
        """Tell of an offer; nothing of None."""
        texts = ("", "", "", "", "")
        if one is not None:
            named = f"{one.title}\n{one.text}" if one.title and one.title != one.text else one.text
            texts = (one.ways or named, one.kind, one.about, one.example, one.origin)
        for part, text in zip((self.ways, self.kind, self.about, self.example, self.origin), texts, strict=True):
            part.setText(breakable(text))
            part.setVisible(bool(text))

    def height_for(self, width: int) -> int:
        """How high all of it is at a width: measured in the type that is shown, which the layout does not know yet
        where a text was just set."""
        edges = self._column.contentsMargins()
        room, height = width - edges.left() - edges.right(), edges.top() + edges.bottom()
        for part in (self.ways, self.kind, self.about, self.example, self.origin):
            if part.text():
                part.ensurePolished()
                flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
                box = part.fontMetrics().boundingRect(QRect(0, 0, room, 10_000), flags, part.text())
                height += max(box.height(), part.heightForWidth(room)) + self._column.spacing()
        return height

    @property
    def says_something(self) -> bool:
        """Whether there is more to read than in the list."""
        return any(one.text() for one in (self.kind, self.about, self.example, self.origin))


class CompletionList(QFrame):
    """A list that lies over the window and never takes the focus: the keys stay with the text."""

    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hide()
        self.setProperty("role", "popup")
        self.setObjectName("completion")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 2, 1, 2)
        row.setSpacing(0)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setFixedWidth(WIDTH)
        self.page = OfferPage()
        self.page.setFixedWidth(BESIDE)
        row.addWidget(self._list, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.page)
        self._offers: list[Offer] = []
        self._spot, self._line = QPoint(), 0
        self._list.currentRowChanged.connect(self._tell)
        self._list.itemClicked.connect(lambda _item: self.choose())

    @property
    def offers(self) -> Sequence[Offer]:
        """What is offered now."""
        return self._offers if self.isVisible() else ()

    @property
    def current(self) -> Offer | None:
        """What Enter takes."""
        row = self._list.currentRow()
        return self._offers[row] if self.isVisible() and 0 <= row < len(self._offers) else None

    def offer(self, offers: Sequence[Offer], below: QPoint, line: int) -> None:
        """Show offers under a place of the window, or above it where there is no room; `line` is the height of
        the line that stays free."""
        self._offers = list(offers)
        self._spot, self._line = below, line
        self._list.clear()
        for one in offers:
            said = f"{_short(one.text)}    {one.title}" if one.title and one.title != one.text else one.text
            item = QListWidgetItem(said)
            if one.icon:
                item.setIcon(icon(one.icon))
            self._list.addItem(item)
        self._list.setFixedHeight(min(len(offers), ROWS) * (self._list.sizeHintForRow(0) or ROW) + 4)
        self._list.setCurrentRow(0)
        self._place()
        self.raise_()
        self.show()

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None
        wide = self.page.says_something and window.width() >= WIDTH + BESIDE
        self.page.setVisible(wide)
        width = WIDTH + (BESIDE if wide else 0) + 2
        height = self._list.height() + 4
        if wide:
            height = max(height, self.page.height_for(BESIDE) + 4)
        self.setFixedSize(min(width, window.width()), min(height, window.height()))
        x = max(0, min(self._spot.x(), window.width() - self.width() - 4))
        y = self._spot.y() + GAP
        if y + self.height() > window.height():
            y = max(0, self._spot.y() - self._line - GAP - self.height())
        self.move(x, y)

    def step(self, by: int) -> None:
        """Go up or down in the list, around its ends."""
        self._list.setCurrentRow((self._list.currentRow() + by) % max(len(self._offers), 1))

    def leaf(self, by: int) -> None:
        """Go a page up or down, to the end at most."""
        row = min(max(self._list.currentRow() + by * (ROWS - 1), 0), len(self._offers) - 1)
        self._list.setCurrentRow(row)

    def choose(self) -> None:
        """Take the one that is marked."""
        current = self.current
        self.hide()
        if current is not None:
            self.chosen.emit(current)

    def _tell(self, row: int) -> None:
        self.page.show_offer(self._offers[row] if 0 <= row < len(self._offers) else None)
        if self.isVisible():
            self._place()


def _short(text: str) -> str:
    """A code that leaves room for the caption; the page beside the list says it whole."""
    return text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…"
