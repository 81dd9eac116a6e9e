"""取回 of a 退回: the case stands where it stood before it was returned, with its rounds, votes and time limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.approvals.plan import Plan
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.snapshot import put_back
from runner.service import returning
from runner.service.listed import instant_of
from runner.service.memory import Memory
from runner.service.untouched import check_untouched, names

if TYPE_CHECKING:
    from runner.engine.moves import Place
    from runner.service.room import Live, Room

declare(
    {
        "case.undone-for-it": (
            N_("The return cannot be taken back: something was undone for it."),
            N_("Ask whoever has the case to send it again."),
        )
    }
)


def take_return_back(room: Room, live: Live, user: str, why: str | None) -> bool:
    """Take back the return of a person, while nobody has acted on it. False: they have not returned the case, or said
    something else since. Raises `RunError`: `case.acted-after`, `case.sent-after`, `case.undone-for-it`."""
    memory = room.service.people.memory(room, live)
    last = memory.last_return
    if last is None or last["by"] != user or _said_last(room, live, user) != last["task"]:
        return False
    place = (str(last["place"][0]), str(last["place"][1]))
    _check(room, live, memory, last, place)
    own = room.tx.row("work", room.tx.row("task", last["task"])["work"]) or {}  # type: ignore[index]  # it has spoken
    put_back(live.engine, last["gone"])
    _write_back(live, last)
    live.engine.find(last["token"]).cancel()
    live.engine.moves.take_away(last["put_back"])
    for work, row in last["works"].items():
        room.tx.change("work", work, **row)
    for seat, row in last["seats"].items():
        room.tx.change("task", int(seat), **row)
    for work, step, due in last["limits"]:
        row = {"instance": live.id, "work": work, "step": step, "due": due, "pilot": live.row["pilot"]}
        room.tx.add("deadline", {**row, "instant": instant_of(datetime.fromisoformat(due))})
    _remember(memory, last)
    live.note("return-taken-back", own["element"], own["token"], task=last["task"], by=user, reason=why)
    return True


def _said_last(room: Room, live: Live, user: str) -> int | None:
    """The seat on which a person has spoken last in a case."""
    lines = [line["payload"] for line in room.tx.history(live.id) if line["kind"] == "acted"]
    return next((line["task"] for line in reversed(lines) if line["by"] == user), None)


def _check(room: Room, live: Live, memory: Memory, last: Mapping[str, Any], place: Place) -> None:
    moves = live.engine.moves
    if "gone" in last and last["undone"]:
        raise RunError("case.undone-for-it")
    if "gone" not in last or not moves.is_there(place[0]):
        raise RunError("case.acted-after", steps=names(live, [place[1]]))
    check_untouched(room, live, place, memory.path)
    sent = returning.sent_since(memory.sent, live, place)
    if sent:
        raise RunError("case.sent-after", steps=names(live, sent))
    live_tokens = {token.key for token in live.engine.tokens()}
    waits = moves.arrived(place) == {last["token"]} and live_tokens.issuperset(last["put_back"])
    if not waits or _was_given_away(room, live, place):
        raise RunError("case.acted-after", steps=names(live, [place[1]]))


def _was_given_away(room: Room, live: Live, place: Place) -> bool:
    """Whether somebody was added to what lies downstream of a place, or it was handed to somebody."""
    area = live.engine.moves.downstream(place)
    for work in room.tx.rows("work", instance=live.id, state="open"):
        here = live.engine.moves.places(work["token"])
        if any(scope == place[0] and node in area for scope, node in here):
            plan = Plan.from_json(json.loads(work["plan"]))
            asked = {user for one in plan.rounds for user in one}
            seats = room.tx.rows("task", work=work["id"])
            if plan.added or any(row["user"] not in (None, *asked) and not row["on_behalf"] for row in seats):
                return True
    return False


def _write_back(live: Live, last: Mapping[str, Any]) -> None:
    """Let the variables hold what they held, but for those that somebody has written since."""
    scopes = {scope.task_tree.key: scope.variables for scope in live.engine.scopes()}
    for scope, name, then, now in last["wrote"]:
        values = scopes[scope]
        if ([values[name]] if name in values else []) != now:
            continue
        if then:
            values[name] = then[0]
        else:
            values.pop(name, None)


def _remember(memory: Memory, last: Mapping[str, Any]) -> None:
    """Let the memory of the case be what it was, with what was done beside since."""
    was = Memory.from_json(last["memory"])
    memory.path = [*was.path, *(one for one in memory.path if one not in was.path)]
    memory.sent = [*was.sent, *(one for one in memory.sent if one not in was.sent)]
    memory.ways_back, memory.last_return = was.ways_back, None
    memory.returned_by, memory.returns = was.returned_by, max(was.returns, memory.returns - 1)
    memory.sent_to = {**was.sent_to, **memory.sent_to}
    for element, people in was.approved.items():
        own = memory.approved.setdefault(element, [])
        own[:0] = [one for one in people if one not in own]
    if memory.previous == last["element"]:
        memory.previous = was.previous
    memory.restored(last["element"], was.done.get(last["element"]), was.latest(last["element"]))
