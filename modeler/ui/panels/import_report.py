"""What another tool wrote and is read otherwise here: a quiet bar over the canvas, and the list below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.document.change import Change, Origin
from modeler.ui.context import Context
from modeler.ui.panels.problems import SHOWN, ProblemRow
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.registry import load_object
from runner.ui.kit.icons import IconLabel
from runner.ui.kit.texts import button, label, tool_button

if TYPE_CHECKING:
    from modeler.document.document import Document
    from runner.core.problem import Problem

TOP = 12


class ImportBar(QFrame):
    """Lies at the top of the canvas when a file of another tool was opened of which something is read otherwise.
    `asked`: the list is wanted; `found` carries the report, empty for a file that has none."""

    asked = Signal()
    found = Signal(object)

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self._context, self._over = context, over
        self._told: object = None
        self.problems: list[Problem] = []
        self.setObjectName("import-bar")
        self.setProperty("role", "banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(12)
        row.addWidget(IconLabel("info", "accent", 16))
        self.text = label("")
        row.addWidget(self.text)
        self.show_list = button(_("Show"), "link")
        self.show_list.clicked.connect(self.asked)
        row.addWidget(self.show_list)
        self.away = tool_button("close", _("Close"), size=12)
        self.away.clicked.connect(self.hide)
        row.addWidget(self.away)
        self.hide()
        over.installEventFilter(self)
        context.documentChanged.connect(self._changed)
        self.look()

    def _changed(self, change: Change) -> None:
        if change.origin == Origin.LOAD:
            self.look()

    def look(self) -> None:
        """Look at the file that is open now, once, beside the window."""
        document = self._context.document
        if document is self._told:
            return
        self._told = document
        self._show([])
        if document is None or document.path is None:
            return
        if load_object("modeler.compile.importing:is_foreign")(document):
            self._ask(document)

    def _ask(self, document: Document) -> None:
        organization, path, name = self._context.organization, document.path, document.name
        workspace = self._context.workspace
        forms = list(workspace.forms) if workspace is not None else []
        decisions = load_object("modeler.decisions:shelf_of")(workspace).names

        def work(_handle: Any) -> list[Problem]:
            read: Any = load_object("runner.core.atomic:read_bytes")
            parsed: Any = load_object("modeler.document.io:document_from_bytes")
            report: Any = load_object("modeler.compile.importing:import_report")
            other = parsed(read(path), name)  # one of its own: what is open may change meanwhile
            try:
                found: list[Problem] = report(other, organization, forms, decisions)
            finally:
                other.close()
            return found

        def done(found: list[Problem]) -> None:
            if self._context.document is document:
                self._show(found)

        def failed(error: Exception) -> None:
            if not isinstance(error, AppError):
                raise error

        self._context.jobs.run(work, owner=self, done=done, failed=failed)

    def _show(self, found: list[Problem]) -> None:
        self.problems = found
        told = trn(
            "{count} construct of another tool is rewritten or dropped here.",
            "{count} constructs of other tools are rewritten or dropped here.",
            len(found),
        )
        self.text.setText(told)
        self.setVisible(bool(found))
        self._settle()
        self.found.emit(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's name
        """Stay at the top, in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        self.adjustSize()
        self.move(max(0, (self._over.width() - self.width()) // 2), TOP)
        self.raise_()


class ImportList(QScrollArea):
    """Element, construct and what happens with it, a line each; `chosen` carries the one whose element is wanted."""

    chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.rows: list[ProblemRow] = []
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_report(self, problems: list[Problem]) -> None:
        """Show these."""
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(0)
        index = self._context.document.index if self._context.document is not None else None
        self.rows = []
        for problem in problems[:SHOWN]:
            record = index.record(problem.element) if index is not None and problem.element else None
            where = str(getattr(record, "name", "") or problem.element or "").replace("\n", " ")
            row = ProblemRow(problem, where, None, lambda: None)
            row.chosen.connect(lambda problem=problem: self.chosen.emit(problem))
            self.rows.append(row)
            column.addWidget(row)
        if len(problems) > SHOWN:
            column.addWidget(label(_("{count} more").format(count=len(problems) - SHOWN), "caption"))
        column.addStretch(1)
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(page)
