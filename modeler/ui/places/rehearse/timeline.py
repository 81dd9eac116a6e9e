"""The time line: the clock, the buttons that push it forward, and the steps of the case so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.protocol.rehearsing import CallsView
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label

SPANS = (
    (N_("10 minutes"), "PT10M"),
    (N_("1 hour"), "PT1H"),
    (N_("4 hours"), "PT4H"),
    (N_("1 day"), "P1D"),
    (N_("3 days"), "P3D"),
    (N_("1 week"), "P7D"),
)


@dataclass(frozen=True)
class Moment:
    """One entry: title, line below, and its tone (a name of the theme's colours: done, running, waiting ...)."""

    title: str
    text: str
    tone: str
    element: str = ""


def clock_text(instant: str) -> str:
    """A virtual instant as people read it."""
    try:
        return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M}"
    except ValueError:
        return instant


class MomentCard(QFrame):
    """An entry of the line; a click shows its element."""

    clicked = Signal(str)

    def __init__(self, moment: Moment) -> None:
        super().__init__()
        self._element = moment.element
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
        if self._element and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self._element)


class TimeLine(QWidget):
    """`advanced` carries `next timer` or an ISO duration; `elementClicked` the id of a node."""

    advanced = Signal(str)
    elementClicked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        self.next = button(_("To the next timer"), icon_name="clock")
        self.next.clicked.connect(lambda: self.advanced.emit("next timer"))
        self.forward = button(_("Advance by…"))
        self.forward.clicked.connect(self._ask)
        self.next.setEnabled(False)
        self.forward.setEnabled(False)
        self.clock = label("", "heading")
        top.addWidget(self.next)
        top.addWidget(self.forward)
        top.addStretch(1)
        top.addWidget(self.clock)
        self.reach = label(_("rehearsal · reaches nobody"), "pill")
        top.addWidget(self.reach)
        layout.addLayout(top)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFixedHeight(52)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._area)

    def _ask(self) -> None:
        menu = QMenu(self)
        for text, span in SPANS:
            menu.addAction(_(text)).triggered.connect(lambda _on=False, one=span: self.advanced.emit(one))
        menu.popup(self.forward.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def show_calls(self, calls: CallsView) -> None:
        """Say whether systems are called in earnest."""
        real = calls.on and bool(calls.systems)
        told = _("real calls: {systems}").format(systems=listed(calls.systems))
        self.reach.setText(told if real else _("rehearsal · reaches nobody"))
        set_look(self.reach, state="bad" if real else "")
        self.reach.setToolTip(_("Stand-ins answer for systems; “More” turns real calls on.") if not real else "")

    def show_moments(self, clock: str, moments: Sequence[Moment], next_due: str | None) -> None:
        """Show the clock and what happened; `next_due`: when the next timer fires, or None."""
        self.clock.setText(_("Virtual time {clock}").format(clock=clock_text(clock)) if clock else "")
        self.next.setEnabled(next_due is not None)
        self.forward.setEnabled(bool(clock))
        tip = _("Fires {when}").format(when=clock_text(next_due)) if next_due else _("No timer is running.")
        self.next.setToolTip(tip)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for moment in moments:
            card = MomentCard(moment)
            card.clicked.connect(self.elementClicked)
            row.addWidget(card)
        row.addStretch(1)
        old = self._area.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._area.setWidget(page)
        bar = self._area.horizontalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
