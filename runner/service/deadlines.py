"""Time limits of steps (超时), in working time: remind, hand over, escalate, decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from runner.bundle.graph import DeadlineStep, Node
from runner.engine.clock import parse_span
from runner.organization.handler import Handler
from runner.organization.resolver import CaseFacts, resolve
from runner.service.listed import instant_of
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room


def arm(room: Room, live: Live, work: Row, node: Node) -> None:
    """Begin the time limits of a step that was just opened; they count from now."""
    if node.deadline is None or work["kind"] != "work":
        return
    for place, step in enumerate(node.deadline.steps):
        due = later(live, live.engine.now, step.after)
        row = {"instance": live.id, "work": work["id"], "step": place, "pilot": live.row["pilot"]}
        room.tx.add("deadline", {**row, "due": due.isoformat(), "instant": instant_of(due)})


def later(live: Live, start: datetime, duration: str) -> datetime:
    """`start` plus a duration of working time; plain time where the workspace has no calendar.

    Months and years count in the calendar of days. Raises `RunError` (`run.timer`).
    """
    span = parse_span(duration)
    calendar = live.engine.calendar
    if calendar is None or calendar.is_always_open or span.months:
        return span.after(start)
    return calendar.add_working_time(start, span.rest)


def pause(room: Room, live: Live, work: Row) -> tuple[tuple[int, float], ...]:
    """Let the time limits of a step stand still; what is left of each: its place and seconds (of working time where
    there is a calendar)."""
    now, calendar = live.engine.now, live.engine.calendar
    found = []
    for row in room.tx.rows("deadline", work=work["id"]):
        due = datetime.fromisoformat(row["due"])
        left = due - now if calendar is None or calendar.is_always_open else calendar.working_time(now, due)
        found.append((row["step"], max(0.0, left.total_seconds())))
        room.tx.remove("deadline", row["id"])
    return tuple(found)


def resume(room: Room, live: Live, work: Row, paused: Iterable[tuple[int, float]]) -> None:
    """Let time limits that stood still run on for what was left of them."""
    now, calendar = live.engine.now, live.engine.calendar
    for step, seconds in paused:
        left = timedelta(seconds=seconds)
        due = now + left if calendar is None or calendar.is_always_open else calendar.add_working_time(now, left)
        row = {"instance": live.id, "work": work["id"], "step": step, "pilot": live.row["pilot"]}
        room.tx.add("deadline", {**row, "due": due.isoformat(), "instant": instant_of(due)})


def strike(room: Room, row: Row) -> None:
    """A time limit has come."""
    live = room.case(row["instance"])
    work = room.tx.row("work", row["work"]) or {}
    node = live.deployed.node(work["process"], work["element"])
    step = (node.deadline.steps if node.deadline else [])[row["step"]]
    room.tx.remove("deadline", row["id"])
    seats = room.tx.rows("task", work=work["id"], state="open")
    live.note("overdue", node.id, work["token"], do=step.do, to=[seat["user"] for seat in seats if seat["user"]])
    if step.do in ("agree", "reject"):
        live.note("decided", node.id, work["token"], result=step.do, auto=True, trail=[])
        room.service.people.carry_out(room, live, work, node, step.do, f"auto-{step.do}", {})
        return
    if step.do in ("hand-over", "escalate"):
        _escalate(room, live, work, seats)
    if step.repeat:
        _again(room, live, row, step)


def _again(room: Room, live: Live, row: Row, step: DeadlineStep) -> None:
    due = later(live, datetime.fromisoformat(row["due"]), step.repeat or "")
    if due > datetime.fromisoformat(row["due"]):
        again = {name: row[name] for name in ("instance", "work", "step", "pilot")}
        room.tx.add("deadline", {**again, "due": due.isoformat(), "instant": instant_of(due)})


def _escalate(room: Room, live: Live, work: Row, seats: list[Row]) -> None:
    """Each open seat goes to the superior of who has it; where there is none it stays."""
    for seat in seats:
        if seat["user"] is None:
            continue
        facts = CaseFacts(starter=seat["user"], now=live.bundle.local(live.engine.now))
        above = resolve(Handler(strategy="superior"), live.bundle.organization, facts).people
        if above and above[0] != seat["user"]:
            room.tx.change("task", seat["id"], user=above[0], claimed_by=None)
            live.note("transferred", work["element"], work["token"], task=seat["id"], by="", to=above[0])
