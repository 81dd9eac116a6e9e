"""What a return takes away, kept so that whoever returned the case can take that back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.engine.snapshot import lost, save
from runner.service.memory import Memory
from runner.store.store import Row, to_text

if TYPE_CHECKING:
    from runner.engine.moves import Moved, Place
    from runner.service.room import Live, Room

_OF_A_STEP = ("state", "round", "plan", "result", "closed")
_OF_A_SEAT = ("state", "claimed_by", "acted_by", "verdict", "result", "opinion", "signature", "acted")


@dataclass(frozen=True)
class Before:
    """A case before `user` said on `seat` what may return it: as the engine saves it, what its memory held, its open
    steps by token, and the seats and time limits of each step."""

    user: str
    seat: int
    engine: dict[str, Any]
    memory: dict[str, Any]
    works: dict[str, Row]
    seats: dict[str, list[Row]]
    limits: dict[str, list[Row]]


def before(room: Room, live: Live, seat: Row, user: str) -> Before:
    """How a case stands now."""
    works = {row["token"]: row for row in room.tx.rows("work", instance=live.id, state=["open", "alert"])}
    seats: dict[str, list[Row]] = {row["id"]: [] for row in works.values()}
    limits: dict[str, list[Row]] = {row["id"]: [] for row in works.values()}
    for name, found in (("task", seats), ("deadline", limits)):
        for row in room.tx.rows(name, work=list(found)):
            found[row["work"]].append(row)
    memory = {**room.service.people.memory(room, live).to_json(), "last_return": None}
    return Before(user, seat["id"], _apart(save(live.engine)), _apart(memory), works, seats, limits)


def note_return(live: Live, memory: Memory, work: Row, place: Place, moved: Moved, *, is_undone: bool) -> None:
    """Keep what a return to a place has taken away, that a person began from `work`; nothing where nobody did."""
    was, live.before_return = live.before_return, None
    memory.last_return = None
    if was is None:
        return
    gone = lost(live.engine, was.engine)
    works = [was.works[one["id"]] for one in gone["tokens"] if one["id"] in was.works]
    memory.last_return = _apart(
        {
            "by": was.user,
            "task": was.seat,
            "element": work["element"],
            "place": list(place),
            "token": moved.token,
            "put_back": list(moved.put_back),
            "undone": is_undone,
            "gone": gone,
            "wrote": _wrote(live, was),
            "works": {row["id"]: {name: row[name] for name in _OF_A_STEP} for row in works},
            "seats": {
                row["id"]: {name: row[name] for name in _OF_A_SEAT} for one in works for row in was.seats[one["id"]]
            },
            "limits": [[row["work"], row["step"], row["due"]] for one in works for row in was.limits[one["id"]]],
            "memory": was.memory,
        }
    )


def _wrote(live: Live, was: Before) -> list[list[Any]]:
    """The variables that are otherwise than before: scope, name, as a list of none or one what it held and holds."""
    scopes = {scope.task_tree.key: scope.variables for scope in live.engine.scopes()}
    found = []
    for row in was.engine["scopes"]:
        then: dict[str, Any] = row["variables"]
        now = scopes.get(row["id"])
        if now is None:
            continue
        for name in sorted({*then, *now}):
            pair = [[values[name]] if name in values else [] for values in (then, now)]
            if pair[0] != pair[1]:
                found.append([row["id"], name, *pair])
    return found


def _apart(value: Any) -> Any:
    """A JSON value that shares nothing with another one, and is as the store would give it."""
    return json.loads(to_text(value))
