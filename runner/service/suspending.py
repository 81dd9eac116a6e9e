"""挂起, 恢复: who manages a process suspends a case of it and resumes it. Meanwhile nobody acts in the case and its
timers and time limits stand still; what comes for it in messages waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.service import deadlines

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "case.suspended": (
            N_("The case is suspended: nobody acts in it."),
            N_("It goes on when who manages the process resumes it."),
        ),
        "case.not-suspended": (N_("The case is not suspended: there is nothing to resume."), ""),
    }
)

SUSPENDED = "suspended"
"""The status of a suspended case."""
STAYS_POSSIBLE = ("resume", "terminate", "comment")
"""What is done with a suspended case as a whole."""


def is_suspended(live: Live) -> bool:
    """Whether a case is suspended."""
    return bool(live.row["status"] == SUSPENDED)


def check(live: Live) -> None:
    """Raises `RunError` (`case.suspended`) for a suspended case."""
    if is_suspended(live):
        raise RunError("case.suspended")


def suspend(room: Room, live: Live, by: str, reason: str) -> None:
    """Let a case stand still. Raises `RunError` (`case.suspended`) where it does already."""
    check(live)
    live.row["status"] = SUSPENDED
    room.tx.change("instance", live.id, status=SUSPENDED)
    memory = room.service.people.memory(room, live)
    memory.last_return = None  # its timers would not have stood still
    memory.suspended = {"at": live.engine.now.isoformat(), "limits": {}}
    hold(room, live)
    live.note("suspended", by=by, reason=reason)


def hold(room: Room, live: Live) -> None:
    """Let the time limits stand still that run in a suspended case; what is left of each is remembered."""
    stands = room.service.people.memory(room, live).suspended if is_suspended(live) else None
    if stands is None:
        return
    limits: dict[str, Any] = stands["limits"]
    for work in room.tx.rows("work", instance=live.id, state=["open", "alert"]):
        left = deadlines.pause(room, live, work)
        if left:
            limits[work["id"]] = [*limits.get(work["id"], ()), *(list(one) for one in left)]


def resume(room: Room, live: Live, by: str, reason: str | None) -> None:
    """Let a suspended case go on where it stood. A time limit has left what it had, a timer that counts comes later
    by the time that the case stood still; one that waits for a date comes at its date. Raises `RunError`
    (`case.not-suspended`)."""
    memory = room.service.people.memory(room, live)
    if not is_suspended(live) or memory.suspended is None:
        raise RunError("case.not-suspended")
    stood: Mapping[str, Any] = memory.suspended
    memory.suspended = None
    live.row["status"] = "running"
    room.tx.change("instance", live.id, status="running")  # messages that lie there are brought in this command
    for work in room.tx.rows("work", instance=live.id, state=["open", "alert"]):
        deadlines.resume(
            room, live, work, [(int(step), float(left)) for step, left in stood["limits"].get(work["id"], ())]
        )
    live.engine.waiting.put_off(live.engine.now - datetime.fromisoformat(stood["at"]))
    live.note("resumed", by=by, reason=reason)
