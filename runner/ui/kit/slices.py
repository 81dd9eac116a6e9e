"""Long work that belongs to the window's thread, done in slices between the acts of the user."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time
from typing import Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from runner.core.i18n import tr as _
from runner.ui.kit.texts import button, label

SLICE_MS = 8.0
STEPS = 25


class Work(Protocol):
    """What can be done piece by piece."""

    @property
    def share(self) -> float:
        """How much is done, 0..1."""

    def read(self, count: int) -> bool:
        """Do so many pieces more; whether any are left."""


class Slices(QWidget):
    """Says what is going on and how far it is, with a button that stops it. Hidden while nothing is going on.
    `ended` comes after the end and after a stop; what was to be done then is done after the end alone."""

    ended = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(title, "muted"))
        self.bar = QProgressBar()
        self.bar.setFormat("%p %")
        self.bar.setAccessibleName(title)
        row.addWidget(self.bar, 1)
        self.stop = button(_("Cancel"))
        self.stop.clicked.connect(self._end)
        row.addWidget(self.stop)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._work: Work | None = None
        self._done: Callable[[], None] = lambda: None
        self._cancel: Callable[[], None] | None = None
        self.hide()

    @property
    def is_running(self) -> bool:
        """Whether work is under way."""
        return self._work is not None or self._cancel is not None

    def attend(self, cancel: Callable[[], None]) -> None:
        """Show that something is under way elsewhere, nobody knows how far; `cancel` stops it. It ends with
        `start` or `leave`."""
        self._cancel = cancel
        self.bar.setRange(0, 0)
        self.show()
        self.stop.setFocus()

    def leave(self) -> None:
        """What went on elsewhere is over."""
        self._cancel = None
        self._end()

    def start(self, work: Work, done: Callable[[], None]) -> None:
        """Begin; `done` is called after the last piece."""
        self._work, self._done, self._cancel = work, done, None
        self.bar.setRange(0, 1000)
        self._show_share()
        self.show()
        self.stop.setFocus()
        self._timer.start()

    def _go_on(self) -> None:
        work, end = self._work, thread_time() + SLICE_MS / 1000
        if work is None:
            return
        while work.read(STEPS):
            if thread_time() >= end:
                self._show_share()
                return
        self._end()
        self._done()

    def _show_share(self) -> None:
        self.bar.setValue(round(self._work.share * 1000) if self._work is not None else 0)

    def _end(self) -> None:
        self._timer.stop()
        if self._cancel is not None:
            self._cancel()
        self._work = self._cancel = None
        self.ended.emit()
        self.hide()
