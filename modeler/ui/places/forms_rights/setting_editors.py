"""One editor for each kind of setting of a field: each shows the setting and writes it as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from modeler.dictionary.renaming import NewName
from modeler.dictionary.versions import offered
from modeler.forms import edit
from modeler.forms.expressions import CONDITIONS
from modeler.forms.settings import Setting, get_setting
from modeler.ui.expressions.condition import ConditionEdit
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.faults import Fault, faults_of
from modeler.ui.expressions.words import form_words
from modeler.ui.panels.fields import CheckField, ChoiceField, LongField, TextField
from modeler.ui.panels.who_picker import WhoPicker, candidates
from modeler.ui.places.forms_rights.form_page import FormPage
from modeler.ui.places.forms_rights.item_tree import Entry
from modeler.ui.places.forms_rights.items_table import ItemsTable, entry_of, label_of
from modeler.ui.places.forms_rights.lookup_editors import FillEditor, SourceEditor
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.messages import sentence
from runner.feel import compile_expression
from runner.feel.vocabulary import Vocabulary
from runner.forms.field import FormFacts, MisfitError
from runner.forms.fields import kind_of
from runner.forms.fields.table import summed_columns
from runner.forms.schema import Component, Form, Place, field_places
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label

ADDED_UP = ("number", "money", "expression")


class Subject:
    """The field whose settings are shown: reads the form as it stands now and writes one setting of it."""

    def __init__(self, page: FormPage, field: str) -> None:
        self.page = page
        self.field = field

    @property
    def form(self) -> Form | None:
        """The form as it stands."""
        return self.page.form()

    @property
    def place(self) -> Place | None:
        """The field in the form as it stands; None when it is gone."""
        form = self.form
        try:
            return edit.find(form, self.field) if form is not None else None
        except KeyError:
            return None

    @property
    def component(self) -> Component | None:
        """The field as it stands."""
        place = self.place
        return place.component if place is not None else None

    def get(self, setting: Setting) -> Any:
        """The value of a setting."""
        component = self.component
        return get_setting(component, setting.id) if component is not None else None

    def set(self, setting: str, value: Any, merge: bool = True) -> None:
        """Write a setting; with `merge` typing on is one step of undo. Raises `ValueError` for a bad key."""
        form = self.form
        if form is None or self.component is None:
            return
        changed = edit.set_field(form, self.field, setting, value)
        if changed != form:
            key = f"{self.field}:{setting}" if merge else None
            self.page.write(changed, _("Change field"), key)

    def seal(self) -> None:
        """The focus left the editor."""
        self.page.parts.seal(self.page.ref)


class CheckedLine(QWidget):
    """A line with what is wrong with it below; `take(text)` writes it or gives what is wrong."""

    def __init__(
        self, read: Callable[[], str], take: Callable[[str], str], done: Callable[[], None], hint: str = ""
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._take = take
        self.line = TextField(read, self._typed, done)
        self.told = label("", "bad", wrap=True)
        self.told.hide()
        column.addWidget(self.line)
        column.addWidget(self.told)
        if hint:
            column.addWidget(label(hint, "caption", wrap=True))
        self.setFocusProxy(self.line)

    def _typed(self, text: str) -> None:
        self.show_fault(self._take(text.strip()))

    def show_fault(self, fault: str) -> None:
        """Show what is wrong; empty: nothing."""
        self.told.setText(fault)
        self.told.setVisible(bool(fault))
        set_look(self.line, state="bad" if fault else "")

    def refresh(self) -> None:
        """Show the value as it stands."""
        self.line.refresh()
        self.show_fault("")


def text_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """A plain text."""
    return [("", TextField(
        lambda: str(subject.get(setting) or ""), lambda text: subject.set(setting.id, text or None), subject.seal
    ))]  # fmt: skip


def texts_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """A text in both languages; a static text has several lines."""
    made: list[tuple[str, QWidget]] = []
    for language, name in (("zh", "中文"), ("en", "English")):

        def read(language: str = language) -> str:
            value = subject.get(setting)
            return str(value.get(language) or "") if isinstance(value, dict) else ""

        def write(text: str, language: str = language) -> None:
            value = subject.get(setting)
            texts = dict(value) if isinstance(value, dict) else {}
            subject.set(setting.id, {**texts, language: text})

        field = (
            LongField(read, write, subject.seal, 4) if setting.id == "text" else TextField(read, write, subject.seal)
        )
        made.append((name, field))
    return made


def number_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """A number; what is none is told and not taken."""

    def read() -> str:
        value = subject.get(setting)
        return "" if value is None else str(value)

    def take(text: str) -> str:
        try:
            number = float(text) if text else None
        except ValueError:
            return _("This is not a number.")
        whole = int(number) if number is not None and number == int(number) else number
        subject.set(setting.id, whole)
        return ""

    editor = CheckedLine(read, take, subject.seal)
    editor.setMaximumWidth(140)
    return [("", editor)]


def limit_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """A number, or = and an expression that gives one."""
    known = form_words(subject.page.context, lambda: subject.form, lambda: subject.place, subject.page.ref)

    def read() -> str:
        value = subject.get(setting)
        return "" if value is None else str(value)

    def write(text: str) -> None:
        text = text.strip()
        if text.startswith("="):
            subject.set(setting.id, text)
        elif not text or _number(text) is not None:
            subject.set(setting.id, _number(text))

    def check(text: str) -> list[Fault]:
        if text.strip().startswith("="):
            return form_faults(text, known(), condition=setting.id in CONDITIONS)
        wrong = text.strip() and _number(text) is None
        return [Fault(_("Write a number, or = and an expression."), 0, len(text))] if wrong else []

    editor = ExpressionEdit(
        read, write, subject.seal, known=known, check=check, lines=1, place=f"form.{setting.id}"
    )  # fmt: skip
    return [("", editor)]


def _number(text: str) -> int | float | None:
    """The number in a text; None where there is none."""
    try:
        found = float(text)
    except ValueError:
        return None
    if not isfinite(found):
        return None
    return int(found) if found == int(found) else found


def default_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """What is filled in beforehand: a tick, one of the choices, or a text that the kind of field can read."""
    component = subject.component
    if component is None:
        return []
    kind = kind_of(component)
    if kind.control == "checkbox":
        return [("", CheckField(
            _("Ticked beforehand"), lambda: subject.get(setting) is True,
            lambda on: subject.set(setting.id, True if on else None, merge=False),
        ))]  # fmt: skip
    if component.values:
        choices = [("", _("nothing"))]
        choices += [(str(item.get("value")), choice_caption(item)) for item in component.values]
        return [("", ChoiceField(
            choices, lambda: str(subject.get(setting) or ""),
            lambda value: subject.set(setting.id, value or None, merge=False),
        ))]  # fmt: skip

    def take(text: str) -> str:
        current = subject.component
        if current is None:
            return ""
        try:
            value = kind.coerce(current, text, FormFacts()) if text else None
        except MisfitError as error:
            return sentence(error.finding.code, {"label": current.caption, **error.finding.params})
        subject.set(setting.id, value)
        return ""

    return [("", CheckedLine(lambda: str(subject.get(setting) or ""), take, subject.seal))]


def choice_caption(item: dict[str, Any]) -> str:
    """The caption of a choice in the language that is shown."""
    own = item.get("properties") or {}
    texts = {"zh": str(own.get("slip:zh") or ""), "en": str(own.get("slip:en") or "")}
    return pick(texts) or str(item.get("label") or item.get("value") or "")


def yes_no_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """Yes or no."""
    return [("", CheckField(
        _(setting.label), lambda: subject.get(setting) is True,
        lambda on: subject.set(setting.id, True if on else None, merge=False),
    ))]  # fmt: skip


def choice_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """One of the options of the setting."""
    options = [(value, _(text)) for value, text in setting.options]
    return [("", ChoiceField(
        options, lambda: str(subject.get(setting) or setting.options[0][0]),
        lambda value: subject.set(setting.id, value or None, merge=False),
    ))]  # fmt: skip


def choices_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """The choices as a table; those of a code list are shown and changed there."""
    component = subject.component
    dictionary = subject.page.context.dictionary
    term = dictionary.element(component.element) if component is not None else None
    if term is not None and (found := dictionary.choice_list(term.choices)) is not None:
        texts = [pick(item.label) or item.value for item in found.items]
        told = _("They come from the code list {name}: {choices}").format(
            name=pick(found.name) or found.code, choices=" · ".join(texts)
        )
        return [("", label(told, "muted", wrap=True))]
    table = ItemsTable()
    table.setFixedHeight(190)

    def show() -> None:
        current = subject.component
        items = current.values or [] if current is not None else []
        table.show_entries([entry_of(item, texts_of(item)) for item in items])

    def write(entries: list[Entry]) -> None:
        form = subject.form
        if form is not None:
            values = [{"value": one.value, "label": label_of(one)} for one in entries]
            changed = edit.set_choices(form, subject.field, values)
            if changed != form:
                subject.page.write(changed, _("Change choices"))
        show()

    table.edited.connect(write)
    table.refresh = show  # type: ignore[attr-defined]  # asked for after undo, as of every editor
    show()
    return [("", table)]


def texts_of(item: dict[str, Any]) -> dict[str, str]:
    """The captions of a choice by language."""
    own = item.get("properties") or {}
    texts = {"zh": str(own.get("slip:zh") or ""), "en": str(own.get("slip:en") or "")}
    return texts if any(texts.values()) else {"zh": str(item.get("label") or ""), "en": ""}


def feel_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """An expression with its check while it is typed, and the fields to insert."""
    known = form_words(subject.page.context, lambda: subject.form, lambda: subject.place, subject.page.ref)

    def read() -> str:
        return str(subject.get(setting) or "")

    def write(text: str) -> None:
        subject.set(setting.id, text.strip() or None)

    def check(text: str) -> list[Fault]:
        return form_faults(text, known(), condition=setting.id in CONDITIONS)

    insert = button(_("Insert a field…"), "link", "add", "accent")
    at = f"form.{setting.id}"
    editor: ExpressionEdit | ConditionEdit
    if setting.id == "hide":
        settings = subject.page.context.settings
        editor = ConditionEdit(read, write, subject.seal, settings, known=known, check=check, place=at)
        field = editor.text
        editor.add_for_text(insert)
    else:
        editor = field = ExpressionEdit(read, write, subject.seal, known=known, check=check, place=at)
    field.field.setPlaceholderText(_("in every case") if setting.id == "hide" else "")

    def offer() -> None:
        menu = QMenu(insert)
        for place in field_places(subject.form) if subject.form is not None else ():
            if place.component.id != subject.field:
                name = place.path if place.table is None else place.component.name
                action = menu.addAction(place.component.caption)
                action.triggered.connect(lambda _on=False, name=name: field.field.insertPlainText(name))
        menu.popup(insert.mapToGlobal(insert.rect().bottomLeft()))

    insert.clicked.connect(offer)
    return [("", editor), ("", insert)]


def form_faults(text: str, words: Vocabulary, *, condition: bool = False) -> list[Fault]:
    """What is wrong with an expression of a field: what is wrong with any, or a name that the form lacks."""
    found = faults_of(text.rstrip(), words, condition=condition)
    if found or not words.variables or not text.strip():
        return found
    compiled = compile_expression(text.strip().removeprefix("=").strip())
    for name in sorted(compiled.names - words.top.keys()):
        told = _("This form has no field {name}. A variable of the process may be meant.").format(name=name)
        at = max(text.find(name), 0)
        found.append(Fault(told, at, at + len(name), grave=False))
    return found


def element_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """The term of the dictionary; kind and choices follow it."""
    page = subject.page
    bound = subject.component.element if subject.component is not None else None
    terms = [("", _("none")), *((one.code, f"{pick(one.name) or one.code} · {one.code}")
             for one in offered(page.context.dictionary.elements, bound))]  # fmt: skip

    def read() -> str:
        component = subject.component
        return component.element or "" if component is not None else ""

    def bind(code: str) -> None:
        form = subject.form
        if form is not None:
            page.write(
                edit.bind(form, subject.field, code or None, page.context.dictionary), _("Bind field to a term")
            )
            page.choose(subject.field)

    return [("", ChoiceField(terms, read, bind))]


def who_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """A role, department or position out of which people may be chosen."""
    organization = subject.page.context.organization
    chosen = subject.get(setting)
    picker = WhoPicker(
        lambda: candidates(organization, ("role", "department", "position")), [str(chosen)] if chosen else [],
        many=False,
    )  # fmt: skip
    picker.changed.connect(lambda who: subject.set(setting.id, who[0] if who else None, merge=False))
    return [("", picker)]


def columns_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """A tick for each column that can be added up."""
    component = subject.component
    if component is None:
        return []
    columns = [one for one in component.components or () if one.name and kind_of(one).id in ADDED_UP]
    if not columns:
        return [("", label(_("Add a number or money column first."), "caption", wrap=True))]

    def summed() -> list[str]:
        current = subject.component
        return summed_columns(current) if current is not None else []

    def tick(name: str, on: bool) -> None:
        wanted = [one for one in summed() if one != name] + ([name] if on else [])
        subject.set(setting.id, ",".join(wanted) or None, merge=False)

    def tick_of(column: Component) -> QWidget:
        name = column.name
        return CheckField(column.caption, lambda: name in summed(), lambda on: tick(name, on))

    return [("", tick_of(one)) for one in columns]


def numbering_editor(subject: Subject, setting: Setting) -> list[tuple[str, QWidget]]:
    """One of the numbering rules of the dictionary."""
    rules = [one for one in subject.page.context.dictionary.numbering if one.status != "retired"]
    if not rules:
        return [("", label(_("Add a numbering rule in the data dictionary first."), "caption", wrap=True))]
    choices = [("", _("none")), *((one.code, one.caption) for one in rules)]
    return [("", ChoiceField(
        choices, lambda: str(subject.get(setting) or ""),
        lambda value: subject.set(setting.id, value or None, merge=False),
    ))]  # fmt: skip


def key_editor(subject: Subject) -> QWidget:
    """The name that expressions, rights and variables use. It is told at every key whether the name can be given;
    when the line is left, or at Enter, whatever names the field in the workspace follows, in one step of undo."""

    def read() -> str:
        component = subject.component
        return component.name if component is not None else ""

    def fault(text: str) -> str:
        form, now = subject.form, read()
        if form is None or text == now:
            return ""
        if text.rpartition(".")[0] != now.rpartition(".")[0]:
            return _("Only what stands behind the last dot can be changed.")
        try:
            edit.set_field(form, subject.field, "key", text)
            word = text.rpartition(".")[2]
            readable = compile_expression(word).names == {word}
        except (ValueError, AppError):
            readable = False
        return "" if readable else _("Use a letter first, then letters, digits and _; each name once.")

    def hand_over() -> None:
        subject.seal()
        place, text = subject.place, editor.line.text().strip()
        if place is not None and text != place.component.name and not fault(text):
            name = text.rpartition(".")[2]
            subject.page.renameAsked.emit(NewName(subject.page.ref, subject.field, place.path, name))

    told = _("Conditions, rights, decisions and tests that use the name follow a change.")
    editor = CheckedLine(read, fault, hand_over, told)
    return editor


EDITORS: dict[str, Callable[[Subject, Setting], list[tuple[str, QWidget]]]] = {
    "text": text_editor, "long": text_editor, "texts": texts_editor, "number": number_editor,
    "yesNo": yes_no_editor, "choice": choice_editor, "choices": choices_editor, "feel": feel_editor,
    "limit": limit_editor, "element": element_editor, "who": who_editor, "columns": columns_editor,
    "numbering": numbering_editor,
    "source": lambda subject, setting: [("", SourceEditor(subject, setting))],
    "fill": lambda subject, setting: [("", FillEditor(subject, setting))],
}  # fmt: skip
"""Editor of a setting -> its makers: pairs of a caption behind that of the setting, and the widget."""
