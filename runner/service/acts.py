"""The acts of people on tasks: complete, claim, operate; rights and forms are enforced here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from runner.approvals.plan import Plan
from runner.approvals.signature import Signed, check_signature
from runner.approvals.signers import LIVE
from runner.approvals.verdicts import NODE, PREVIOUS, START, button_of, check_opinion, chosen
from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.forms.access import apply_write, check_write
from runner.forms.defaults import defaults_of, with_defaults, without_hidden
from runner.forms.field import FormFacts
from runner.forms.schema import Form
from runner.forms.validate import validate_form
from runner.organization.trail import TrailStep, said_openly
from runner.organization.who import expand_who
from runner.rights.check import Decision
from runner.rights.model import Action
from runner.rights.operations import is_closed
from runner.service import choosing, jumping, returning, signing, standing, suspending
from runner.service.before_return import before
from runner.service.people import HUMAN, OPEN_WORK, TESTER
from runner.service.related import finished_cases
from runner.service.serials import with_numbers
from runner.service.step_form import form_of
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "task.unknown": (N_("There is no task {task}."), ""),
        "task.handled": (N_("This task is already handled."), N_("Someone else was faster, or the case went on.")),
        "task.not-yours": (N_("This task is not {user}'s."), N_("Play as the person it was given to.")),
        "task.claimed": (N_("{user} has claimed this task."), N_("It comes back when it is released.")),
        "task.not-for-people": (N_("This step waits for the tester, not for a person."), ""),
        "task.not-for-tester": (N_("This step waits for a person."), N_("Open it in the inbox.")),
        "task.forbidden": (N_("{user} may not do this."), N_("The rights of the process say so.")),
        "task.forbidden-write": (N_("This may not be written: {reasons}"), N_("Leave these fields as they are.")),
        "task.invalid": (N_("The form is not complete: {reasons}"), N_("Mend the marked fields.")),
        "task.operation": (N_("“{operation}” is not possible at this step."), ""),
        "task.unsupported-operation": (N_("“{operation}” is not there yet."), ""),
        "task.nobody": (N_("Say to whom."), ""),
        "task.unknown-person": (
            N_("{person} is not in the organisation, or not active."),
            N_("Choose someone else."),
        ),
    }
)


def seat_of(
    room: Room, task_id: int, *, kinds: list[str] | None = None, states: Sequence[str] = ("open",)
) -> tuple[Row, Row, Live]:
    """Seat, work and case of an open task (with `states` also of one that waits).

    Raises `RunError`: `task.unknown`, `task.handled`, `case.suspended`."""
    seat = room.tx.row("task", task_id)
    if seat is None:
        raise RunError("task.unknown", task=task_id)
    work = room.tx.row("work", seat["work"]) or {}
    if seat["state"] not in states or work["state"] not in OPEN_WORK:
        raise RunError("task.handled")
    if kinds is not None and work["kind"] not in kinds:
        raise RunError("task.not-for-people" if kinds == HUMAN else "task.not-for-tester")
    live = room.case(seat["instance"])
    suspending.check(live)
    return seat, work, live


def allowed(live: Live, action: Action, user: str, *, handles: bool = False) -> Decision:
    """Whether a person may do something with a case, which they handle or not."""
    return standing.allowed(
        live.bundle, live.row, action, user, handles=handles, day=live.bundle.day(live.engine.now)
    )


def require(decision: Decision, user: str) -> None:
    """Raises `RunError` (`task.forbidden`) with the trail as its reason."""
    if not decision.allowed:
        raise RunError("task.forbidden", user=user, reason=tuple(step.message for step in decision.trail))


def check_person(live: Live, seat: Row, work: Row, user: str) -> None:
    """Whether this person may act on this seat. Raises `RunError` with the reason."""
    if work["state"] == "alert" or seat["user"] not in (None, user):
        # whoever asks may see none of the values that led here
        trail = said_openly(map(TrailStep.from_json, json.loads(work["plan"])["trail"]), lambda _path: False)
        raise RunError("task.not-yours", user=user, reason=tuple(step.message for step in trail))
    if seat["claimed_by"] not in (None, user):
        raise RunError("task.claimed", user=seat["claimed_by"])
    actions: dict[str, Action] = {"work": "handle", "start": "start"}  # resubmitting a returned case is starting it
    require(allowed(live, actions.get(work["kind"], "see"), user, handles=True), user)


def written(
    room: Room,
    live: Live,
    node: Node,
    before: Mapping[str, Any],
    data: Mapping[str, Any],
    user: str,
    *,
    validate: bool,
) -> dict[str, Any]:
    """The variables that a submitted form writes.

    Raises `RunError`: `task.forbidden-write` (each forbidden field with its reason), `task.invalid`.
    """
    form, rights = form_of(live, node)
    if form is None:
        return dict(data)
    bundle, engine = live.bundle, live.engine
    facts = FormFacts(
        bundle.dictionary, bundle.organization, engine.calendar, engine.now, user=user, sources=bundle.data,
        cases=cache(lambda: finished_cases(room.service, room.tx, user)),
        department=live.setup.get("department") if node.kind == "startEvent" else None,
    )  # fmt: skip
    given = defaults_of(form, before, rights, facts, is_start=node.kind == "startEvent")
    begun = with_defaults(form, before, rights, facts, is_start=node.kind == "startEvent")
    forbidden = check_write(form, begun, data, rights, user=user, facts=facts)
    if forbidden:
        raise _refusal("task.forbidden-write", forbidden)
    after = apply_write(form, begun, data, rights, user=user, facts=facts)
    after = without_hidden(form, after, list(given), facts)
    if validate:
        problems = validate_form(form, after, rights, facts=replace(facts, context=before))
        if problems:
            raise _refusal("task.invalid", problems)
    # what the form computed or dropped counts as written, too
    dropped = {name: None for name in before if name not in after}
    # a default that was emptied is written as nothing, so that it does not come back at a later step
    changed = {name: value for name, value in after.items() if before.get(name) != value or name not in before}
    return {**changed, **dropped}


def numbered(room: Room, live: Live, node: Node, before: Mapping[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values of a submitted form with the serial numbers that it gets. Raises `RunError`."""
    return with_numbers(room, live, form_of(live, node)[0], before, values, node.id)


