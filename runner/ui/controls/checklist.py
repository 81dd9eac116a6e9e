"""Any of several values."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QGridLayout

from runner.core.i18n import listed
from runner.forms.schema import Component
from runner.ui.choices import choices_of, offered_of
from runner.ui.control import Control, ControlKind, FormSurroundings

COLUMNS = 3


class ChecklistControl(Control):
    """Check boxes in columns; the stored value is the list of ticked codes in the order of the choices."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.choices = choices_of(component, surroundings)
        self.boxes: list[QCheckBox] = []
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for number, (_value, caption) in enumerate(self.choices):
            box = QCheckBox(caption)
            box.clicked.connect(lambda _on: self.edited.emit())
            self.boxes.append(box)
            layout.addWidget(box, number // COLUMNS, number % COLUMNS)
        self.offered = {value for value, _caption in offered_of(component, surroundings)}
        self.set_value(None)

    def value(self) -> object:
        return [value for (value, _), box in zip(self.choices, self.boxes, strict=True) if box.isChecked()]

    def set_value(self, value: object) -> None:
        ticked = value if isinstance(value, list) else []
        for (choice, _), box in zip(self.choices, self.boxes, strict=True):
            with QSignalBlocker(box):
                box.setChecked(choice in ticked)
                # a retired code stays readable where it stands
                box.setVisible(choice in self.offered or choice in ticked)

    def reading_text(self, value: object) -> str:
        captions = dict(self.choices)
        return listed(captions.get(str(item), str(item)) for item in value) if isinstance(value, list) else ""


CONTROL = ControlKind("checklist", ChecklistControl)
