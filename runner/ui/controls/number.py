"""A number, typed as text so that nothing is rounded and an empty field stays empty."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit

from runner.core.i18n import LocalText, pick
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings


class NumberControl(Control):
    """A right-aligned line edit for numbers, with the unit beside it."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.editor = QLineEdit()
        self.editor.setValidator(QRegularExpressionValidator(QRegularExpression(r"-?\d{0,18}([.]\d{0,6})?"), self))
        self.editor.textEdited.connect(lambda _text: self.edited.emit())
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.addWidget(self.editor, 1)
        unit = self.unit_text()
        if unit:
            label = QLabel(unit)
            label.setProperty("role", "muted")
            self.row.addWidget(label)
        self.setFocusProxy(self.editor)

    def unit_text(self) -> str:
        """The unit or suffix shown after the number."""
        appearance = self.component.option("appearance") or {}
        written = str(appearance.get("suffixAdorner") or "")
        suffix: LocalText = {
            "zh": str(self.component.own("slip:zhSuffix") or written),
            "en": str(self.component.own("slip:enSuffix") or written),
        }
        element = self.surroundings.dictionary.element(self.component.element)
        return pick(suffix) or (element.unit if element and element.unit else "")

    def value(self) -> object:
        try:
            number = Decimal(self.editor.text())
        except InvalidOperation:
            return None
        return int(number) if number == number.to_integral_value() else float(number)

    def set_value(self, value: object) -> None:
        self.editor.setText(self.plain_text(value))

    @staticmethod
    def plain_text(value: object) -> str:
        """The number without a needless fraction."""
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    def reading_text(self, value: object) -> str:
        text = self.plain_text(value)
        return f"{text} {self.unit_text()}".strip() if text else ""


CONTROL = ControlKind("number", NumberControl)
