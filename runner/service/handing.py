"""离职批量转办: what is open for a person who leaves goes to somebody else, and what went where is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from runner.approvals.plan import Plan
from runner.approvals.signers import LIVE
from runner.core.errors import RunError
from runner.organization.directory import directory_of
from runner.organization.trail import TrailStep
from runner.protocol import values as out
from runner.service import suspending
from runner.service.own_case import is_own_case
from runner.service.people import HUMAN, OPEN_WORK
from runner.service.rounds import keep, round_at
from runner.store.store import Row, to_text

if TYPE_CHECKING:
    from runner.service.room import Live, Room


def hand_over(room: Room, user: str, to: str, may: Callable[[Row], bool]) -> list[out.HandedStep]:
    """Hand over every open step of `user` in the cases that `may` allows, as 转办 does: the deadline runs on. What is
    claimed goes back to its pool; who decides a step already does not decide it twice; what the starter of a case may
    not decide stays. In steps that are asked one after the other, `to` stands where `user` stood; where they have a
    turn of their own, the first of both is theirs, and what they have said at it counts for the other one.

    Raises `RunError`: `task.nobody`, `task.unknown-person`.
    """
    if not to or to == user:
        raise RunError("task.nobody")
    works = {row["id"]: row for row in room.tx.rows("work", state=OPEN_WORK, kind=HUMAN)}
    seats: dict[str, list[Row]] = {}
    for seat in room.tx.rows_among("task", "work", list(works), state=list(LIVE)):
        seats.setdefault(seat["instance"], []).append(seat)
    steps: dict[str, list[Row]] = {}
    for work in works.values():
        steps.setdefault(work["instance"], []).append(work)
    found: list[out.HandedStep] = []
    for case, open_ in steps.items():
        own = sorted(seats.get(case, ()), key=lambda seat: int(seat["id"]))
        later = [work for work in open_ if _is_named(work, user)]
        if not later and not any(_has(seat, user) for seat in own):
            continue
        row = room.tx.row("instance", case) or {}
        if row["origin"] is not None or row["pilot"] != room.tx.pilot or not may(row):
            continue
        live = room.case(case)
        if not directory_of(live.bundle.organization).at(live.bundle.day(live.engine.now)).is_active(to):
            raise RunError("task.unknown-person", person=to)
        for work in later:
            waits = any(seat["work"] == work["id"] and _has(seat, user) for seat in own)
            if _rename(room, live, work, user, to) and not waits:
                found.append(_told(live, work, None, "later"))
        for seat in own:
            if _has(seat, user):
                found.append(_hand(room, live, seat, works[seat["work"]], user, to))
        suspending.hold(room, live)
    return found


def _has(seat: Row, user: str) -> bool:
    return user in (seat["user"], seat["claimed_by"])


def _is_named(work: Row, user: str) -> bool:
    plan = Plan.from_json(json.loads(work["plan"]))
    return any(user in one for one in plan.rounds) or user in plan.veto


def _rename(room: Room, live: Live, work: Row, user: str, to: str) -> bool:
    """Put another person into the plan of a step, but where that would let the starter decide their own case."""
    plan = Plan.from_json(json.loads(work["plan"]))
    if is_own_case(live.deployed, live.row, work, to):
        return False
    rows = room.tx.rows("task", work=work["id"])
    has_turn = any(_has(row, user) and row["state"] in LIVE for row in rows) or _decides(plan, rows, to)
    directory = directory_of(live.bundle.organization)
    told = {"person": directory.user_name(user), "heir": directory.user_name(to)}
    made = replace(
        plan,
        rounds=_handed_turns(plan.rounds, work["round"], user, to, has_turn=has_turn),
        veto=tuple(dict.fromkeys(to if one == user else one for one in plan.veto)),
        weights=_handed_weights(plan.weights, user, to),
        trail=(*plan.trail, TrailStep("organization.handed-over", told)),
    )
    work["plan"] = to_text(made.to_json())
    room.tx.change("work", work["id"], plan=work["plan"])
    return True


def _handed_turns(
    rounds: Sequence[Sequence[str]], now: int, user: str, to: str, *, has_turn: bool
) -> tuple[tuple[str, ...], ...]:
    """The rounds of a step after one person's went to another, who comes once: of the rounds after the present one
    (`now`) in the first, and in none where they have their turn by now (`has_turn`)."""
    found: list[tuple[str, ...]] = []
    for number, people in enumerate(rounds):
        named = dict.fromkeys(to if one == user else one for one in people)
        if number > now and to in named:
            if has_turn:
                del named[to]
            has_turn = True
        if named or number <= now or not people:
            found.append(tuple(named))
    return tuple(found)


def _decides(plan: Plan, rows: Sequence[Row], to: str) -> bool:
    """Whether somebody has, or had, a verdict among these seats; advice that was given is none."""
    advised = {key for key, how in plan.added.items() if how["way"] == "delegate"}
    return any(
        to in (one["user"], one["acted_by"])
        for one in rows
        if one["state"] != "cancelled" and not (one["state"] == "done" and str(one["id"]) in advised)
    )


def _handed_weights(weights: Mapping[str, str], user: str, to: str) -> dict[str, str]:
    """The weights of a step after one person's votes went to another."""
    found = dict(weights)
    if user in found:
        found[to] = str(Fraction(found.pop(user)) + Fraction(found.get(to, "0")))
    return found


