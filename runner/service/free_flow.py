"""自由流 across the diagram: whoever agrees to a step that lists `sendOn` chooses the step that comes next, and who
decides it; or that the case ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from runner.service import returning
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room

NEXT = ("userTask", "endEvent")
"""What a case can be sent on to."""


def note(room: Room, live: Live, work: Row, at: str, people: Sequence[str]) -> None:
    """Remember where a case goes when this step is agreed to, and who decides there (empty: as that step says)."""
    room.service.people.memory(room, live).sent_to[work["id"]] = {"at": at, "to": list(people)}


def go(
    room: Room, live: Live, work: Row, result: str, values: dict[str, Any], held: Mapping[int, str]
) -> bool:  # fmt: skip
    """Let a case go from a step that was decided to where it was sent on to; `held`: its seats that were not done,
    with their states. False: it was sent nowhere, or not agreed to."""
    memory, engine = room.service.people.memory(room, live), live.engine
    target = memory.sent_to.pop(work["id"], None)
    if target is None or result != "agree":
        return False
    engine.data.write(engine.find(work["token"]), values)
    scope, own = engine.moves.places(work["token"])[0]
    place = (scope, str(target["at"]))
    forward = engine.moves.program_at(place).forward
    if own in forward[place[1]]:  # back, or round a loop: what was agreed to is asked again
        area = engine.moves.downstream(place)
        memory.path = [one for one in memory.path if not any(at[0] == scope and at[1] in area for at in one["at"])]
        memory.returned(work["element"])
    elif place[1] in forward[own]:
        returning.passed(room, live, work, held)
    memory.ways_back = [way for way in memory.ways_back if way["token"] != work["token"]]
    moved = engine.moves.to(place, work["token"], ahead=True)
    if target["to"]:
        memory.handed[moved.token] = list(target["to"])
    return True
