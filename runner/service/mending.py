"""Mending: what may be done with a step that stopped or stands in the wrong hands. Each way asks for its reason and
leaves a line in the log; who manages the process may do it, and the tester."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.protocol.rehearsing import AUTOMATIC
from runner.service import acts, signing
from runner.service.people import HUMAN, TESTER, person_of

if TYPE_CHECKING:
    from runner.service.room import Live, Room
    from runner.store.store import Row

declare(
    {
        "mend.no-reason": (N_("Say why."), N_("The reason stands in the history of the case.")),
        "mend.unknown": (N_("“{how}” is no way to mend a step."), ""),
        "mend.no-incident": (N_("Nothing went wrong at this step: there is nothing to try again."), ""),
        "mend.no-result": (
            N_("This step gives no result that could be given by hand."),
            N_("Only a service, a script or a decision that failed does."),
        ),
        "mend.not-caught": (
            N_("Nothing in the diagram catches the error “{error}” here."),
            N_("Put an error event on the border of the step, or mend it another way."),
        ),
        "mend.no-target": (
            N_("The case cannot jump from here to “{to}”."),
            N_("Choose a step of the same process or sub-process that is not an event on a border."),
        ),
        "mend.not-a-persons": (N_("This step waits for no person: it cannot be reassigned."), ""),
    }
)

WAYS = ("retry", "by-hand", "error", "skip", "jump", "reassign", "pick")
REASON = 500
"""Characters of a reason that are kept."""


def mend(
    room: Room, task: int, how: str, user: str, reason: str, *, data: Mapping[str, Any] | None = None,
    code: str | None = None, to: str | None = None, flows: Sequence[str] = (),
) -> str:  # fmt: skip
    """Mend an open step: `retry` it (with changed `data`), give its result `by-hand` (`data`, as the system, script
    or decision would have given it), throw it as the BPMN `error` with a `code`, `skip` it, `jump` to another node,
    `reassign` it to a person (`to`), or `pick` the flows of a gateway. The case's id.

    Raises `RunError`: `mend.…`, `task.forbidden`, `task.unknown`, `task.handled`, `task.unknown-person`.
    """
    if how not in WAYS:
        raise RunError("mend.unknown", how=how)
    said = reason.strip()[:REASON]
    if not said:
        raise RunError("mend.no-reason")
    seat, work, live = acts.seat_of(room, task)
    if user != TESTER:
        acts.require(acts.allowed(live, "manage", user), user)
    about: dict[str, Any] = {}
    if how == "reassign":
        about["to"] = _reassign(room, live, seat, work, to)
    else:
        about = _engine(room, live, seat, work, how, dict(data or {}), code, to, list(flows))
    if seat["user"] is not None:
        about["of"] = seat["user"]
    live.note("mended", work["element"], work["token"], how=how, by=user, reason=said, **about)
    return live.id


def _reassign(room: Room, live: Live, seat: Row, work: Row, to: str | None) -> str:
    person = person_of(to or "")
    if work["kind"] not in HUMAN:
        raise RunError("mend.not-a-persons")
    if not person:
        raise RunError("task.nobody")
    if live.bundle.organization.users:  # without an organisation anybody may be named
        signing.able(room, live, work, person)
    if work["state"] == "alert":
        room.tx.change("work", work["id"], state="open")
    room.tx.change("task", seat["id"], user=person, claimed_by=None)
    return person


def _engine(
    room: Room, live: Live, seat: Row, work: Row, how: str, data: dict[str, Any], code: str | None, to: str | None,
    flows: list[str],
) -> dict[str, Any]:  # fmt: skip
    """Let the engine go on; what the line of the log says besides."""
    engine, token = live.engine, work["token"]
    about: dict[str, Any] = {}
    if how == "retry" and work["kind"] != "incident":
        raise RunError("mend.no-incident")
    if how in ("retry", "skip"):
        before = engine.data.visible(engine.find(token))
        about["changed"] = sorted(name for name, value in data.items() if before.get(name) != value)
        (engine.retry if how == "retry" else engine.skip)(token, data)
    elif how == "by-hand":
        if work["kind"] != "incident" or engine.find(token).task_spec.node.kind not in AUTOMATIC:
            raise RunError("mend.no-result")
        engine.services.by_hand(engine.find(token), data)
        engine.complete(token)
    elif how == "pick":
        engine.choose(token, flows)
        about["flows"] = flows
    elif how == "error":
        about["code"] = code
        if not engine.fail(token, code):
            raise RunError("mend.not-caught", error=code or "")
    else:
        try:
            engine.jump(token, to or "")
        except RunError as error:
            raise RunError("mend.no-target", to=to or "") from error
        about["to"] = to
    room.service.people.close(room, work, "done", how)
    room.tx.change("task", seat["id"], state="done", acted_by=room.actor, acted=engine.now.isoformat())
    return about
