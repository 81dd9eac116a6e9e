"""One of a few values, all in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from runner.forms.schema import Component
from runner.ui.choices import choices_of, offered_of
from runner.ui.control import Control, ControlKind, FormSurroundings


class RadioControl(Control):
    """Radio buttons in a row."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.choices = choices_of(component, surroundings)
        self.group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        for number, (_value, caption) in enumerate(self.choices):
            button = QRadioButton(caption)
            self.group.addButton(button, number)
            layout.addWidget(button)
        layout.addStretch(1)
        self.offered = {value for value, _caption in offered_of(component, surroundings)}
        self.set_value(None)
        self.group.idClicked.connect(lambda _number: self.edited.emit())

    def value(self) -> object:
        number = self.group.checkedId()
        return self.choices[number][0] if number >= 0 else None

    def set_value(self, value: object) -> None:
        self.group.setExclusive(False)
        for number, (choice, _caption) in enumerate(self.choices):
            self.group.button(number).setChecked(choice == value)
            # a retired code stays readable where it stands
            self.group.button(number).setVisible(choice in self.offered or choice == value)
        self.group.setExclusive(True)

    def reading_text(self, value: object) -> str:
        return dict(self.choices).get(str(value), "" if value is None else str(value))


CONTROL = ControlKind("radio", RadioControl)
