"""Who has a part in a step, in any of its rounds: nobody comes to decide it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.approvals.plan import Plan
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Room


def taking_part(room: Room, work: Row, plan: Plan) -> set[str]:
    """The people who have a part in a step, have said something in it, or are asked in one of its later rounds."""
    rows = room.tx.rows("task", work=work["id"])
    here = (row for row in rows if row["state"] != "cancelled")
    later = (person for people in plan.rounds[work["round"] + 1 :] for person in people)
    return {one for row in here for one in (row["user"], row["acted_by"]) if one} | set(later)
