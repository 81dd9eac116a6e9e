"""A value that the form computes; nobody types it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout

from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.controls.number import NumberControl


class ComputedControl(Control):
    """Shows the value with its unit."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self._value: object = None
        self.label = QLabel()
        self.label.setProperty("role", "reading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)

    def value(self) -> object:
        return self._value

    def set_value(self, value: object) -> None:
        self._value = value
        self.label.setText(self.reading_text(value))

    def reading_text(self, value: object) -> str:
        element = self.surroundings.dictionary.element(self.component.element)
        unit = element.unit if element and element.unit else ""
        return f"{NumberControl.plain_text(value)} {unit}".strip() if value is not None else "–"


CONTROL = ControlKind("computed", ComputedControl)
