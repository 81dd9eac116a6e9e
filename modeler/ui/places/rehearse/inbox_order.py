"""Which tasks of an inbox are shown, and in which order: search, filter, due dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from modeler.ui.places.rehearse.words import Names
from runner.core.i18n import N_
from runner.protocol.values import TaskSummary

Urgency = Literal["overdue", "soon", "later", "none"]
SOON = timedelta(hours=24)
FILTERS = (
    ("all", N_("All")),
    ("pool", N_("To claim")),
    ("soon", N_("Due within a day")),
    ("overdue", N_("Overdue")),
)
ORDERS = (
    ("arrived", N_("Oldest first")),
    ("newest", N_("Newest first")),
    ("due", N_("Due first")),
    ("case", N_("By case")),
    ("process", N_("By process")),
    ("person", N_("By person")),
)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see: a text, a key of `FILTERS` and one of `ORDERS`; only of a process, a step (by its
    name) or a person (bare id), where these are not empty."""

    text: str = ""
    show: str = "all"
    order: str = "arrived"
    process: str = ""
    step: str = ""
    person: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether everything is shown."""
        return self.show == "all" and not (self.text.strip() or self.process or self.step or self.person)


def step_name(task: TaskSummary) -> str:
    """What the step of a task is called."""
    return task.name or task.element


def holder(task: TaskSummary) -> str:
    """Whose task it is; empty: whoever takes it."""
    return task.claimed_by or task.user or ""


def urgency(due: str | None, clock: str) -> Urgency:
    """How urgent a due instant is at another."""
    if not due or not clock:
        return "none"
    left = datetime.fromisoformat(due) - datetime.fromisoformat(clock)
    if left <= timedelta():
        return "overdue"
    return "soon" if left <= SOON else "later"


def arranged(
    tasks: Sequence[TaskSummary], wish: Wish, clock: str, numbers: Mapping[str, int], names: Names
) -> list[TaskSummary]:  # fmt: skip
    """The tasks that fit, in the order asked for; equals stay as they came."""
    wanted = wish.text.casefold().split()

    def fits(task: TaskSummary) -> bool:
        people = f"{names.person(task.starter)} {names.person(holder(task))} {task.starter} {holder(task)}"
        told = f"{task.name} {task.element} {people} {task.process_name} {task.summary} {task.case}"
        told = f"{told} {numbers.get(task.case, '')}".casefold()
        if (wish.process and wish.process != task.process) or (wish.step and wish.step != step_name(task)):
            return False
        if wish.person and wish.person != holder(task):
            return False
        shown = {
            "pool": task.user is None and task.claimed_by is None,
            "soon": urgency(task.due, clock) in ("soon", "overdue"),
            "overdue": urgency(task.due, clock) == "overdue",
        }.get(wish.show, True)
        return shown and all(word in told for word in wanted)

    found = [task for task in tasks if fits(task)]
    if wish.order == "newest":
        return sorted(found, key=lambda task: task.opened, reverse=True)
    if wish.order == "due":
        return sorted(found, key=lambda task: (task.due is None, task.due or ""))
    if wish.order == "case":
        return sorted(found, key=lambda task: (task.case not in numbers, numbers.get(task.case, 0), task.case))
    if wish.order == "person":
        return sorted(found, key=lambda task: names.person(holder(task)))
    if wish.order == "process":
        return sorted(found, key=lambda task: (task.process_name or task.process, step_name(task)))
    return found
