"""The settings of the selected field; without one those of the form: its name, and the steps that show it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QScrollArea, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.forms.settings import SETTINGS
from modeler.ui.panels.fields import ChoiceField, TextField
from modeler.ui.places.forms_rights.extras_list import ExtrasList
from modeler.ui.places.forms_rights.form_checks import ChecksEditor
from modeler.ui.places.forms_rights.form_page import FormPage, remove_button
from modeler.ui.places.forms_rights.lookup_editors import SourceEditor
from modeler.ui.places.forms_rights.parts import heading_of, heading_texts, with_heading
from modeler.ui.places.forms_rights.setting_editors import EDITORS, Subject, default_editor, key_editor
from modeler.ui.places.forms_rights.steps import Step, steps_of
from runner.core.i18n import tr as _
from runner.forms.fields import kind_of
from runner.ui.kit.texts import button, label


class FieldSettings(QWidget):
    """Rebuilt for each selected field; every editor writes as somebody types, one step of undo until the
    focus leaves it."""

    def __init__(self, page: FormPage) -> None:
        super().__init__()
        self.page = page
        self.field = ""
        self.editors: dict[str, list[QWidget]] = {}
        self.steps: dict[str, QCheckBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self._scroll)
        page.fieldChosen.connect(self.show_field)
        self.show_field("")

    def show_field(self, field: str) -> None:
        """Show the settings of a field; empty: those of the form."""
        self.field = field
        self.editors = {}
        self.steps = {}
        content = QWidget()
        content.setProperty("role", "page")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(12, 16, 12, 12)
        self._column.setSpacing(4)
        subject = Subject(self.page, field)
        if field and subject.component is not None:
            self._fill(subject)
        elif self.page.form() is not None:
            self._fill_form()
        self._column.addStretch(1)
        old = self._scroll.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self._scroll.setWidget(content)

    def refresh(self) -> None:
        """Show the values as they stand, after undo and redo; the focus stays."""
        subject = Subject(self.page, self.field)
        if not self.field or subject.component is None:
            self.show_field("")
        else:
            for editors in self.editors.values():
                for one in editors:
                    if hasattr(one, "refresh"):
                        one.refresh()

    # a field -----------------------------------------------------------------------------------

    def _fill(self, subject: Subject) -> None:
        component = subject.component
        assert component is not None
        kind = kind_of(component)
        self._column.addWidget(label(_(kind.label), "heading"))
        for name in kind.properties:
            setting = SETTINGS[name]
            make = default_editor if name == "default" else EDITORS[setting.editor]
            for number, (caption, editor) in enumerate(make(subject, setting)):
                title = f"{_(setting.label)} · {caption}" if caption else _(setting.label)
                plain = isinstance(editor, QCheckBox) and name != "sum"
                self._add(name, "" if plain or (number and not caption) else title, editor)
        for source in self.editors.get("source", []):
            if isinstance(source, SourceEditor):
                source.chosen.connect(self.refresh)  # what its columns fill in stands below
        if kind.holds:
            self._add("key", _("Name in expressions"), key_editor(subject))
        self._column.addSpacing(16)
        self._column.addWidget(remove_button(self.page))

    def _add(self, name: str, caption: str, editor: QWidget) -> None:
        self._column.addSpacing(4)
        if caption:
            head = label(caption, "muted", wrap=True)
            head.setBuddy(editor)
            editor.setAccessibleName(caption)
            self._column.addWidget(head)
        self._column.addWidget(editor)
        self.editors.setdefault(name, []).append(editor)

    # the form ----------------------------------------------------------------------------------

    def _fill_form(self) -> None:
        self._column.addWidget(label(_("This form"), "heading"))
        for language, name in (("zh", "中文"), ("en", "English")):
            self._add(f"name.{language}", f"{_('Name')} · {name}", self._name_editor(language))
        self._add("captions", _("Captions stand"), self._captions_editor())
        self._column.addSpacing(16)
        self._column.addWidget(label(_("Shown at these steps"), "heading"))
        steps = steps_of(self.page.context.document)
        if not steps:
            told = _("The process has no step that a person starts or handles yet. Draw one in Design.")
            self._column.addWidget(label(told, "muted", wrap=True))
            go = button(_("Go to Design"), "link", "arrow-right")
            go.clicked.connect(lambda: self.page.context.go("design"))
            self._column.addWidget(go)
        for step in steps:
            self._column.addWidget(self._step(step))
        self._column.addSpacing(16)
        self._column.addWidget(label(_("Checks between fields"), "heading"))
        self.checks = ChecksEditor(self.page)
        self._column.addWidget(self.checks)
        self._column.addSpacing(16)
        self.extras = ExtrasList(self.page)
        self._column.addWidget(self.extras)
        self._column.addSpacing(16)
        self._column.addWidget(label(_("Select a field to change it."), "caption", wrap=True))

    def _step(self, step: Step) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        check = QCheckBox(step.name)
        check.setChecked(step.form == self.page.ref)
        check.clicked.connect(lambda on: self.page.parts.use_form(step.id, self.page.ref if on else ""))
        self.steps[step.id] = check
        column.addWidget(check)
        if step.form and step.form != self.page.ref:
            other = _("shows {form} now").format(form=self.page.parts.form_name(step.form))
            told = label(other, "caption", wrap=True)
            told.setContentsMargins(23, 0, 0, 0)
            column.addWidget(told)
        return box

    def _captions_editor(self) -> QWidget:
        def read() -> str:
            form = self.page.form()
            return (form.captions if form is not None else None) or "top"

        def write(where: str) -> None:
            form = self.page.form()
            if form is not None:
                self.page.write(edit.set_captions(form, where), _("Change form"))

        return ChoiceField([("top", _("above their fields")), ("left", _("to the left"))], read, write)

    def _name_editor(self, language: str) -> QWidget:
        def read() -> str:
            form = self.page.form()
            heading = heading_of(form) if form is not None else None
            return heading_texts(heading)[language] if heading is not None else ""

        def write(text: str) -> None:
            form = self.page.form()
            if form is not None:
                self.page.write(with_heading(form, language, text), _("Rename form"), f"name:{language}")

        return TextField(read, write, lambda: self.page.parts.seal(self.page.ref))
