"""转交: somebody leaves; who takes over stands in the organisation, what is open goes there, told step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from modeler.organization import edit
from modeler.ui.context import Context
from modeler.ui.panels.handed_steps import HandedSteps, amount_handed
from modeler.ui.places.forms_rights.parts import Parts
from runner.core.errors import AppError
from runner.core.i18n import pick, trn
from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.organization.model import User
from runner.protocol.values import HandedStep
from runner.ui.control import FormSurroundings
from runner.ui.controls.person import PersonControl
from runner.ui.kit.texts import button, label


class HandOverDialog(QDialog):
    """Asks who takes over; afterwards it shows what became of each open step."""

    def __init__(self, context: Context, parts: Parts, user: User, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.context, self.parts, self.user = context, parts, user
        self._name = pick(user.name) or user.id
        self.setWindowTitle(_("Hand over"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        self.title = label(_("{name} leaves: who takes over?").format(name=self._name), "heading", wrap=True)
        layout.addWidget(self.title)
        organization = context.organization
        others = organization.model_copy(
            update={"users": [one for one in organization.users if one.id != user.id and one.active]}
        )
        self.heir = PersonControl(Component(type="textfield", key="heir"), FormSurroundings(organization=others))
        layout.addWidget(self.heir)
        self.told = label(
            _("From now on whatever comes to {name} by the organisation goes there; what is open in rehearsed cases "
              "goes there at once.").format(name=self._name), "muted", wrap=True,
        )  # fmt: skip
        layout.addWidget(self.told)
        self.amount = label("", "caption", wrap=True)
        layout.addWidget(self.amount)
        self.steps = HandedSteps(self._called)
        self.lines = self.steps.lines
        layout.addWidget(self.steps, 1)
        layout.addLayout(self._buttons())
        self.resize(min(460, parent.window().width() - 80), min(320, parent.window().height() - 80))
        self._ask(lambda runner: runner.inbox(user.id), self._show_open)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        self.ok = button(_("Hand over"), "primary")
        self.ok.setEnabled(False)
        self.ok.clicked.connect(self.hand_over)
        self.heir.edited.connect(lambda *_said: self.ok.setEnabled(bool(self._to())))
        row.addWidget(self.ok)
        return row

    def _to(self) -> str:
        return str(self.heir.value() or "")

    def _ask(self, act: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        """Ask the runner beside the window, if anything was rehearsed here."""
        if not self.context.has_store():
            done([])
            return

        self.context.jobs.run(
            lambda _handle: act(self.context.worker()), owner=self, done=done, failed=self.context.report
        )

    def _show_open(self, tasks: Sequence[Any]) -> None:
        count = len(tasks)
        self.amount.setText(
            trn("{count} step is open for this person.", "{count} steps are open for this person.", count)
            if count
            else _("Nothing is open for this person in rehearsed cases.")
        )

    def hand_over(self) -> None:
        """Write it into the organisation, and hand over what is open."""
        to = self._to()
        try:
            changed = edit.hand_over(self.context.organization, self.user.id, to)
        except (KeyError, ValueError):
            self.context.report(AppError("organization.no-heir"))
            return
        self.parts.set_organization(changed, _("Hand over"))
        self.ok.setEnabled(False)
        user = self.user.id
        self._ask(lambda runner: runner.hand_over(user, to), self._show_result)

    def _show_result(self, found: Sequence[HandedStep]) -> None:
        heir = self._called(self._to())
        self.title.setText(_("{heir} takes over from {name}").format(heir=heir, name=self._name))
        for widget in (self.heir, self.told, self.ok):
            widget.hide()
        self.amount.setText(
            amount_handed(found) if found else _("Nothing was open for this person in rehearsed cases.")
        )
        self.steps.show_steps(found, self.user.id, self._to())
        self.cancel.setText(_("Close"))
        self.cancel.setFocus()

    def _called(self, user_id: str) -> str:
        person = self.context.organization.user(user_id)
        return pick(person.name) if person is not None else user_id
