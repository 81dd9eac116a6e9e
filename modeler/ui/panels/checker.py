"""Lint beside the editing: what it looks at is gathered between events, and looked at in another thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from modeler.document.change import Change, Origin
from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.problem import Problem
from runner.core.registry import load_object

if TYPE_CHECKING:
    from modeler.document.document import Document
    from runner.ui.kit.jobs import Handle


class Checker(QWidget):
    """Asks lint some time after the last edit, in another thread, and drops answers that came too late."""

    PAUSE_MS = 400
    SHOWN_MS = 100
    SLICE = 0.004
    """Seconds that gathering may take at a time: a quarter of a frame."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._context = context
        self._watched: Document | None = None
        self._watches: list[Any] = []
        watches = self._watches
        self.destroyed.connect(lambda: [watch.close() for watch in watches])  # the document lives on
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.PAUSE_MS)
        self._timer.timeout.connect(self.check)
        self._between = QTimer(self)
        self._between.setInterval(0)
        self._between.timeout.connect(self._gather)
        context.documentChanged.connect(self._changed)
        context.workspaceChanged.connect(self._timer.start)
        self._after_painting()

    def _changed(self, change: Change) -> None:
        self._between.stop()
        if change.origin == Origin.LOAD:
            self._follow(None)
            self._after_painting()
        else:
            self._timer.start(self.PAUSE_MS)

    def _after_painting(self) -> None:
        """What was opened is painted first: both at once would take turns on one interpreter."""
        QTimer.singleShot(0, self, lambda: self._timer.start(self.SHOWN_MS))

    def _follow(self, document: Document | None) -> None:
        while self._watches:
            self._watches.pop().close()
        self._watched = document
        if document is not None:
            self._watches.append(load_object("modeler.lint.watch:Watch")(document))

    def check(self) -> None:
        """Gather a snapshot here, little by little, then look at it elsewhere."""
        document = self._context.document
        if document is None:
            return
        if document is not self._watched:
            self._follow(document)
        self._between.start()

    def _gather(self) -> None:
        document = self._watched
        if document is None or document is not self._context.document:
            self._between.stop()
            return
        (watch,) = self._watches
        if not watch.prepare(self.SLICE):
            return
        self._between.stop()
        try:
            model = watch.take(self._context.workspace)
        except AppError as error:
            self._context.report(error)
            return
        check_model: Any = load_object("modeler.lint.engine:check_model")
        revision = document.revision

        def work(_handle: Handle) -> list[Problem]:
            return cast("list[Problem]", check_model(model))

        def done(problems: list[Problem]) -> None:
            if self._context.document is document and document.revision == revision:
                self._context.set_problems(problems)

        self._context.jobs.run(work, owner=self, done=done)
