"""Acts on a whole case: withdrawn by its starter, ended, suspended or reactivated by who manages the process, a step
taken back by whoever did it last, whoever is asked urged, a word left by who may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.clock import parse_span
from runner.engine.lowering import Program
from runner.service import acts, children, returning, standing, suspending
from runner.service.people import TESTER
from runner.service.taking_back import take_back
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "case.withdraw-late": (
            N_("It is too late to withdraw the case: somebody has acted on it already."),
            N_("Ask whoever has it to return it."),
        ),
        "case.withdraw-never": (
            N_("This process does not let its starter withdraw a case."),
            N_("Ask who manages the process."),
        ),
        "case.no-reason": (N_("Say why."), N_("The reason stands in the history of the case.")),
        "case.not-ended": (N_("The case has not ended: there is nothing to reactivate."), ""),
        "case.in-a-branch": (
            N_("The case cannot be reactivated at “{to}”: the branches beside it have ended."),
            N_("Choose a step before the branches part."),
        ),
        "case.nobody-asked": (N_("Nobody is asked at the moment: there is nobody to urge."), ""),
        "case.urged-already": (
            N_("Whoever is asked was urged already; again from {when} on."),
            N_("So many times at most, as the process says."),
        ),
        "case.no-comments": (
            N_("In this process no words are left in a case."),
            N_("Say it in the opinion of a step."),
        ),
        "case.no-words": (N_("Write what you want to say."), ""),
    }
)

_Act = Callable[["Room", "Live", str, Mapping[str, Any]], None]


def operate_case(room: Room, operation: str, case_id: str, user: str, arguments: Mapping[str, Any]) -> None:
    """One act on a case. Raises `RunError`."""
    live = room.case(case_id)
    act = _ACTS.get(operation)
    if act is None:
        raise RunError("task.unsupported-operation", operation=operation)
    has_ended = live.engine.workflow.completed
    if has_ended and operation not in ("reactivate", "comment"):
        raise RunError("task.handled")
    if operation not in suspending.STAYS_POSSIBLE:
        suspending.check(live)
    act(room, live, user, arguments)


def policy_of(live: Live) -> Any:
    """What the process of a case says of its cases."""
    return live.engine.program.graph.policy


def _reason(arguments: Mapping[str, Any], *, needed: bool = False) -> str | None:
    said = str(arguments.get("reason") or "").strip()
    if needed and not said:
        raise RunError("case.no-reason")
    return said or None


def _require_manager(live: Live, user: str) -> None:
    if user != TESTER:
        acts.require(acts.allowed(live, "manage", user), user)


def _withdraw(room: Room, live: Live, user: str, arguments: Mapping[str, Any]) -> None:
    if user != live.row["starter"]:
        raise RunError("task.not-yours", user=user)
    when = policy_of(live).withdraw
    if when == "never":
        raise RunError("case.withdraw-never")
    acted = [
        row for row in room.tx.rows("task", instance=live.id, state="done") if row["acted_by"] not in (None, user)
    ]
    if when == "before" and acted:
        raise RunError("case.withdraw-late")
    live.note("withdrawn", by=user, reason=_reason(arguments))
    live.engine.terminate("withdrawn")
    children.end_with(room, live, "withdrawn", user)


def _terminate(room: Room, live: Live, user: str, arguments: Mapping[str, Any]) -> None:
    acts.require(acts.allowed(live, "manage", user), user)
    live.note("ended", by=user, reason=_reason(arguments))
    live.engine.terminate("terminated")
    children.end_with(room, live, "terminated", user)


def _suspend(room: Room, live: Live, user: str, arguments: Mapping[str, Any]) -> None:
    _require_manager(live, user)
    suspending.suspend(room, live, user, _reason(arguments, needed=True) or "")


def _resume(room: Room, live: Live, user: str, arguments: Mapping[str, Any]) -> None:
    _require_manager(live, user)
    suspending.resume(room, live, user, _reason(arguments))


# -- waking, urging, talking ----------------------------------------------------------------------


def _reactivate(room: Room, live: Live, user: str, arguments: Mapping[str, Any]) -> None:
    """重新激活: a case that has ended goes on at a step (`to`; the last that people decided, else its start)."""
    _require_manager(live, user)
    reason = _reason(arguments, needed=True)
    if not live.engine.workflow.completed:
        raise RunError("case.not-ended")
    memory = room.service.people.memory(room, live)
    root = live.engine.workflow.task_tree.key
    visited = [node for one in memory.path for scope, node in one["at"] if scope == root]
    start = returning.starter_of(live)[1]
    whole = [node for node in visited if _is_whole(live.engine.program, node)]
    to = str(arguments.get("to") or (whole[-1] if whole else start))
    if to != start and to not in visited:
        raise RunError("approval.unknown-target", to=to)
    if not _is_whole(live.engine.program, to):
        raise RunError("case.in-a-branch", to=to)
    token = live.engine.moves.wake(to)
    memory.returned(to)
    memory.forget_returns()
    live.row.update(ended=None, outcome=None)
    live.note("reactivated", to, token, by=user, reason=reason)


def _is_whole(program: Program, node: str) -> bool:
    """Whether no gateway behind a node waits for a branch that does not come from it."""
    area = program.forward[node] | {node}
    joins = (one for one in area if program.nodes[one].kind == "parallelGateway")
    return all(flow.source in area for one in joins for flow in program.incoming.get(one, ()))


def _urge(room: Room, live: Live, user: str, _arguments: Mapping[str, Any]) -> None:
    if user != live.row["starter"]:
        _require_manager(live, user)
    seats = [row for row in room.tx.rows("task", instance=live.id, state="open") if row["user"]]
    if not seats:
        raise RunError("case.nobody-asked")
    again = [when for seat in seats if (when := may_urge_from(room, live, seat["id"])) is not None]
    if len(again) == len(seats):
        raise RunError("case.urged-already", when=min(again).isoformat(timespec="minutes"))
    for seat in seats:
        if may_urge_from(room, live, seat["id"]) is None:
            urge(room, live, seat, room.tx.row("work", seat["work"]) or {}, user)


def may_urge_from(room: Room, live: Live, task: int) -> datetime | None:
    """From when on somebody may be urged about a task again; None where they may be now."""
    last = room.service.people.memory(room, live).urged.get(str(task))
    if last is None:
        return None
    again = parse_span(policy_of(live).urge_every).after(datetime.fromisoformat(last))
    return again if again > live.engine.now else None


def urge(room: Room, live: Live, seat: Row, work: Row, user: str) -> None:
    """催办: whoever has a task is urged, an agent together with whom they act for. Raises `RunError`
    (`case.urged-already`)."""
    again = may_urge_from(room, live, seat["id"])
    if again is not None:
        raise RunError("case.urged-already", when=again.isoformat(timespec="minutes"))
    room.service.people.memory(room, live).urged[str(seat["id"])] = live.engine.now.isoformat()
    people = [one for one in (seat["user"], seat["on_behalf"]) if one]
    live.note("urged", work["element"], work["token"], task=seat["id"], by=user, to=people)


def _comment(room: Room, live: Live, user: str, arguments: Mapping[str, Any]) -> None:
    """A word of somebody who may see the case, a copy's reader too; it decides nothing."""
    if policy_of(live).comments == "never":
        raise RunError("case.no-comments")
    text = str(arguments.get("text") or arguments.get("reason") or "").strip()
    if not text:
        raise RunError("case.no-words")
    if user != TESTER:
        place = standing.Standings(room.tx, user, live.id).of(live.row)
        acts.require(standing.may_in(live.bundle, live.row, "see", place), user)
    live.note("commented", by=user, text=text[:2000])


_ACTS: Mapping[str, _Act] = {
    "withdraw": _withdraw,
    "terminate": _terminate,
    "suspend": _suspend,
    "resume": _resume,
    "takeBack": take_back,
    "reactivate": _reactivate,
    "urge": _urge,
    "comment": _comment,
}
