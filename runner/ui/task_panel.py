"""The task at hand: its form with the rights of the step, the opinion, and a button for each verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from runner.bundle.graph import Verdict
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.forms.field import FormFacts
from runner.forms.schema import Form
from runner.rights.model import Access, FieldRight
from runner.ui.form_player import FormPlayer
from runner.ui.kit.states import Banner
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import Kind, button, label, rule

KINDS: dict[str, Kind] = {
    "agree": "primary",
    "reject": "bad",
    "return": "plain",
    "abstain": "plain",
    "custom": "plain",
}


@dataclass(frozen=True)
class TaskAtHand:
    """What the panel shows. `who` is the person played, `since` a line about arrival and time limit;
    `opinion` says when an opinion is asked for: none, reject (also on return) or always."""

    title: str
    who: str = ""
    since: str = ""
    note: str = ""
    form: Form | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    access: Mapping[str, Access] = field(default_factory=dict)
    verdicts: Sequence[Verdict] = ()
    opinion: str = "none"
    submit: str = ""


class TaskPanel(QWidget):
    """`completed` carries the values this person may edit, the verdict's id (or empty) and the opinion;
    `remarkAsked` the path of the field that has the focus (or empty)."""

    completed = Signal(object, str, str)
    remarkAsked = Signal(str)  # noqa: N815  # Qt's way of naming signals

    def __init__(self) -> None:
        super().__init__()
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._foot: QWidget | None = None
        self.banner = Banner()
        outer.addWidget(self.banner)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        outer.addWidget(self._area, 1)
        self.player: FormPlayer | None = None
        self.opinion: QPlainTextEdit | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._task: TaskAtHand | None = None

    def show_task(self, task: TaskAtHand, facts: FormFacts) -> None:
        """Show a task; what was typed for another one is gone."""
        self._task = task
        self.banner.hide()
        self.player, self.opinion, self.buttons = None, None, {}
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(self._head(task))
        if task.note:
            column.addWidget(label(task.note, "muted", wrap=True))
        if task.form is not None:
            rights = [FieldRight(path=path, access=access) for path, access in task.access.items()]
            self.player = FormPlayer(task.form, task.values, rights, facts)
            column.addWidget(self.player)
        column.addStretch(1)
        self._area.setWidget(page)
        self._show_foot(task)

    def _show_foot(self, task: TaskAtHand) -> None:
        """Opinion and verdicts stay in sight however long the form is."""
        if self._foot is not None:
            self._outer.removeWidget(self._foot)
            self._foot.hide()
            self._foot.deleteLater()
        self._foot = QWidget()
        column = QVBoxLayout(self._foot)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addWidget(rule())
        if task.opinion != "none":
            column.addWidget(label(self._opinion_text(task), "muted"))
            self.opinion = QPlainTextEdit()
            self.opinion.setTabChangesFocus(True)
            self.opinion.setFixedHeight(48)
            self.opinion.setAccessibleName(_("Opinion"))
            column.addWidget(self.opinion)
        column.addLayout(self._verdicts(task))
        self._outer.addWidget(self._foot)

    @staticmethod
    def _opinion_text(task: TaskAtHand) -> str:
        return _("Opinion") + " *" if task.opinion == "always" else _("Opinion (needed to reject or return)")

    def _head(self, task: TaskAtHand) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(task.title, "title"))
        if task.who:
            row.addWidget(label(_("as {name}").format(name=task.who), "pill"))
        row.addStretch(1)
        row.addWidget(label(task.since, "muted"))
        return row

    def _verdicts(self, task: TaskAtHand) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        if task.verdicts:
            for verdict in task.verdicts:
                made = button(verdict.label or verdict.id, KINDS[verdict.result])
                made.clicked.connect(lambda _on=False, one=verdict: self._complete(one))
                self.buttons[verdict.id] = made
                row.addWidget(made)
        elif task.submit:
            made = button(task.submit, "primary")
            made.clicked.connect(lambda _on=False: self._complete(None))
            self.buttons[""] = made
            row.addWidget(made)
        row.addStretch(1)
        remark = button(_("Remark"), icon_name="remark")
        remark.clicked.connect(lambda: self.remarkAsked.emit(self.focused_field()))
        row.addWidget(remark)
        return row

    def focused_field(self) -> str:
        """The path of the form field that has the focus; empty where none has."""
        for path, frame in self.player.fields.items() if self.player is not None else ():
            if frame.isAncestorOf(self.focusWidget()) if self.focusWidget() else False:
                return path
        return ""

    def _complete(self, verdict: Verdict | None) -> None:
        opinion = self.opinion.toPlainText().strip() if self.opinion is not None else ""
        values = self.player.editable_values() if self.player is not None else {}
        self.completed.emit(values, verdict.id if verdict else "", opinion)

    def set_busy(self, busy: bool) -> None:
        """Nothing can be pressed twice while the runner works."""
        for one in self.buttons.values():
            one.setEnabled(not busy)

    def refuse(self, error: Exception, problems: Sequence[Problem] = ()) -> None:
        """Say why it was refused: at the fields where it is about fields, else above."""
        self.set_busy(False)
        fields = set(self.player.fields) if self.player is not None else set()
        at_fields = [problem for problem in problems if problem.field in fields]
        if self.player is not None:
            self.player.show_problems(at_fields)
        if not problems or len(at_fields) < len(problems):
            reason = "\n".join(getattr(error, "reason", ()))
            self.banner.tell(str(error), reason, getattr(error, "hint", ""))
        if self.opinion is not None:
            is_missing = getattr(error, "code", "").endswith("opinion")
            set_look(self.opinion, state="bad" if is_missing else "")
            if is_missing:
                self.opinion.setFocus()
