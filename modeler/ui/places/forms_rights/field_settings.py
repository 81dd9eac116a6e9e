"""The settings of the selected field, out of the table of settings: one editor for each kind of value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from modeler.forms import edit
from modeler.forms.settings import SETTINGS, Setting, get_setting, visible_when
from modeler.ui.places.forms_rights.form_page import FormPage, remove_button
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.feel import compile_expression
from runner.forms.fields import kind_of
from runner.forms.schema import Component
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import label


class FieldSettings(QWidget):
    """Rebuilt for each selected field; writes when an editor loses the focus or a choice is made."""

    def __init__(self, page: FormPage) -> None:
        super().__init__()
        self.page = page
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._content: QWidget | None = None
        page.fieldChosen.connect(self.show_field)
        self.show_field("")

    def show_field(self, field: str) -> None:
        """Show the settings of a field; empty: an invitation."""
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        form = self.page.form() if field else None
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(12, 16, 12, 12)
        self._column.setSpacing(4)
        if form is None:
            self._column.addWidget(label(_("Select a field to change it."), "muted", wrap=True))
        else:
            self._fill(edit.find(form, field).component)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        self._content = scroll
        self._layout.addWidget(scroll)

    def _fill(self, component: Component) -> None:
        kind = kind_of(component)
        self._column.addWidget(label(_(kind.label), "heading"))
        for name in kind.properties:
            setting = SETTINGS[name]
            maker = {
                "texts": self._texts, "long": self._text, "text": self._text, "number": self._number,
                "yesNo": self._yes_no, "choice": self._choice, "choices": self._choices, "feel": self._feel,
                "element": self._element, "who": self._text, "columns": self._text,
            }[setting.editor]  # fmt: skip
            maker(component, setting)
        if kind.holds:
            self._key(component)
        self._column.addSpacing(12)
        self._column.addWidget(remove_button(self.page))

    def _labelled(self, text: str, editor: QWidget) -> None:
        caption = label(text, "muted")
        caption.setBuddy(editor)
        editor.setAccessibleName(text)
        self._column.addSpacing(4)
        self._column.addWidget(caption)
        self._column.addWidget(editor)

    def _write(self, component: Component, name: str, value: Any) -> None:
        form = self.page.form()
        if form is None or component.id is None:
            return
        try:
            changed = edit.set_field(form, component.id, name, value)
        except ValueError:
            return
        if changed != form:
            self.page.write(changed, _("Change field"))

    def _line(self, text: str, write: Callable[[str], None]) -> QLineEdit:
        editor = QLineEdit(text)
        editor.editingFinished.connect(lambda: write(editor.text().strip()) if editor.isModified() else None)
        return editor

    def _text(self, component: Component, setting: Setting) -> None:
        value = get_setting(component, setting.id)
        shown = "" if value is None else str(value)
        self._labelled(
            _(setting.label), self._line(shown, lambda text: self._write(component, setting.id, text or None))
        )

    def _texts(self, component: Component, setting: Setting) -> None:
        value = get_setting(component, setting.id)
        texts = dict(value) if isinstance(value, dict) else {"zh": str(value or "")}
        for language, name in (("zh", "中文"), ("en", "English")):

            def write(text: str, language: str = language) -> None:
                texts[language] = text
                self._write(component, setting.id, dict(texts))

            caption = f"{_(setting.label)} · {name}"
            self._labelled(caption, self._line(str(texts.get(language) or ""), write))

    def _number(self, component: Component, setting: Setting) -> None:
        value = get_setting(component, setting.id)

        def write(text: str) -> None:
            try:
                number = float(text) if text else None
            except ValueError:
                return
            whole = int(number) if number is not None and number == int(number) else number
            self._write(component, setting.id, whole)

        self._labelled(_(setting.label), self._line("" if value is None else str(value), write))

    def _yes_no(self, component: Component, setting: Setting) -> None:
        box = QCheckBox(_(setting.label))
        box.setChecked(get_setting(component, setting.id) is True)
        box.clicked.connect(lambda on: self._write(component, setting.id, True if on else None))
        self._column.addSpacing(4)
        self._column.addWidget(box)

    def _choice(self, component: Component, setting: Setting) -> None:
        box = QComboBox()
        for value, text in setting.options:
            box.addItem(_(text), value)
        box.setCurrentIndex(max(box.findData(get_setting(component, setting.id) or ""), 0))
        box.activated.connect(lambda _index: self._write(component, setting.id, box.currentData() or None))
        self._labelled(_(setting.label), box)

    def _choices(self, component: Component, setting: Setting) -> None:
        editor = QPlainTextEdit("\n".join(choice_line(item) for item in component.values or []))
        editor.setFixedHeight(110)
        editor.setPlaceholderText(_("value = 中文 | English, one a line"))
        editor.focusOutEvent = self._leaving(editor, component)  # type: ignore[method-assign]
        self._labelled(_(setting.label), editor)

    def _leaving(self, editor: QPlainTextEdit, component: Component) -> Callable[[Any], None]:
        def left(event: Any) -> None:
            QPlainTextEdit.focusOutEvent(editor, event)
            self.write_choices(component, editor.toPlainText())

        return left

    def write_choices(self, component: Component, text: str) -> None:
        """Take choices written one a line."""
        form = self.page.form()
        if form is None or component.id is None:
            return
        changed = edit.set_choices(form, component.id, read_choices(text))
        if changed != form:
            self.page.write(changed, _("Change choices"))

    def _feel(self, component: Component, setting: Setting) -> None:
        shown = visible_when(component) if setting.id == "hide" else component.formula or ""
        wrong = label("", "bad", wrap=True)
        wrong.hide()

        def write(text: str) -> None:
            problem = feel_problem(text)
            wrong.setText(problem)
            wrong.setVisible(bool(problem))
            set_look(editor, state="bad" if problem else "")
            if not problem:
                self._write(component, setting.id, text or None)

        editor = self._line(shown, write)
        editor.setPlaceholderText(_("always") if setting.id == "hide" else "")
        self._labelled(_(setting.label), editor)
        self._column.addWidget(wrong)

    def _element(self, component: Component, setting: Setting) -> None:
        box = QComboBox()
        box.addItem(_("none"), None)
        for element in self.page.context.dictionary.elements:
            box.addItem(f"{pick(element.name)} · {element.code}", element.code)
        box.setCurrentIndex(max(box.findData(component.element), 0))

        def bind(_index: int) -> None:
            form = self.page.form()
            if form is not None and component.id is not None:
                bound = edit.bind(form, component.id, box.currentData(), self.page.context.dictionary)
                self.page.write(bound, _("Bind field to a term"))
                self.show_field(component.id)

        box.activated.connect(bind)
        self._labelled(_(setting.label), box)

    def _key(self, component: Component) -> None:
        editor = self._line(component.name, lambda text: self._write(component, "key", text))
        self._labelled(_("Name in expressions"), editor)


def feel_problem(text: str) -> str:
    """What is wrong with an expression; empty: nothing."""
    if not text:
        return ""
    try:
        compile_expression(text)
    except AppError as error:
        return error.message
    return ""


def choice_line(item: dict[str, Any]) -> str:
    """A choice as one line: `value = 中文 | English`."""
    own = item.get("properties") or {}
    texts = [str(own.get("slip:zh") or item.get("label") or ""), str(own.get("slip:en") or "")]
    return f"{item.get('value')} = " + " | ".join(text for text in texts if text)


def read_choices(text: str) -> list[dict[str, Any]]:
    """Choices written one a line; a line without `=` is value and caption in one."""
    found = []
    for line in text.splitlines():
        value, _equals, texts = (part.strip() for part in line.partition("="))
        if value:
            zh, _bar, en = (part.strip() for part in (texts or value).partition("|"))
            found.append({"value": value, "label": {"zh": zh, "en": en or zh}})
    return found
