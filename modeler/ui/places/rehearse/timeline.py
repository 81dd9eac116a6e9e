"""The time line: the clock, the buttons that push it forward, and the steps of the case so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.clock_bar import ClockBar, clock_text
from modeler.ui.places.rehearse.step_bar import StepBar
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.protocol.rehearsing import CallsView
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import label

ROOM = 900
"""Pixels that all of the upper row takes."""


@dataclass(frozen=True)
class Moment:
    """One entry: title, line below, and its tone (a name of the theme's colours: done, running, waiting ...)."""

    title: str
    text: str
    tone: str
    element: str = ""
    act: int | None = None
    """The command after which the case was there."""


__all__ = ["Moment", "MomentCard", "TimeLine", "clock_text"]


class MomentCard(QFrame):
    """An entry of the line; a click shows its element and what the act changed."""

    clicked = Signal(str)
    chosen = Signal(int)

    def __init__(self, moment: Moment) -> None:
        super().__init__()
        self._element, self.act = moment.element, moment.act
        if moment.element or moment.act is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(8)
        bar = QFrame()
        bar.setFixedWidth(3)
        set_look(bar, role="tone-bar", tone=moment.tone)
        row.addWidget(bar)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(moment.title))
        texts.addWidget(label(moment.text, "caption"))
        row.addLayout(texts)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._element:
            self.clicked.emit(self._element)
        if self.act is not None:
            self.chosen.emit(self.act)


class TimeLine(QWidget):
    """`advanced` carries `next timer`, an ISO duration or an instant; `elementClicked` the id of a node, `actChosen`
    the number of an act."""

    advanced = Signal(str)
    elementClicked = Signal(str)
    actChosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        self.steps = StepBar()
        self.time = ClockBar()
        self.time.advanced.connect(self.advanced)
        self.next, self.forward = self.time.next, self.time.forward
        self.clock = label("", "heading")
        self.cards: list[MomentCard] = []
        top.addWidget(self.steps)
        top.addWidget(self.time)
        top.addStretch(1)
        top.addWidget(self.clock)
        self._is_real = False
        self.reach = label(_("rehearsal · reaches nobody"), "pill")
        top.addWidget(self.reach)
        layout.addLayout(top)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFixedHeight(52)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the buttons come first."""
        super().resizeEvent(event)
        self._show_reach()

    def _show_reach(self) -> None:
        self.reach.setVisible(self._is_real or self.width() >= ROOM)

    def show_calls(self, calls: CallsView) -> None:
        """Say whether systems are called in earnest."""
        real = calls.on and bool(calls.systems)
        told = _("real calls: {systems}").format(systems=listed(calls.systems))
        self.reach.setText(told if real else _("rehearsal · reaches nobody"))
        set_look(self.reach, state="bad" if real else "")
        self._is_real = real
        self._show_reach()
        self.reach.setToolTip(_("Stand-ins answer for systems; “More” turns real calls on.") if not real else "")

    def show_moments(self, clock: str, moments: Sequence[Moment], next_due: str | None) -> None:
        """Show the clock and what happened; `next_due`: when the next timer fires, or None."""
        self.clock.setText(_("Virtual time {clock}").format(clock=clock_text(clock)) if clock else "")
        self.time.show_clock(clock, next_due)
        self.cards = []
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for moment in moments:
            card = MomentCard(moment)
            card.clicked.connect(self.elementClicked)
            card.chosen.connect(self.actChosen)
            self.cards.append(card)
            row.addWidget(card)
        row.addStretch(1)
        old = self._area.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._area.setWidget(page)
        bar = self._area.horizontalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
