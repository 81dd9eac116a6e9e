"""What just happened: variables with what is new, why the task came here, and the remarks on the process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.ui.kit import style
from runner.ui.kit.cards import Card
from runner.ui.kit.tables import TableView
from runner.ui.kit.texts import label

MOST_TEXT = 60


def value_text(value: Any) -> str:
    """A variable as one short line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


class FactsPanel(QScrollArea):
    """Shown beside the form."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        page = QWidget()
        page.setProperty("role", "raised")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(12, 16, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(label(_("What just happened"), "heading"))
        layout.addWidget(label(_("Variables"), "caption"))
        self.variables = TableView()
        self.variables.horizontalHeader().hide()
        self.variables.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout.addWidget(self.variables)
        self._why_title = label(_("Why here"), "caption")
        layout.addWidget(self._why_title)
        self.why = Card(active=False)
        layout.addWidget(self.why)
        self._remarks_title = label(_("Remarks"), "caption")
        layout.addWidget(self._remarks_title)
        self.remarks = label("", wrap=True)
        layout.addWidget(self.remarks)
        layout.addStretch(1)
        self.setWidget(page)
        self._before: dict[str, Any] = {}
        self._case: str | None = None

    def show_variables(self, case: str | None, variables: Mapping[str, Any]) -> None:
        """Show all variables; what changed since the last act is marked."""
        before = self._before if case == self._case else {}
        model = QStandardItemModel(len(variables), 3, self)
        theme = style.current_theme()
        for row, (name, value) in enumerate(variables.items()):
            is_new, is_changed = name not in before, before.get(name) != value
            item = QStandardItem(value_text(value))
            item.setToolTip(json.dumps(value, ensure_ascii=False, indent=1))
            mark = QStandardItem(_("new") if is_new else _("changed") if is_changed else "")
            mark.setForeground(QColor(theme.accent))
            for column, cell in enumerate((QStandardItem(name), item, mark)):
                model.setItem(row, column, cell)
        self.variables.setModel(model)
        self.variables.setColumnWidth(0, 92)
        self.variables.setColumnWidth(1, 118)
        height = self.variables.verticalHeader().defaultSectionSize() * max(len(variables), 1) + 8
        self.variables.setFixedHeight(min(height, 320))
        self._before, self._case = dict(variables), case

    def show_why(self, title: str, lines: Sequence[str]) -> None:
        """Show why a task came to its handler."""
        self._why_title.setVisible(bool(lines))
        self.why.setVisible(bool(lines))
        self.why.set_texts(title, "\n".join(lines))

    def show_remarks(self, lines: Sequence[str]) -> None:
        """Show the open remarks."""
        self._remarks_title.setVisible(bool(lines))
        self.remarks.setVisible(bool(lines))
        self.remarks.setText("\n".join(lines))