def _refusal(code: str, problems: list[Problem]) -> RunError:
    reasons = tuple(problem.message for problem in problems)
    return RunError(code, reasons=" ".join(reasons), fields=",".join(p.field or "" for p in problems), reason=reasons)


def complete(
    room: Room,
    task_id: int,
    user: str,
    data: Mapping[str, Any],
    verdict: str | None,
    opinion: str | None,
    choices: Mapping[str, Any],
    signature: object = None,
) -> str:
    """A person completes a task; the case's id. Raises `RunError` with the reason where it may not be."""
    seat, work, live = seat_of(room, task_id, kinds=HUMAN)
    check_person(live, seat, work, user)
    node = live.deployed.node(work["process"], work["element"])
    button = chosen(node, verdict) if work["kind"] == "work" else None
    given = dict(data)
    form, _rights = form_of(live, node)
    if opinion is None and "opinion" in given and (form is None or "opinion" not in names_of(form)):
        opinion = str(given.pop("opinion"))
    check_opinion(node, button, opinion)
    signed = signing.signed(live, user, signature)
    if not signing.gives_advice(work, seat):
        check_signature(node, button, signed)
    token = live.engine.find(work["token"])
    validate = button is None or (button.validate_form and button.result != "return")
    values = written(room, live, node, live.engine.data.visible(token), given, user, validate=validate)
    result = button.result if button else "agree"
    if result not in ("return", "reject"):  # whoever sends the case back or ends it chooses nobody
        asked = choosing.task_choices(room, live, work["process"], work["element"], work["kind"])
        values = {**values, **choosing.choose(room, live, asked, choices, user, token=work["token"])}
    if result != "return":
        values = numbered(room, live, node, live.engine.data.visible(token), values)
    room.service.people.give(
        room,
        live,
        seat,
        user=user,
        verdict=button.id if button else None,
        result=result,
        opinion=opinion,
        signature=signed,
        data=values,
    )
    return live.id


def names_of(form: Form) -> set[str]:
    """The top-level names of a form's fields."""
    from runner.forms.schema import field_places

    return {place.path.partition(".")[0] for place in field_places(form)}


