"""Stars to give: by click, by arrow keys, by digit."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.forms.fields.rating import most_stars
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.kit.style import current_theme
from runner.ui.kit.texts import label

SIZE, GAP = 22, 4


class Stars(QWidget):
    """Left, Right and digits set the number, Delete and a click on the last star given take them away."""

    given = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.count = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(self.most * (SIZE + GAP) + 2, SIZE + 4)

    def give(self, count: int) -> None:
        """Set the number, as the user's act."""
        count = min(max(count, 0), self.most)
        if count != self.count:
            self.count = count
            self.update()
            self.given.emit(count)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        star = int(event.position().x() // (SIZE + GAP)) + 1
        self.give(0 if star == self.count else star)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps:
            self.give(self.count + steps[Qt.Key(event.key())])
        elif event.text().isascii() and event.text().isdigit():
            self.give(int(event.text()))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.give(0)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(self.most):
            is_given = number < self.count
            painter.setPen(QPen(QColor(theme.warning if is_given else theme.faint), 1.2))
            painter.setBrush(QColor(theme.warning) if is_given else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(_star(number * (SIZE + GAP) + SIZE / 2 + 1, SIZE / 2 + 2))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()


def _star(x: float, y: float) -> QPolygonF:
    points = QPolygonF()
    for corner in range(10):
        reach = SIZE / 2 - 2 if corner % 2 == 0 else (SIZE / 2 - 2) * 0.42
        angle = corner * pi / 5 - pi / 2
        points.append(QPointF(x + reach * cos(angle), y + reach * sin(angle)))
    return points


class RatingControl(Control):
    """The stored value is the number of stars."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.editor = Stars(most_stars(component))
        self.editor.setAccessibleName(component.caption)
        self.word = label("", "muted")
        self.editor.given.connect(self._given)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.editor)
        row.addWidget(self.word)
        row.addStretch(1)
        self.setFocusProxy(self.editor)

    def _given(self, _count: int) -> None:
        self.word.setText(self.reading_text(self.value()))
        self.edited.emit()

    def value(self) -> object:
        return self.editor.count or None

    def set_value(self, value: object) -> None:
        self.editor.count = int(value) if isinstance(value, int | float) else 0
        self.editor.update()
        self.word.setText(self.reading_text(value))

    def reading_text(self, value: object) -> str:
        if not isinstance(value, int | float):
            return ""
        return _("{count} of {most} stars").format(count=int(value), most=self.editor.most)


CONTROL = ControlKind("rating", RatingControl)
