"""Long work beside the window: a function and callbacks. Besides the document bridge, nothing else hops threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from runner.core.errors import AppError
from runner.core.i18n import tr as _

_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside the work when the user cancelled it."""


class Handle:
    """What the working function gets: it tells progress and asks whether to go on. Safe in any thread."""

    def __init__(self, tell: Callable[[float | None, str], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the user asked to stop."""
        return self._stop.is_set()

    def progress(self, share: float | None, text: str = "") -> None:
        """Tell how far it is, 0..1, or None where nobody knows. Raises `Cancelled` after a cancel."""
        if self._stop.is_set():
            raise Cancelled
        self._tell(share, text)

    def stop(self) -> None:
        """Ask the work to stop."""
        self._stop.set()


class Job(QObject):
    """One piece of work under way. All callbacks come in the window's thread."""

    finished = Signal()
    progressed = Signal(object, str)
    _event = Signal(str, object)

    def __init__(
        self,
        work: Callable[[Handle], Any],
        title: str,
        owner: QObject,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        progress: Callable[[float | None, str], None] | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.running = True
        self._owner = owner
        self._work, self._done, self._failed, self._progress = work, done, failed, progress
        self.handle = Handle(lambda share, text: self._event.emit("progress", (share, text)))
        self._event.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop; neither `done` nor `failed` is called after that."""
        self.handle.stop()

    def execute(self) -> None:
        """Run in the worker's thread and post the outcome."""
        try:
            outcome = ("done", self._work(self.handle))
        except Cancelled:
            outcome = ("cancelled", None)
        except Exception as error:  # noqa: BLE001  # handed to the window's thread below
            outcome = ("failed", error)
        self._event.emit(*outcome)

    @Slot(str, object)
    def _deliver(self, kind: str, value: Any) -> None:
        if kind == "progress":
            if self.running and not self.handle.cancelled and isValid(self._owner):
                self.progressed.emit(*value)
                if self._progress is not None:
                    self._progress(*value)
            return
        self.running = False
        self.finished.emit()
        self.deleteLater()
        if self.handle.cancelled or kind == "cancelled":
            return
        if not isValid(self._owner):
            if kind == "failed":
                _log.info("a job failed after who waited for it was gone: %s", type(value).__name__)
            return
        if kind == "done":
            if self._done is not None:
                self._done(value)
        elif self._failed is not None:
            self._failed(value)
        elif isinstance(value, AppError):
            _log.info("a job failed: %s", value.code)
        else:
            raise value


class Jobs(QObject):
    """Starts work in a small pool of threads.

    `run(work, owner=..., done=..., failed=..., progress=..., title=...)`: `work` gets a `Handle`; `owner` is who
    waits, and once it is deleted nobody is called; `failed` gets the exception. Without `failed` the exception
    goes to `default_failed`, the window's error report.
    """

    started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._running: set[Job] = set()
        self.default_failed: Callable[[Exception], None] | None = None

    def run(
        self,
        work: Callable[[Handle], Any],
        *,
        owner: QObject,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[float | None, str], None] | None = None,
        title: str = "",
    ) -> Job:
        """Start `work` in another thread. `title` says to the user what is going on."""
        job = Job(work, title, owner, done, failed or self.default_failed, progress, self)
        self._running.add(job)
        job.finished.connect(lambda: self._running.discard(job))
        self.started.emit(job)
        self._pool.start(job.execute)
        return job

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    def shut_down(self, wait_ms: int = 5000) -> bool:
        """Cancel everything and wait; False when something did not stop in time."""
        for job in tuple(self._running):
            job.cancel()
        return self._pool.waitForDone(wait_ms)


class JobBar(QWidget):
    """Progress and a cancel button for the newest job; it shows itself once a job lasts half a second."""

    PATIENCE_MS = 500

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.PATIENCE_MS)
        self._timer.timeout.connect(self._show)
        self.hide()
        jobs.started.connect(self._take)

    def _furnish(self) -> None:
        from PySide6.QtWidgets import QProgressBar

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._cancel = QPushButton()
        self._cancel.setProperty("kind", "link")
        self._cancel.clicked.connect(self._cancel_job)
        for widget in (self._text, self._bar, self._cancel):
            row.addWidget(widget)

    def _take(self, job: Job) -> None:
        if not job.title:  # quiet work in the background shows no bar
            return
        if self.layout() is None:
            self._furnish()
        self._job = job
        job.progressed.connect(self._progress)
        job.finished.connect(self._finish)
        self._text.setText(job.title)
        self._bar.setRange(0, 0)
        self._timer.start()

    def _show(self) -> None:
        self._cancel.setText(_("Cancel"))
        self.setVisible(self._job is not None)

    def _progress(self, share: float | None, text: str) -> None:
        if self.sender() is not self._job or self._job is None:
            return
        self._bar.setRange(0, 0 if share is None else 1000)
        if share is not None:
            self._bar.setValue(round(share * 1000))
        self._text.setText(f"{self._job.title} {text}".strip())

    def _finish(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._timer.stop()
            self.hide()

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
