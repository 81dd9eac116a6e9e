"""跳转 and 自由流: a case jumps to a step ahead or behind, or is sent on from person to person at one step.

Both are given only where a step names them among its operations; who manages the process may jump anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runner.approvals.plan import Plan, Vote
from runner.approvals.signature import check_signature
from runner.approvals.verdicts import check_opinion, chosen
from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.lowering import Program
from runner.service import free_flow, signing
from runner.service.rounds import keep
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "jump.no-target": (
            N_("The case cannot jump from here to “{to}”."),
            N_("Choose a step of the same process or sub-process."),
        ),
        "jump.no-reason": (N_("Say why."), N_("The reason stands in the history of the case.")),
    }
)

_KINDS = (
    "task", "userTask", "manualTask", "serviceTask", "sendTask", "scriptTask", "businessRuleTask", "callActivity",
    "subProcess", "endEvent",
)  # fmt: skip


def places_ahead(live: Live, work: Row) -> list[tuple[Node, list[str]]]:
    """Where a step can jump to, in the order of the diagram, with the approvals that it leaves out on the way."""
    scope, own = live.engine.moves.places(work["token"])[0]
    program = live.engine.moves.program_at((scope, own))
    around = program.nodes[own].scope
    after = program.forward[own] | {own}

    def begins_all(goal: str) -> bool:
        """Whether no gateway behind it waits for a branch that has not begun yet."""
        area = program.forward[goal] | {goal}
        joins = (one for one in area if program.nodes[one].kind == "parallelGateway")
        sources = (flow.source for one in joins for flow in program.incoming.get(one, ()))
        return all(source in area or source not in after for source in sources)

    return [
        (node, skipped(program, own, node.id))
        for node in program.graph.nodes
        if node.kind in _KINDS
        and node.scope == around
        and node.id != own
        and not node.event_sub_process
        and begins_all(node.id)
    ]


def skipped(program: Program, start: str, goal: str) -> list[str]:
    """The steps of people that every way from one node to another one leads through; none where it leads back."""
    if goal not in program.forward[start]:
        return []
    return [
        node.id
        for node in program.graph.nodes
        if node.kind in ("userTask", "manualTask")
        and node.id not in (start, goal)
        and node.id in program.forward[start]
        and goal in program.forward[node.id]
        and not program.reaches_without(start, goal, node.id)
    ]


def jump(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    """Leave a step undecided and go on at another one (`to`), with a reason. What every way between leads through is
    named in the log. Raises `RunError`: `jump.no-target`, `jump.no-reason`."""
    reason = str(arguments.get("reason") or "").strip()
    if not reason:
        raise RunError("jump.no-reason")
    to = str(arguments.get("to") or "")
    found = next((left for node, left in places_ahead(live, work) if node.id == to), None)
    if found is None:
        raise RunError("jump.no-target", to=to)
    people, moves = room.service.people, live.engine.moves
    memory = people.memory(room, live)
    scope, own = moves.places(work["token"])[0]
    place = (scope, to)
    is_back = own in moves.program_at(place).forward[to]
    people.close(room, work, "done", None)
    room.tx.change("task", seat["id"], state="done", acted_by=user, acted=live.engine.now.isoformat())
    area = moves.downstream(place)
    moves.to(place, work["token"], ahead=True)
    memory.path = [one for one in memory.path if not any(at[0] == scope and at[1] in area for at in one["at"])]
    if is_back:
        memory.returned(work["element"])
    live.note("jumped", work["element"], work["token"], to=to, by=user, reason=reason, skipped=found)


def send_on(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    """自由流: agree, and let somebody else (`to`) decide the step after this round; whoever completes it ends that.
    With `at` the case goes on at another step, or ends, once this one is agreed to; `to` decides there (without: whom
    that step names). Raises `RunError` like `signing.able`, and `jump.no-target`; `jump.no-reason` where steps are
    left out."""
    node = live.deployed.node(work["process"], work["element"])
    button, opinion = chosen(node, "agree"), str(arguments.get("reason") or "").strip() or None
    check_opinion(node, button, opinion)
    signed = signing.signed(live, user, arguments.get("signature"))
    check_signature(node, button, signed)
    at, vote = str(arguments.get("at") or ""), Vote(seat["id"], sent=True)
    if at and at != node.id:
        before = room.service.people.memory(room, live).sent_to.get(work["id"])
        vote = Vote(seat["id"], at=() if before is None else (before,))
        more = _sent_to(room, live, work, at, arguments.get("to"), opinion)
    else:
        people = signing.able(room, live, work, arguments.get("to"), several=True, again=True)
        plan = Plan.from_json(json.loads(work["plan"]))
        done = work["round"] + 1
        keep(room, work, replace(plan, rounds=(*plan.rounds[:done], tuple(people), *plan.rounds[done:])))
        more = {"to": people}
    live.note("sent-on", work["element"], work["token"], task=seat["id"], by=user, **more)
    room.service.people.give(
        room, live, seat, user=user, verdict=button.id if button else None, result="agree", opinion=opinion,
        signature=signed, data={}, vote=vote,
    )  # fmt: skip


def places_next(live: Live, work: Row) -> list[tuple[Node, list[str]]]:
    """Where a step can send the case on to, with the approvals that it leaves out on the way."""
    return [(node, left) for node, left in places_ahead(live, work) if node.kind in free_flow.NEXT]


def _sent_to(room: Room, live: Live, work: Row, at: str, whom: Any, reason: str | None) -> dict[str, Any]:
    """Note another step to go on at; what the log says of it."""
    found = next(((node, left) for node, left in places_next(live, work) if node.id == at), None)
    if found is None:
        raise RunError("jump.no-target", to=at)
    target, left = found
    if left and not reason:
        raise RunError("jump.no-reason")
    people = signing.there(live, target, work["process"], whom) if target.kind == "userTask" else []
    free_flow.note(room, live, work, at, people)
    return {"to": people, "at": at, "skipped": left, **({"reason": reason} if reason else {})}
