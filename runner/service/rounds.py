"""The round of a step that people decide, as its rows in the store say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from runner.approvals.plan import Plan
from runner.approvals.signers import Round, round_of
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
    for number, state in changed.items():
        room.tx.change("task", number, state=state)
        if state == "open":
            person = here.signers[number].user
            live.note("asked-again", work["element"], work["token"], task=number, to=person)
    asked = [one.state for one in here.signers.values() if one.by is None]
    if "waiting" in asked and "open" not in asked and not plan.paused:
        keep(room, work, replace(plan, paused=deadlines.pause(room, live, work)))
    elif plan.paused and "open" in asked:
        deadlines.resume(room, live, work, plan.paused)
        keep(room, work, replace(plan, paused=()))
    return here


def keep(room: Room, work: Row, plan: Plan) -> None:
    """Write the plan of a step as it is now."""
    work["plan"] = to_text(plan.to_json())
    room.tx.change("work", work["id"], plan=work["plan"])
