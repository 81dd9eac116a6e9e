"""Why a field is hidden, read or edited at a step, and the form as one person gets it there."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.context import Context
from modeler.ui.panels.who_picker import WhoPicker, candidates
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, steps_of
from modeler.ui.places.forms_rights.who_gets import told_who_gets
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.rights.model import Access
from runner.rights.words import ACCESS_WORDS
from runner.ui.form_player import FormPlayer
from runner.ui.kit.cards import Card
from runner.ui.kit.texts import button, label


class PreviewPanel(QWidget):
    """The "why" of the cell that has the focus, and a way to try it as any person."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._ref = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 16, 12, 12)
        layout.setSpacing(6)
        self.title = label(_("Select a cell to see why."), "heading", wrap=True)
        self.why = Card(active=False)
        self.why.body.setAlignment(Qt.AlignmentFlag(0))  # aligned, it would not grow with its lines
        self.why.hide()
        layout.addWidget(self.title)
        layout.addWidget(self.why)
        layout.addSpacing(12)
        layout.addWidget(label(_("Try it"), "heading"))
        layout.addWidget(label(_("As whom"), "muted"))
        self.person = WhoPicker(lambda: candidates(context.organization, ("user",)), [], many=False)
        self.person.changed.connect(lambda _who: self._tell_person())
        layout.addWidget(self.person)
        layout.addWidget(label(_("At which step"), "muted"))
        self.step = QComboBox()
        self.step.activated.connect(lambda _index: self._tell_person())
        layout.addWidget(self.step)
        self.answer = label("", "caption", wrap=True)
        layout.addWidget(self.answer)
        self.show_it = button(_("Preview this form"), "primary")
        self.show_it.clicked.connect(self.open_preview)
        layout.addWidget(self.show_it, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)

    def steps(self) -> list[Step]:
        """The steps that show the form."""
        return [step for step in steps_of(self.context.document) if step.form == self._ref]

    def _step(self) -> Step | None:
        return next((one for one in self.steps() if one.id == self.step.currentData()), None)

    def show_form(self, ref: str) -> None:
        """Offer the steps of this form."""
        if ref != self._ref:
            self.title.setText(_("Select a cell to see why."))
            self.why.hide()
        self._ref = ref
        kept = self.step.currentData()
        self.step.clear()
        for step in self.steps():
            self.step.addItem(step.name, step.id)
        self.step.setCurrentIndex(max(self.step.findData(kept), 0))
        self.show_it.setEnabled(self.step.count() > 0)
        self._tell_person()

    def explain(self, field: str, step: str, access: Access, reason: str) -> None:
        """Show why a field has this access at a step."""
        name = next((one.name for one in self.steps() if one.id == step), step)
        titles = {
            "hidden": _("Why is “{field}” hidden at “{step}”?"),
            "read": _("Why is “{field}” only read at “{step}”?"),
            "edit": _("Why may “{field}” be edited at “{step}”?"),
            "required": _("Why must “{field}” be filled in at “{step}”?"),
        }
        self.title.setText(titles[access].format(field=field, step=name))
        self.why.set_texts(reason, _(ACCESS_WORDS[access]))
        self.why.show()
        self.step.setCurrentIndex(max(self.step.findData(step), 0))
        self._tell_person()

    def _tell_person(self) -> None:
        self.answer.setText(self.about(self._person(), self._step()))
        self.answer.setVisible(bool(self.answer.text()))

    def _person(self) -> str:
        chosen = self.person.chosen
        return chosen[0].removeprefix("user:") if chosen else ""

    def about(self, person: str, step: Step | None) -> str:
        """Whether that person gets the form at that step, in words; empty without a person."""
        return told_who_gets(self.context, self.parts, person, step)

    def open_preview(self) -> None:
        """Show the form as it comes at this step."""
        form, step = self.parts.form(self._ref), self._step()
        if form is None or step is None:
            return
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        user = self.context.organization.user(self._person())
        parts = [pick(self.parts.form_name(self._ref)), step.name, pick(user.name) if user else ""]
        dialog.setWindowTitle(" · ".join(part for part in parts if part))
        facts = FormFacts(self.context.dictionary, self.context.organization, None, datetime.now().astimezone())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        player = FormPlayer(form, {}, step.rights, facts)
        player.setContentsMargins(16, 16, 16, 16)
        scroll.setWidget(player)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        if self.answer.text():
            told = label(self.answer.text(), "caption", wrap=True)
            told.setContentsMargins(16, 12, 16, 0)
            layout.addWidget(told)
        layout.addWidget(scroll, 1)
        dialog.resize(min(820, self.window().width() - 80), min(680, self.window().height() - 80))
        dialog.open()
