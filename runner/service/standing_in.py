"""代理生效: when an absence begins, what is open already goes to the agent, who acts on behalf of who is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.organization.directory import bare, directory_of
from runner.service.handing import is_own_case
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room


def stand_in(room: Room) -> None:
    """Give each open seat of who is away by now to their agent; no chain longer than one, and nobody comes to decide
    twice or their own case: such a seat stays."""
    works = {row["id"]: row for row in room.tx.rows("work", state="open", kind="work")}
    for seat in room.tx.rows("task", state="open", work=list(works)):
        work = works[seat["work"]]
        if seat["user"] is None or seat["on_behalf"] is not None:
            continue
        live = room.look(seat["instance"])
        agent = _agent(room, live, work, seat) if live.row["origin"] is None else ""
        if not agent:
            continue
        live = room.case(live.id)
        room.tx.change("task", seat["id"], user=agent, on_behalf=seat["user"], claimed_by=None)
        live.note("transferred", work["element"], work["token"], task=seat["id"], by=seat["user"], to=agent)


def _agent(room: Room, live: Live, work: Row, seat: Row) -> str:
    """Who stands in for the person of a seat now; empty where nobody does."""
    directory = directory_of(live.bundle.organization).at(room.now.date())
    graph = live.bundle.graphs[work["process"]]
    absence = directory.absence(seat["user"], room.now.date(), graph.code or graph.process)
    agent = bare(absence.agent or "") if absence is not None and absence.mode == "replace" else ""
    if not agent or agent == seat["user"] or not directory.is_active(agent) or is_own_case(live, work, agent):
        return ""
    others = room.tx.rows("task", work=work["id"], round=seat["round"])
    return "" if any(agent in (one["user"], one["acted_by"]) for one in others) else agent
