"""The clock of a rehearsal: to the next timer, by a span, until an instant, or running on by itself at a speed."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QMenu, QWidget

from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.texts import button

SPANS = (
    (N_("10 minutes"), "PT10M"),
    (N_("1 hour"), "PT1H"),
    (N_("4 hours"), "PT4H"),
    (N_("1 day"), "P1D"),
    (N_("3 days"), "P3D"),
    (N_("1 week"), "P7D"),
)
SPEEDS = (
    (N_("Stands still"), ""),
    (N_("1 minute a second"), "PT1M"),
    (N_("10 minutes a second"), "PT10M"),
    (N_("1 hour a second"), "PT1H"),
    (N_("1 day a second"), "P1D"),
)
TICK_MS = 1_000


def clock_text(instant: str) -> str:
    """A virtual instant as people read it."""
    try:
        return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M}"
    except ValueError:
        return instant


class ClockBar(QWidget):
    """`advanced` carries `next timer`, an ISO duration or an instant without an offset."""

    advanced = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.next = button(_("To the next timer"), icon_name="clock")
        self.next.clicked.connect(lambda: self.advanced.emit("next timer"))
        self.forward = button(_("Advance by…"))
        self.forward.clicked.connect(self._ask)
        self.until = QDateTimeEdit()
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.until.setCalendarPopup(True)
        self.until.setAccessibleName(_("Until"))
        self.go = button(_("Go"))
        self.go.clicked.connect(self._go)
        self.running = button(_("Let time run…"))
        self.running.clicked.connect(self._ask_speed)
        for widget in (self.next, self.forward, self.until, self.go, self.running):
            row.addWidget(widget)
        for widget in (self.next, self.forward, self.running):
            widget.setEnabled(False)
        self.until.hide()
        self.go.hide()
        self.menu, self.speeds = QMenu(self), QMenu(self)
        for text, span in SPANS:
            self.menu.addAction(_(text)).triggered.connect(lambda _on=False, one=span: self.advanced.emit(one))
        self.menu.addSeparator()
        self.menu.addAction(_("Until a day and time…")).triggered.connect(self._ask_until)
        group = QActionGroup(self)
        self.speed_actions: dict[str, QAction] = {}
        for text, span in SPEEDS:
            action = self.speeds.addAction(_(text))
            action.setCheckable(True)
            action.setChecked(not span)
            action.triggered.connect(lambda _on=False, one=span: self.run_at(one))
            group.addAction(action)
            self.speed_actions[span] = action
        self.speed = ""
        self.timer = QTimer(self)
        self.timer.setInterval(TICK_MS)
        self.timer.timeout.connect(self.tick)

    def show_clock(self, clock: str, next_due: str | None) -> None:
        """Show what can be done from this instant; `next_due`: when the next timer fires, or None."""
        self.next.setEnabled(next_due is not None)
        for widget in (self.forward, self.running):
            widget.setEnabled(bool(clock))
        tip = _("Fires {when}").format(when=clock_text(next_due)) if next_due else _("No timer is running.")
        self.next.setToolTip(tip)
        if clock:
            now = QDateTime.fromString(clock[:16], Qt.DateFormat.ISODate)
            self.until.setMinimumDateTime(now)
            if not self.until.isVisible():
                self.until.setDateTime(now.addDays(1))

    def run_at(self, span: str) -> None:
        """Let so much virtual time (an ISO duration) pass each second; empty: time stands still."""
        self.speed = span
        self.speed_actions[span].setChecked(True)
        self.running.setText(_("Stop time") if span else _("Let time run…"))
        if span:
            self.timer.start()
        else:
            self.timer.stop()

    def tick(self) -> None:
        """A second has passed."""
        if self.speed:
            self.advanced.emit(self.speed)

    def _ask(self) -> None:
        self.menu.popup(self.forward.mapToGlobal(QPoint(0, -self.menu.sizeHint().height())))

    def _ask_speed(self) -> None:
        if self.speed:
            self.run_at("")
            return
        self.speeds.popup(self.running.mapToGlobal(QPoint(0, -self.speeds.sizeHint().height())))

    def _ask_until(self) -> None:
        self.until.show()
        self.go.show()
        self.until.setFocus()

    def _go(self) -> None:
        self.until.hide()
        self.go.hide()
        self.advanced.emit(self.until.dateTime().toString("yyyy-MM-ddTHH:mm"))
