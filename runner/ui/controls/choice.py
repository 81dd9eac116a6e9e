"""One of several values, from a list."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from runner.forms.schema import Component
from runner.ui.choices import choices_of, offered_of
from runner.ui.control import Control, ControlKind, FormSurroundings, calm


class ChoiceControl(Control):
    """A combo box whose first entry is empty; the stored value is the code, never the caption."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.choices = choices_of(component, surroundings)
        self.editor = QComboBox()
        self.editor.addItem("", None)
        for value, caption in offered_of(component, surroundings):
            self.editor.addItem(caption, value)
        self.editor.activated.connect(lambda _index: self.edited.emit())
        calm(self.editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def value(self) -> object:
        return self.editor.currentData()

    def set_value(self, value: object) -> None:
        index = self.editor.findData(value)
        if index < 0 and value is not None:  # a retired code stays readable
            self.editor.addItem(self.reading_text(value), value)
            index = self.editor.count() - 1
        self.editor.setCurrentIndex(max(index, 0))

    def reading_text(self, value: object) -> str:
        return dict(self.choices).get(str(value), "" if value is None else str(value))


CONTROL = ControlKind("choice", ChoiceControl)
