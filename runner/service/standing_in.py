"""代理生效: when an absence begins, what is open already goes to the agent, who acts on behalf of who is away.

An absence begins at midnight in the time zone of the workspace, also where the clock jumps over it. What the agent
has by then stays there when the absence is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from runner.bundle.bundle import Bundle
from runner.organization.directory import bare, directory_of
from runner.organization.model import Absence
from runner.organization.validity import day_of
from runner.service.own_case import is_own_case
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Deployed, Room


def next_begin(room: Room, until: datetime) -> datetime | None:
    """The first instant after now and up to `until` at which the absence of somebody begins who has an open seat."""
    found: datetime | None = None
    for model in room.tx.running_models():
        begins = _begins(room.service.deployed(room.tx, model).bundle, room.now, until)
        if not begins:
            continue
        waiting = {seat["user"] for seat, _work, _case in _seats(room, model, sorted({who for _at, who in begins}))}
        at = next((moment for moment, who in begins if who in waiting), None)
        if at is not None and (found is None or at < found):
            found = at
    return found


def _begins(bundle: Bundle, after: datetime, until: datetime) -> list[tuple[datetime, str]]:
    """The instants in a span at which absences with an agent begin, and whose; in order."""
    zone = ZoneInfo(bundle.workspace.time_zone)
    found = []
    for absence in bundle.organization.absences:
        day = day_of(absence.from_) if absence.agent else None
        if day is not None and after < (at := datetime(day.year, day.month, day.day, tzinfo=zone)) <= until:
            found.append((at, bare(absence.who)))
    return sorted(found)


def _seats(room: Room, model: str, users: Sequence[str]) -> Iterator[tuple[Row, Row, Row]]:
    """Seat, step and case of what is open for these people themselves."""
    for seat, work, case in room.tx.open_seats(model=model, users=users) if users else ():
        if work["kind"] == "work" and work["state"] == "open" and seat["on_behalf"] is None:
            yield seat, work, case


def stand_in(room: Room) -> None:
    """Give each open seat of who is away by now to their agent, or the agent a copy; no chain longer than one, and
    nobody comes to decide twice or their own case: such a seat stays."""
    for model in room.tx.running_models():
        deployed = room.service.deployed(room.tx, model)
        day = deployed.bundle.day(room.now)
        for seat, work, case in list(_seats(room, model, _away(deployed, day))):
            absence = _absence(deployed, work, seat, day)
            if absence is None:
                continue
            agent = bare(absence.agent or "")
            if absence.mode == "copy":
                if not room.tx.rows("copy", instance=case["id"], user=agent):
                    live = room.case(case["id"])
                    room.service.people.copy(room, live, work["element"], [f"user:{agent}"])
            elif _may_take(room, deployed, case, work, seat, agent):
                live = room.case(case["id"])
                room.tx.change("task", seat["id"], user=agent, on_behalf=seat["user"], claimed_by=None)
                live.note("transferred", work["element"], work["token"], task=seat["id"], by=seat["user"], to=agent)


def _away(deployed: Deployed, day: date) -> list[str]:
    """The people of a model's organisation for whom somebody may stand in on that day."""
    directory = directory_of(deployed.bundle.organization).at(day)
    people = {bare(one.who) for one in deployed.bundle.organization.absences if one.agent}
    return sorted(person for person in people if directory.is_away(person, day))


def _absence(deployed: Deployed, work: Row, seat: Row, day: date) -> Absence | None:
    """The absence of the person of a seat that has an active agent; None where there is none."""
    directory = directory_of(deployed.bundle.organization).at(day)
    graph = deployed.bundle.graphs[work["process"]]
    absence = directory.absence(seat["user"], day, graph.code or graph.process)
    agent = bare(absence.agent or "") if absence is not None else ""
    return absence if agent and agent != seat["user"] and directory.is_active(agent) else None


def _may_take(room: Room, deployed: Deployed, case: Row, work: Row, seat: Row, agent: str) -> bool:
    """Whether the agent neither decides their own case nor the same step twice."""
    if is_own_case(deployed, case, work, agent):
        return False
    others = room.tx.rows("task", work=work["id"], round=seat["round"])
    return not any(agent in (one["user"], one["acted_by"]) for one in others)