_Operation = Callable[["Room", "Live", Row, Row, str, Mapping[str, Any]], None]


def operate(room: Room, operation: str, task_id: int, user: str, arguments: Mapping[str, Any]) -> str:
    """An operation on a task; the case's id. Raises `RunError`."""
    way = _WAYS.get(operation)
    if way is None:
        raise RunError("task.unsupported-operation", operation=operation)
    states = LIVE if operation == "removeSigner" else ("open",)  # who waits for others may take them away
    seat, work, live = seat_of(room, task_id, kinds=HUMAN, states=states)
    node = live.deployed.node(work["process"], work["element"])
    is_advice = operation in signing.DECIDING and signing.gives_advice(work, seat)
    closed = operation != "jump" and is_closed(operation, node.approval.operations if node.approval else [])
    if is_advice or closed:  # who manages the process may jump from every step
        raise RunError("task.operation", operation=operation)
    way(room, live, seat, work, user, arguments)
    return live.id


def _claim(room: Room, live: Live, seat: Row, work: Row, user: str, _arguments: Mapping[str, Any]) -> None:
    check_person(live, seat, work, user)
    for other in _same_pool(room, seat, work):
        room.tx.change("task", other["id"], claimed_by=user)
    live.note("claimed", work["element"], work["token"], task=seat["id"], by=user)


def _release(room: Room, live: Live, seat: Row, work: Row, user: str, _arguments: Mapping[str, Any]) -> None:
    if seat["claimed_by"] != user:
        raise RunError("task.operation", operation="release")
    for other in _same_pool(room, seat, work):
        room.tx.change("task", other["id"], claimed_by=None)
    live.note("released", work["element"], work["token"], task=seat["id"], by=user)


def _same_pool(room: Room, seat: Row, work: Row) -> list[Row]:
    """The seats that one claim reserves: all of the round where one person decides, else the own one."""
    if Plan.from_json(json.loads(work["plan"])).vote not in ("any", "claim", "random"):
        return [seat]
    return room.tx.rows("task", work=work["id"], round=seat["round"], state="open")


