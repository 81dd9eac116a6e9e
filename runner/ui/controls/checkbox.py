"""Yes or no."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings


class CheckboxControl(Control):
    """A check box with the field's caption beside it."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.editor = QCheckBox(_("Yes"))
        self.editor.clicked.connect(lambda _on: self.edited.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def value(self) -> object:
        return self.editor.isChecked()

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.editor):
            self.editor.setChecked(bool(value))

    def reading_text(self, value: object) -> str:
        return _("Yes") if value else _("No")


CONTROL = ControlKind("checkbox", CheckboxControl)
