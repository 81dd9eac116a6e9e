"""The problems of the process: found beside the editing, told in the user's words, mended at a click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.problem import Problem, Severity
from runner.core.registry import load_object
from runner.ui.kit.icons import IconLabel, Tone
from runner.ui.kit.texts import ElidedLabel, button, label

if TYPE_CHECKING:
    pass

PICTURES: dict[Severity, tuple[str, Tone]] = {
    Severity.ERROR: ("error", "bad"),
    Severity.WARNING: ("warning", "warning"),
    Severity.INFO: ("info", "muted"),
}
SHOWN = 200
FIX_WIDTH = 160


class ProblemRow(QFrame):
    """One problem: weight, sentence, where, and the fix."""

    chosen = Signal()

    def __init__(self, problem: Problem, where: str, fix: Any, mend: Any) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("role", "row")
        self.setToolTip(problem.hint)
        self.setAccessibleName(problem.message)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(12)
        row.addWidget(IconLabel(*PICTURES[problem.severity]))
        row.addWidget(ElidedLabel(problem.message), 3)
        place = ElidedLabel(where, "caption")
        row.addWidget(place, 1)
        act = button(_(fix.label) if fix is not None else "", "link")
        act.setEnabled(fix is not None)
        act.clicked.connect(mend)
        row.addWidget(act)
        self._act = act
        self.setMinimumHeight(self.sizeHint().height())  # else all are squeezed into the view until they are laid out

    @property
    def fix_width(self) -> int:
        """Pixels that the fix asks for."""
        return self._act.sizeHint().width()

    def give_fix(self, width: int) -> None:
        """The same in every row, so that places stand below each other."""
        self._act.setFixedWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(400, 30)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
            return
        super().keyPressEvent(event)


class ProblemsPanel(QScrollArea):
    """The list; `chosen` carries the problem whose element was selected."""

    chosen = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setWidgetResizable(True)
        self.setProperty("help", "problems")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        host = QWidget()  # pages come and go in it: one that left the scroll area would be styled again
        host.setProperty("role", "page")
        self._pages = QVBoxLayout(host)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._page: QWidget | None = None
        self._shown: tuple[object, ...] | None = None
        self.setWidget(host)
        context.problemsChanged.connect(self.show_problems)
        self.show_problems(context.problems)

    def show_problems(self, problems: list[Problem]) -> None:
        """Show these, the gravest first as lint orders them. Most edits leave them as they were: then nothing
        is made anew."""
        known = self._context.is_checked, len(problems), *(self._facts(one) for one in problems[:SHOWN])
        if known == self._shown:
            return
        self._shown = known
        page = QWidget(self.widget())
        page.hide()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(0)
        rows = [self._row(problem) for problem in problems[:SHOWN]]
        width = max([FIX_WIDTH, *(row.fix_width for row in rows)])
        for row in rows:
            row.give_fix(width)
            column.addWidget(row)
        if len(problems) > SHOWN:
            column.addWidget(label(_("{count} more").format(count=len(problems) - SHOWN), "caption"))
        if not problems:
            checked = _("No problems. The process can be rehearsed.")
            told = label(checked if self._context.is_checked else _("Being checked…"), "muted")
            told.setContentsMargins(4, 8, 0, 0)
            column.addWidget(told)
        column.addStretch(1)
        old, self._page = self._page, page
        if old is not None:
            old.hide()
            self._pages.removeWidget(old)
            old.deleteLater()
        self._pages.addWidget(page)
        page.show()

    def _facts(self, problem: Problem) -> tuple[object, ...]:
        """All that a row shows and does."""
        return problem, problem.message, problem.hint, self._where(problem)

    def _where(self, problem: Problem) -> str:
        record = self._context.document.index.record(problem.element) if self._context.document else None
        return (getattr(record, "name", "") or problem.element or "").replace("\n", " ")

    def _row(self, problem: Problem) -> ProblemRow:
        fix: Any = cast(Any, load_object("modeler.lint.engine:fix_of"))(problem)
        row = ProblemRow(problem, self._where(problem), fix, lambda: self.mend(problem))
        row.chosen.connect(lambda: self.choose(problem))
        return row

    def choose(self, problem: Problem) -> None:
        """Select the element of a problem."""
        document = self._context.document
        if problem.element and document is not None and document.index.record(problem.element) is not None:
            self._context.selection.set([problem.element])
        self.chosen.emit(problem)

    def mend(self, problem: Problem) -> None:
        """Apply the fix; it can be undone like everything else."""
        document = self._context.document
        fix: Any = cast(Any, load_object("modeler.lint.engine:fix_of"))(problem)
        if document is None or fix is None:
            return
        if fix.form is not None:  # a form changes: there it is seen, and taken back
            self._context.go("forms-rights", problem.element)
            self._context.formMendAsked.emit(fix.form)
            return
        try:
            fix.apply(document)
        except AppError as error:
            self._context.report(error)
