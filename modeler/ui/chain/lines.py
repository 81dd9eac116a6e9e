"""The lines between cards: straight down, with a plus where something can be put in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.ui.kit.style import current_theme
from runner.ui.kit.texts import tool_button

GAP = 28
"""Pixels between two cards, without a plus."""
_WIDTH = 1.6
_HEAD = 4.0


def line_pen() -> QPen:
    """How lines are drawn."""
    return QPen(QColor(current_theme().strong_line), _WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


class Line(QWidget):
    """A line down the middle; `head`: with an arrow at its end. With `grows` it takes all room that is left, `least`
    pixels at least."""

    def __init__(self, *, head: bool = True, grows: bool = False, height: int = GAP, least: int = 0) -> None:
        super().__init__()
        self._head = head
        self.setMinimumWidth(16)
        self.setMinimumHeight(least if grows else height)
        policy = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        if not grows:
            self.setFixedHeight(height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = line_pen()
        painter.setPen(pen)
        x, foot = self.width() / 2, float(self.height())
        painter.drawLine(QLineF(x, 0, x, foot - (2 if self._head else 0)))
        if self._head:
            painter.setBrush(pen.color())
            painter.setPen(Qt.PenStyle.NoPen)
            tip = QPointF(x, foot)
            painter.drawPolygon([tip, QPointF(x - _HEAD, foot - 7), QPointF(x + _HEAD, foot - 7)])


class Plus(Line):
    """A line on which a click on the plus asks what to put in; `after`: the name of what stands before it."""

    def __init__(self, flow: str, after: str, ask: Callable[[str, QWidget], None], *, head: bool = True) -> None:
        super().__init__(head=head, height=44)
        self.flow = flow
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 8)
        self.button = tool_button("add", _("Put a step in here"), size=12)
        self.button.setProperty("kind", "round")
        self.button.setFixedSize(22, 22)
        self.button.clicked.connect(lambda: ask(flow, self.button))
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.say(after)

    def say(self, after: str) -> None:
        """What stands before it has another name."""
        self.button.setAccessibleName(_("Put a step in after {step}").format(step=after))
