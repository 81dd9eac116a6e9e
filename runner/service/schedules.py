"""Timers at the beginning of a process: the clock of a rehearsal begins a case at each of their times.

They run from the moment that a version is deployed in a pilot. A later version of the process takes them over where
they say the same, else they begin anew; what had passed by then is not made up for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node, TimerText
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.clock import Cycle, due_at, parse_cycle, parse_span
from runner.engine.environment import work_out
from runner.organization.who import expand_who
from runner.protocol.rehearsing import ScheduleView
from runner.rights.check import may
from runner.service import beginning, listed
from runner.service.people import TESTER

if TYPE_CHECKING:
    from runner.service.room import Deployed, Room
    from runner.store.store import Row, Transaction

declare(
    {
        "schedule.unknown": (
            N_("No timer begins cases of {process} at {event}."),
            N_("Choose one of those that are listed."),
        )
    }
)

BEYOND = (ValueError, OverflowError)
"""What comes of times beyond the last year that can be told."""
NEVER = ""
"""The instant of what does not come, or no more."""


def arm(tx: Transaction, deployed: Deployed, now: datetime) -> None:
    """Let the timers at the beginning of a version's process run from now; those that said the same go on."""
    graph = deployed.bundle.graph
    before = {row["event"]: row for row in tx.schedules.all(graph.process)}
    for event, node, timer in _timers(deployed, graph):
        said = f"{timer.kind} {timer.text}"
        known = before.pop(event, None)
        if known is not None and known["said"] == said:
            tx.schedules.change(graph.process, event, model=deployed.key, element=node.id)
            continue
        row = {"process": graph.process, "event": event, "model": deployed.key, "element": node.id, "said": said}
        is_on = known is None or known["is_on"]
        tx.schedules.put({**row, **_first(deployed, timer, now), "is_on": is_on})
    for event in before:
        tx.schedules.drop(graph.process, event)


def _timers(deployed: Deployed, graph: Graph) -> Iterator[tuple[str, Node, TimerText]]:
    """The timers that a process begins with: key, start event, and what it says."""
    program = deployed.model.programs[graph.process]
    for node in program.starts(program.root):
        if node.event is None or node.event.kind == "parallelMultiple":
            continue
        for number, part in enumerate(node.event.each):
            if part.kind == "timer" and part.timer is not None:
                yield f"{node.id}#{number}" if node.event.parts else node.id, node, part.timer


def _first(deployed: Deployed, timer: TimerText, now: datetime) -> Row:
    """When a timer comes first from now on, how it goes on, and how often it comes, as columns."""
    zone = ZoneInfo(deployed.bundle.workspace.time_zone)
    here = now.astimezone(zone)
    try:
        text = timer.text
        if text.startswith("="):
            text = str(work_out(text[1:], [{}], here, deployed.calendar))
        if timer.kind != "cycle" and not text.strip().strip('"').upper().startswith("R"):
            return _row(Cycle(1, due_at(timer.kind, text, here, zone).astimezone(zone), ""), now)
        cycle = parse_cycle(text, here, zone)
        return _row(replace(cycle, start=cycle.start.astimezone(zone)), now)
    except (RunError, *BEYOND):
        return _NEVER


_NEVER: Row = {"instant": NEVER, "first": NEVER, "every": "", "passed": 0, "left": 0}


def _row(cycle: Cycle, now: datetime) -> Row:
    """The columns of a cycle whose times before now are over; without `every` it comes once."""
    spans = cycle.ahead
    if cycle.every and cycle.first < now:
        span = parse_span(cycle.every)
        about = span.months * timedelta(days=31) + span.rest
        spans = max(spans, (now - cycle.start) // about)
        while cycle.at(spans) < now:
            spans += 1
    left = None if cycle.count is None else max(cycle.count - (spans - cycle.ahead), 0)
    if left == 0 or cycle.at(spans) < now:
        return _NEVER
    instant = listed.instant_of(cycle.at(spans))
    return {**_NEVER, "instant": instant, "first": cycle.start.isoformat(), "every": cycle.every, "passed": spans,
            "left": left}  # fmt: skip


def strike(room: Room, row: Row) -> None:
    """A time has come: begin a case, and wait for the next one."""
    deployed = room.service.deployed(room.tx, row["model"])
    start = datetime.fromisoformat(row["first"]).astimezone(ZoneInfo(deployed.bundle.workspace.time_zone))
    left = None if row["left"] is None else row["left"] - 1
    after = {"instant": NEVER, "left": left, "passed": row["passed"] + 1}
    if left != 0 and row["every"]:
        with suppress(*BEYOND):
            after["instant"] = listed.instant_of(Cycle(left, start, row["every"]).at(row["passed"] + 1))
    program = deployed.model.programs.get(row["process"])
    if program is None or row["element"] not in program.nodes:  # changed from outside
        room.tx.schedules.change(row["process"], row["event"], instant=NEVER)
        return
    room.tx.schedules.change(row["process"], row["event"], **after)
    starter = starter_of(deployed, row["process"], room.now)
    beginning.by_timer(room, deployed, row["process"], row["element"], starter, {"services": {}, "seed": None})


def starter_of(deployed: Deployed, process: str, now: datetime) -> str:
    """Who stands as the starter of a case that the clock begins: the owner of the process (of a department, role or
    group the first of its people), else the first person who may manage it, else the tester."""
    key = process, deployed.bundle.day(now)
    if key not in deployed.starters:
        deployed.starters[key] = _starter(deployed.bundle, *key)
    return deployed.starters[key]


def _starter(bundle: Bundle, process: str, day: date) -> str:
    graph, organization = bundle.graphs[process], bundle.organization
    owners = expand_who(graph.owner, organization, day=day) if graph.owner else ()
    if owners:
        return owners[0]
    for user in organization.users:
        if may("manage", user.id, graph.rights, bundle.rights, organization, category=graph.category or None,
               day=day).allowed:  # fmt: skip
            return user.id
    return TESTER


def switch(room: Room, process: str, event: str, *, on: bool) -> None:
    """Let a timer begin cases, or not any more; switched on again it runs from now. Raises `RunError`
    (`schedule.unknown`)."""
    row = next((one for one in room.tx.schedules.all(process) if one["event"] == event), None)
    if row is None:
        raise RunError("schedule.unknown", process=process, event=event)
    deployed = room.service.deployed(room.tx, row["model"])
    if on and not row["is_on"]:
        for key, _node, timer in _timers(deployed, deployed.bundle.graphs[process]):
            if key == event:
                room.tx.schedules.change(process, event, **_first(deployed, timer, room.now))
    room.tx.schedules.change(process, event, is_on=on)


def views(room: Room) -> list[ScheduleView]:
    """The timers of the pilot that begin cases."""
    found = []
    for row in room.tx.schedules.all():
        deployed = room.service.deployed(room.tx, row["model"])
        comes = row["is_on"] and row["instant"] != NEVER
        due = datetime.fromisoformat(row["instant"]).astimezone(room.now.tzinfo) if comes else None
        found.append(
            ScheduleView(
                process=row["process"], event=row["event"], element=row["element"],
                name=deployed.node(row["process"], row["element"]).name, said=row["said"].partition(" ")[2],
                due=due.isoformat() if due is not None else None, left=row["left"], is_on=row["is_on"],
                starter=starter_of(deployed, row["process"], room.now),
            )
        )  # fmt: skip
    return found
