"""What is done with a task besides deciding it: asked for in a dialog, then done as the person played."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeler.ui.places.rehearse.migration_dialog import ask_migration
from modeler.ui.places.rehearse.operation_dialog import SEVERAL, NextStep, OperationDialog
from modeler.ui.places.rehearse.operation_dialog import WHAT as WITH_PEOPLE
from modeler.ui.places.rehearse.place_dialog import WHAT as WITH_PLACE
from modeler.ui.places.rehearse.place_dialog import Choice, PlaceDialog
from runner.approvals.signature import needs_signature
from runner.approvals.signers import LIVE
from runner.approvals.verdicts import needs_opinion
from runner.bundle.graph import Verdict
from runner.core.i18n import N_, listed
from runner.core.i18n import tr as _
from runner.ui.signing import SignDialog

if TYPE_CHECKING:
    from modeler.ui.places.rehearse.place import Rehearse
    from runner.protocol import values as out

SHOWN = (*WITH_PEOPLE, *WITH_PLACE)
"""The operations that the window asks for in a dialog."""
DECIDING = {"return": "return", "reject": "reject", "sendOn": "agree"}
"""The operations that decide a task, with the result that they give."""
KINDS = {
    "previous": N_("{step}, the step before"), "starter": N_("{step}, to the starter"),
}  # fmt: skip


def _is_signed(task: out.TaskView, operation: str) -> bool:
    """Whether an operation decides a task in a way that is signed."""
    result = DECIDING.get(operation)
    if result is None:
        return False
    button = next((one for one in task.verdicts if one.result == result), None)
    return needs_signature(task.signature, button or Verdict.model_validate({"id": result, "result": result}))


def ask_operation(place: Rehearse, operation: str) -> None:
    """Ask what an operation needs to know, then do it."""
    task = place.rehearsal.snapshot.task
    if task is None:
        return
    rehearsal, number = place.rehearsal, task.task

    def do(**arguments: Any) -> None:
        given = {key: value for key, value in arguments.items() if value}
        if not _is_signed(task, operation):
            rehearsal.operate(operation, number, **given)
            return
        files = place.task_panel.files
        who = place.names.person(rehearsal.user)
        SignDialog(
            place,
            who,
            files,
            lambda signature: rehearsal.operate(operation, number, **given, signature=dict(signature)),
        ).open()

    if operation in WITH_PLACE:
        choices = {"return": places_of, "jump": places_ahead}.get(operation, lambda _task: [])(task)

        def go(to: str, reason: str) -> None:
            do(to=to, reason=reason, confirmed=operation == "return")

        PlaceDialog(
            place, operation, choices, go, needs_reason=operation == "jump" or asks_why(task, operation)
        ).open()
        return
    open_ = {seat.user or "" for seat in task.seats if seat.state in LIVE} - {rehearsal.user}

    def act(people: list[str], reason: str, at: str) -> None:
        do(to=people if operation in SEVERAL else people[0], reason=reason, at=at)

    among = open_ if operation == "removeSigner" else ()
    ways = places_next(task) if operation == "sendOn" else ()
    OperationDialog(place, operation, place.context.organization, among, act, ways).open()


def asks_why(task: out.TaskView, operation: str) -> bool:
    """Whether the buttons of a step ask for an opinion where it is returned or rejected."""
    buttons = [one for one in task.verdicts if one.result == operation]
    return any(needs_opinion(task.opinion, one) for one in buttons[:1])


def ask_case_act(place: Rehearse, act: str) -> None:
    """Do something with the case as the person played, after asking for words where it needs them."""
    rehearsal = place.rehearsal
    if act == "migrate":
        ask_migration(place)
        return
    if act not in WITH_PLACE:
        rehearsal.operate_case(act)
        return
    PlaceDialog(
        place, act, [], lambda _to, reason: rehearsal.operate_case(act, reason=reason), needs_reason=True
    ).open()  # fmt: skip


def places_next(task: out.TaskView) -> list[NextStep]:
    """Where a task may be sent on to: the step that it stands at first."""
    here = NextStep("", _("{step}, this step").format(step=task.name or task.element))
    return [here, *(NextStep(one.to, one.name, tuple(one.skipped), ends=one.ends) for one in task.next)]


def places_ahead(task: out.TaskView) -> list[Choice]:
    """The steps that a task may jump to, with those that are left out on the way."""
    return [
        Choice(one.to, one.name, _("Left out: {steps}.").format(steps=listed(one.skipped)) if one.skipped else "")
        for one in task.ahead
    ]


def places_of(task: out.TaskView) -> list[Choice]:
    """The steps that a task may be returned to, with what a return does not undo."""
    found = []
    for one in task.back:
        undone = _("Undone: {steps}.").format(steps=listed(one.undone)) if one.undone else ""
        left = _("Not undone: {steps}.").format(steps=listed(one.sent)) if one.sent else ""
        note = " ".join(text for text in (undone, left) if text)
        name = one.name or one.to
        text = _(KINDS[one.kind]).format(step=name) if one.kind in KINDS else name
        found.append(Choice(one.to, text, note))
    return found
