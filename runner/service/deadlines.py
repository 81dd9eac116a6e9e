"""Time limits of steps (超时), in working time: remind, hand over, escalate, decide.

They count in the calendar of who is asked when the step begins (their own, else their department's, else the
workspace's); of several in the one by which they come latest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from runner.approvals.plan import Plan
from runner.approvals.signers import LIVE
from runner.bundle.graph import DeadlineStep, Node
from runner.calendar import WorkCalendar
from runner.core.errors import RunError
from runner.engine.clock import parse_span
from runner.organization.directory import directory_of
from runner.organization.handler import Handler
from runner.organization.resolver import CaseFacts, expand_who, resolve
from runner.organization.who import split_who
from runner.service.listed import instant_of
from runner.service.own_case import is_own_case
from runner.service.taking_part import taking_part
from runner.store.store import Row, to_text

if TYPE_CHECKING:
    from runner.service.room import Live, Room

Clock = WorkCalendar | None


def arm(room: Room, live: Live, work: Row, node: Node) -> None:
    """Begin the time limits of a step that was just opened; they count from now."""
    if node.deadline is None or work["kind"] != "work":
        return
    clock = _choose_clock(room, live, work, node)
    for place, step in enumerate(node.deadline.steps):
        due = _at(live, work, step.at, clock) if step.at else later(clock, live.engine.now, step.after)
        if due is None:
            continue
        row = {"instance": live.id, "work": work["id"], "step": place, "pilot": live.row["pilot"]}
        room.tx.add("deadline", {**row, "due": due.isoformat(), "instant": instant_of(due)})


def _choose_clock(room: Room, live: Live, work: Row, node: Node) -> Clock:
    """The working calendar that the time limits of a step count in from its arrival on: that of who is asked; of
    several the one by which the first limit comes latest."""
    directory = directory_of(live.bundle.organization).at(live.bundle.day(live.engine.now))
    names: dict[str, None] = {}
    for seat in room.tx.rows("task", work=work["id"], state=list(LIVE)):
        name = (directory.calendar_of(seat["user"]) if seat["user"] else None) or ""
        if name and name not in live.deployed.calendars:
            live.note("warning", work["element"], work["token"], text=name, cause="calendar")
            name = ""
        names[name] = None
    now, spans = live.engine.now, [step.after for step in node.deadline.steps] if node.deadline is not None else []
    first = spans[0] if spans else "PT1H"
    chosen = max(names or [""], key=lambda name: later(_named(live, name), now, first))
    if chosen:
        plan = {**json.loads(work["plan"]), "clock": chosen}
        work["plan"] = to_text(plan)
        room.tx.change("work", work["id"], plan=work["plan"])
    return _named(live, chosen)


def clock_of(live: Live, work: Row) -> Clock:
    """The working calendar that the time limits of a step count in; None: time passes always."""
    return _named(live, str(json.loads(work["plan"]).get("clock") or ""))


def _named(live: Live, name: str) -> Clock:
    return live.deployed.calendars.get(name, live.engine.calendar) if name else live.engine.calendar


def _at(live: Live, work: Row, text: str, clock: Clock) -> datetime | None:
    """The moment that a text gives as the step sees it: a date is the beginning of its day, a span counts from now.
    None, and a warning in the history, where it gives none."""
    now = live.engine.now
    try:
        value = live.engine.data.value(live.engine.find(work["token"]), text)
        if isinstance(value, str) and value.strip().startswith("P"):
            return later(clock, now, value.strip())
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (RunError, ValueError):
        moment = None
    if moment is None:
        live.note("warning", work["element"], work["token"], text=text, cause="due")
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo)


def later(clock: Clock, start: datetime, duration: str) -> datetime:
    """`start` plus a duration of working time; plain time without a calendar.

    Months and years count in the calendar of days. Raises `RunError` (`run.timer`).
    """
    span = parse_span(duration)
    if span.months:
        return span.after(start)
    return _add(clock, start, span.rest)


def _add(clock: Clock, start: datetime, span: timedelta) -> datetime:
    if clock is None or clock.is_always_open:
        return start + span
    return clock.add_working_time(start, span)


def _between(clock: Clock, start: datetime, end: datetime) -> timedelta:
    if clock is None or clock.is_always_open:
        return end - start
    return clock.working_time(start, end)


def pause(room: Room, live: Live, work: Row) -> tuple[tuple[int, float], ...]:
    """Let the time limits of a step stand still; what is left of each: its place and seconds (of working time where
    there is a calendar)."""
    now, clock = live.engine.now, clock_of(live, work)
    found = []
    for row in room.tx.rows("deadline", work=work["id"]):
        due = datetime.fromisoformat(row["due"])
        left = _between(clock, now, due)
        found.append((row["step"], max(0.0, left.total_seconds())))
        room.tx.remove("deadline", row["id"])
    return tuple(found)


def resume(room: Room, live: Live, work: Row, paused: Iterable[tuple[int, float]]) -> None:
    """Let time limits that stood still run on for what was left of them."""
    now, clock = live.engine.now, clock_of(live, work)
    for step, seconds in paused:
        due = _add(clock, now, timedelta(seconds=seconds))
        row = {"instance": live.id, "work": work["id"], "step": step, "pilot": live.row["pilot"]}
        room.tx.add("deadline", {**row, "due": due.isoformat(), "instant": instant_of(due)})


def strike(room: Room, row: Row) -> None:
    """A time limit has come."""
    live = room.case(row["instance"])
    work = room.tx.row("work", row["work"]) or {}
    node = live.deployed.node(work["process"], work["element"])
    room.tx.remove("deadline", row["id"])
    steps = node.deadline.steps if node.deadline else []
    if row["step"] >= len(steps):
        return  # the version that the case went over to has no such limit
    step = steps[row["step"]]
    seats = room.tx.rows("task", work=work["id"], state="open")
    live.note("overdue", node.id, work["token"], do=step.do, to=[seat["user"] for seat in seats if seat["user"]])
    if step.do in ("agree", "reject"):
        live.note("decided", node.id, work["token"], result=step.do, auto=True, trail=[])
        room.service.people.carry_out(room, live, work, node, step.do, f"auto-{step.do}", {})
        return
    if step.do in ("hand-over", "escalate"):
        _hand_over(room, live, work, seats, step)
    if step.repeat:
        _again(room, live, work, row, step)


def _again(room: Room, live: Live, work: Row, row: Row, step: DeadlineStep) -> None:
    due = later(clock_of(live, work), datetime.fromisoformat(row["due"]), step.repeat or "")
    if due > datetime.fromisoformat(row["due"]):
        again = {name: row[name] for name in ("instance", "work", "step", "pilot")}
        room.tx.add("deadline", {**again, "due": due.isoformat(), "instant": instant_of(due)})


def _hand_over(room: Room, live: Live, work: Row, seats: list[Row], step: DeadlineStep) -> None:
    """Each open seat goes to the first who may have it: of those whom the limit names, else the superior of who has
    it. Nobody comes to decide twice, or their own case where the step forbids it; where there is nobody it stays."""
    day = live.bundle.day(live.engine.now)
    directory = directory_of(live.bundle.organization).at(day)
    for seat in seats:
        if seat["user"] is None:
            continue
        named = [
            one for who in split_who(step.who or "") for one in expand_who(who, live.bundle.organization, day=day)
        ]
        if step.do == "escalate" or not named:
            facts = CaseFacts(starter=seat["user"], now=live.bundle.local(live.engine.now))
            named = list(resolve(Handler(strategy="superior"), live.bundle.organization, facts).people)
        taken = taking_part(room, work, Plan.from_json(json.loads(work["plan"])))
        able = [
            one
            for one in named
            if one not in taken and directory.is_active(one) and not is_own_case(live.deployed, live.row, work, one)
        ]
        if not able:
            live.note("stays", work["element"], work["token"], task=seat["id"], to=seat["user"], do=step.do)
            continue
        room.tx.change("task", seat["id"], user=able[0], claimed_by=None)
        live.note("transferred", work["element"], work["token"], task=seat["id"], by="", to=able[0])
