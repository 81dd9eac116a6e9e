"""Adding signers to a step (加签 before, after, beside), removing them (减签), and asking for advice (委派).

Who was added to whom is kept with the plan of the step; what follows from a verdict is worked out by
`runner.approvals.signers`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from runner.approvals.plan import Plan
from runner.approvals.signature import Signed, signature_of
from runner.approvals.signers import LIVE, Round, Way, may_add, may_remove
from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.organization.directory import directory_of
from runner.organization.trail import TrailStep
from runner.rights.operations import SEAT_OPERATIONS, is_closed
from runner.service.own_case import is_own_case
from runner.service.people import person_of
from runner.service.rounds import keep, round_at, settle
from runner.service.taking_part import taking_part
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "signers.already": (N_("{person} takes part in this step already."), N_("Choose someone else.")),
        "signers.own-case": (
            N_("{person} started this case, and the step does not let the starter decide it."),
            N_("Choose someone else."),
        ),
        "signers.way": (
            N_("Here nobody can be added in this way."),
            N_("An added signer adds in the same way, three deep at most; before or after a task, not both."),
        ),
        "signers.weighted": (
            N_("The votes of this step have weights: nobody can be added beside the others."),
            N_("Add somebody before or after you, or ask for advice."),
        ),
        "signers.last": (N_("{person} is the last who decides this step."), N_("Hand the task over instead.")),
        "signers.not-there": (N_("{person} has nothing open at this step."), ""),
    }
)

DECIDING = ("return", "reject")
"""What only those do who decide the step, not whoever was asked for advice."""
WAYS: Mapping[str, Way] = {"addBefore": "before", "addAfter": "after", "addBeside": "beside", "delegate": "delegate"}


def offered(room: Room, live: Live, seat: Row, work: Row) -> list[str]:
    """The operations that the person of an open seat can do with it now, in the order of its buttons."""
    node = live.deployed.node(work["process"], work["element"])
    listed = node.approval.operations if node.approval else []
    plan, here = round_at(room, work)
    found = []
    for operation in SEAT_OPERATIONS:
        if is_closed(operation, listed) or work["kind"] != "work":
            continue
        if operation in DECIDING and gives_advice(work, seat):
            continue
        if operation == "sendOn" and plan.added:
            continue
        way = WAYS.get(operation)
        if way is not None and not _fits(plan, here, seat["id"], way):
            continue
        if operation == "removeSigner" and not _removable(here, seat["id"]):
            continue
        found.append(operation)
    return found


def gives_advice(work: Row, seat: Row) -> bool:
    """Whether the person of a seat was asked for advice alone."""
    return Plan.from_json(json.loads(work["plan"])).added.get(str(seat["id"]), {}).get("way") == "delegate"


def signed(live: Live, user: str, given: object) -> Signed:
    """The signature that goes with what a person says, as it is kept. Raises `RunError`."""
    return signature_of(given, directory_of(live.bundle.organization).user_name(user))


def add(room: Room, live: Live, seat: Row, work: Row, user: str, way: Way, arguments: Mapping[str, Any]) -> None:
    """Add somebody (`to`, one or several) to a seat; before it and for advice the seat waits. Raises `RunError`."""
    plan, here = round_at(room, work)
    if way == "beside" and plan.vote == "weight":
        raise RunError("signers.weighted")
    if not _fits(plan, here, seat["id"], way):
        raise RunError("signers.way")
    is_advice = way == "delegate"
    people = able(room, live, work, arguments.get("to"), several=not is_advice, again=is_advice)
    own = here.signers[seat["id"]]
    by, how = (own.by, own.way) if way == "beside" else (own.id, way)
    added, node = dict(plan.added), live.deployed.node(work["process"], work["element"])
    is_always = how == "after" and node.approval is not None and node.approval.added_after == "always"
    for person in people:
        row = {
            "work": work["id"], "instance": live.id, "element": work["element"], "round": seat["round"],
            "user": person, "state": "later" if way == "after" else "open", "on_behalf": None,
            "opened": live.engine.now.isoformat(),
        }  # fmt: skip
        number = room.tx.add("task", row)
        if by is not None:
            added[str(number)] = {"by": by, "way": how, **({"always": True} if is_always else {})}
    if way in ("before", "delegate"):
        room.tx.change("task", seat["id"], state="waiting", claimed_by=None)
    directory = directory_of(live.bundle.organization)
    asker, code = directory.user_name(user), f"organization.added-{way}"
    told = (TrailStep(code, {"person": asker, "people": directory.user_name(one)}) for one in people)
    plan = replace(plan, added=added, trail=(*plan.trail, *told))
    keep(room, work, plan)
    live.note(
        "signers-added", work["element"], work["token"], task=seat["id"], by=user, to=list(people), way=way,
        reason=_reason(arguments),
    )  # fmt: skip
    if way != "beside":
        settle(room, live, work, plan, room.tx.rows("task", work=work["id"], round=work["round"]))
        return
    room.service.people.weigh(room, live, work, node, None, {})


def remove(room: Room, live: Live, seat: Row, work: Row, user: str, arguments: Mapping[str, Any]) -> None:
    """Remove somebody (`to`) who has not decided; what the others said is counted anew. Raises `RunError`."""
    _plan, here = round_at(room, work)
    person = person_of(arguments.get("to") or "")
    if not person:
        raise RunError("task.nobody")
    others = [one for one in here.signers.values() if one.state in LIVE and one.id != seat["id"]]
    theirs = [one for one in others if one.user == person]
    if not theirs:
        raise RunError("signers.not-there", person=_name(live, person))
    if not may_remove(here, theirs[0].id):
        raise RunError("signers.last", person=_name(live, person))
    room.tx.change("task", theirs[0].id, state="cancelled")
    live.note(
        "signer-removed", work["element"], work["token"], task=theirs[0].id, by=user, to=person,
        reason=_reason(arguments),
    )  # fmt: skip
    node = live.deployed.node(work["process"], work["element"])
    room.service.people.weigh(room, live, work, node, None, {})


def _fits(plan: Plan, here: Round, seat: int, way: Way) -> bool:
    return may_add(here, seat, way) and not (way == "beside" and plan.vote == "weight")


def _removable(here: Round, seat: int) -> bool:
    return any(may_remove(here, one.id) for one in here.signers.values() if one.id != seat and one.user)


def able(
    room: Room, live: Live, work: Row, whom: Any, *, several: bool = False, again: bool = False
) -> list[str]:  # fmt: skip
    """Who is given a part in a step (`whom`: one, or with `several` a list): each is active, has none in it yet
    (with `again`: none in its present round) and does not decide a case of their own where the rule of the step
    forbids that. Raises `RunError`."""
    given = [whom] if isinstance(whom, str) else list(whom or ())
    people = list(dict.fromkeys(person_of(person) for person in given if person))
    if not people or (len(people) > 1 and not several):
        raise RunError("task.nobody")
    plan, here = round_at(room, work)
    now = {one.user for one in here.signers.values() if one.state != "cancelled"}
    taken = now if again else now | taking_part(room, work, plan)
    directory = directory_of(live.bundle.organization).at(live.bundle.day(live.engine.now))
    for person in people:
        if not directory.is_active(person):
            raise RunError("task.unknown-person", person=person)
        if person in taken:
            raise RunError("signers.already", person=_name(live, person))
        if is_own_case(live.deployed, live.row, work, person):
            raise RunError("signers.own-case", person=_name(live, person))
    return people


def there(live: Live, node: Node, process: str, whom: Any) -> list[str]:
    """Who is chosen to decide another step (`whom`: one, several or nobody): each is active and does not decide a
    case of their own where the rule of that step forbids it. Raises `RunError`."""
    given = [whom] if isinstance(whom, str) else list(whom or ())
    people = list(dict.fromkeys(person_of(person) for person in given if person))
    directory = directory_of(live.bundle.organization).at(live.bundle.day(live.engine.now))
    step = {"kind": "work", "process": process, "element": node.id}
    for person in people:
        if not directory.is_active(person):
            raise RunError("task.unknown-person", person=person)
        if is_own_case(live.deployed, live.row, step, person):
            raise RunError("signers.own-case", person=_name(live, person))
    return people


def _name(live: Live, person: str) -> str:
    return str(directory_of(live.bundle.organization).user_name(person))


def _reason(arguments: Mapping[str, Any]) -> str | None:
    return str(arguments["reason"]) if arguments.get("reason") else None
