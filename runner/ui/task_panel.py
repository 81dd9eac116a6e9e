"""The task at hand: its form with the rights of the step, the opinion, and a button for each verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from runner.approvals.signature import needs_signature
from runner.approvals.verdicts import needs_opinion
from runner.bundle.graph import Verdict
from runner.core.errors import AppError
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.data.drafts import DraftStore
from runner.data.files import FileStore
from runner.data.phrases import Phrases
from runner.forms.field import FormFacts
from runner.organization.model import Organization
from runner.rights.model import FieldRight
from runner.ui.control import FormSurroundings
from runner.ui.form_player import FormPlayer
from runner.ui.kit.composition import guard_composition
from runner.ui.kit.jobs import Jobs
from runner.ui.kit.slices import Slices
from runner.ui.kit.states import Banner
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import ElidedLabel, Kind, button, label, rule
from runner.ui.more_button import MoreButton
from runner.ui.next_people import NextPeople, caption_of
from runner.ui.phrases import PhraseButton
from runner.ui.signing import SignatureLine
from runner.ui.start_for import StartFor
from runner.ui.task_at_hand import TaskAtHand, seats_card

OPINION_HEIGHT = 44
CHECKED_AT_ONCE = 400
"""Fields and rows of a form that is checked without a pause; more are checked beside the window."""
DRAFT_MS = 300
"""So long after the last key what was typed is on the disk."""
USUAL = {"同意": N_("Agree"), "不同意": N_("Disagree"), "退回": N_("Return")}
"""The usual verdicts as Chinese models write them."""
KINDS: dict[str, Kind] = {
    "agree": "primary",
    "reject": "bad",
    "return": "plain",
    "abstain": "plain",
    "custom": "plain",
}


def verdict_text(verdict: Verdict) -> str:
    """What a button says: the usual verdicts in the user's language, whichever they were written in."""
    return _(USUAL.get(verdict.label, verdict.label)) or verdict.id