def _hand(room: Room, live: Live, seat: Row, work: Row, user: str, to: str) -> out.HandedStep:
    how: out.HandedHow = "handed"
    plan = Plan.from_json(json.loads(work["plan"]))
    decides = _decides(plan, room.tx.rows("task", work=work["id"]), to)
    if seat["user"] != user:
        how = "released"
        room.tx.change("task", seat["id"], claimed_by=None)
        live.note("released", work["element"], work["token"], task=seat["id"], by=user)
    elif is_own_case(live.deployed, live.row, work, to):
        how = "starter"
    elif decides:
        how = "joined"
        _take_place(room, work, seat, to)
        room.tx.change("task", seat["id"], state="cancelled")
        live.note("transferred", work["element"], work["token"], task=seat["id"], by=user, to=to)
        node = live.deployed.node(work["process"], work["element"])
        room.service.people.weigh(room, live, work, node, None, {})
    else:
        room.tx.change("task", seat["id"], user=to, claimed_by=None)
        live.note("transferred", work["element"], work["token"], task=seat["id"], by=user, to=to)
    return _told(live, work, seat["id"], how)


def _take_place(room: Room, work: Row, seat: Row, to: str) -> None:
    """Whoever was added to a seat and is to have it takes its place: what they say, or have said, counts for it, and
    they wait for the others who were added to it."""
    plan, here = round_at(room, work)
    own = here.signers[seat["id"]]
    under = (one for one in here.signers.values() if one.user == to and one.state != "cancelled")
    heir = next((one for one in under if here.is_under(one.id, own.id)), None)
    if heir is None:
        return
    added = {key: dict(how) for key, how in plan.added.items() if key != str(heir.id)}
    if own.by is not None:
        added[str(heir.id)] = dict(plan.added[str(own.id)])
    if heir.state in LIVE:
        others = [one for one in here.under(own.id, "before", "after", "delegate") if one.id != heir.id]
        for one in others:
            added[str(one.id)]["by"] = heir.id
        waits = any(one.state in LIVE and one.way != "after" for one in others)
        room.tx.change("task", heir.id, state="waiting" if waits else "open")
    keep(room, work, replace(plan, added=added))


def _told(live: Live, work: Row, task: int | None, how: out.HandedHow) -> out.HandedStep:
    graph = live.bundle.graphs[work["process"]]
    name = live.deployed.node(work["process"], work["element"]).name or work["element"]
    return out.HandedStep(
        task=task, case=live.id, element=work["element"], name=name, process_name=graph.name or graph.process,
        starter=live.row["starter"], how=how,
    )  # fmt: skip
