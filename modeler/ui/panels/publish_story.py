"""The story of a publication: the steps in order, what each found, the plan, the problems and the receipt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from modeler.publish.pipeline import STEPS as NAMES
from modeler.publish.pipeline import Step
from modeler.publish.receipt import Receipt, Trial
from modeler.ui.panels.publish_plan import PlanTable
from modeler.ui.panels.publish_rights import RightsView
from runner.bundle.signature import short
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.problem import Problem, Severity
from runner.ui.kit.cards import Card
from runner.ui.kit.jobs import Handle, Job
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label, rule

STEPS = ("resolve", "convert", "lint", "plan", "authorize", "deploy")
MOST_PROBLEMS = 20


def step_texts(step: str) -> tuple[str, str]:
    """The name of a step and the line below it."""
    return {
        "resolve": (_("Resolve"), _("find the place to publish to")),
        "convert": (_("Convert"), _("pack the process with all it needs")),
        "lint": (_("Check"), _("problems of the model, and what that place would not take")),
        "plan": (_("Plan"), _("what will change there")),
        "authorize": (_("Rights"), _("who may do what there, and whether that place holds to it")),
        "deploy": (_("Deploy, verify, record"), _("whole or not at all, then read back")),
    }[step]


def said_by(handle: Handle) -> Callable[[Step], None]:
    """Tells a job which step is under way; where it was called off, that ends it there."""
    return lambda step: handle.progress(None, _(NAMES[step]))


def when_called_off(job: Job, place: QWidget, then: Callable[[], None]) -> None:
    """After a publication was called off: the plan says what is there, and publishing again goes on with it."""
    job.finished.connect(lambda: then() if job.handle.cancelled and isValid(place) and place.isVisible() else None)


class StoryStep(QWidget):
    """One step: its number, its name, what it does, and its outcome."""

    def __init__(self, number: int, step: str) -> None:
        super().__init__()
        title, text = step_texts(step)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        badge = label(str(number), "pill")
        badge.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(badge, alignment=Qt.AlignmentFlag.AlignVCenter)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(title, "heading"))
        texts.addWidget(label(text, "caption", wrap=True))
        row.addLayout(texts, 1)
        self.outcome = label("", "muted")
        row.addWidget(self.outcome, alignment=Qt.AlignmentFlag.AlignVCenter)

    def tell(self, text: str, tone: str = "muted") -> None:
        """Show what came of it; `tone` is `muted`, `good`, `warning` or `bad`."""
        self.outcome.setText(text)
        set_look(self.outcome, role=tone)


class ProblemCard(Card):
    """One problem: the sentence, what to do, and a way to the element where there is one."""

    def __init__(self, problem: Problem, where: str) -> None:
        pictures = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
        lines = [problem.hint, _("Show “{element}” in Design").format(element=where) if where else ""]
        super().__init__(
            problem.message, "\n".join(one for one in lines if one), icon_name=pictures[problem.severity],
            active=bool(where),
        )  # fmt: skip
        self.problem = problem


class ReceiptCard(Card):
    """The proof of a publication, to copy, to verify and to save the package of."""

    def __init__(self) -> None:
        super().__init__(active=False, icon_name="good")
        self.receipt: Receipt | None = None
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(2)
        self._facts.setColumnStretch(1, 1)
        self.body.addSpacing(4)
        self.body.addLayout(self._facts)
        self.body.addSpacing(4)
        self.verified = label("", "good", wrap=True)
        self.verify = button(_("Verify"))
        self.save = button(_("Save this package…"))
        self.copy_facts = button(_("Copy"), icon_name="copy")
        self.copy_facts.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.as_text()))
        row = QHBoxLayout()
        for one in (self.verify, self.save, self.copy_facts):
            row.addWidget(one)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.verified)

    def show_receipt(self, receipt: Receipt, *, old: bool = False) -> None:
        """Show what was published, where, when and by whom; `old`: out of the history."""
        self.receipt = receipt
        title = _("Published")
        if receipt.state == "unchanged":
            title = _("Nothing to do: this version is published already, with the same contents")
        elif receipt.state == "undone":
            title = _("Undone")
        elif old:
            title = _("Published earlier")
        self.set_texts(title, _("Receipt {id}").format(id=receipt.id))
        clear_layout(self._facts)
        for row, (name, value) in enumerate(self._lines()):
            self._facts.addWidget(label(name, "caption"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(label(value, selectable=True, wrap=True), row, 1)
        for one in (self.verify, self.save):
            one.setVisible(bool(receipt.version))
        self.tell("")

    def tell(self, text: str, good: bool = True) -> None:
        """What verifying found."""
        self.verified.setText(text)
        set_look(self.verified, role="good" if good else "bad")
        self.verified.setVisible(bool(text))

    def _lines(self) -> list[tuple[str, str]]:
        receipt = self.receipt
        if receipt is None:
            return []
        when = receipt.when.replace("T", " ")
        halves = receipt.digest[:32] + "\n" + receipt.digest[32:]
        version = f"{receipt.package} {receipt.version or '–'}"
        if receipt.state == "undone":
            version = f"{receipt.package} {receipt.previous} → {receipt.version or '–'}"
        lines = [
            (_("Version"), version), (_("Where"), receipt.server), (_("When"), when),
            (_("By whom"), receipt.who), ("SHA-256", halves),
        ]  # fmt: skip
        if receipt.signed_by:
            lines.append((_("Signed by"), f"{receipt.signer} {short(receipt.signed_by)}".strip()))
        if receipt.environment:
            came = f"{receipt.came_from} → " if receipt.came_from else ""
            lines.append((_("Environment"), came + receipt.environment))
        if receipt.enforced is not None:
            held = _("enforced") if receipt.enforced else _("written, not checked there")
            lines.append((_("Permissions"), f"{len(receipt.permissions)} · {held}"))
        if receipt.smoke is not None:
            lines.append((_("Trial case"), _trial_words(receipt.smoke)))
        if receipt.note:
            lines.append((_("Note"), receipt.note))
        return lines

    def as_text(self) -> str:
        """The receipt as lines of text."""
        number = self.receipt.id if self.receipt is not None else ""
        lines = [_("Receipt {id}").format(id=number)]
        return "\n".join(lines + [f"{name}: {value.replace(chr(10), '')}" for name, value in self._lines()])


class PublishStory(QWidget):
    """The middle of the place. `opened` carries the id of the element of a problem, `raised` a version."""

    opened = Signal(str)
    raised = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(0)
        self.title = label("", "title", wrap=True)
        layout.addWidget(self.title)
        layout.addSpacing(8)
        self.receipt = ReceiptCard()
        layout.addWidget(self.receipt)
        self.raising = Card(active=False, icon_name="warning")
        self._versions = QHBoxLayout()
        self.raising.body.addSpacing(4)
        self.raising.body.addLayout(self._versions)
        layout.addWidget(self.raising)
        self._problems = QVBoxLayout()
        self._problems.setSpacing(8)
        self._problems.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(self._problems)
        self.cards: list[ProblemCard] = []
        layout.addSpacing(4)
        self.steps: dict[str, StoryStep] = {}
        self.table = PlanTable()
        self.rights = RightsView()
        for number, step in enumerate(STEPS, 1):
            self.steps[step] = StoryStep(number, step)
            layout.addWidget(self.steps[step])
            layout.addWidget(rule())
            if step == "plan":
                layout.addWidget(self.table)
            elif step == "authorize":
                layout.addWidget(self.rights)
        layout.addStretch(1)
        self.clear()

    def clear(self) -> None:
        """Nothing is known yet."""
        for step in self.steps.values():
            step.tell("–")
        self.table.hide()
        self.rights.hide()
        self.receipt.hide()
        self.raising.hide()
        self.tell_problems([])

    def tell_problems(self, problems: Sequence[tuple[Problem, str]]) -> None:
        """List problems, each with the name of its element (empty: none to go to)."""
        clear_layout(self._problems)
        self.cards = []
        for problem, where in problems[:MOST_PROBLEMS]:
            card = ProblemCard(problem, where)
            card.clicked.connect(lambda one=problem: self.opened.emit(one.element or ""))
            self.cards.append(card)
            self._problems.addWidget(card)
        if len(problems) > MOST_PROBLEMS:
            more = trn("and {count} more", "and {count} more", len(problems) - MOST_PROBLEMS)
            self._problems.addWidget(label(more, "caption"))

    def offer_versions(self, title: str, text: str, versions: Sequence[tuple[str, str]]) -> None:
        """Offer higher versions, each with what it is for; the first is the one to take."""
        self.raising.set_texts(title, text)
        clear_layout(self._versions)
        for number, (version, what) in enumerate(versions):
            one = button(what, "plain" if number else "primary")
            one.clicked.connect(lambda _on=False, version=version: self.raised.emit(version))
            self._versions.addWidget(one)
        self._versions.addStretch(1)
        self.raising.show()

    def version_buttons(self) -> list[QWidget]:
        """The buttons of the versions that are offered."""
        items = [self._versions.itemAt(at) for at in range(self._versions.count())]
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]


def published_words(receipt: Receipt) -> str:
    """What became of a publication, in a few words."""
    if receipt.state == "unchanged":
        return _("published already")
    return _("published and read back") if receipt.read_back else _("taken by the receiver, not read back")


def _trial_words(trial: Trial) -> str:
    """Where a trial case came to, or what was not as it should be."""
    if trial.problems:
        return "\n".join(one.problem.message for one in trial.problems)
    told = _("came to {element}, for {who}, and was taken away again")
    return told.format(element=trial.element, who=", ".join(trial.who) or "–")
