"""Which tasks of an inbox are shown, and in which order: search, filter, due dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

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
    ("step", N_("By step")),
    ("case", N_("By case")),
    ("process", N_("By process")),
    ("person", N_("By person")),
    ("starter", N_("By starter")),
)
_SORTED: Mapping[str, Mapping[str, object]] = {
    "arrived": {"order": "opened"}, "newest": {"order": "opened", "descending": True}, "step": {"order": "title"},
}  # fmt: skip
_SHOWN: Mapping[str, Mapping[str, object]] = {
    "pool": {"unclaimed": True}, "overdue": {"overdue": True},
    "soon": {"overdue": True, "within": SOON.total_seconds()},
}  # fmt: skip


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

    @property
    def asked(self) -> dict[str, object]:
        """The same for the lists of the service (`Queries.inbox`), which searches, narrows and sorts in the store."""
        narrowed = {"search": self.text.strip(), "process": self.process, "step": self.step, "holder": self.person}
        given = {key: value for key, value in narrowed.items() if value}
        return {**given, **_SHOWN.get(self.show, {}), **_SORTED.get(self.order, {"order": self.order})}


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
