"""Several tasks completed together, each as its person: what cannot be done is named, the rest is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.protocol.values import TaskSummary

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse

MOST_TOLD = 3
Refused = list[tuple[TaskSummary, RunError]]


def complete_all(runner: Any, tasks: Sequence[TaskSummary], user: str) -> tuple[int, Refused]:
    """Agree to tasks, or complete those without a verdict; how many were done, and which were refused. A task of a
    pool is done by `user`."""
    done, refused = 0, []
    for task in tasks:
        desk = runner.workbench(task.claimed_by or task.user or user)
        try:
            verdicts = desk.task(task.task).verdicts
            agreed = next((one.id for one in verdicts if one.result == "agree"), None)
            desk.complete(task.task, {}, agreed)
            done += 1
        except RunError as error:
            refused.append((task, error))
    return done, refused


def complete_together(place: Rehearse, tasks: Sequence[TaskSummary]) -> None:
    """Complete the chosen tasks and say what came of it."""
    user = place.rehearsal.user

    def told(found: tuple[int, Refused]) -> None:
        done, refused = found
        what = trn("{count} task was completed.", "{count} tasks were completed.", done)
        if not refused:
            place.notify(what)
            return
        lines = [
            _("{step}: {cause}").format(step=task.name or task.element, cause=place.names.refusal(error))
            for task, error in refused[:MOST_TOLD]
        ]
        rest = len(refused) - MOST_TOLD
        if rest > 0:
            lines.append(trn("{count} more was refused.", "{count} more were refused.", rest))
        place.middle.notice.tell(what, "\n".join(lines), _("Open what is missing and complete it there."),
                                 tone="warning")  # fmt: skip

    place.rehearsal.run(lambda runner: complete_all(runner, tasks, user), told)
