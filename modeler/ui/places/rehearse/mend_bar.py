"""Mending a step: try again, give the result by hand, throw as an error, skip, jump, reassign or choose the way; each
asks why, and the reason stays in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from runner.bundle.bundle import Bundle
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.organization.model import Organization
from runner.protocol.rehearsing import AUTOMATIC
from runner.protocol.values import TaskSummary
from runner.ui.control import FormSurroundings
from runner.ui.controls.person import PersonControl
from runner.ui.kit.layouts import show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label

WAYS = {
    "retry": N_("Try again"), "by-hand": N_("Give the result by hand"), "error": N_("Throw as an error"),
    "skip": N_("Skip the step"), "jump": N_("Jump to another step"), "reassign": N_("Give it to someone else"),
    "pick": N_("Choose the way out"),
}  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What a step offers: errors that the diagram catches, steps to jump to and flows out of a gateway, each with its
    id (or code) and name; `gives_result`: its result can be given in its place."""

    errors: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    flows: tuple[tuple[str, str], ...] = ()
    gives_result: bool = False


def choices_at(bundle: Bundle | None, task: TaskSummary, errors: Sequence[tuple[str, str]]) -> Choices:
    """What the diagram offers to whom mends the step of a task."""
    graph = bundle.graphs.get(task.process) if bundle is not None else None
    node = next((one for one in graph.nodes if one.id == task.element), None) if graph is not None else None
    if graph is None or node is None:
        return Choices(tuple(errors))
    names = {one.id: one.name or one.id for one in graph.nodes}
    steps = tuple(
        (one.id, one.name or one.id)
        for one in graph.nodes
        if one.scope == node.scope and one.id != node.id and one.kind not in ("boundaryEvent", "startEvent")
        and not one.event_sub_process and not one.for_compensation
    )  # fmt: skip
    flows = tuple(
        (one.id, one.name or names.get(one.target, one.target))
        for one in graph.flows
        if one.source == node.id and node.kind.endswith("Gateway")
    )
    return Choices(tuple(errors), steps, flows, node.kind in AUTOMATIC)


class ReasonField(QLineEdit):
    """Escape leaves."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class MendBar(QFrame):
    """`mended` carries how, the reason, and what goes with it: `code`, `to` or `flows`; `wayChosen` the way."""

    mended = Signal(str, str, object)
    wayChosen = Signal(str)
    left = Signal()

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__()
        if closable:
            self.setProperty("role", "banner")
        column = QVBoxLayout(self)
        side = 16 if closable else 0
        column.setContentsMargins(side, 8, side, 8)
        column.setSpacing(6)
        self.title = label("", "heading", wrap=True)
        column.addWidget(self.title)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.way = QComboBox()
        self.way.setAccessibleName(_("What to do"))
        self.way.currentIndexChanged.connect(lambda _index: self._show_target())
        self.targets = QStackedWidget()
        self.targets.setMaximumWidth(280)
        self.nothing, self.choice = QWidget(), QComboBox()
        self.person: PersonControl | None = None
        for page in (self.nothing, self.choice):
            self.targets.addWidget(page)
        row.addWidget(self.way)
        row.addWidget(self.targets, 1)
        row.addStretch(1)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(8)
        self.reason = ReasonField()
        self.reason.setPlaceholderText(_("Why? It stays in the history."))
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setMaximumWidth(520)
        self.go = button(_("Do it"), "primary")
        self.drop = button(_("Cancel"))
        below.addWidget(self.reason, 1)
        below.addWidget(self.go)
        below.addWidget(self.drop)
        below.addStretch(0 if closable else 1)
        column.addLayout(below)
        self.drop.setVisible(closable)
        self.go.clicked.connect(self._send)
        self.reason.returnPressed.connect(self._send)
        self.drop.clicked.connect(self._leave)
        self.reason.left.connect(self._leave)
        self._choices = Choices()
        self._is_closable = closable

    def offer(self, title: str, ways: Sequence[str], choices: Choices, organization: Organization) -> None:
        """Offer ways of mending; those that need something which the diagram does not have are left out."""
        self._choices = choices
        self.title.setText(title)
        self.title.setVisible(bool(title))
        lacking = {name for name, found in (
            ("error", choices.errors), ("jump", choices.steps), ("pick", choices.flows),
            ("by-hand", choices.gives_result),
        ) if not found}  # fmt: skip
        if self.person is not None:
            self.targets.removeWidget(self.person)
            self.person.deleteLater()
        self.person = PersonControl(
            Component(type="textfield", key="to"), FormSurroundings(organization=organization)
        )
        self.targets.addWidget(self.person)
        self.way.blockSignals(True)
        self.way.clear()
        for way in ways:
            if way not in lacking:
                self.way.addItem(_(WAYS[way]), way)
        self.way.blockSignals(False)
        self.reason.clear()
        set_look(self.reason, state="")
        self._show_target()

    def _show_target(self) -> None:
        way = self.way.currentData()
        listed = {"error": self._choices.errors, "jump": self._choices.steps, "pick": self._choices.flows}.get(way)
        if listed is not None:
            self.choice.clear()
            for key, name in listed:
                self.choice.addItem(name, key)
            self.targets.setCurrentWidget(self.choice)
        else:
            self.targets.setCurrentWidget(self.person if way == "reassign" and self.person else self.nothing)
        show_if(self.targets, listed is not None or way == "reassign")
        self.wayChosen.emit(way or "")

    def _send(self) -> None:
        way, reason = self.way.currentData(), self.reason.text().strip()
        set_look(self.reason, state="" if reason else "bad")
        if not reason:
            self.reason.setFocus()
            return
        about: dict[str, object] = {}
        if way == "reassign":
            person = self.person.value() if self.person is not None else None
            if not person:
                return
            about["to"] = str(person)
        elif way == "error":
            about["code"] = self.choice.currentData()
        elif way == "jump":
            about["to"] = self.choice.currentData()
        elif way == "pick":
            about["flows"] = [self.choice.currentData()]
        self.mended.emit(way, reason, about)

    def _leave(self) -> None:
        if self._is_closable:
            self.hide()
            self.left.emit()
