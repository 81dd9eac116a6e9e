"""时限: by when a step must be done and what happens then; for timers, when they go off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modeler.document.records import NodeRecord
from modeler.ui.expressions.edit import ExpressionEdit
from modeler.ui.expressions.words import process_words
from modeler.ui.panels.editing import Editing
from modeler.ui.panels.fields import ChoiceField, DurationField
from modeler.ui.panels.who_picker import WhoPicker, candidates
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.groups import PropertyGroup
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label, tool_button

DOES = (("remind", N_("remind")), ("hand-over", N_("hand over")),
        ("escalate", N_("escalate to the superior")),
        ("agree", N_("agree by itself")), ("reject", N_("reject by itself")))  # fmt: skip
TIMERS = (("duration", N_("After a time")), ("computed", N_("After a time that is computed")),
          ("date", N_("At a date")), ("cycle", N_("Again and again")))  # fmt: skip


def build(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    """Fill the group; returns what refreshes it."""
    record = editing.record
    if isinstance(record, NodeRecord) and record.event == "timer":
        return _timer(group, editing)
    work = DurationField(
        lambda: str(editing.block("deadline").get("work", "")),
        lambda text: editing.update_block("deadline", merge="work", work=text),
        editing.seal,
    )
    work.setObjectName("property-deadline")
    group.add(_("To be done within, in working time"), work)
    steps = StepList(editing)
    group.add(_("And then"), steps)
    return [work.refresh, steps.refresh]


class StepList(QWidget):
    """What happens when time passes: after how long, and what."""

    def __init__(self, editing: Editing) -> None:
        super().__init__()
        self._editing = editing
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column.addLayout(self._rows)
        add = button(_("Add"), "link", "add")
        add.clicked.connect(lambda: self._write([*self._steps(), {"after": "PT8H", "do": "remind"}]))
        column.addWidget(add, alignment=Qt.AlignmentFlag.AlignLeft)
        self._count = -1
        self._fields: list[Callable[[], None]] = []
        self.refresh()

    def _steps(self) -> list[dict[str, Any]]:
        return [dict(step) for step in self._editing.block("deadline").get("steps") or []]

    def _write(self, steps: list[dict[str, Any]], merge: str = "") -> None:
        self._editing.update_block("deadline", merge=merge, steps=steps)

    def refresh(self) -> None:
        """Show the steps of the document."""
        steps = self._steps()
        if len(steps) != self._count:
            self._count = len(steps)
            self._build()
        for refresh in self._fields:
            refresh()

    def _build(self) -> None:
        clear_layout(self._rows)
        self._fields = []
        for at in range(self._count):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            after = DurationField(
                partial(self._read, at, "after"),
                partial(self._set, at, "after"),
                self._editing.seal,
            )
            does = ChoiceField(
                [(key, _(text)) for key, text in DOES],
                partial(self._read, at, "do"),
                partial(self._set, at, "do"),
            )
            does.setMinimumContentsLength(4)
            remove = tool_button("close", _("Remove"), size=12)
            remove.clicked.connect(lambda _on=False, at=at: self._remove(at))
            row.addWidget(after)
            row.addWidget(does, 1)
            row.addWidget(remove)
            self._rows.addWidget(line)
            heirs = self._make_heirs(at)
            self._rows.addWidget(heirs)
            self._fields += [after.refresh, does.refresh, partial(self._show_heirs, heirs, at)]

    def _make_heirs(self, at: int) -> WhoPicker:
        """To whom a late step is handed over; nobody named: to the superior."""
        kinds = ("user", "role", "position", "group")
        heirs = WhoPicker(
            lambda: candidates(self._editing.context.organization, kinds), self._read(at, "who").split()
        )  # fmt: skip
        heirs.setObjectName(f"deadline-who-{at}")
        heirs.setAccessibleName(_("To whom it is handed over"))
        heirs.changed.connect(lambda whom: self._set(at, "who", " ".join(whom)))
        return heirs

    def _show_heirs(self, heirs: WhoPicker, at: int) -> None:
        heirs.setVisible(self._read(at, "do") == "hand-over")
        heirs.show_chosen(self._read(at, "who").split())

    def _read(self, at: int, key: str) -> str:
        steps = self._steps()
        return str(steps[at].get(key, "")) if at < len(steps) else ""

    def _set(self, at: int, key: str, value: str) -> None:
        steps = self._steps()
        steps[at][key] = value
        if not value or steps[at].get("do") != "hand-over":
            steps[at].pop("who", None)
        self._write(steps, f"step-{at}-{key}")

    def _remove(self, at: int) -> None:
        steps = self._steps()
        del steps[at]
        self._write(steps)


def timer_of(editing: Editing) -> tuple[str, str]:
    """Kind (`duration`, `date`, `cycle`) and text of the timer of an event; empty texts without one."""
    timer = editing.value("timer")
    if isinstance(timer, dict):
        return str(timer.get("kind", "duration")), str(timer.get("text") or "")
    return "duration", ""


def _timer(group: PropertyGroup, editing: Editing) -> list[Callable[[], None]]:
    kind = ChoiceField(
        [(key, _(text)) for key, text in TIMERS],
        lambda: _shown_kind(editing),
        lambda value: write_timer(editing, "duration" if value == "computed" else value,
                                  "= " if value == "computed" else ""),
    )  # fmt: skip
    group.add(_("Goes off"), kind)
    amount = DurationField(
        lambda: timer_of(editing)[1], lambda text: write_timer(editing, "duration", text), editing.seal
    )
    text = ExpressionEdit(
        lambda: _shown_text(editing),
        lambda text: write_timer(editing, timer_of(editing)[0], _kept_text(editing, text)),
        editing.seal,
        known=process_words(editing),
        lines=1,
        checked=lambda: timer_of(editing)[1].lstrip().startswith("="),
        place="timer",
    )
    group.add_widget(amount)
    group.add_widget(text)
    hint = label("", "caption", wrap=True)
    group.add_widget(hint)

    def refresh() -> None:
        kind.refresh()
        chosen = _shown_kind(editing)
        amount.setVisible(chosen == "duration")
        text.setVisible(chosen != "duration")
        (amount if chosen == "duration" else text).refresh()
        hints = {
            "computed": _('An expression that gives a duration, for example: duration("PT8H")'),
            "date": _("A date like 2026-03-02T09:00:00+08:00, or = and an expression"),
            "cycle": _("For example R3/PT8H: three times, every eight hours"),
        }
        hint.setText(hints.get(chosen, ""))
        hint.setVisible(chosen in hints)

    refresh()
    return [refresh]


def _shown_kind(editing: Editing) -> str:
    """The kind as the list says it: a duration that is an expression is one of its own."""
    kind, text = timer_of(editing)
    return "computed" if kind == "duration" and text.lstrip().startswith("=") else kind


def _shown_text(editing: Editing) -> str:
    """What is written: a time that is computed says so in the list, and needs no = in its text."""
    text = timer_of(editing)[1]
    return text.lstrip().removeprefix("=").lstrip() if _shown_kind(editing) == "computed" else text


def _kept_text(editing: Editing, text: str) -> str:
    return f"= {text.removeprefix('=').lstrip()}" if _shown_kind(editing) == "computed" else text


def write_timer(editing: Editing, kind: str, text: str) -> None:
    """Give the event another time."""
    editing.set("timer", {"kind": kind, "text": text}, merge=True)
