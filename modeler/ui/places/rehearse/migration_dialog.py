"""Asking before a case goes over to the version that is drawn now: what of it maps, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.words import trail_lines
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.protocol.values import MigrationLine, MigrationView
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.texts import label

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse

PARTS = {
    "name": N_("its name"), "handler": N_("who handles it"), "approval": N_("how it is decided"),
    "deadline": N_("its time limit"), "form": N_("its form"), "service": N_("what it asks"),
}  # fmt: skip


class MigrationDialog(QDialog):
    """`done_with` is called with the reason."""

    def __init__(self, parent: QWidget, view: MigrationView, done_with: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._view, self._done_with = view, done_with
        self.setObjectName("migration-dialog")
        self.setWindowTitle(_("Move the case to the version drawn now"))
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label(self.windowTitle(), "title"))
        said = _("What is open stays with whom it is; the rules drawn now hold from the next step on.")
        column.addWidget(label(said, "muted", wrap=True))
        for text in trail_lines(view.problems):
            column.addWidget(label(text, "bad", wrap=True))
        for line in view.lines:
            column.addWidget(label(told(line), "bad" if line.problem is not None else "body", wrap=True))
        column.addWidget(label(_("Reason"), "caption"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.textChanged.connect(lambda _text: self._show_ready())
        column.addWidget(self.reason)
        column.addStretch(1)
        foot, self.go = asking_foot(self, _("Move the case"))
        column.addLayout(foot)
        self.reason.setEnabled(view.possible)
        self.reason.setFocus()
        self._show_ready()

    def _show_ready(self) -> None:
        self.go.setEnabled(self._view.possible and bool(self.reason.text().strip()))

    def accept(self) -> None:
        """Move it."""
        if self.go.isEnabled():
            super().accept()
            self._done_with(self.reason.text().strip())


def told(line: MigrationLine) -> str:
    """A place where the case stands, and what is there in the other version."""
    if line.problem is not None:
        return trail_lines([line.problem])[0]
    text = _("{step} is there, too.").format(step=line.name)
    parts = listed(_(PARTS[one]) for one in line.changes if one in PARTS)
    return text + (" " + _("Otherwise there: {parts}.").format(parts=parts) if parts else "")


def ask_migration(place: Rehearse) -> None:
    """Show what of the case maps to what is drawn now, and move it if asked to."""
    rehearsal = place.rehearsal
    case, model = rehearsal.case, rehearsal.model

    def move(reason: str) -> None:
        rehearsal.steer(lambda steer: steer.migrate(case, model, reason))

    def show(view: Any) -> None:
        if isinstance(view, MigrationView):
            MigrationDialog(place, view, move).open()

    rehearsal.run(lambda runner: runner.rehearsing().preview_migration(case, model), show)
