"""Asking with whom, and why, before a task is handed over, somebody is added to it, removed or asked for advice."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.ui.panels.who_picker import Candidate, WhoPicker, candidates
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.organization.model import Organization
from runner.ui.kit.dialogs import asking_foot
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
    "sendOn": N_("This person agrees, and they decide next; whoever completes the task instead ends that."),
}
"""What each operation that asks for people means."""
SEVERAL = ("addBefore", "addAfter", "addBeside", "copy", "notify", "sendOn")


class OperationDialog(QDialog):
    """People and a reason; `done_with` is called with both. `among`: the only ones to choose from."""

    def __init__(
        self, parent: QWidget, operation: str, organization: Organization, among: Collection[str],
        done_with: Callable[[list[str], str], None],
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
        column.addWidget(label(_("Who"), "caption"))

        def everybody() -> list[Candidate]:
            found = candidates(organization, ("user",))
            return [one for one in found if not among or one.who.removeprefix("user:") in among]

        self.people = WhoPicker(everybody, (), many=operation in SEVERAL)
        self.people.changed.connect(lambda _whom: self._show_ready())
        column.addWidget(self.people)
        column.addWidget(label(_("Reason"), "caption"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        column.addWidget(self.reason)
        column.addStretch(1)
        foot, self.go = asking_foot(self, title)
        column.addLayout(foot)
        self._show_ready()

    def _show_ready(self) -> None:
        self.go.setEnabled(bool(self.people.chosen))

    def accept(self) -> None:
        """Hand over what was chosen."""
        if self.people.chosen:
            super().accept()
            self._done_with(self.people.chosen, self.reason.text().strip())
