"""One line of text."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings


class TextControl(Control):
    """A line edit."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.editor = QLineEdit()
        limit = (component.validate_ or {}).get("maxLength")
        if isinstance(limit, int):
            self.editor.setMaxLength(limit)
        self.editor.textEdited.connect(lambda _text: self.edited.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def value(self) -> object:
        return self.editor.text().strip() or None

    def set_value(self, value: object) -> None:
        self.editor.setText("" if value is None else str(value))


CONTROL = ControlKind("text", TextControl)
