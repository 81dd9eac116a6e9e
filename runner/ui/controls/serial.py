"""A serial number: shown, never typed."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout

from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings


class SerialControl(Control):
    """Shows the number, or that it comes with the submit."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self._value: object = None
        self.label = QLabel()
        self.label.setProperty("role", "reading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        self.set_value(None)

    def value(self) -> object:
        return self._value

    def set_value(self, value: object) -> None:
        self._value = value
        self.label.setText(self.reading_text(value))

    def reading_text(self, value: object) -> str:
        return str(value) if value else _("given when submitted")


CONTROL = ControlKind("serial", SerialControl)
