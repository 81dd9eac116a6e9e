"""代理生效: when an absence begins, what is open already goes to the agent, who acts on behalf of who is away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from runner.organization.directory import bare, directory_of
from runner.service.handing import is_own_case
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Deployed, Room


def stand_in(room: Room) -> None:
    """Give each open seat of who is away by now to their agent; no chain longer than one, and nobody comes to decide
    twice or their own case: such a seat stays."""
    for model in room.tx.models_with_work():
        deployed = room.service.deployed(room.tx, model)
        away = _away(deployed, room.now.date())
        for seat, work, case in room.tx.open_seats(model=model, users=away) if away else ():
            if work["kind"] != "work" or work["state"] != "open" or seat["on_behalf"] is not None:
                continue
            agent = _agent(room, deployed, case, work, seat)
            if not agent:
                continue
            live = room.case(case["id"])
            room.tx.change("task", seat["id"], user=agent, on_behalf=seat["user"], claimed_by=None)
            live.note("transferred", work["element"], work["token"], task=seat["id"], by=seat["user"], to=agent)


def _away(deployed: Deployed, day: date) -> list[str]:
    """The people of a model's organisation for whom somebody may stand in on that day."""
    directory = directory_of(deployed.bundle.organization).at(day)
    people = {bare(one.who) for one in deployed.bundle.organization.absences if one.mode == "replace" and one.agent}
    return sorted(person for person in people if directory.is_away(person, day))


def _agent(room: Room, deployed: Deployed, case: Row, work: Row, seat: Row) -> str:
    """Who stands in for the person of a seat now; empty where nobody does."""
    directory = directory_of(deployed.bundle.organization).at(room.now.date())
    graph = deployed.bundle.graphs[work["process"]]
    absence = directory.absence(seat["user"], room.now.date(), graph.code or graph.process)
    agent = bare(absence.agent or "") if absence is not None and absence.mode == "replace" else ""
    if not agent or agent == seat["user"] or not directory.is_active(agent):
        return ""
    if is_own_case(deployed, case, work, agent):
        return ""
    others = room.tx.rows("task", work=work["id"], round=seat["round"])
    return "" if any(agent in (one["user"], one["acted_by"]) for one in others) else agent
