"""What must hold between the fields of a form, each with what is told where it does not."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.forms.cross_checks import add_check, change_check, remove_check
from modeler.ui.expressions.condition import ConditionEdit
from modeler.ui.expressions.faults import Fault
from modeler.ui.expressions.words import form_words
from modeler.ui.panels.fields import TextField
from modeler.ui.places.forms_rights.form_page import FormPage
from modeler.ui.places.forms_rights.setting_editors import form_faults
from runner.core.i18n import tr as _
from runner.forms.schema import CrossCheck
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label


class ChecksEditor(QWidget):
    """A block for each check, and a button for one more."""

    def __init__(self, page: FormPage) -> None:
        super().__init__()
        self.page = page
        self.conditions: list[ConditionEdit] = []
        self.messages: list[dict[str, TextField]] = []
        self.removes: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._show()

    def _checks(self) -> list[CrossCheck]:
        form = self.page.form()
        return list(form.checks or ()) if form is not None else []

    def refresh(self) -> None:
        """Show what there is, after undo and redo."""
        if len(self._checks()) != len(self.conditions):
            self._show()
            return
        for one in self.conditions:
            one.refresh()
        for lines in self.messages:
            for line in lines.values():
                line.refresh()

    def _show(self) -> None:
        clear_layout(self._column)
        self.conditions, self.messages, self.removes = [], [], []
        for number in range(len(self._checks())):
            self._block(number)
        self.add = button(_("Add a check"), "link", "add", "accent")
        self.add.clicked.connect(self._add)
        self._column.addWidget(self.add, alignment=Qt.AlignmentFlag.AlignLeft)

    def _block(self, number: int) -> None:
        known = form_words(self.page.context, self.page.form, lambda: None, self.page.ref)

        def check(text: str) -> list[Fault]:
            return form_faults(text, known(), condition=True)

        self._column.addWidget(label(_("This must hold"), "muted"))
        editor = ConditionEdit(
            lambda: self._read(number).text, lambda text: self._write(number, "condition", f"={text.strip()}"),
            self._seal, self.page.context.settings, known=known, check=check, place=f"form.checks.{number}",
        )  # fmt: skip
        self._column.addWidget(editor)
        self.conditions.append(editor)
        lines: dict[str, TextField] = {}
        for language, name in (("zh", "中文"), ("en", "English")):
            self._column.addWidget(label(f"{_('Else people are told')} · {name}", "muted", wrap=True))
            line = TextField(
                partial(self._message, number, language), partial(self._write, number, language), self._seal
            )  # fmt: skip
            line.setAccessibleName(f"{_('Else people are told')} · {name}")
            self._column.addWidget(line)
            lines[language] = line
        self.messages.append(lines)
        gone = button(_("Remove check"), "bad")
        gone.clicked.connect(lambda: self._remove(number))
        self._column.addWidget(gone, alignment=Qt.AlignmentFlag.AlignLeft)
        self._column.addSpacing(8)
        self.removes.append(gone)

    def _read(self, number: int) -> CrossCheck:
        checks = self._checks()
        return checks[number] if number < len(checks) else CrossCheck()

    def _message(self, number: int, language: str) -> str:
        message = self._read(number).message
        if isinstance(message, str):
            return message if language == "zh" else ""
        return str(message.get(language) or "")

    def _write(self, number: int, name: str, text: str) -> None:
        form = self.page.form()
        if form is not None and number < len(form.checks or ()):
            changed = change_check(form, number, **{name: "" if text == "=" else text})
            self.page.write(changed, _("Change check"), f"check:{number}:{name}")

    def _seal(self) -> None:
        self.page.parts.seal(self.page.ref)

    def _add(self) -> None:
        form = self.page.form()
        if form is not None:
            self.page.write(add_check(form), _("Add check"))
            self._show()

    def _remove(self, number: int) -> None:
        form = self.page.form()
        if form is not None and number < len(form.checks or ()):
            self.page.write(remove_check(form, number), _("Remove check"))
            self._show()
