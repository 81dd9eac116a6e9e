"""Asking for a step and a reason: before a case is returned, or ended as rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QDialog, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.texts import label

WHAT = {
    "return": N_("The case goes back there, and what was decided since then is asked again."),
    "reject": N_("The case ends here: not approved. Nobody is asked any more."),
    "jump": N_("The task stays undecided, and the case goes on there."),
    "reactivate": N_("The case goes on at the step that people decided last. What was agreed counts no longer."),
    "suspend": N_("Nobody acts in the case and its timers stand still, until it is resumed."),
    "comment": N_("It stands in the history for all who see the case, and decides nothing."),
}
"""What each operation that asks for no people means."""


@dataclass(frozen=True)
class Choice:
    """A step to choose: its id, what it is called, and what to know of it."""

    key: str
    text: str
    note: str = ""


class PlaceDialog(QDialog):
    """Steps, one of them to be chosen (none listed: none is asked for), and a reason; `done_with` is called with
    both. `needs_reason`: it goes on only with one."""

    def __init__(
        self, parent: QWidget, operation: str, choices: Sequence[Choice], done_with: Callable[[str, str], None], *,
        needs_reason: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        title = word("operation", operation)
        self._done_with, self._needs_reason = done_with, needs_reason
        self.setWindowTitle(title)
        self.setObjectName("place-dialog")
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "title"))
        column.addWidget(label(_(WHAT[operation]), "muted", wrap=True))
        self.group = QButtonGroup(self)
        self._keys = [one.key for one in choices]
        if choices:
            column.addWidget(label(_("Where to"), "caption"))
        for number, one in enumerate(choices):
            radio = QRadioButton(one.text)
            radio.setObjectName(f"place-{one.key}")
            radio.setChecked(number == 0)
            self.group.addButton(radio, number)
            column.addWidget(radio)
            if one.note:
                note = label(one.note, "warning", wrap=True)
                note.setContentsMargins(24, 0, 0, 0)
                column.addWidget(note)
        caption = _("Words") if operation == "comment" else _("Reason")
        column.addWidget(label(caption, "caption"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(caption)
        self.reason.textChanged.connect(lambda _text: self._show_ready())
        column.addWidget(self.reason)
        column.addStretch(1)
        foot, self.go = asking_foot(self, title)
        column.addLayout(foot)
        self.reason.setFocus()
        self._show_ready()

    @property
    def chosen(self) -> str:
        """The step that is chosen; empty where none is asked for."""
        number = self.group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def _show_ready(self) -> None:
        self.go.setEnabled(not self._needs_reason or bool(self.reason.text().strip()))

    def accept(self) -> None:
        """Hand over what was chosen."""
        if self.go.isEnabled():
            super().accept()
            self._done_with(self.chosen, self.reason.text().strip())
