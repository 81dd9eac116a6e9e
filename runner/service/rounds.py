"""The round of a step that people decide, as its rows in the store say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from runner.approvals.plan import Plan, Vote
from runner.approvals.signers import LIVE, Round, round_of
from runner.service import deadlines
from runner.store.store import Row, to_text

if TYPE_CHECKING:
    from runner.service.room import Live, Room


def round_at(room: Room, work: Row) -> tuple[Plan, Round]:
    """The plan of a step and the seats of its present round."""
    plan = Plan.from_json(json.loads(work["plan"]))
    return plan, round_of(room.tx.rows("task", work=work["id"], round=work["round"]), plan.added)


def settle(room: Room, live: Live, work: Row, plan: Plan, rows: Sequence[Row]) -> Round:
    """Open, hold and close the seats of a round as what was said demands; the round after that. The time limits of
    the step stand still while all whom its rule asked wait for others."""
    here, changed = round_of(rows, plan.added).settled()
    told = []
    for number, state in changed.items():
        room.tx.change("task", number, state=state)
        one = here.signers[number]
        above = here.signers.get(one.by) if one.by is not None else None
        if state == "cancelled" and one.way == "after" and above is not None and above.result == "reject":
            told.append(f"user:{one.user}")  # not asked any more, but they hear of it
        if state == "open":
            person = here.signers[number].user
            live.note("asked-again", work["element"], work["token"], task=number, to=person)
    if told:
        room.service.people.copy(room, live, work["element"], told)
    asked = [one.state for one in here.signers.values() if one.by is None]
    if "waiting" in asked and "open" not in asked and not plan.paused:
        keep(room, work, replace(plan, paused=deadlines.pause(room, live, work)))
    elif plan.paused and "open" in asked:
        deadlines.resume(room, live, work, plan.paused)
        keep(room, work, replace(plan, paused=()))
    return here


def voted(room: Room, work: Row, vote: Vote, rows: Sequence[Row], here: Round, *, is_over: bool) -> None:
    """Keep with the plan of a step what a verdict has done to the other seats of its round (`rows` as they were,
    `here` as they are now; `is_over`: all that were still asked go)."""
    states = {}
    for row in rows:
        before, after = row["state"], here.signers[row["id"]].state
        after = "cancelled" if is_over and after in LIVE else after
        if row["id"] != vote.task and before != after:
            states[row["id"]] = (before, after)
    if len(rows) > 1 or vote.sent or vote.at is not None:
        plan = Plan.from_json(json.loads(work["plan"]))
        keep(room, work, replace(plan, votes=(*plan.votes, replace(vote, states=states))))


def said_last(plan: Plan, rows: Iterable[Row]) -> Row | None:
    """The seat of a round whose person has spoken last."""
    place = {vote.task: number for number, vote in enumerate(plan.votes)}
    done = [row for row in rows if row["state"] == "done"]
    return max(done, key=lambda row: (row["acted"], place.get(row["id"], -1), row["id"]), default=None)


def keep(room: Room, work: Row, plan: Plan) -> None:
    """Write the plan of a step as it is now."""
    work["plan"] = to_text(plan.to_json())
    room.tx.change("work", work["id"], plan=work["plan"])
