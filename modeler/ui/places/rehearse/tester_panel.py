"""The tester's part: answer for services and scripts that cannot run here, pick a branch, settle an incident."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from runner.core import messages
from runner.core.i18n import tr as _
from runner.protocol.values import TaskView
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label


class TesterPanel(QWidget):
    """`answered` carries how, the data, and the flows picked."""

    answered = Signal(str, object, object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(16, 12, 16, 12)
        self._page: QWidget | None = None
        self.data = QPlainTextEdit()

    def show_task(self, task: TaskView, flow_names: Mapping[str, str]) -> None:
        """Show what waits for the tester."""
        if self._page is not None:
            self._layout.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = QWidget()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        titles = {
            "service": _("A service is asked"), "script": _("A script in another language"),
            "call": _("A process that is not here is called"), "pick": _("Which way?"),
            "incident": _("Something went wrong"),
        }  # fmt: skip
        column.addWidget(label(f"{task.name or task.element} · {titles.get(task.kind, task.kind)}", "title"))
        if task.trouble is not None:
            column.addWidget(label(messages.sentence(task.trouble.code, task.trouble.params), "bad", wrap=True))
        if task.kind == "pick" or task.options:
            column.addWidget(
                label(_("The model does not say it in a way that can be read here. Choose."), "muted", wrap=True)
            )
            row = QHBoxLayout()
            for flow in task.options:
                one = button(flow_names.get(flow) or flow)
                one.clicked.connect(lambda _on=False, chosen=flow: self.answered.emit("pick", None, [chosen]))
                row.addWidget(one)
            row.addStretch(1)
            column.addLayout(row)
        if task.kind != "pick":
            self._add_data(column, task)
        column.addStretch(1)
        self._layout.addWidget(self._page)

    def _add_data(self, column: QVBoxLayout, task: TaskView) -> None:
        if task.request:
            column.addWidget(label(_("Asked: {request}").format(request=json.dumps(task.request, ensure_ascii=False)),
                                   "muted", wrap=True))  # fmt: skip
        column.addWidget(label(_("Answer as JSON"), "muted"))
        self.data = QPlainTextEdit("{}" if task.kind != "incident" else json.dumps(task.values, ensure_ascii=False))
        self.data.setFixedHeight(80)
        column.addWidget(self.data)
        row = QHBoxLayout()
        choices = (
            [("retry", _("Try again")), ("skip", _("Skip"))] if task.kind == "incident" else [("answer", _("Answer"))]
        )
        for how, text in choices:
            one = button(text, "primary" if how in ("answer", "retry") else "plain")
            one.clicked.connect(lambda _on=False, chosen=how: self._send(chosen))
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)

    def _send(self, how: str) -> None:
        data: Any = None
        if how != "skip":
            try:
                data = json.loads(self.data.toPlainText() or "null")
            except ValueError:
                set_look(self.data, state="bad")
                return
        self.answered.emit(how, data, [])