def _return(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    check_person(live, seat, work, user)
    reason = arguments.get("reason") or arguments.get("opinion")
    to = str(arguments.get("to") or "")
    action = to if to in (START, PREVIOUS) else NODE + to if to else START
    signed = _check_said(live, work, user, "return", arguments)
    place = returning.place_of(room, live, work, action, chosen=True)
    if not arguments.get("confirmed"):
        returning.check_sent(room, live, place)
    live.before_return = before(room, live, seat, user)
    _act(room, live, seat, work, user, "return", reason, signed)
    held = room.service.people.close(room, work, "done", None)
    returning.go_back(room, live, work, place, held)
    live.before_return = None


def _reject(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    check_person(live, seat, work, user)
    reason = arguments.get("reason") or arguments.get("opinion")
    signed = _check_said(live, work, user, "reject", arguments)
    _act(room, live, seat, work, user, "reject", reason, signed)
    room.service.people.close(room, work, "done", "reject")
    room.service.people.end_rejected(live, work)


def _check_said(
    live: Live, work: Row, user: str, result: Literal["return", "reject"], arguments: Mapping[str, Any]
) -> Signed:
    """Whether all that the button of a result asks for goes with it; the signature."""
    node = live.deployed.node(work["process"], work["element"])
    signed = signing.signed(live, user, arguments.get("signature"))
    button = button_of(node, result)
    check_opinion(node, button, _said(arguments.get("reason") or arguments.get("opinion")))
    check_signature(node, button, signed)
    return signed


def _act(
    room: Room, live: Live, seat: Row, work: Row, user: str, result: str, opinion: Any, signed: Signed
) -> None:  # fmt: skip
    room.service.people.acted(
        room, live, seat, work, user=user, verdict=result, result=result, opinion=_said(opinion), signature=signed
    )


def _said(opinion: Any) -> str | None:
    return str(opinion) if opinion else None


def _transfer(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    (to,) = signing.able(room, live, work, arguments.get("to"))
    if work["state"] == "alert":  # nobody's task: who manages the process gives it to someone
        _require_manager(live, user)
        room.tx.change("work", work["id"], state="open")
    else:
        check_person(live, seat, work, user)
    room.tx.change("task", seat["id"], user=to, claimed_by=None)
    live.note("transferred", work["element"], work["token"], task=seat["id"], by=user, to=to)


def _require_manager(live: Live, user: str) -> None:
    """Raises `RunError` (`task.forbidden`) but for who manages the process, and the tester."""
    if user != TESTER:
        require(allowed(live, "manage", user), user)


def _copy(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    check_person(live, seat, work, user)
    whom = arguments.get("to") or []
    if not whom:
        raise RunError("task.nobody")
    room.service.people.copy(room, live, work["element"], [whom] if isinstance(whom, str) else list(whom))


def _urge(room: Room, live: Live, seat: Row, work: Row, user: str, _arguments: Mapping[str, Any]) -> None:
    from runner.service.case_acts import urge  # it asks for rights here

    if user != live.row["starter"]:
        _require_manager(live, user)
    urge(room, live, seat, work, user)


def _notify(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    """知会: a copy with words to it; who had one finds it unread again."""
    check_person(live, seat, work, user)
    whom = arguments.get("to") or []
    if not whom:
        raise RunError("task.nobody")
    asked = [whom] if isinstance(whom, str) else list(whom)
    new = room.service.people.copy(room, live, work["element"], asked)
    day = live.bundle.day(live.engine.now)
    people = dict.fromkeys(one for who in asked for one in expand_who(who, live.bundle.organization, day=day))
    for person in people:
        for row in room.tx.rows("copy", instance=live.id, user=person) if person not in new else ():
            room.tx.change("copy", row["id"], is_read=False)
    live.note("notified", work["element"], work["token"], by=user, to=list(people), reason=arguments.get("reason"))


def _jump(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    node = live.deployed.node(work["process"], work["element"])
    if node.approval is not None and "jump" in node.approval.operations and user != TESTER:
        check_person(live, seat, work, user)
    else:
        _require_manager(live, user)
    jumping.jump(room, live, seat, work, user, arguments)


def _send_on(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    check_person(live, seat, work, user)
    jumping.send_on(room, live, seat, work, user, arguments)


def _add(operation: str) -> _Operation:
    def act(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
        check_person(live, seat, work, user)
        signing.add(room, live, seat, work, user, signing.WAYS[operation], arguments)

    return act


def _remove(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    check_person(live, seat, work, user)
    signing.remove(room, live, seat, work, user, arguments)


_WAYS: dict[str, _Operation] = {
    "claim": _claim,
    "release": _release,
    "return": _return,
    "reject": _reject,
    "transfer": _transfer,
    "copy": _copy,
    "notify": _notify,
    "urge": _urge,
    "jump": _jump,
    "sendOn": _send_on,
    "removeSigner": _remove,
    **{operation: _add(operation) for operation in signing.WAYS},
}


def answer(room: Room, task_id: int, how: str, data: Any, flows: list[str]) -> str:
    """The tester's part: answer a service, script or called process, pick flows, or mend an incident by
    `retry`, `skip`, `by-hand` (the answer of a service), `pick`, or `error` (then `data` is the error code). The
    case's id. Raises `RunError`."""
    _seat, work, live = seat_of(room, task_id)
    if work["kind"] in HUMAN:
        raise RunError("task.not-for-tester")
    engine, token = live.engine, work["token"]
    values = data if isinstance(data, Mapping) else {}
    room.service.people.close(room, work, "done", how)
    room.tx.change("task", _seat["id"], state="done", acted_by=room.actor, acted=engine.now.isoformat())
    live.note("answered", work["element"], token, how=how, by=room.actor, flows=flows)
    if how == "pick" or flows:
        engine.choose(token, flows)
    elif how == "error":
        if not engine.fail(token, str(data) if data else None):
            raise RunError("task.operation", operation="error")
    elif work["kind"] == "incident" and how != "by-hand":
        (engine.skip if how == "skip" else engine.retry)(token, values)
    elif work["kind"] == "service" or how == "by-hand":
        engine.services.by_hand(engine.find(token), data)
        engine.complete(token)
    else:
        engine.complete(token, values)
    return live.id
