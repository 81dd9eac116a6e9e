"""Several lines of text."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from runner.core.tokens import BODY
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings

LINES = 3


class MultiLineControl(Control):
    """A plain text edit of a few lines; Tab leaves it."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.editor = QPlainTextEdit()
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(LINES * (BODY + 8) + 16)
        self.editor.textChanged.connect(self.edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def value(self) -> object:
        return self.editor.toPlainText().strip() or None

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.editor):
            self.editor.setPlainText("" if value is None else str(value))


CONTROL = ControlKind("multi-line", MultiLineControl, wide=True)
