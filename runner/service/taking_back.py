"""取回: whoever spoke last takes it back, while nobody has acted after it: a return; a vote while the step is still
open, with what followed from it in the step; or the step that was decided by it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runner.approvals.plan import Plan, Vote
from runner.approvals.signers import round_of
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.service import returning
from runner.service.rounds import keep, said_last, settle
from runner.service.taking_return_back import take_return_back
from runner.service.untouched import check_untouched, names
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "case.nothing-to-take-back": (
            N_("{user} has done nothing in this case that can be taken back."),
            N_("Only what was decided last can be, as long as nobody has acted after it."),
        ),
        "case.take-back-never": (N_("In this process nothing is taken back."), ""),
    }
)

_NOTHING = dict.fromkeys(("acted_by", "verdict", "result", "opinion", "signature", "acted", "claimed_by"))


def take_back(room: Room, live: Live, user: str, arguments: Mapping[str, Any]) -> None:
    """Take back what a person said last. Raises `RunError`."""
    if live.engine.program.graph.policy.take_back == "never":
        raise RunError("case.take-back-never")
    why = str(arguments.get("reason") or "").strip() or None
    if take_return_back(room, live, user, why):
        return
    touched: list[str] = []
    for work in room.tx.rows("work", instance=live.id, state="open", kind="work"):
        if _from_open(room, live, work, user, why, touched):
            return
    if not _from_decided(room, live, user, why, touched):
        if touched:
            raise RunError("case.acted-after", steps=names(live, touched))
        raise RunError("case.nothing-to-take-back", user=user)


# -- a vote ---------------------------------------------------------------------------------------


def _from_open(room: Room, live: Live, work: Row, user: str, why: str | None, touched: list[str]) -> bool:
    """Take back what a person said at a step that others are still asked at. False: there is nothing, or somebody has
    acted upon it (`touched` then has the step)."""
    plan = Plan.from_json(json.loads(work["plan"]))
    rows = room.tx.rows("task", work=work["id"])
    now = [row for row in rows if row["round"] == work["round"]]
    number = work["round"]
    if number > 0 and _is_untouched(plan, now):
        number -= 1  # the next round was opened and nobody has acted in it
    said = [row for row in rows if row["round"] == number]
    last = said_last(plan, said)
    if last is None or last["acted_by"] != user:
        touched += [work["element"]] if any(row["acted_by"] == user for row in rows) else []
        return False
    vote = next((one for one in plan.votes if one.task == last["id"]), Vote(last["id"]))
    before = _before(plan, vote, said)
    if before is None:
        touched.append(work["element"])
        return False
    if number != work["round"]:
        for row in now:
            room.tx.change("task", row["id"], state="cancelled")
        work["round"] = number
        room.tx.change("work", work["id"], round=number)
    _restore(room, live, work, plan, vote, before, sent_from=number)
    room.service.people.memory(room, live).took_back(work["element"], user)
    live.note("taken-back", work["element"], work["token"], task=last["id"], by=user, reason=why)
    return True


def _is_untouched(plan: Plan, rows: Sequence[Row]) -> bool:
    """Whether nobody has done anything in a round."""
    return all(
        row["state"] in ("open", "cancelled") and not row["claimed_by"] and str(row["id"]) not in plan.added
        for row in rows
    )


def _before(plan: Plan, vote: Vote, rows: Sequence[Row]) -> dict[int, Any] | None:
    """The states of a round as they were before a vote; None where somebody has acted upon it."""
    is_known = any(one.task == vote.task for one in plan.votes) or not plan.added
    found = round_of(rows, plan.added).before(vote.task, vote.states) if is_known else None
    opened = {seat for seat, (_was, became) in vote.states.items() if became == "open"}
    return None if any(row["claimed_by"] for row in rows if row["id"] in opened) else found


def _restore(
    room: Room, live: Live, work: Row, plan: Plan, vote: Vote, before: Mapping[int, Any], *, sent_from: int
) -> None:  # fmt: skip
    """Let a round be as it was before a vote; the time limits stand still again where everybody waits."""
    for seat, state in before.items():
        room.tx.change("task", seat, state=state, **(_NOTHING if seat == vote.task else {}))
    rounds = plan.rounds
    if vote.sent:
        rounds = (*rounds[: sent_from + 1], *rounds[sent_from + 2 :])
    if vote.at is not None:
        sent_to = room.service.people.memory(room, live).sent_to
        sent_to.pop(work["id"], None)
        for one in vote.at:
            sent_to[work["id"]] = dict(one)
    plan = replace(plan, rounds=rounds, votes=tuple(one for one in plan.votes if one.task != vote.task))
    keep(room, work, plan)
    settle(room, live, work, plan, room.tx.rows("task", work=work["id"], round=work["round"]))


# -- a step ---------------------------------------------------------------------------------------


def _from_decided(room: Room, live: Live, user: str, why: str | None, touched: list[str]) -> bool:
    """Take back a step that a person decided last. Raises `RunError`: `case.acted-after`, `case.sent-after`."""
    memory, moves = room.service.people.memory(room, live), live.engine.moves
    for number in range(len(memory.path) - 1, -1, -1):
        entry = memory.path[number]
        work = room.tx.row("work", entry["work"]) or {}
        plan = Plan.from_json(json.loads(work["plan"]))
        rows = room.tx.rows("task", work=work["id"], round=work["round"])
        votes = [row for row in rows if plan.added.get(str(row["id"]), {}).get("way") != "delegate"]
        own = said_last(plan, votes)
        if own is not None and own["acted_by"] == user:
            break
        touched += [work["element"]] if any(row["acted_by"] == user for row in votes) else []
    else:
        return False
    place = (str(entry["at"][0][0]), str(entry["at"][0][1]))
    if not moves.is_there(place[0]):
        return False
    check_untouched(room, live, place, memory.path[number + 1 :], entry["work"])
    sent = returning.sent_since(memory.sent, live, place)
    if sent:
        raise RunError("case.sent-after", steps=names(live, sent))
    moved = moves.to(place)
    memory.path = [one for one in memory.path if one is not entry]
    memory.resume[moved.token] = {"work": work["id"], "open": _asked_again(entry, plan, own)}
    memory.took_back(work["element"], user)
    live.note("taken-back", work["element"], moved.token, task=own["id"], by=user, reason=why)
    return True


def _asked_again(entry: Mapping[str, Any], plan: Plan, own: Row) -> dict[str, str]:
    """The seats of a decided step that are asked again, with their states: as they were before its last vote."""
    vote = next((one for one in plan.votes if one.task == own["id"]), Vote(own["id"]))
    held: dict[str, str] = dict(entry.get("held", {}))
    before = {str(seat): was for seat, (was, became) in vote.states.items()
              if became == "cancelled" or str(seat) in held}  # fmt: skip
    return {**held, **before, str(own["id"]): "open"}
