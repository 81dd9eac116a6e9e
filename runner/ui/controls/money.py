"""An amount of money with its currency and, in Chinese, its uppercase form (大写)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from runner.data.money import rounded
from runner.forms.fields.number import UPPERCASE, places_of
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings


class MoneyControl(Control):
    """The value is a decimal string with the places of the field, two where nothing is said."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self._is_compact = False
        self.currency = str(component.own("slip:currency") or surroundings.currency)
        places = places_of(component)
        self.places = 2 if places is None else places
        self.wants_words = component.own(UPPERCASE, True) is not False and self.currency == "CNY"
        self.editor = QLineEdit()
        fraction = f"([.]\\d{{0,{self.places}}})?" if self.places else ""
        self.editor.setValidator(QRegularExpressionValidator(QRegularExpression(rf"-?[\d,]{{0,20}}{fraction}"), self))
        self.editor.textEdited.connect(self._typed)
        self.uppercase = QLabel()
        self.uppercase.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.editor, 1)
        row.addWidget(QLabel(self.currency))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.uppercase)
        self.setFocusProxy(self.editor)
        self._show_uppercase()

    def _typed(self, _text: str) -> None:
        self._show_uppercase()
        self.edited.emit()

    def set_compact(self) -> None:
        self._is_compact = True
        self._show_uppercase()

    def _show_uppercase(self) -> None:
        text = uppercase_text(self.value()) if self.wants_words and not self._is_compact else ""
        self.uppercase.setText(text)
        self.uppercase.setVisible(bool(text))

    def value(self) -> object:
        try:
            return str(rounded(Decimal(self.editor.text().replace(",", "")), self.places))
        except InvalidOperation:
            return None

    def set_value(self, value: object) -> None:
        self.editor.setText("" if value is None else str(value))
        self._show_uppercase()

    def reading_text(self, value: object) -> str:
        if value is None:
            return ""
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        words = uppercase_text(value) if self.wants_words and not self._is_compact else ""
        return "\n".join(part for part in (f"{amount:,.{self.places}f} {self.currency}", words) if part)


def uppercase_text(value: object) -> str:
    """The amount in 大写; empty where there is none."""
    if value is None:
        return ""
    from runner.data.money import uppercase

    return uppercase(Decimal(str(value)))


CONTROL = ControlKind("money", MoneyControl)
