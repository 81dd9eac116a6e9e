"""The tester's part: answer for services and scripts that cannot run here, pick a branch, settle an incident,
hand on a step that found nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.places.rehearse.words import Names, trail_lines
from runner.core import messages
from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.protocol.values import TaskView
from runner.ui.control import FormSurroundings
from runner.ui.controls.person import PersonControl
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label


class TesterPanel(QScrollArea):
    """`answered` carries how, the data, and the flows picked; `handedTo` the bare id of a person."""

    answered = Signal(str, object, object)
    handedTo = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.data = QPlainTextEdit()
        self.wrong = label("", "bad", wrap=True)
        self.buttons: dict[str, QWidget] = {}
        self.person: PersonControl | None = None

    def show_task(self, task: TaskView, names: Names, flow_names: Mapping[str, str]) -> None:
        """Show what waits for the tester."""
        self.buttons, self.person = {}, None
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        titles = {
            "service": _("A service is asked"), "script": _("A script in another language"),
            "call": _("A process that is not here is called"), "pick": _("Which way?"),
            "incident": _("Something went wrong"),
        }  # fmt: skip
        about = _("Nobody handles this") if task.alert else titles.get(task.kind, task.kind)
        column.addWidget(label(f"{task.name or task.element} · {about}", "title", wrap=True))
        if task.trouble is not None:
            column.addWidget(label(messages.sentence(task.trouble.code, task.trouble.params), "bad", wrap=True))
        if task.alert:
            self._add_people(column, task, names)
        elif task.kind == "incident":
            self._add_incident(column, task)
        elif task.kind != "pick":
            self._add_answer(column, task)
        if task.options:
            self._add_options(column, task, flow_names)
        column.addStretch(1)
        self.setWidget(page)

    def _add_people(self, column: QVBoxLayout, task: TaskView, names: Names) -> None:
        for line in trail_lines(task.trail):
            column.addWidget(label(line, "muted", wrap=True))
        column.addWidget(label(_("Hand it to someone to go on; in Design, give the step a handler."), wrap=True))
        component = Component(type="textfield", key="person")
        self.person = PersonControl(component, FormSurroundings(organization=names.organization))
        self.person.setMaximumWidth(320)
        column.addWidget(self.person)
        self._add_buttons(column, [("hand", _("Hand over"), "primary")])

    def _add_incident(self, column: QVBoxLayout, task: TaskView) -> None:
        advice = _("Try again, with other data if that was the cause, or skip the step.")
        column.addWidget(label(advice, "muted", wrap=True))
        self._add_data(column, _("Data to try again with"), task.values)
        self._add_buttons(column, [("retry", _("Try again"), "primary"), ("skip", _("Skip the step"), "plain")])

    def _add_answer(self, column: QVBoxLayout, task: TaskView) -> None:
        if task.request:
            asked = json.dumps(task.request, ensure_ascii=False)
            column.addWidget(label(_("Asked: {request}").format(request=asked), "muted", wrap=True))
        self._add_data(column, _("What it answers"), {})
        self._add_buttons(column, [("answer", _("Answer"), "primary")])

    def _add_data(self, column: QVBoxLayout, caption: str, data: Mapping[str, Any]) -> None:
        column.addWidget(label(caption, "muted"))
        self.data = QPlainTextEdit(json.dumps(data, ensure_ascii=False, indent=1))
        self.data.setTabChangesFocus(True)
        self.data.setAccessibleName(caption)
        self.data.setFixedHeight(84)
        column.addWidget(self.data)
        self.wrong = label("", "bad", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)

    def _add_buttons(self, column: QVBoxLayout, choices: list[tuple[str, str, Any]]) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for how, text, kind in choices:
            one = button(text, kind)
            one.clicked.connect(lambda _on=False, chosen=how: self._send(chosen))
            self.buttons[how] = one
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)

    def _add_options(self, column: QVBoxLayout, task: TaskView, flow_names: Mapping[str, str]) -> None:
        advice = _("The model does not say it in a way that can be read here. Choose.")
        column.addWidget(label(advice, "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        for flow in task.options:
            one = button(flow_names.get(flow) or flow)
            one.clicked.connect(lambda _on=False, chosen=flow: self.answered.emit("pick", None, [chosen]))
            self.buttons[flow] = one
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)

    def _send(self, how: str) -> None:
        if how == "hand":
            if self.person is not None and self.person.value():
                self.handedTo.emit(str(self.person.value()))
            return
        data: Any = None
        if how != "skip":
            try:
                data = json.loads(self.data.toPlainText() or "null")
            except ValueError as error:
                set_look(self.data, state="bad")
                self.wrong.setText(_("This is not JSON: {cause}").format(cause=error))
                self.wrong.show()
                return
        self.answered.emit(how, data, [])
