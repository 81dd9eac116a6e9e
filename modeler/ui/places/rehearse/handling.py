"""What is done with the task at hand: completed, claimed, handed on, answered for a system, mended by the tester."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from modeler.ui.places.rehearse.foreseeing import ask_path
from modeler.ui.places.rehearse.mend_bar import choices_at
from modeler.ui.places.rehearse.operating import ask_operation
from modeler.ui.places.rehearse.stage import form_facts, problems_of
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.problem import Problem

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse


class Handling(QObject):
    """Works with its place."""

    def __init__(self, place: Rehearse) -> None:
        super().__init__(place)
        self._place, self._rehearsal = place, place.rehearsal
        middle, panel = place.middle, place.task_panel
        panel.completed.connect(self._complete)
        panel.claimed.connect(self._claim)
        panel.pathAsked.connect(lambda: ask_path(place))
        panel.operated.connect(lambda operation: ask_operation(place, operation))
        middle.tester_panel.answered.connect(self._answer)
        middle.tester_panel.mended.connect(self._mend)
        middle.mend_bar.mended.connect(self._mend)
        middle.mendAsked.connect(self.ask_mend)

    def _complete(self, values: Mapping[str, Any], verdict: str, opinion: str) -> None:
        facts = form_facts(
            self._place.context,
            self._rehearsal.bundle,
            self._rehearsal.snapshot,
            self._rehearsal.user,
        )
        given = self._place.task_panel.player.values() if self._place.task_panel.player is not None else {}
        check = partial(problems_of, self._rehearsal.snapshot, given, verdict, facts)
        self._place.task_panel.check(check, lambda problems: self._checked(problems, values, verdict, opinion))

    def _checked(self, problems: Sequence[Problem], values: Mapping[str, Any], verdict: str, opinion: str) -> None:
        if problems:
            self._place.task_panel.refuse(AppError("task.invalid", reasons=""), problems)
            return
        task, panel = self._rehearsal.snapshot.task, self._place.task_panel
        if task is None:
            starts = self._rehearsal.snapshot.starts
            at = starts[0].element if starts else None
            self._rehearsal.start(values, at, department=panel.department, choices=panel.choices)
        else:
            self._rehearsal.complete(task.task, values, verdict, opinion, panel.choices, panel.signature)

    def _claim(self, operation: str) -> None:
        task = self._rehearsal.snapshot.task
        if task is not None:
            self._rehearsal.operate(operation, task.task)

    def _answer(self, how: str, data: Any, flows: list[str]) -> None:
        task = self._rehearsal.snapshot.task
        if task is not None:
            self._rehearsal.answer(task.task, how, data, tuple(flows), after=self._place.middle.tester_panel.after)

    def _mend(self, how: str, reason: str, about: dict[str, Any]) -> None:
        task = self._rehearsal.snapshot.task
        if task is not None:
            number = task.task
            bar = self._place.middle.mend_bar
            self._rehearsal.steer(lambda steer: steer.mend(number, how, reason, **about), lambda _done: bar.hide())

    def ask_mend(self) -> None:
        """Ask what to do with the step at hand, as the tester."""
        task = self._rehearsal.snapshot.task
        if task is not None:
            choices = choices_at(self._rehearsal.bundle, task, ())
            title = _("{step}, as the tester").format(step=task.name or task.element)
            self._place.middle.mend_bar.offer(
                title, ["reassign", "skip", "jump"], choices, self._place.context.organization
            )
            self._place.middle.mend_bar.show()
            self._place.middle.mend_bar.reason.setFocus()
