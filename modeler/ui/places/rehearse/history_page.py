"""The history of a case: a picture along the clock, and beside it every sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.axis import MARKS, WAYS, Axis, Bar, Mark, at_of
from modeler.ui.places.rehearse.axis_view import STEP, AxisView, bar_colour, paint_mark
from modeler.ui.places.rehearse.words import Line
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.icons import Tone, icon
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.style import current_theme
from runner.ui.kit.texts import ElidedLabel, label, tool_button

MOST_LINES = 2_000
"""Sentences that are listed; of a longer history the latest."""
LINE = Qt.ItemDataRole.UserRole
SIDE, SIGN, GAP = 12, 14, 8
"""Pixels beside a sentence, of its sign, and between the two."""
WRAPS = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)
SIGNS: dict[str, tuple[str, Tone]] = {
    "bad": ("error", "bad"), "warning": ("warning", "warning"), "good": ("good", "good"),
    "waiting": ("clock", "waiting"),
}  # fmt: skip


class Sign(QWidget):
    """A bar or a mark of the picture, for its legend."""

    def __init__(self, way: str = "", mark: str = "") -> None:
        super().__init__()
        self._way, self._mark = way, mark
        self.setFixedSize(14, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF().adjusted(1, 1, -1, -1)
        if self._mark:
            paint_mark(painter, theme, self._mark, box)
        else:
            colour = bar_colour(theme, self._way)
            painter.setPen(QColor(colour))
            if self._way != "scope":
                painter.setBrush(QColor(colour))
            painter.drawRoundedRect(box.adjusted(0, 2, 0, -2), 3, 3)


class SentenceList(QListWidget):
    """Sentences that wrap: each row is as high as its text needs, beside its sign."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setIconSize(QSize(SIGN, SIGN))
        self.setAccessibleName(_("What happened, in words"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give each row the height of its text."""
        metrics, room = self.fontMetrics(), self.viewport().width() - 2 * SIDE
        for row in range(self.count()):
            item = self.item(row)
            width = room - (0 if item.icon().isNull() else SIGN + GAP)
            box = metrics.boundingRect(0, 0, max(width, 40), 10_000, WRAPS, item.text())
            item.setSizeHint(QSize(room, box.height() + 10))


class HistoryPage(QWidget):
    """`elementClicked` carries a step, `actChosen` the command that it began with; `left`: back to the task."""

    elementClicked = Signal(str)
    actChosen = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(self._head())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self._picture())
        split.addWidget(self._sentences())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([560, 320])
        column.addWidget(split, 1)
        self.legend = QHBoxLayout()
        self.legend.setSpacing(4)
        column.addLayout(self.legend)
        self._lines: Sequence[Line] = ()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(_("History"), "title"))
        self.about = ElidedLabel("", "muted")
        row.addWidget(self.about, 1)
        self.narrower = tool_button("zoom-out", _("Show more time"))
        self.wider = tool_button("zoom-in", _("Show less time, larger"))
        self.fit = tool_button("zoom-fit", _("Show all of the time"))
        self.close_ = tool_button("close", _("Back to the task"), size=12)
        self.narrower.clicked.connect(lambda: self.view.set_zoom(self.view.zoom / STEP))
        self.wider.clicked.connect(lambda: self.view.set_zoom(self.view.zoom * STEP))
        self.fit.clicked.connect(lambda: self.view.set_zoom(1.0))
        self.close_.clicked.connect(self.left)
        for widget in (self.narrower, self.wider, self.fit, self.close_):
            row.addWidget(widget)
        return row

    def _picture(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        self.view = AxisView()
        self.view.elementClicked.connect(self.elementClicked)
        self.view.actChosen.connect(self.actChosen)
        self.view.told.connect(self._tell)
        column.addWidget(self.view, 1)
        self.told = ElidedLabel("", "body")
        column.addWidget(self.told)
        return page

    def _sentences(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(4)
        self.cut = label("", "caption", wrap=True)
        column.addWidget(self.cut)
        self.list = SentenceList()
        self.list.itemClicked.connect(self._line_taken)
        self.list.itemActivated.connect(self._line_taken)
        column.addWidget(self.list, 1)
        return page

    def show_history(self, axis: Axis, lines: Sequence[Line], refusal: Sequence[str] = ()) -> None:
        """Show a case; `refusal`: why the person played is told nothing of it."""
        self.view.show_axis(axis)
        self._fill_legend(axis)
        self.about.setText(trn("{count} visit to a step", "{count} visits to steps", len(axis.bars)))
        if self.view.chosen is None:
            self.told.setText(_("Point at a bar or a mark to read what it is; a click shows its step."))
        shown = list(lines)[-MOST_LINES:]
        self.cut.setText(_("The latest {count} of {total} lines").format(count=len(shown), total=len(lines)))
        self.cut.setVisible(len(shown) < len(lines))
        if list(self._lines) == shown and self.list.count():
            return
        self._lines = shown
        self.list.clear()
        for line in shown:
            item = QListWidgetItem(f"{line.when}  {line.text}")
            item.setData(LINE, line)
            if line.tone in SIGNS:
                item.setIcon(icon(*SIGNS[line.tone]))
            self.list.addItem(item)
        for text in refusal:
            self.list.addItem(text)
        self.list.fit()
        self.list.scrollToBottom()

    def _fill_legend(self, axis: Axis) -> None:
        ways = [way for way in WAYS if any(bar.way == way for bar in axis.bars)]
        marks = [kind for kind in MARKS if any(mark.kind == kind for mark in axis.marks)]
        clear_layout(self.legend)
        for sign, text in [
            *((Sign(way=way), WAYS[way]) for way in ways), *((Sign(mark=kind), MARKS[kind]) for kind in marks),
        ]:  # fmt: skip
            self.legend.addWidget(sign)
            self.legend.addWidget(label(_(text), "caption"))
            self.legend.addSpacing(8)
        self.legend.addStretch(1)

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        chosen = self.view.chosen
        if chosen is not None and text == chosen.told:
            self._show_line(chosen)

    def _show_line(self, item: Bar | Mark) -> None:
        """Bring the first sentence about an item into sight."""
        own = [
            (row, line)
            for row, line in enumerate(self._lines)
            if line.element == item.element and line.at >= at_of(item).isoformat()
        ]
        if own:
            self.list.setCurrentRow(own[0][0])

    def _line_taken(self, item: QListWidgetItem) -> None:
        line = item.data(LINE)
        if isinstance(line, Line) and line.element:
            self.elementClicked.emit(line.element)
            self.view.blockSignals(True)
            self.view.choose(self.view.axis.item_near(line.element, line.at))
            self.view.blockSignals(False)
            if self.view.chosen is not None:
                self.told.setText(self.view.chosen.told)
