"""Several tasks completed together, each as its person: what their forms require is asked once for all of a kind,
what cannot be asked that way is left, and what came of each is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from modeler.ui.places.rehearse.inbox_order import step_name
from runner.bundle.graph import Verdict
from runner.core.errors import AppError, RunError
from runner.core.i18n import listed
from runner.core.i18n import tr as _
from runner.forms.field import FormFacts
from runner.forms.schema import Component, Form, field_places
from runner.forms.validate import validate_form
from runner.protocol.values import TaskSummary, TaskView
from runner.rights.model import FieldRight

REQUIRED = "forms.required"


@dataclass(frozen=True)
class Item:
    """A task of a batch: as whom it is done, which fields of its form have to be filled in and are empty, and why it
    cannot be done together with others (empty: it can)."""

    task: TaskSummary
    user: str
    lacking: frozenset[str] = frozenset()
    left: str = ""


@dataclass(frozen=True)
class Batch:
    """Tasks of one step: `form` holds what at least one of them lacks (None: nothing), `opinion` says when one is
    asked for. `values` are those of the first task, for what expressions of the form look at."""

    title: str
    process: str
    items: tuple[Item, ...]
    verdicts: tuple[Verdict, ...] = ()
    opinion: str = "none"
    form: Form | None = None
    values: Mapping[str, Any] | None = None

    @property
    def possible(self) -> list[Item]:
        """The tasks that can be done together."""
        return [item for item in self.items if not item.left]


@dataclass(frozen=True)
class Wanted:
    """How the tasks of a batch are completed: with a verdict, an opinion, and values for what is empty."""

    verdict: Verdict | None = None
    opinion: str = ""
    values: Mapping[str, Any] | None = None


def gather(
    runner: Any, tasks: Sequence[TaskSummary], user: str, facts: FormFacts,
    progress: Callable[[float], object] = lambda _share: None,
) -> list[Batch]:  # fmt: skip
    """The tasks by step, each read as the person who does it: whoever has it, `user` for a task of a pool."""
    found: dict[tuple[str, str, str], list[tuple[TaskView, Item]]] = {}
    refused: dict[tuple[str, str, str], list[Item]] = {}
    for number, task in enumerate(tasks):
        progress(number / len(tasks))
        who = task.claimed_by or task.user or user
        key = (task.process, task.element, str(task.kind))
        try:
            view = runner.workbench(who).task(task.task)
        except RunError as error:
            refused.setdefault(key, []).append(Item(task, who, left=told(error)))
            continue
        found.setdefault(key, []).append((view, _item(task, view, who, facts)))
    batches = []
    for key in dict.fromkeys([*found, *refused]):
        views = found.get(key, [])
        items = (*(item for _view, item in views), *refused.get(key, ()))
        first = items[0].task
        batch = Batch(step_name(first), first.process_name or first.process, items)
        if views:
            view = views[0][0]
            lacking = frozenset().union(*(item.lacking for item in items if not item.left))
            form = small_form(view.form, lacking) if view.form is not None and lacking else None
            batch = replace(batch, verdicts=tuple(view.verdicts), opinion=view.opinion, form=form, values=view.values)
        batches.append(batch)
    return batches


def _item(task: TaskSummary, view: TaskView, who: str, facts: FormFacts) -> Item:
    lacking: list[str] = []
    beyond: list[str] = []
    if view.form is not None:
        rights = [FieldRight(path=path, access=access) for path, access in view.access.items()]
        askable = {place.path for place in field_places(view.form) if _can_be_asked(place.path, place.component)}
        known = replace(facts, user=who, context=view.values)
        for problem in validate_form(view.form, view.values, rights, facts=known):
            if problem.code != REQUIRED:
                continue  # whether it stands in the way is said when the task is completed
            if problem.field in askable and "row" not in problem.params:
                lacking.append(problem.field or "")
            else:
                beyond.append(problem.params.get("label", problem.field or ""))
    if beyond:
        return Item(task, who, left=_("{fields} has to be filled in.").format(fields=listed(dict.fromkeys(beyond))))
    if view.signature != "none" or any(one.signature == "always" for one in view.verdicts):
        return Item(task, who, left=_("It is signed: that is done one by one."))
    if any(choice.least > len(choice.chosen) for choice in view.choices):
        return Item(task, who, left=_("Whom to ask next has to be chosen."))
    return Item(task, who, frozenset(lacking))


def _can_be_asked(path: str, component: Component) -> bool:
    """Whether a field can stand in a small form of its own: no table, nothing inside a group of its own path."""
    return path == component.name and component.type != "dynamiclist"


def small_form(form: Form, paths: frozenset[str]) -> Form:
    """A form of these fields alone, one below the other, each to be filled in."""
    components = [
        place.component.model_copy(update={"conditional": None, "layout": None})
        for place in field_places(form)
        if place.path in paths and _can_be_asked(place.path, place.component)
    ]
    return form.model_copy(update={"components": components, "checks": None})


def asks_form(verdict: Verdict | None) -> bool:
    """Whether a verdict wants the form filled in."""
    return verdict is None or (verdict.validate_form and verdict.result != "return")


def complete_all(
    runner: Any, batch: Batch, wanted: Wanted, *, done: Callable[[Item, str], None], stopped: Callable[[], bool]
) -> None:
    """Complete the tasks of a batch one by one; `done` hears of each, with why it was refused (empty: done)."""
    verdict, opinion = wanted.verdict.id if wanted.verdict else None, wanted.opinion or None
    for item in batch.possible:
        if stopped():
            return
        values = {}
        if asks_form(wanted.verdict):
            values = {name: value for name, value in (wanted.values or {}).items() if name in item.lacking}
        try:
            runner.workbench(item.user).complete(item.task.task, values, verdict, opinion)
        except AppError as error:
            done(item, told(error))
        else:
            done(item, "")


def told(error: AppError) -> str:
    """A refusal in one line: what, and the first reason."""
    reasons = [one for one in getattr(error, "reason", ()) if one not in error.message]
    return " ".join([error.message, *reasons[:1]])
