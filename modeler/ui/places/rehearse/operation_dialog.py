"""Asking with whom, and why, before a task is handed over, somebody is added to it, removed or asked for advice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.ui.panels.who_picker import Candidate, WhoPicker, candidates
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.organization.model import Organization
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import label

WHAT = {
    "addBefore": N_("They decide first; then the task comes back. If one disagrees, that counts for it."),
    "addAfter": N_("They decide when this person has agreed; the step waits for them."),
    "addBeside": N_("They decide together with all others who have this step."),
    "removeSigner": N_("Who has not decided yet is asked no longer; what the others said counts."),
    "transfer": N_("The task is theirs from now on; its time limit runs on."),
    "delegate": N_("They give advice, which is no vote; then the task comes back."),
    "copy": N_("They may read the case. It waits for nobody."),
    "notify": N_("They find the case among their copies, unread, with what is written here. It waits for nobody."),
    "sendOn": N_("This person agrees, and they decide next, here or at another step; or the case ends."),
}
"""What each operation that asks for people means."""
SEVERAL = ("addBefore", "addAfter", "addBeside", "copy", "notify", "sendOn")


@dataclass(frozen=True)
class NextStep:
    """A step that a task is sent on to (no key: the one that it stands at), the steps that this leaves out, and
    whether the case `ends` there."""

    key: str
    text: str
    skipped: tuple[str, ...] = ()
    ends: bool = False


class OperationDialog(QDialog):
    """People and a reason; `done_with` is called with both and the step to go on at. `among`: the only ones to choose
    from; `ways`: the steps to choose from (none: none is asked for)."""

    def __init__(
        self, parent: QWidget, operation: str, organization: Organization, among: Collection[str],
        done_with: Callable[[list[str], str, str], None], ways: Sequence[NextStep] = (),
    ) -> None:  # fmt: skip
        super().__init__(parent)
        title = word("operation", operation)
        self._done_with = done_with
        self.setWindowTitle(title)
        self.setObjectName("operation-dialog")
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "title"))
        column.addWidget(label(_(WHAT[operation]), "muted", wrap=True))
        self._ways = list(ways)
        self.way = QComboBox()
        self.way.setAccessibleName(_("Where to"))
        self.left_out = label("", "warning", wrap=True)
        if ways:
            column.addWidget(label(_("Where to"), "caption"))
            for one in ways:
                self.way.addItem(one.text, one.key)
            self.way.currentIndexChanged.connect(lambda _at: self._show_ready())
            column.addWidget(self.way)
            column.addWidget(self.left_out)
        self.whom = label(_("Who"), "caption")
        column.addWidget(self.whom)

        def everybody() -> list[Candidate]:
            found = candidates(organization, ("user",))
            return [one for one in found if not among or one.who.removeprefix("user:") in among]

        self.people = WhoPicker(everybody, (), many=operation in SEVERAL)
        self.people.changed.connect(lambda _whom: self._show_ready())
        column.addWidget(self.people)
        column.addWidget(label(_("Reason"), "caption"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.textChanged.connect(lambda _text: self._show_ready())
        column.addWidget(self.reason)
        column.addStretch(1)
        foot, self.go = asking_foot(self, title)
        column.addLayout(foot)
        self._show_ready()

    @property
    def next(self) -> NextStep:
        """The step that is chosen to go on at."""
        return self._ways[self.way.currentIndex()] if self._ways else NextStep("", "")

    def _show_ready(self) -> None:
        step = self.next
        skipped = _("Left out: {steps}.").format(steps=listed(step.skipped)) if step.skipped else ""
        self.left_out.setText(skipped)
        show_if(self.left_out, bool(skipped))
        for widget in (self.whom, self.people):
            show_if(widget, not step.ends)
        has_people = bool(self.people.chosen) or bool(step.key)  # another step has people of its own
        self.go.setEnabled(has_people and bool(self.reason.text().strip() or not step.skipped))

    def accept(self) -> None:
        """Hand over what was chosen."""
        if self.go.isEnabled():
            super().accept()
            people = [] if self.next.ends else self.people.chosen
            self._done_with(people, self.reason.text().strip(), self.next.key)
