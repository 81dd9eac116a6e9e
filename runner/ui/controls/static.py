"""Text that is only read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from runner.core.i18n import pick
from runner.forms.rich import safe_markdown
from runner.forms.schema import LABEL_EN, LABEL_ZH, Component
from runner.ui.control import Control, ControlKind, FormSurroundings


class StaticControl(Control):
    """A label; Markdown as form-js writes it, links are not opened, HTML is not taken."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        own = component.properties or {}
        texts = {"zh": str(own.get(LABEL_ZH) or ""), "en": str(own.get(LABEL_EN) or "")}
        self.label = QLabel(safe_markdown(pick(texts) or component.text or component.label or ""))
        self.label.setTextFormat(Qt.TextFormat.MarkdownText)
        self.label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)

    def value(self) -> object:
        return None

    def set_value(self, value: object) -> None:
        """Static text has no value."""


CONTROL = ControlKind("static", StaticControl, wide=True)