def is_submit(event: QKeyEvent) -> bool:
    """Whether a key is Ctrl+Enter."""
    controlled = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return controlled and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TaskPanel(QWidget):
    """`completed` carries the values this person may edit, the verdict's id (or empty) and the opinion;
    `claimed` says `claim` or `release`, `operated` any other operation; `pathAsked`: who would have the case?"""

    completed = Signal(object, str, str)
    claimed = Signal(str)
    operated = Signal(str)
    pathAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._foot: QWidget | None = None
        self.checking = Slices(_("Checking the form"))
        self._jobs: Jobs | None = None
        self._check = 0
        """Counts the checks: what an earlier one found is of no interest."""
        self._pressed: Verdict | None = None
        self._before: QWidget | None = None
        self.banner = Banner()
        outer.addWidget(self.banner)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        outer.addWidget(self._area, 1)
        self.player: FormPlayer | None = None
        self.opinion: QPlainTextEdit | None = None
        self.opinion_wrong: QLabel | None = None
        self.signing: SignatureLine | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.next_people: dict[str, NextPeople] = {}
        self.departments: StartFor | None = None
        self.files: FileStore | None = None
        self.drafts: DraftStore | None = None
        self.phrases: Phrases | None = None
        self.currency = "CNY"
        self._task: TaskAtHand | None = None
        self._facts = FormFacts()
        self._sent = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(DRAFT_MS)
        self._later.timeout.connect(self.keep_draft)

    def show_task(self, task: TaskAtHand, facts: FormFacts) -> None:
        """Show a task, with what was typed for it before and not sent."""
        self.stop_checking()
        self.keep_draft()
        if self._sent:
            self._drop_draft(self._sent)
        self._task, self._facts = task, facts
        self.banner.hide()
        self.player, self.opinion, self.opinion_wrong, self.buttons = None, None, None, {}
        self.next_people, self.departments = {}, None
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(self._head(task))
        if len(task.departments) > 1:
            column.addLayout(self._start_for(task))
        if task.seats:
            column.addWidget(seats_card(task.seats))
        if task.form is not None:
            rights = [FieldRight(path=path, access=access) for path, access in task.access.items()]
            self.player = FormPlayer(task.form, task.values, rights, facts, files=self.files, currency=self.currency)
            column.addWidget(self.player)
        for choice in task.choices:
            made = NextPeople(
                choice, FormSurroundings(organization=facts.organization or Organization(), facts=facts)
            )
            self.next_people[choice.element] = made
            column.addWidget(label(caption_of(choice), "caption"))
            column.addWidget(made)
        column.addStretch(1)
        self._area.setWidget(page)
        self._show_foot(task)
        self._bring_back(column)
        self._watch()

    def _watch(self) -> None:
        """Each key begins the moment after which what was typed is put on the disk."""
        if self.player is not None:
            self.player.edited.connect(self._later.start)
        if self.opinion is not None:
            self.opinion.textChanged.connect(self._later.start)
        for one in self.next_people.values():
            one.edited.connect(self._later.start)

    # drafts ------------------------------------------------------------------------------------

    def _bring_back(self, column: QVBoxLayout) -> None:
        """Put in what was typed before, and say so."""
        task = self._task
        draft = self.drafts.find(task.draft) if task is not None and task.draft and self.drafts is not None else None
        if draft is None:
            return
        values = draft.get("values")
        if self.player is not None and isinstance(values, Mapping):
            self.player.put_in(values)
        if self.opinion is not None:
            self.opinion.setPlainText(str(draft.get("opinion") or ""))
        choices = draft.get("choices")
        for element, people in choices.items() if isinstance(choices, Mapping) else ():
            if element in self.next_people:
                self.next_people[element].set_value(people)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("What you had entered is here again."), "muted"))
        self.anew = button(_("Begin anew"), "link")
        self.anew.clicked.connect(self._begin_anew)
        row.addWidget(self.anew)
        row.addStretch(1)
        column.insertWidget(1, line)

    def _begin_anew(self) -> None:
        task = self._task
        if task is not None:
            self._later.stop()
            self._drop_draft(task.draft)
            self.show_task(task, self._facts)

    def keep_draft(self) -> None:
        """Put what was typed on the disk, if anything was since it was done last."""
        waiting = self._later.isActive() or self.sender() is self._later
        self._later.stop()
        task = self._task
        if not waiting or task is None or not task.draft or self.drafts is None:
            return
        values = self.player.editable_values() if self.player is not None else {}
        opinion = self.opinion.toPlainText() if self.opinion is not None else ""
        try:
            self.drafts.keep(task.draft, {"values": values, "opinion": opinion, "choices": self.choices})
        except AppError as error:
            self.banner.tell(error.message, "", error.hint)

    def _drop_draft(self, key: str) -> None:
        self._sent = ""
        if self.drafts is not None and key:
            with suppress(AppError):  # it is found again and can be begun anew then
                self.drafts.drop(key)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_submit(event):
            event.accept()  # what the key does elsewhere in the window it does not do in a form
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_submit(event):
            self.submit()
        else:
            super().keyPressEvent(event)

    def submit(self) -> None:
        """Send the form where there is one way to do so; else put the hands on the buttons."""
        ways = [one for key, one in self.buttons.items() if key not in ("claim", "release")]
        if len(ways) == 1 and ways[0].isEnabled():
            ways[0].click()
        elif ways:
            ways[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_first(self) -> None:
        """Put the hands where work begins: at the first field, else at the opinion."""
        player = self.player
        fields = player.fields.items() if player is not None else ()
        first = next((one for path, one in fields if one.is_editable and player and player.is_shown(path)), None)
        if first is not None:
            first.control.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.opinion is not None:
            self.opinion.setFocus(Qt.FocusReason.OtherFocusReason)

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
        if not task.held and (task.opinion != "none" or self._needing(task)):
            self.opinion = QPlainTextEdit()
            guard_composition(self.opinion)
            self.opinion.setPlaceholderText(self._opinion_text(task))
            self.opinion.setTabChangesFocus(True)
            self.opinion.setFixedHeight(OPINION_HEIGHT)
            self.opinion.setAccessibleName(_("Opinion"))
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(self.opinion, 1)
            if self.phrases is not None:
                line.addWidget(PhraseButton(self.phrases, self.opinion), alignment=Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)
            self.opinion_wrong = label("", "bad", wrap=True)
            self.opinion_wrong.hide()
            column.addWidget(self.opinion_wrong)
        signed = [one for one in task.verdicts if needs_signature(task.signature, one)]
        self.signing = None
        if signed and not task.held:
            is_all = len(signed) == len(task.verdicts)
            asks = "" if is_all else listed(verdict_text(one) for one in signed)
            self.signing = SignatureLine(task.who, asks, self.files)
            column.addWidget(self.signing)
        column.addLayout(self._verdicts(task))
        self._outer.addWidget(self._foot)
        self._outer.addWidget(self.checking)

    @staticmethod
    def _opinion_text(task: TaskAtHand) -> str:
        needing = TaskPanel._needing(task)
        if len(needing) == len(task.verdicts):
            return _("Opinion") + " *"
        buttons = listed(verdict_text(one) for one in needing)
        return _("Opinion (needed for: {buttons})").format(buttons=buttons) if needing else _("Opinion")

    @staticmethod
    def _needing(task: TaskAtHand) -> list[Verdict]:
        """The verdicts that ask for an opinion."""
        return [one for one in task.verdicts if needs_opinion(task.opinion, one)]

    def _head(self, task: TaskAtHand) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(task.title, "title"))
        if task.who:
            row.addWidget(label(_("as {name}").format(name=task.who), "pill"))
        row.addWidget(ElidedLabel(task.note, "muted"), 1)
        row.addWidget(label(task.since, "muted"))
        return row

    def _verdicts(self, task: TaskAtHand) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        if task.held:
            row.addWidget(label(task.held, "warning", wrap=True), 1)
            return row
        if task.claim:
            made = button(_("Claim") if task.claim == "claim" else _("Release"))
            made.clicked.connect(lambda _on=False: self.claimed.emit(task.claim))
            self.buttons[task.claim] = made
            row.addWidget(made)
        if task.verdicts:
            for verdict in task.verdicts:
                made = button(verdict_text(verdict), KINDS[verdict.result])
                made.clicked.connect(lambda _on=False, one=verdict: self._complete(one))
                self.buttons[verdict.id] = made
                row.addWidget(made)
        elif task.submit:
            made = button(task.submit, "primary")
            made.clicked.connect(lambda _on=False: self._complete(None))
            self.buttons[""] = made
            row.addWidget(made)
        row.addStretch(1)
        if task.shows_path:
            self.path = button(_("Who will have it?"), "link")
            self.path.setObjectName("task-path")
            self.path.clicked.connect(self.pathAsked)
            row.addWidget(self.path)
        if task.operations:
            more = MoreButton(task.operations)
            more.operated.connect(self.operated)
            row.addWidget(more)
        return row

    def _start_for(self, task: TaskAtHand) -> QHBoxLayout:
        """Who works in several departments says for which one."""
        row = QHBoxLayout()
        row.addWidget(label(_("Start for"), "muted"))
        self.departments = StartFor(task.departments)
        self.departments.currentIndexChanged.connect(lambda _at: self._department_chosen())
        row.addWidget(self.departments)
        row.addStretch(1)
        return row

    def _department_chosen(self) -> None:
        if self.player is not None and self.departments is not None:
            self.departments.tell(one.control for one in self.player.fields.values())

    @property
    def department(self) -> str:
        """The department to start for; empty where there is nothing to choose."""
        return self.departments.department if self.departments is not None else ""

    @property
    def choices(self) -> dict[str, list[str]]:
        """Step -> the people chosen for it."""
        return {element: one.people() for element, one in self.next_people.items()}

    @property
    def signature(self) -> Mapping[str, object] | None:
        """What the decision is signed with, if it is."""
        return self.signing.signature if self.signing is not None else None

    def focused_field(self) -> str:
        """The path of the form field that has the focus; empty where none has."""
        return self.player.focused_path() if self.player is not None else ""

    def check(self, work: Callable[[], Sequence[Problem]], done: Callable[[Sequence[Problem]], None]) -> None:
        """Find out what is wrong before the form is sent, and hand that to `done`: of a long form beside the window,
        with a way to stop it. What is edited meanwhile is checked, and sent, too."""
        player = self.player
        if player is None or player.count() <= CHECKED_AT_ONCE:
            done(work())
            return
        self._check += 1
        number, before = self._check, player.values()

        def came(problems: Sequence[Problem]) -> None:
            if number != self._check:
                return
            self.stop_checking()
            if player.values() == before:
                done(problems)
            else:
                self._complete(self._pressed)

        def failed(error: Exception) -> None:
            self.stop_checking()
            raise error

        if self._jobs is None:
            self._jobs = Jobs(self)
        self._before = self.window().focusWidget()
        self.set_busy(True)
        self._jobs.run(lambda _handle: work(), owner=self, done=came, failed=failed)
        self.checking.attend(self._stopped)

    def _stopped(self) -> None:
        """Somebody stopped the check: nothing is sent, and what was entered is kept as a draft."""
        self._check += 1
        self._sent = ""
        self.set_busy(False)
        self._give_back()

    def _give_back(self) -> None:
        """The hands go back to where they were, if they are still on the button that stops the check."""
        if self._before is not None and self.checking.stop.hasFocus():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def stop_checking(self) -> None:
        """What a check finds is of no interest any more."""
        if self.checking.is_running:
            self._check += 1
            self.set_busy(False)
            self._give_back()
            self.checking.leave()

    def _complete(self, verdict: Verdict | None) -> None:
        self._pressed = verdict
        if self.player is not None and self.player.is_busy:
            self.banner.tell(
                _("Rows are still being read."), _("Sent now, they would be missing."),
                _("Wait until they stand in the table, or cancel reading them."), tone="warning",
            )  # fmt: skip
            return
        if self._lacks_signature(verdict) and self.signing is not None:
            self.signing.ask(lambda: self._complete(verdict))
            return
        opinion = self.opinion.toPlainText().strip() if self.opinion is not None else ""
        values = self.player.editable_values() if self.player is not None else {}
        self._later.start()
        self.keep_draft()  # should anything happen on the way, it is still here
        self._sent = self._task.draft if self._task is not None else ""
        self.completed.emit(values, verdict.id if verdict else "", opinion)

    def _lacks_signature(self, verdict: Verdict | None) -> bool:
        rule = self._task.signature if self._task is not None else "none"
        return verdict is not None and needs_signature(rule, verdict) and self.signature is None

    def set_busy(self, busy: bool) -> None:
        """Nothing can be pressed twice while the runner works."""
        for one in self.buttons.values():
            one.setEnabled(not busy)

    def refuse(self, error: Exception, problems: Sequence[Problem] = ()) -> None:
        """Say why it was refused: at the fields where it is about fields, else above."""
        self._sent = ""
        self.set_busy(False)
        fields = set(self.player.fields) if self.player is not None else set()
        at_fields = [problem for problem in problems if problem.field in fields]
        if self.player is not None:
            self.player.show_problems(at_fields)
        is_missing = getattr(error, "code", "") == "approval.opinion-needed"
        if self.opinion_wrong is not None:
            self.opinion_wrong.setVisible(is_missing)
        if is_missing and self.opinion_wrong is not None:
            self.opinion_wrong.setText(f"{error} {getattr(error, 'hint', '')}".strip())
            self.banner.hide()
        elif not problems or len(at_fields) < len(problems):
            reason = "\n".join(getattr(error, "reason", ()))
            self.banner.tell(str(error), reason, getattr(error, "hint", ""))
        if self.opinion is not None:
            set_look(self.opinion, state="bad" if is_missing else "")
            if is_missing:
                self.opinion.setFocus()
