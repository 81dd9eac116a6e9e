"""Named values as rows of a plain form: name, kind, value; what they are as JSON stands folded under Technical."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.data.json_faults import fault_of
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label, tool_button

NAME_WIDTH, KIND_WIDTH, JSON_HEIGHT = 150, 128, 96


def kind_of_value(value: Any) -> str:
    """How a JSON value is shown: text, number, yesno, or json for lists, records and nothing."""
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "json"


class ValueRow(QWidget):
    """One value. `edited` goes out for the user's acts; `read` raises `ValueError` where the text does not fit
    the kind."""

    edited = Signal()

    def __init__(self, name: str, value: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = QLineEdit(name)
        self.name.setPlaceholderText(_("Name"))
        self.name.setAccessibleName(_("Name"))
        self.name.setFixedWidth(NAME_WIDTH)
        self.kind = QComboBox()
        self.kind.setFixedWidth(KIND_WIDTH)
        self.kind.setAccessibleName(_("Kind of value"))
        for key, text in (
            ("text", _("Text")), ("number", _("Number")), ("yesno", _("Yes or no")), ("json", _("List or other")),
        ):  # fmt: skip
            self.kind.addItem(text, key)
        kind = kind_of_value(value)
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.text = QLineEdit()
        self.text.setAccessibleName(_("Value"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Value"))
        self.choice.addItem(_("yes"), True)
        self.choice.addItem(_("no"), False)
        if kind == "yesno":
            self.choice.setCurrentIndex(0 if value else 1)
        else:
            self.text.setText(json.dumps(value, ensure_ascii=False) if kind == "json" else str(value))
        self.remove = tool_button("close", _("Remove"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name)
        row.addWidget(self.kind)
        row.addWidget(self.text, 1)
        row.addWidget(self.choice, 1)
        row.addWidget(self.remove)
        self._show_kind()
        self.name.textEdited.connect(self._edited)
        self.text.textEdited.connect(self._edited)
        self.choice.activated.connect(self._edited)
        self.kind.activated.connect(self._edited)

    def _edited(self, _value: object = None) -> None:
        self._show_kind()
        self.edited.emit()

    def _show_kind(self) -> None:
        is_choice = self.kind.currentData() == "yesno"
        self.choice.setVisible(is_choice)
        self.text.setVisible(not is_choice)
        set_look(self.text, state="")

    def read(self) -> Any:
        """The value. Raises `ValueError`."""
        kind, text = self.kind.currentData(), self.text.text()
        if kind == "yesno":
            return self.choice.currentData()
        if kind == "text":
            return text
        value = json.loads(text.strip() or "null")
        if kind == "number" and value is not None and kind_of_value(value) != "number":
            raise ValueError(text)
        return value


class ValueRows(QWidget):
    """Rows of named values, and the same as JSON. `value` raises `ValueError` and shows a sentence."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.rows: list[ValueRow] = []
        self.lines = QVBoxLayout()
        self.lines.setSpacing(8)
        column.addLayout(self.lines)
        self.add = button(_("Add a value"), "link")
        self.add.clicked.connect(self._add_empty)
        column.addWidget(self.add)
        self.wrong = label("", "bad", wrap=True)
        self.wrong.hide()
        self.technical = PropertyGroup(_("Technical"), open_=False, parent=self)
        self.json = QPlainTextEdit("{}")
        self.json.setTabChangesFocus(True)
        self.json.setFixedHeight(JSON_HEIGHT)
        self.technical.add(_("The same as JSON"), self.json)
        column.addWidget(self.technical)
        column.addWidget(self.wrong)
        self._is_written = False  # what stands in the JSON field was typed there and is not in the rows
        self.json.textChanged.connect(self._json_edited)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values; a text for a name that has none yet."""
        for row in list(self.rows):
            self._drop(row)
        for name, value in values.items():
            self.add_row(name, value)
        self._show_json()

    def add_row(self, name: str, value: Any) -> ValueRow:
        """Add a row."""
        row = ValueRow(name, value, self)
        row.edited.connect(self._row_edited)
        row.remove.clicked.connect(lambda _on=False: self._remove(row))
        self.lines.addWidget(row)
        self.rows.append(row)
        return row

    def _add_empty(self) -> None:
        self.add_row("", "").name.setFocus()

    def _remove(self, row: ValueRow) -> None:
        self._drop(row)
        self._row_edited()

    def _drop(self, row: ValueRow) -> None:
        self.rows.remove(row)
        self.lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _row_edited(self) -> None:
        self.tell("")
        self._show_json()
        self.edited.emit()

    def _show_json(self) -> None:
        try:
            text = json.dumps(self._of_rows(), ensure_ascii=False, indent=1)
        except ValueError:
            return  # said when it is sent
        self._is_written = False
        self.json.blockSignals(True)
        self.json.setPlainText(text)
        self.json.blockSignals(False)

    def _json_edited(self) -> None:
        self.tell("")
        self._is_written = True
        self.edited.emit()

    def _of_rows(self) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for row in self.rows:
            name = row.name.text().strip()
            if name:
                answer[name] = row.read()
        return answer

    def value(self) -> Any:
        """The values; where the JSON was edited, what it says. Raises `ValueError`, and shows why."""
        try:
            if self._is_written:
                return json.loads(self.json.toPlainText() or "null")
            return self._of_rows()
        except ValueError as error:
            self._complain(error)
            raise

    def _complain(self, error: ValueError) -> None:
        if isinstance(error, json.JSONDecodeError) and self._is_written:
            set_look(self.json, state="bad")
            fault = fault_of(error)
            self.tell(
                _("This is not JSON, line {line}, character {column}: {cause}.").format(
                    line=fault.line, column=fault.column, cause=fault.told
                )
            )
            return
        for row in self.rows:
            try:
                row.read()
            except ValueError:
                set_look(row.text, state="bad")
                name = row.name.text().strip()
                if row.kind.currentData() == "number":
                    self.tell(_("{name} is not a number.").format(name=name))
                else:
                    self.tell(_("{name} is neither a list nor a record as JSON writes them.").format(name=name))
                return

    def tell(self, text: str) -> None:
        """Say what is wrong; empty: nothing."""
        if not text:
            set_look(self.json, state="")
            for row in self.rows:
                set_look(row.text, state="")
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
