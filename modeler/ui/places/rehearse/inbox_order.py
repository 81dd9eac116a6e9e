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
    ("person", N_("By person")),
)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see: a text, a key of `FILTERS` and one of `ORDERS`."""

    text: str = ""
    show: str = "all"
    order: str = "arrived"


def urgency(due: str | None, clock: str) -> Urgency:
    """How urgent a due instant is at another."""
    if not due or not clock:
        return "none"
    left = datetime.fromisoformat(due) - datetime.fromisoformat(clock)
    if left <= timedelta():
        return "overdue"
    return "soon" if left <= SOON else "later"


def arranged(
    tasks: Sequence[TaskSummary], wish: Wish, dues: Mapping[int, str], clock: str, numbers: Mapping[str, int],
    names: Names,
) -> list[TaskSummary]:  # fmt: skip
    """The tasks that fit, in the order asked for; equals stay as they came."""
    wanted = wish.text.casefold().split()

    def fits(task: TaskSummary) -> bool:
        told = (
            f"{task.name} {task.element} {names.person(task.starter)} {names.person(task.user)} {task.process_name}"
        )
        told = f"{told} {numbers.get(task.case, '')}".casefold()
        shown = {
            "pool": task.user is None and task.claimed_by is None,
            "soon": urgency(dues.get(task.task), clock) in ("soon", "overdue"),
            "overdue": urgency(dues.get(task.task), clock) == "overdue",
        }.get(wish.show, True)
        return shown and all(word in told for word in wanted)

    found = [task for task in tasks if fits(task)]
    if wish.order == "newest":
        return sorted(found, key=lambda task: task.opened, reverse=True)
    if wish.order == "due":
        return sorted(found, key=lambda task: (task.task not in dues, dues.get(task.task, "")))
    if wish.order == "case":
        return sorted(found, key=lambda task: numbers.get(task.case, 0))
    if wish.order == "person":
        return sorted(found, key=lambda task: names.person(task.user))
    return found
