"""The list under the cursor: what may be meant, with the caption beside it and what it is for below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from modeler.ui.expressions.offers import Offer
from runner.ui.kit.icons import icon
from runner.ui.kit.texts import label

ROWS = 8
WIDTH = 320
ROW = 26
GAP = 6


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
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._about = label("", "caption", wrap=True)
        self._about.setContentsMargins(8, 4, 8, 6)
        column.addWidget(self._list)
        column.addWidget(self._about)
        self._offers: list[Offer] = []
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
        self._list.clear()
        for one in offers:
            said = f"{one.text}    {one.title}" if one.title and one.title != one.text else one.text
            item = QListWidgetItem(said)
            item.setToolTip(one.kind)
            if one.icon:
                item.setIcon(icon(one.icon))
            self._list.addItem(item)
        self._list.setFixedHeight(min(len(offers), ROWS) * (self._list.sizeHintForRow(0) or ROW) + 4)
        self._list.setCurrentRow(0)
        self._place(below, line)

    def _place(self, below: QPoint, line: int) -> None:
        window = self.parentWidget()
        assert window is not None
        width = min(WIDTH, window.width())
        self.setFixedWidth(width)
        self._about.setFixedHeight(self._about.heightForWidth(width - 2) if self._about.text() else 0)
        self.adjustSize()
        x = max(0, min(below.x(), window.width() - width - 4))
        y = below.y() + GAP
        if y + self.height() > window.height():
            y = max(0, below.y() - line - GAP - self.height())
        self.move(x, y)
        self.raise_()
        self.show()

    def step(self, by: int) -> None:
        """Go up or down in the list, around its ends."""
        self._list.setCurrentRow((self._list.currentRow() + by) % max(len(self._offers), 1))

    def choose(self) -> None:
        """Take the one that is marked."""
        current = self.current
        self.hide()
        if current is not None:
            self.chosen.emit(current)

    def _tell(self, row: int) -> None:
        one = self._offers[row] if 0 <= row < len(self._offers) else None
        self._about.setText("\n".join(part for part in (one.kind, one.about) if part) if one is not None else "")
        self._about.setVisible(bool(self._about.text()))
        if self.isVisible():
            self._about.setFixedHeight(self._about.heightForWidth(self.width() - 2))
            self.adjustSize()
