"""Timers and time limits over all cases: what comes when, and the clock that lets it come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.clock import parse_instant, parse_span
from runner.service import deadlines
from runner.service.room import number_of

if TYPE_CHECKING:
    from runner.service.room import Room

declare(
    {
        "run.no-timer": (N_("No timer is running."), N_("The cases wait for people or messages.")),
        "run.clock-back": (N_("The clock only goes forward."), ""),
    }
)

NEXT_TIMER = "next timer"


@dataclass(frozen=True)
class Coming:
    """A timer or time limit that runs: when, in which case, at which node, and what makes it come."""

    at: datetime
    number: int
    case: str
    element: str
    strike: Callable[[], object]


def coming(room: Room) -> list[Coming]:
    """All timers and time limits that run over all cases, the earliest first."""
    found: list[Coming] = []
    running = {live.id: live for live in room.running() if live.row["status"] != "budget"}
    for live in running.values():
        for due in live.engine.due():
            strike = partial(lambda case, due: room.case(case).engine.fire(due), live.id, due)
            found.append(Coming(due.at, number_of(live.id), live.id, due.element, strike))
    for at, row in deadlines.pending(room):
        if row["instance"] in running:
            element = (room.tx.row("work", row["work"]) or {})["element"]
            strike = partial(deadlines.strike, room, row)
            found.append(Coming(at, number_of(row["instance"]), row["instance"], element, strike))
    return sorted(found, key=lambda item: (item.at, item.number))


def goal_of(room: Room, by: str | timedelta) -> datetime:
    """The instant that the clock is to reach. Raises `RunError`: `run.no-timer`, `run.clock-back`, `run.timer`."""
    if isinstance(by, timedelta):
        goal = room.now + by
    elif by.strip() == NEXT_TIMER:
        running = coming(room)
        if not running:
            raise RunError("run.no-timer")
        goal = max(running[0].at, room.now)
    elif by.strip().upper().startswith("P"):
        goal = parse_span(by).after(room.now)
    else:
        goal = parse_instant(by, room.now.tzinfo or UTC)
    if goal < room.now:
        raise RunError("run.clock-back")
    return goal


def pass_time(room: Room, by: str | timedelta, budget: int) -> int:
    """Let virtual time pass; how many timers fired (at most `budget`). They fire in due order over all cases, each
    with all that follows from it. Raises like `goal_of`."""
    goal = goal_of(room, by)
    fired = 0
    while fired < budget:
        running = coming(room)
        if not running or running[0].at > goal:
            break
        room.now = max(room.now, running[0].at)
        running[0].strike()
        room.settle()
        fired += 1
        if room.service.pace.halted:  # somebody stepped through wants to see this one first
            goal = room.now
            break
    room.set_clock(goal)
    return fired
