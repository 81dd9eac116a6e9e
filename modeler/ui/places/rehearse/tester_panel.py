"""The tester's part: answer for services and scripts that cannot run here, pick a branch, settle an incident,
hand on a step that found nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.ui.panels.fields import DurationField
from modeler.ui.panels.value_rows import ValueRows
from modeler.ui.places.rehearse.mend_bar import Choices, MendBar, choices_at
from modeler.ui.places.rehearse.words import Names, trail_lines
from runner.bundle.bundle import Bundle
from runner.core import messages
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.protocol.values import TaskView
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label

FORM_WIDTH = 560
DATA, RESULT = N_("Data to try again or to go on with"), N_("What it would have given")
WITH_VALUES = ("retry", "skip", "by-hand")
"""Ways of mending that take values."""


@dataclass(frozen=True)
class Surroundings:
    """What the diagram says about a step that is answered by hand: the names of what it should answer, the errors
    that are caught (code, name), and of an ad-hoc sub-process what may be done in it (id, name)."""

    outputs: tuple[str, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()


def surroundings_of(bundle: Bundle | None, task: TaskView) -> Surroundings:
    """What the diagram says about the step of a task."""
    graph = bundle.graphs.get(task.process) if bundle is not None else None
    node = next((one for one in graph.nodes if one.id == task.element), None) if graph is not None else None
    if graph is None or node is None:
        return Surroundings()
    outputs = []
    for item in node.service.outputs if node.service is not None else ():
        head, _dot, rest = item.value.strip().partition(".")
        name = rest if head == "result" else item.value.strip()
        if name.isidentifier():
            outputs.append(name)
    outputs += [line.name for line in node.script.lines] if node.script is not None else []
    if node.decision is not None and node.decision.result:
        outputs.append(node.decision.result)
    scopes = {None, node.scope, node.id}
    errors: dict[str, str] = {}
    for one in graph.nodes:
        if one.event is None or one.event.kind != "error":
            continue
        on_border = one.kind == "boundaryEvent" and one.attached_to in scopes - {None}
        if on_border or (one.kind == "startEvent" and one.scope is not None):
            code = one.event.code or one.event.name or ""
            errors.setdefault(code, one.name or one.event.name or code or one.id)
    steps: list[tuple[str, str]] = []
    if node.kind == "adHocSubProcess":
        named = {one.id: one.name or one.id for one in graph.nodes} | {node.id: _("Nothing more")}
        steps = [(step, named.get(step, step)) for step in task.options]
    return Surroundings(tuple(dict.fromkeys(outputs)), tuple(errors.items()), tuple(steps))


def value_text(value: Any) -> str:
    """A value of JSON as people read it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class TesterPanel(QScrollArea):
    """`answered` carries how, the data, and the flows picked; `mended` how, the reason, and what goes with it."""

    answered = Signal(str, object, object)
    mended = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.values = ValueRows(self)
        self.values.hide()
        self.error: QComboBox | None = None
        self.after = ""
        self.buttons: dict[str, QWidget] = {}
        self.mending: MendBar | None = None
        self._values_title = label()
        self._values_of = False
        """Whether the values are those that the step would have given."""

    def show_task(
        self, task: TaskView, names: Names, flow_names: Mapping[str, str], surroundings: Surroundings | None = None
    ) -> None:
        """Show what waits for the tester."""
        self.buttons, self.mending, self.error, self.after = {}, None, None, ""
        self.values.hide()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        titles = {
            "service": _("A service is asked"), "script": _("A script in another language"),
            "call": _("A process that is not here is called"), "pick": _("Which way?"),
            "incident": _("Something went wrong"),
        }  # fmt: skip
        steps = dict(surroundings.steps) if surroundings is not None else {}
        if steps:
            titles["pick"] = _("What is done next?")
        about = _("Nobody handles this") if task.alert else titles.get(task.kind, task.kind)
        column.addWidget(label(f"{task.name or task.element} · {about}", "title", wrap=True))
        told = _("You act as the tester here, not as the person played, and see all values.")
        column.addWidget(label(told, "caption", wrap=True))
        if task.trouble is not None:
            column.addWidget(label(messages.sentence(task.trouble.code, task.trouble.params), "bad", wrap=True))
        if task.alert:
            self._add_people(column, task, names)
        elif task.kind == "incident":
            self._add_incident(column, task, names, surroundings or Surroundings())
        elif task.kind != "pick":
            self._add_answer(column, task, surroundings or Surroundings())
        if task.options:
            advice = _("The model does not say it in a way that can be read here. Choose.")
            if steps:
                advice = _("Any of these steps may be done, in any order and more than once.")
            self._add_options(column, task, steps or flow_names, advice)
        column.addStretch(1)
        self.setWidget(page)

    def _add_people(self, column: QVBoxLayout, task: TaskView, names: Names) -> None:
        for line in trail_lines(task.trail):
            column.addWidget(label(line, "muted", wrap=True))
        column.addWidget(label(_("Hand it to someone to go on; in Design, give the step a handler."), wrap=True))
        self._add_mending(column, names, ["reassign", "skip", "jump"], choices_at(names.bundle, task, ()))

    def _add_incident(self, column: QVBoxLayout, task: TaskView, names: Names, surroundings: Surroundings) -> None:
        advice = _("Try again, with other data if that was the cause, or go on another way.")
        column.addWidget(label(advice, "muted", wrap=True))
        choices = choices_at(names.bundle, task, surroundings.errors)
        self._add_mending(column, names, ["retry", "by-hand", "error", "skip", "jump", "pick"], choices)
        self._add_values(column, _(DATA), task.values)
        self._values_of = False
        result = dict.fromkeys(surroundings.outputs, "") or {f"{task.element}_result": ""}
        if self.mending is not None:
            self.mending.wayChosen.connect(lambda way: self._show_values(way, task.values, result))

    def _show_values(self, way: str, data: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        """The values that go with a way: the data, or what the step would have given; none for others."""
        is_by_hand = way == "by-hand"
        wanted = result if is_by_hand else data
        if self._values_of != is_by_hand:
            self._values_of = is_by_hand
            self.values.set_values(wanted)
        self._values_title.setText(_(RESULT if is_by_hand else DATA))
        for widget in (self._values_title, self.values):
            show_if(widget, way in WITH_VALUES and (is_by_hand or bool(data)))

    def _add_mending(self, column: QVBoxLayout, names: Names, ways: list[str], choices: Choices) -> None:
        self.mending = MendBar(closable=False)
        self.mending.offer("", ways, choices, names.organization)
        self.mending.mended.connect(self._mend)
        column.addWidget(self.mending)

    def _mend(self, how: str, reason: str, about: dict[str, Any]) -> None:
        given = dict(about)
        if how in WITH_VALUES and not self.values.isHidden():
            try:
                given["data"] = self.values.value()
            except ValueError:
                return  # the rows say what is wrong
        self.mended.emit(how, reason, given)

    def _add_answer(self, column: QVBoxLayout, task: TaskView, surroundings: Surroundings) -> None:
        asked = task.request.get("inputs", task.request)
        if asked:
            lines = [f"{name}: {value_text(value)}" for name, value in asked.items()]
            column.addWidget(label(_("Asked with {values}").format(values=listed(lines)), "muted", wrap=True))
        self._add_values(column, _("What it answers"), dict.fromkeys(surroundings.outputs, ""))
        wait = DurationField(lambda: self.after, self._set_after, lambda: None)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(_("Answers after"), "muted"))
        row.addWidget(wait)
        row.addStretch(1)
        column.addLayout(row)
        self._add_buttons(column, [("answer", _("Answer"), "primary"), ("error", _("It fails"), "plain")])
        self._add_failure(column, surroundings)

    def _add_failure(self, column: QVBoxLayout, surroundings: Surroundings) -> None:
        """Which error it fails with, where the diagram catches several."""
        self.error = QComboBox()
        for code, name in surroundings.errors:
            self.error.addItem(name, code)
        self.error.setAccessibleName(_("Fails with"))
        can_fail = self.error.count() > 0
        self.buttons["error"].setEnabled(can_fail)
        if self.error.count() > 1:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(label(_("Fails with"), "muted"))
            row.addWidget(self.error)
            row.addStretch(1)
            column.addLayout(row)
        elif not can_fail:
            advice = _("Nothing in the diagram catches a failure of this step: put an error event on its border.")
            column.addWidget(label(advice, "caption", wrap=True))

    def _set_after(self, text: str) -> None:
        self.after = text

    def _add_values(self, column: QVBoxLayout, caption: str, data: Mapping[str, Any]) -> None:
        self._values_title = label(caption, "muted")
        column.addWidget(self._values_title)
        self.values = ValueRows()
        self.values.setAccessibleName(caption)
        self.values.set_values(data)
        self.values.setMaximumWidth(FORM_WIDTH)
        column.addWidget(self.values)

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

    def _add_options(self, column: QVBoxLayout, task: TaskView, shown: Mapping[str, str], advice: str) -> None:
        column.addWidget(label(advice, "muted", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        for flow in task.options:
            one = button(shown.get(flow) or flow)
            one.clicked.connect(lambda _on=False, chosen=flow: self.answered.emit("pick", None, [chosen]))
            self.buttons[flow] = one
            row.addWidget(one)
        row.addStretch(1)
        column.addLayout(row)

    def _send(self, how: str) -> None:
        data: Any = None
        if how == "error":
            data = self.error.currentData() if self.error is not None else None
        elif how != "skip":
            try:
                data = self.values.value()
            except ValueError:
                return  # the rows say what is wrong
        self.answered.emit(how, data, [])
