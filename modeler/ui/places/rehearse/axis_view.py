"""The picture of a case along the clock: rows of steps, bars and marks, zoomed with Ctrl and the wheel."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip

from modeler.ui.places.rehearse.axis import Axis, Bar, Mark, at_of, ticks
from runner.core.i18n import tr as _
from runner.core.tokens import Theme
from runner.ui.kit.style import current_theme

HEAD, ROW, NAMES = 24, 26, 150
"""Pixels: the line of instants, a row, and the column of names."""
BAR, LEAST = 12.0, 5.0
"""Pixels: how high a bar is, and how wide at least."""
REACH = 6
"""Pixels round a bar or mark that still count as it."""
MOST_ZOOM = 200.0
STEP = 1.25
MOST_TOLD = 6


class AxisView(QAbstractScrollArea):
    """`elementClicked` carries the step of what was clicked, `actChosen` the command it began with, `told` what is
    under the pointer or selected, in words. Arrows go from item to item, Enter is a click, plus and minus zoom."""

    elementClicked = Signal(str)
    actChosen = Signal(int)
    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("The case along the clock"))
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        self.axis = Axis()
        self.zoom = 1.0
        self.chosen: Bar | Mark | None = None
        self._hovered: Bar | Mark | None = None
        self._rows: dict[int, list[Bar | Mark]] = {}

    def show_axis(self, axis: Axis) -> None:
        """Show a case; the zoom stays, and the end is in sight where it was before."""
        along = self.horizontalScrollBar()
        at_end = along.value() >= along.maximum()
        if self.chosen is not None and self.chosen not in (*axis.bars, *axis.marks):
            self.chosen = None
        self.axis, self._hovered = axis, None
        self._rows = {}
        for bar in axis.bars:
            self._rows.setdefault(bar.row, []).append(bar)
        for mark in axis.marks:
            self._rows.setdefault(mark.row, []).append(mark)
        self._fit_bars()
        if at_end:
            along.setValue(along.maximum())
        self.viewport().update()

    def choose(self, item: Bar | Mark | None) -> None:
        """Select an item and bring it into sight."""
        self.chosen = item
        if item is not None:
            box = self.box(item)
            bar, room = self.verticalScrollBar(), self.viewport().height()
            if box.top() < HEAD:
                bar.setValue(round(bar.value() - (HEAD - box.top()) - 4))
            elif box.bottom() > room:
                bar.setValue(round(bar.value() + box.bottom() - room + 4))
            along = self.horizontalScrollBar()
            if box.right() < NAMES or box.left() > self.viewport().width():
                along.setValue(round(along.value() + box.center().x() - (NAMES + self.viewport().width()) / 2))
            self.told.emit(item.told)
        self.viewport().update()

    def set_zoom(self, zoom: float, about: float | None = None) -> None:
        """Show the time `zoom` times as wide as it would fit; what lies at x = `about` stays there."""
        zoom = min(max(zoom, 1.0), MOST_ZOOM)
        x = about if about is not None else (NAMES + self.viewport().width()) / 2
        share = (self.horizontalScrollBar().value() + x - NAMES) / max(self._length(), 1.0)
        self.zoom = zoom
        self._fit_bars()
        self.horizontalScrollBar().setValue(round(share * self._length() - (x - NAMES)))
        self.viewport().update()

    # where things stand ------------------------------------------------------------------------

    def _length(self) -> float:
        """Pixels of the whole time."""
        return max(self.viewport().width() - NAMES - 16, 40) * self.zoom

    def x_of(self, at: datetime) -> float:
        """Where an instant stands in the viewport."""
        begin, end = self.axis.begin, self.axis.end
        if begin is None or end is None:
            return NAMES
        share = (at - begin) / (end - begin)
        return NAMES + 8 + share * (self._length() - 8) - self.horizontalScrollBar().value()

    def _top(self, row: int) -> float:
        return HEAD + row * ROW - self.verticalScrollBar().value()

    def box(self, item: Bar | Mark) -> QRectF:
        """Where an item stands in the viewport."""
        middle = self._top(item.row) + ROW / 2
        if isinstance(item, Mark):
            x = self.x_of(item.at)
            return QRectF(x - 6, middle - 6, 12, 12)
        x = self.x_of(item.begin)
        end = item.end or self.axis.now or item.begin
        return QRectF(x, middle - BAR / 2, max(self.x_of(end) - x, LEAST), BAR)

    def item_at(self, at: QPointF) -> Bar | Mark | None:
        """What stands there, marks before bars; None where nothing does."""
        if at.x() < NAMES or at.y() < HEAD:
            return None
        row = int((at.y() - HEAD + self.verticalScrollBar().value()) // ROW)
        near = [
            one
            for one in reversed(self._rows.get(row, []))
            if self.box(one).adjusted(-REACH, -REACH, REACH, REACH).contains(at)
        ]
        marks = [one for one in near if isinstance(one, Mark)]
        within = [one for one in near if self.box(one).contains(at)]
        return next(iter((*marks, *within, *near)), None)

    def _fit_bars(self) -> None:
        view = self.viewport()
        whole = HEAD + len(self.axis.rows) * ROW + 8
        self.verticalScrollBar().setRange(0, max(whole - view.height(), 0))
        self.verticalScrollBar().setPageStep(max(view.height() - HEAD, ROW))
        self.verticalScrollBar().setSingleStep(ROW)
        room = max(view.width() - NAMES - 16, 40)
        self.horizontalScrollBar().setRange(0, max(round(self._length() - room), 0))
        self.horizontalScrollBar().setPageStep(room)
        self.horizontalScrollBar().setSingleStep(40)

    # hands -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        item = self.item_at(event.position())
        if item is not self._hovered:
            self._hovered = item
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if item is not None else Qt.CursorShape.ArrowCursor
            )
            if item is not None:
                QToolTip.showText(event.globalPosition().toPoint() + QPoint(8, 8), self._all_told(item), self)
            else:
                QToolTip.hideText()
            shown = item or self.chosen
            self.told.emit(shown.told if shown is not None else "")
            self.viewport().update()

    def _all_told(self, item: Bar | Mark) -> str:
        """What stands at the same place as well."""
        box = self.box(item)
        same = [one.told for one in self._rows.get(item.row, []) if self.box(one).intersects(box)]
        return "\n".join(same[:MOST_TOLD])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.item_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        event.accept()
        if item is not None:
            self._take(item)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _take(self, item: Bar | Mark) -> None:
        self.choose(item)
        if item.element:
            self.elementClicked.emit(item.element)
        if item.act is not None:
            self.actChosen.emit(item.act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        items, key = self.axis.items(), event.key()
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if key in steps and items:
            place = items.index(self.chosen) + steps[Qt.Key(key)] if self.chosen in items else 0
            self.choose(items[min(max(place, 0), len(items) - 1)])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.chosen is not None:
            down = key == Qt.Key.Key_Down
            here, at = self.chosen.row, at_of(self.chosen)
            rows = sorted(row for row in self._rows if (row > here if down else row < here))
            if rows:
                beside = self._rows[rows[0 if down else -1]]
                self.choose(min(beside, key=lambda one: abs(at_of(one) - at)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.chosen is not None:
            self._take(self.chosen)
        elif event.text() in ("+", "="):
            self.set_zoom(self.zoom * STEP)
        elif event.text() == "-":
            self.set_zoom(self.zoom / STEP)
        elif event.text() == "0":
            self.set_zoom(1.0)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y() / 120
            self.set_zoom(self.zoom * STEP**turned, event.position().x())
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bars()

    def sizeHint(self) -> QSize:
        return QSize(520, 240)

    # paint -------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, size = current_theme(), self.viewport().size()
        painter.fillRect(self.viewport().rect(), QColor(theme.surface))
        if self.axis.begin is None or self.axis.end is None:
            return
        self._paint_ticks(painter, theme, size)
        first = max(int(self.verticalScrollBar().value() // ROW), 0)
        last = first + size.height() // ROW + 1
        painter.save()
        painter.setClipRect(NAMES, HEAD, size.width() - NAMES, size.height() - HEAD)
        drawn: set[tuple[int, int, int]] = set()
        shown = [one for row in range(first, last + 1) for one in self._rows.get(row, ())]
        for item in sorted(shown, key=lambda one: isinstance(one, Mark)):  # marks lie above bars
            box = self.box(item)
            key = (item.row, round(box.left()), round(box.right()))
            if isinstance(item, Mark):
                paint_mark(painter, theme, item.kind, box)
            elif key not in drawn and box.right() >= NAMES and box.left() <= size.width():
                drawn.add(key)  # a loop of ten thousand passes looks like one
                self._paint_bar(painter, theme, item, box)
        if self.chosen is not None:
            painter.setPen(QPen(QColor(theme.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.box(self.chosen).adjusted(-3, -3, 3, 3), 5, 5)
        painter.restore()
        self._paint_names(painter, theme, size, first, last)

    def _paint_ticks(self, painter: QPainter, theme: Theme, size: QSize) -> None:
        begin, end = self.axis.begin, self.axis.end
        if begin is None or end is None:
            return
        font = painter.font()
        painter.setPen(QColor(theme.line))
        painter.drawLine(0, HEAD - 1, size.width(), HEAD - 1)
        for at, text in ticks(begin, end, self._length()):
            x = self.x_of(at)
            if NAMES <= x <= size.width():
                painter.setPen(QColor(theme.line))
                painter.drawLine(QPointF(x, HEAD), QPointF(x, size.height()))
                painter.setPen(QColor(theme.muted))
                width = QFontMetrics(font).horizontalAdvance(text)
                painter.drawText(QPointF(min(x + 3, size.width() - width - 2), HEAD - 8), text)
        now = self.axis.now
        if now is not None and begin <= now <= end:
            x = self.x_of(now)
            if x >= NAMES:
                painter.setPen(QPen(QColor(theme.accent), 1.5, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(x, HEAD), QPointF(x, size.height()))

    def _paint_names(self, painter: QPainter, theme: Theme, size: QSize, first: int, last: int) -> None:
        painter.fillRect(QRectF(0, HEAD, NAMES - 1, size.height() - HEAD), QColor(theme.surface))
        painter.setPen(QColor(theme.line))
        painter.drawLine(QPointF(NAMES - 1, 0), QPointF(NAMES - 1, size.height()))
        painter.setClipRect(0, HEAD, NAMES - 8, size.height() - HEAD)
        metrics = QFontMetrics(painter.font())
        for row in range(first, min(last + 1, len(self.axis.rows))):
            text = metrics.elidedText(self.axis.rows[row], Qt.TextElideMode.ElideRight, NAMES - 20)
            painter.setPen(QColor(theme.text))
            box = QRectF(12, self._top(row), NAMES - 20, ROW)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)

    def _paint_bar(self, painter: QPainter, theme: Theme, bar: Bar, box: QRectF) -> None:
        colour = QColor(bar_colour(theme, bar.way))
        is_open = bar.end is None
        painter.setPen(QPen(colour, 1.2))
        if bar.way == "scope":
            painter.setBrush(Qt.BrushStyle.NoBrush)
        elif is_open:
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        else:
            painter.setBrush(colour)
        painter.drawRoundedRect(box, 3, 3)
        if bar is self._hovered:
            painter.setPen(QPen(QColor(theme.text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)


def bar_colour(theme: Theme, way: str) -> str:
    """The colour of a bar; the name of its row and its words say the same."""
    return {"people": theme.running, "automatic": theme.done, "waiting": theme.waiting}.get(way, theme.strong_line)


def paint_mark(painter: QPainter, theme: Theme, kind: str, box: QRectF) -> None:
    """A mark: a triangle for trouble, a circle for a timer (hollow: to come), a diamond for a time limit, an arrow to
    the left for going back."""
    colour = QColor({"incident": theme.bad, "overdue": theme.bad, "back": theme.muted}.get(kind, theme.waiting))
    middle = box.center()
    painter.setPen(QPen(QColor(theme.surface) if kind != "due" else colour, 1.5))
    painter.setBrush(colour if kind != "due" else QColor(theme.surface))
    if kind == "incident":
        painter.drawPolygon(QPolygonF([QPointF(middle.x(), box.top()), box.bottomRight(), box.bottomLeft()]))
        painter.setPen(QPen(QColor(theme.surface), 1.5))
        painter.drawLine(QPointF(middle.x(), box.top() + 4), QPointF(middle.x(), box.bottom() - 4))
        painter.drawPoint(QPointF(middle.x(), box.bottom() - 2))
    elif kind == "overdue":
        across = [QPointF(middle.x(), box.top()), QPointF(box.right(), middle.y())]
        back = [QPointF(middle.x(), box.bottom()), QPointF(box.left(), middle.y())]
        painter.drawPolygon(QPolygonF(across + back))
    elif kind == "back":
        painter.drawPolygon(QPolygonF([QPointF(box.left(), middle.y()), box.topRight(), box.bottomRight()]))
    else:
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        painter.setPen(QPen(QColor(theme.surface) if kind != "due" else colour, 1.2))
        painter.drawLine(middle, QPointF(middle.x(), box.top() + 3))
        painter.drawLine(middle, QPointF(middle.x() + 3, middle.y()))
