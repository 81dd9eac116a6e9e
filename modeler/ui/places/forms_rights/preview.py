"""Why a field is hidden, read or edited at a step, and the form as one person gets it there."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QComboBox, QDialog, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.context import Context
from modeler.ui.places.forms_rights.field_rights import ACCESS
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, steps_of
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.rights.model import Access
from runner.ui.form_player import FormPlayer
from runner.ui.kit.cards import Card
from runner.ui.kit.texts import button, label


class PreviewPanel(QWidget):
    """The "why" of the cell that has the focus, and a way to try it."""

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._ref = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 16, 12, 12)
        layout.setSpacing(8)
        self.title = label(_("Select a cell to see why."), "heading", wrap=True)
        self.why = Card(active=False)
        self.why.hide()
        layout.addWidget(self.title)
        layout.addWidget(self.why)
        layout.addSpacing(12)
        layout.addWidget(label(_("Try it"), "caption"))
        layout.addWidget(label(_("At which step"), "muted"))
        self.step = QComboBox()
        layout.addWidget(self.step)
        show = button(_("Preview this form"), "primary")
        show.clicked.connect(self.open_preview)
        layout.addWidget(show)
        same = _("The same rules are enforced when the process runs, not on the screen only.")
        layout.addWidget(label(same, "caption", wrap=True))
        layout.addStretch(1)

    def _steps(self) -> list[Step]:
        return [step for step in steps_of(self.context.document) if step.form == self._ref]

    def show_form(self, ref: str) -> None:
        """Offer the steps of this form."""
        self._ref = ref
        kept = self.step.currentData()
        self.step.clear()
        for step in self._steps():
            self.step.addItem(step.name, step.id)
        self.step.setCurrentIndex(max(self.step.findData(kept), 0))

    def explain(self, field: str, step: str, access: Access, reason: str) -> None:
        """Show why a field has this access at a step."""
        name = next((one.name for one in self._steps() if one.id == step), step)
        texts = {"field": field, "step": name, "access": _(ACCESS[access])}
        self.title.setText(_("Why is “{field}” {access} at {step}?").format(**texts))
        self.why.set_texts(reason)
        self.why.show()
        self.step.setCurrentIndex(max(self.step.findData(step), 0))

    def open_preview(self) -> None:
        """Show the form as it comes at this step."""
        form = self.parts.form(self._ref)
        step = next((one for one in self._steps() if one.id == self.step.currentData()), None)
        if form is None or step is None:
            return
        dialog = QDialog(self)
        dialog.setWindowTitle(f"{pick(self.parts.form_name(self._ref))} · {step.name}")
        facts = FormFacts(self.context.dictionary, self.context.organization, None, datetime.now().astimezone())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        player = FormPlayer(form, {}, step.rights, facts)
        player.setContentsMargins(16, 16, 16, 16)
        scroll.setWidget(player)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        dialog.resize(820, 680)
        dialog.open()
