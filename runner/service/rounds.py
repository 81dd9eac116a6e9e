"""The round of a step that people decide, as its rows in the store say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from runner.approvals.plan import Plan
from runner.approvals.signers import Round, round_of
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room


def round_at(room: Room, work: Row) -> tuple[Plan, Round]:
    """The plan of a step and the seats of its present round."""
    plan = Plan.from_json(json.loads(work["plan"]))
    return plan, round_of(room.tx.rows("task", work=work["id"], round=work["round"]), plan.added)


def settle(room: Room, live: Live, work: Row, plan: Plan, rows: Sequence[Row]) -> Round:
    """Open, hold and close the seats of a round as what was said demands; the round after that."""
    here, changed = round_of(rows, plan.added).settled()
    for number, state in changed.items():
        room.tx.change("task", number, state=state)
        if state == "open":
            person = here.signers[number].user
            live.note("asked-again", work["element"], work["token"], task=number, to=person)
    return here
