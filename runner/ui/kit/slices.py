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
        self.title = label(title, "muted")
        row.addWidget(self.title)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)  # it is too flat for a text
        self.bar.setAccessibleName(title)
        row.addWidget(self.bar, 1)
        self.stop = button(_("Cancel"))
        self.stop.clicked.connect(self._end)
        row.addWidget(self.stop)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._work: Work | None = None
        self._is_read = self._is_shown = False
        self._done: Callable[[Work], None] = lambda _work: None
        self._cancel: Callable[[], None] | None = None
        self.hide()

    @property
    def is_running(self) -> bool:
        """Whether work is under way."""
        return self._work is not None or self._cancel is not None

    def say(self, title: str) -> None:
        """What is going on now."""
        self.title.setText(title)
        self.bar.setAccessibleName(title)

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

    def start(self, work: Work, done: Callable[[Work], None]) -> None:
        """Begin; `done` is called with the work after its last piece."""
        self._work, self._done, self._cancel = work, done, None
        self._is_read = self._is_shown = False
        self.bar.setRange(0, 1000)
        self._show_share()
        self.show()
        self.stop.setFocus()
        self._timer.start()

    def _go_on(self) -> None:
        work, end = self._work, thread_time() + SLICE_MS / 1000
        if work is None:
            return
        if not self._is_shown:  # the window finds room for the bar first
            self._is_shown = True
            return
        while not self._is_read:
            self._is_read = not work.read(STEPS)
            if thread_time() >= end or self._is_read:  # what is done with the whole has a slice of its own
                self._show_share()
                return
        self._end()
        self._done(work)

    def _show_share(self) -> None:
        self.bar.setValue(round(self._work.share * 1000) if self._work is not None else 0)

    def _end(self) -> None:
        self._timer.stop()
        if self._cancel is not None:
            self._cancel()
        self._work = self._cancel = None
        self.ended.emit()
        self.hide()
