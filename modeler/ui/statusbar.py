"""The line at the bottom: saved or not, zoom, how many elements and problems, and work under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modeler.ui.context import Context
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.problem import Severity
from runner.ui.kit.jobs import JobBar
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from datetime import datetime


class StatusBar(QWidget):
    """Reads the context; a click on the problems asks for them."""

    problemsAsked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(26)
        self._context = context
        self._saved_at: datetime | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(20)
        self._saved = label()
        self._zoom = label()
        self._zoom.setObjectName("status-zoom")
        self._count = label()
        self._problems = button("", "link")
        self._problems.clicked.connect(self.problemsAsked)
        for widget in (self._saved, self._zoom, self._count, self._problems):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(JobBar(context.jobs))
        context.documentChanged.connect(self.refresh)
        context.stateChanged.connect(self.refresh)
        context.problemsChanged.connect(self.refresh)
        context.zoomChanged.connect(self._show_zoom)
        self.refresh()

    def saved_now(self) -> None:
        """Remember when the file was saved."""
        from datetime import datetime

        self._saved_at = datetime.now()
        self.refresh()

    def _show_zoom(self, scale: float) -> None:
        self._zoom.setText(f"{round(scale * 100)}%" if scale else "")
        self._zoom.setVisible(bool(scale) and self._context.document is not None)

    def refresh(self, *_arguments: object) -> None:
        """Say it all again."""
        document = self._context.document
        for widget in (self._count, self._problems):
            widget.setVisible(document is not None)
        self._zoom.setVisible(document is not None and bool(self._zoom.text()))
        if document is None:
            workspace = self._context.workspace
            self._saved.setText(str(workspace.folder) if workspace is not None else _("No process is open"))
            return
        if document.is_dirty or document.path is None:
            self._saved.setText(_("Not saved yet") if document.path is None else _("Changed, not saved"))
        elif self._saved_at is not None:
            self._saved.setText(_("Saved at {time}").format(time=f"{self._saved_at:%H:%M}"))
        else:
            self._saved.setText(_("Saved"))
        self._count.setText(trn("{count} element", "{count} elements", len(document.index.nodes)))
        problems = self._context.problems
        bad = any(problem.severity == Severity.ERROR for problem in problems)
        self._problems.setText(
            trn("{count} problem", "{count} problems", len(problems))
            if problems
            else _("No problems")
            if self._context.is_checked
            else _("Being checked…")
        )
        set_look(self._problems, tone="bad" if bad else "warning" if problems else "")
