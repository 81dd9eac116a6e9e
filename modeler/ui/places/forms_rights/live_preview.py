"""The form as it comes to one person: at a step, or to those who read a case; on a desktop or a phone."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.ui.context import Context
from modeler.ui.panels.who_picker import WhoPicker, candidates
from modeler.ui.places.forms_rights.lookup_editors import read_sources
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step, reader_lines, steps_of
from modeler.ui.places.forms_rights.who_gets import told_who_gets
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.fields.lookup import SOURCE
from runner.forms.random import random_values
from runner.forms.schema import Form, field_places
from runner.rights.model import FieldRight, Reader
from runner.rights.readers import reader_rights
from runner.ui.kit.cards import SegmentedBar
from runner.ui.kit.texts import label

READERS: tuple[tuple[Reader, str], ...] = (
    ("copy", N_("Read: who was sent a copy")),
    ("view", N_("Read: who looks the case up")),
    ("print", N_("Read: on paper")),
)
PHONE_WIDTH = 375
"""Pixels of a phone's screen, as style guides take them."""


def rights_at(context: Context, form: Form, ref: str, at: str) -> list[FieldRight]:
    """What the step `at`, or the reader `reader:NAME`, may do with the fields of a form."""
    steps = [one for one in steps_of(context.document) if one.form == ref]
    if not at.startswith("reader:"):
        return next((one.rights for one in steps if one.id == at), [])
    reader = next(one for one, _name in READERS if one == at.removeprefix("reader:"))
    process = process_of(context, steps)
    lines = reader_lines(context.document, process, reader)
    return reader_rights(lines, [one.rights for one in steps], [place.path for place in field_places(form)])


def process_of(context: Context, steps: list[Step]) -> str:
    """The process of the first of these steps."""
    document = context.document
    return (document.index.nodes[steps[0].id].process or "") if document is not None and steps else ""


def example_values(context: Context, form: Form) -> dict[str, Any]:
    """Values made up for a form, the same ones each time."""
    facts = facts_of(context, form=form)
    return random_values(
        form, [], facts.dictionary, facts.organization, Random(1), now=facts.now, is_start=True, sources=facts.sources
    )


def facts_of(context: Context, person: str = "", form: Form | None = None) -> FormFacts:
    """People, terms, now, who looks, and the data sources that the form looks records up in."""
    names = {str(one.component.own(SOURCE) or "") for one in field_places(form)} - {""} if form is not None else ()
    now = datetime.now().astimezone()
    sources = read_sources(context.workspace, sorted(names)) if names else {}
    return FormFacts(context.dictionary, context.organization, None, now, user=person or None, sources=sources)


class PreviewSide(QWidget):
    """As whom, on what: beside the preview. `changed` after each choice."""

    changed = Signal()

    def __init__(self, context: Context, parts: Parts) -> None:
        super().__init__()
        self.context = context
        self.parts = parts
        self._step: Step | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(6)
        column.addWidget(label(_("As people get it"), "heading"))
        column.addWidget(label(_("As whom"), "muted"))
        self.who = WhoPicker(lambda: candidates(context.organization, ("user",)), [], many=False)
        self.who.changed.connect(lambda _who: self._chosen())
        column.addWidget(self.who)
        self.answer = label("", "caption", wrap=True)
        self.answer.hide()
        column.addWidget(self.answer)
        column.addSpacing(8)
        column.addWidget(label(_("On what"), "muted"))
        self.device = SegmentedBar([("desktop", _("Desktop")), ("phone", _("Phone"))], "desktop")
        self.device.changed.connect(lambda _device: self.changed.emit())
        column.addWidget(self.device)
        column.addSpacing(8)
        self.made_up = label(
            _("The values are made up, so that what is only read can be seen. Nothing of it is kept."), "caption",
            wrap=True,
        )  # fmt: skip
        self.made_up.hide()
        column.addWidget(self.made_up)
        column.addStretch(1)

    @property
    def person(self) -> str:
        """The bare id of who was chosen; empty: nobody."""
        chosen = self.who.chosen
        return chosen[0].removeprefix("user:") if chosen else ""

    def show_step(self, step: Step | None, made_up: bool) -> None:
        """Tell about this step; `made_up`: the values are."""
        self._step = step
        self.answer.setText(told_who_gets(self.context, self.parts, self.person, step))
        self.answer.setVisible(bool(self.answer.text()))
        self.made_up.setVisible(made_up)

    def _chosen(self) -> None:
        self.changed.emit()
