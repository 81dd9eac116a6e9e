"""转交 beside the inbox: what is open for somebody who leaves goes to somebody else, as far as the person played
manages those cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from modeler.ui.panels.handed_steps import HandedSteps, amount_handed
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.organization.model import Organization
from runner.protocol.values import HandedStep
from runner.ui.control import FormSurroundings
from runner.ui.controls.person import PersonControl
from runner.ui.kit.texts import button, label

Act = Callable[[str, str, Callable[[Sequence[HandedStep]], None]], None]
"""Hands over what is open for the first to the second person, and tells what became of it."""


class HandOpenDialog(QDialog):
    """Asks who leaves and who takes over. `by`: the person played, who must manage the cases."""

    def __init__(self, organization: Organization, by: str, act: Act, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._organization, self._act = organization, act
        self.setWindowTitle(_("Hand over"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        self.title = label(_("Hand over open steps"), "heading", wrap=True)
        layout.addWidget(self.title)
        text = _("Done as {name}: only in cases of processes that {name} manages.").format(name=self._called(by))
        self.told = label(text, "muted", wrap=True)
        layout.addWidget(self.told)
        everyone = FormSurroundings(organization=organization)
        active = [one for one in organization.users if one.active]
        others = FormSurroundings(organization=organization.model_copy(update={"users": active}))
        self.who = PersonControl(Component(type="textfield", key="who"), everyone)
        self.heir = PersonControl(Component(type="textfield", key="heir"), others)
        self._fields: list[QWidget] = []
        for caption, field in ((_("From whom"), self.who), (_("To whom"), self.heir)):
            head = label(caption, "caption")
            field.setAccessibleName(caption)
            self._fields += [head, field]
            layout.addWidget(head)
            layout.addWidget(field)
            field.edited.connect(self._look)
        self.steps = HandedSteps(self._called)
        layout.addWidget(self.steps, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.ok = button(_("Hand over"), "primary")
        self.ok.setEnabled(False)
        self.ok.clicked.connect(self.hand_over)
        row.addWidget(self.cancel)
        row.addWidget(self.ok)
        layout.addLayout(row)
        self.resize(min(440, parent.window().width() - 80), min(380, parent.window().height() - 80))

    def _pair(self) -> tuple[str, str]:
        return str(self.who.value() or ""), str(self.heir.value() or "")

    def _is_complete(self) -> bool:
        who, heir = self._pair()
        return bool(who and heir and who != heir)

    def _look(self, *_said: object) -> None:
        self.ok.setEnabled(self._is_complete())

    def _called(self, user_id: str) -> str:
        person = self._organization.user(user_id)
        return pick(person.name) if person is not None else user_id

    def hand_over(self) -> None:
        """Do it. What is refused is told in the window, and the dialog stays."""
        if self._is_complete():
            self._act(*self._pair(), self._show)

    def _show(self, found: Sequence[HandedStep]) -> None:
        if not isValid(self):
            return
        who, heir = self._pair()
        self.title.setText(_("{heir} takes over from {name}").format(heir=self._called(heir), name=self._called(who)))
        self.told.setText(amount_handed(found))
        for widget in (*self._fields, self.ok):
            widget.hide()
        self.steps.show_steps(found, who, heir)
        self.cancel.setText(_("Close"))
        self.cancel.setFocus()
