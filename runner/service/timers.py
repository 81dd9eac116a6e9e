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
from runner.service import deadlines, listed, schedules
from runner.service.standing_in import next_begin, stand_in

if TYPE_CHECKING:
    from runner.service.room import Room
    from runner.store.store import Row

declare(
    {
        "run.no-timer": (N_("No timer is running."), N_("The cases wait for people or messages.")),
        "run.clock-back": (N_("The clock only goes forward."), ""),
    }
)

NEXT_TIMER = "next timer"


@dataclass(frozen=True)
class Coming:
    """A timer or time limit that runs: when, in which case (none: it begins one), at which node, and what makes it
    come."""

    at: datetime
    number: int
    case: str
    element: str
    strike: Callable[[], object]


def coming(
    room: Room, until: datetime | None = None, limit: int | None = None, case: str | None = None
) -> list[Coming]:
    """The timers and time limits that run over all cases or in one, the earliest first: all of them, or those not
    after `until` and not many more than `limit`."""
    last = None if until is None else listed.instant_of(until)
    found: list[Coming] = []
    for row in room.tx.waits.timers(last, limit, case):
        strike = partial(_fire, room, row)
        found.append(Coming(_instant(room, row), row["number"], row["instance"], row["element"], strike))
    for row in room.tx.waits.deadlines(last, limit, case):
        own = {name: row[name] for name in ("id", "instance", "work", "step", "due", "instant", "pilot")}
        strike = partial(deadlines.strike, room, own)
        found.append(Coming(_instant(room, row), row["number"], row["instance"], row["element"], strike))
    for row in room.tx.schedules.coming(last, limit) if case is None else ():
        strike = partial(schedules.strike, room, row)
        found.append(Coming(_instant(room, row), 0, "", row["element"], strike))
    return sorted(found, key=lambda item: (item.at, item.number))


def _instant(room: Room, row: Row) -> datetime:
    return datetime.fromisoformat(row["instant"]).astimezone(room.now.tzinfo)


def _fire(room: Room, row: Row) -> None:
    engine = room.case(row["instance"]).engine
    engine.fire(engine.waiting.timer(engine.find(row["token"]), row["event"]))


def goal_of(room: Room, by: str | timedelta) -> datetime:
    """The instant that the clock is to reach. Raises `RunError`: `run.no-timer`, `run.clock-back`, `run.timer`."""
    if isinstance(by, timedelta):
        goal = room.now + by
    elif by.strip() == NEXT_TIMER:
        running = coming(room, limit=1)
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


def leads_to(by: str, start: datetime) -> datetime | None:
    """Where an ISO duration leads from an instant; None for what is none."""
    try:
        return parse_span(by).after(start)
    except RunError:
        return None


def pass_time(room: Room, by: str | timedelta, budget: int) -> int:
    """Let virtual time pass; how many timers fired (at most `budget`). They fire in due order over all cases, each
    with all that follows from it. Raises like `goal_of`."""
    goal = goal_of(room, by)
    fired = 0
    while fired < budget:
        running = coming(room, goal, 1)
        begins = next_begin(room, max(room.now, running[0].at) if running else goal)
        if begins is not None:  # who is away from then on has an agent before anything else comes
            room.now = begins
            stand_in(room)
            room.settle()
            continue
        if not running:
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
