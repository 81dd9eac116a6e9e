"""退回: sending a case back to a step that it has been at, and what happens when it comes from there again.

A case that comes back runs through all steps between once more (`replay`), or goes straight to whoever returned it
(`direct`): where the returning step says so, nothing that it calls sensitive has changed, the conditions still lead
there, and all that the return took away can be put back as it was. What was said in between then stands, and the log
says so; otherwise the reason stands there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.approvals.verdicts import NODE, PREVIOUS, START
from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.service.before_return import note_return
from runner.store.store import Row

if TYPE_CHECKING:
    from runner.engine.moves import Moved, Place
    from runner.engine.tokens import Token
    from runner.service.room import Live, Room

declare(
    {
        "approval.nowhere-back": (N_("There is no step before this one to return to."), ""),
        "approval.unknown-target": (
            N_("The case cannot return to “{to}”."),
            N_("Choose a step that it has been at and that lies before this one."),
        ),
        "approval.sent-already": (
            N_("What was sent at {steps} is not undone by a return."),
            N_("Return the case all the same, and settle it with whoever got it."),
        ),
    }
)

SENDERS = ("serviceTask", "sendTask")
"""Steps whose effect outside is not undone."""


@dataclass(frozen=True)
class Target:
    """A place to return to; `kind`: the step before, the starter, or another that was visited. `sent`: nodes between
    that told others something, and stay done; `undone`: those that compensation undoes."""

    place: Place
    kind: str
    sent: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


def passed(room: Room, live: Live, work: Row, held: Mapping[int, str]) -> None:
    """Note that a step of people was decided and the case goes on from there; `held`: the seats that were not done
    then, with their states."""
    if work["kind"] == "work":
        at = [list(place) for place in live.engine.moves.places(work["token"])]
        entry: dict[str, Any] = {"work": work["id"], "at": at}
        if held:
            entry["held"] = {str(seat): state for seat, state in held.items()}
        room.service.people.memory(room, live).path.append(entry)


def starter_of(live: Live) -> Place:
    """The place of the start event at which the case began."""
    engine = live.engine
    at = live.setup["at"] or engine.program.entries(engine.program.root)[0].id
    return engine.moves.outermost(str(at))


def targets(room: Room, live: Live, work: Row) -> list[Target]:
    """Where whoever handles a step may return the case to: steps really visited that lie before it, the latest first,
    and its starter. A step in a sub-process that has ended stands for the sub-process as a whole."""
    here = dict(live.engine.moves.places(work["token"]))
    memory = room.service.people.memory(room, live)
    found: dict[Place, None] = {}
    for entry in reversed(memory.path):
        place = next(((scope, node) for scope, node in entry["at"] if scope in here), None)
        if place is None or place[1] == here[place[0]]:
            continue
        if here[place[0]] in live.engine.moves.program_at(place).reach[place[1]]:
            found.setdefault(place)
    start = starter_of(live)
    kinds = ["previous" if number == 0 else "visited" for number, _place in enumerate(found)]
    places = [*zip(found, kinds, strict=True), *([] if start in found else [(start, "starter")])]
    parts = [parted(sent_since(memory.sent, live, place), live, place) for place, _kind in places]
    return [
        Target(place, kind, tuple(left), tuple(undone))
        for (place, kind), (left, undone) in zip(places, parts, strict=True)
    ]


def parted(sent: Sequence[str], live: Live, place: Place) -> tuple[list[str], list[str]]:
    """Of what was sent downstream of a place: what a return there does not undo, and what compensation undoes."""
    covered = live.engine.moves.undone_by(place) if sent else set()
    undone = [one for one in sent if _undone(live, one, covered)]
    return [one for one in sent if one not in undone], undone


def _undone(live: Live, element: str, covered: Collection[str]) -> bool:
    for program in live.engine.model.programs.values() if covered else ():
        node: Node | None = program.nodes.get(element)
        while node is not None:
            if node.id in covered:
                return True
            node = program.nodes.get(node.scope or "")
    return False


def sent_since(sent: Sequence[Sequence[str]], live: Live, place: Place) -> list[str]:
    """The nodes downstream of a place that told others something."""
    program, area = live.engine.moves.program_at(place), live.engine.moves.downstream(place)
    called = {program.nodes[node].called for node in area}
    found: dict[str, None] = {}
    for process, element in sent:
        if process == program.graph.process:
            node: Node | None = program.nodes.get(element)
            while node is not None and node.id not in area:
                node = program.nodes.get(node.scope or "")
            if node is not None:
                found.setdefault(element)
        elif process in called:
            found.setdefault(element)
    return list(found)


def place_of(room: Room, live: Live, work: Row, action: str, *, chosen: bool = False) -> Place:
    """The place that an action of a verdict (`start`, `previous`, `node:ID`) means; with `chosen` a node has to be
    one that the case has been at. Raises `RunError`: `approval.unknown-target`."""
    if action == START:
        return starter_of(live)
    if action == PREVIOUS:
        return targets(room, live, work)[0].place
    node = action.removeprefix(NODE)
    known = [target.place for target in targets(room, live, work)] if chosen else []
    place = next((one for one in known if one[1] == node), None)
    place = place or (None if chosen else live.engine.moves.found_from(work["token"], node))
    if place is None:
        raise RunError("approval.unknown-target", to=node)
    return place


def check_sent(room: Room, live: Live, place: Place) -> None:
    """Raises `RunError` (`approval.sent-already`) where steps between have told others something that no compensation
    undoes."""
    memory = room.service.people.memory(room, live)
    sent, _undone = parted(sent_since(memory.sent, live, place), live, place)
    if sent:
        nodes = live.engine.moves.program_at(place).nodes
        names = [(nodes[one].name if one in nodes else "") or one for one in sent]
        raise RunError("approval.sent-already", steps=", ".join(names))


def go_back(
    room: Room, live: Live, work: Row, place: Place, held: Mapping[int, str], reason: str | None = None
) -> None:
    """Return a case from a step that was closed a moment ago; `held`: the seats that were not done then, with their
    states."""
    moves, memory = live.engine.moves, room.service.people.memory(room, live)
    node = live.deployed.node(work["process"], work["element"])
    approval, origin = node.approval, live.engine.find(work["token"])
    values = live.engine.data.visible(origin)
    own = moves.places(work["token"])[0]
    others = _open_beside(room, live, work)
    is_plain = own[0] == place[0] and moves.is_plain(work["token"])
    sent = sent_since(memory.sent, live, place)
    left, undone = parted(sent, live, place)
    area, process = moves.downstream(place), moves.program_at(place).graph.process
    to_undo = moves.take_undoing(place) if undone else []
    moved = moves.to(place, work["token"], hold=moves.program_at(place).nodes[place[1]].kind == "startEvent")
    way = {
        "token": moved.token,
        "scope": own[0],
        "node": own[1],
        "work": work["id"],
        "open": _seats_again(room, work, held),
        "beside": _beside(moved, others),
        "put_back": list(moved.put_back),
        "direct": approval is not None and approval.resubmit == "direct",
        "undone": bool(undone),
        "plain": is_plain and all(one.plain for one in moved.parted),
        "values": {path: value_at(values, path) for path in (approval.sensitive if approval else [])},
        "approved": {element: list(people) for element, people in memory.approved.items()},
        "path": [one for one in memory.path if _is_undone(one, place, area)],
    }
    if not way["direct"]:
        memory.ways_back.clear()  # what was returned before runs through all steps, too
    memory.ways_back.append(way)
    memory.path = [one for one in memory.path if one not in way["path"]]
    memory.sent = [one for one in memory.sent if one[0] != process or one[1] not in sent]
    room.tx.change("work", work["id"], result="return")
    memory.returned(work["element"])
    more: dict[str, Any] = {"reason": reason} if reason else {}
    if left:
        more["sent"] = left
    if undone:
        more["undone"] = undone
    live.note("returned", work["element"], work["token"], to=place[1], **more)
    note_return(live, memory, work, place, moved, is_undone=bool(undone))
    moves.undo(place, to_undo)


def _is_undone(entry: Mapping[str, Any], place: Place, area: frozenset[str]) -> bool:
    return any(scope == place[0] and node in area for scope, node in entry["at"])


def _open_beside(room: Room, live: Live, work: Row) -> dict[str, tuple[str, dict[int, str]]]:
    """By token the other open steps of people, with the seats that are not done."""
    found = {}
    for other in room.tx.rows("work", instance=live.id, state="open", kind="work"):
        if other["id"] != work["id"]:
            seats = room.tx.rows("task", work=other["id"], round=other["round"], state=["open", "waiting", "later"])
            found[other["token"]] = (other["id"], {row["id"]: row["state"] for row in seats})
    return found


def _seats_again(room: Room, work: Row, held: Mapping[int, str]) -> dict[str, str]:
    """Which seats of a returned step are asked again when the case comes straight back: who returned it, and who had
    not decided yet."""
    said = room.tx.rows("task", work=work["id"], round=work["round"], state="done", result="return")
    return {**{str(key): state for key, state in held.items()}, **{str(row["id"]): "open" for row in said}}


def _beside(moved: Moved, others: Mapping[str, tuple[str, dict[int, str]]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in moved.parted:
        work, seats = others.get(one.token, (None, {}))
        states = {str(key): state for key, state in seats.items()}
        found.append({"node": one.node, "flow": one.flow, "work": work, "open": states})
    return found


def value_at(values: Mapping[str, Any], path: str) -> Any:
    """The value at a path with points."""
    found: Any = values
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


# -- coming again ---------------------------------------------------------------------------------


def come_again(
    room: Room, live: Live, work: Row, values: Mapping[str, Any], held: Mapping[int, str]
) -> bool:  # fmt: skip
    """A step that a case was returned to is done. True: the case went straight back to whoever returned it; else it
    goes on from here. The log says which, and why."""
    memory = room.service.people.memory(room, live)
    way = memory.ways_back[-1] if memory.ways_back else None
    if way is None or way["token"] != work["token"]:
        return False
    memory.ways_back.pop()
    memory.done_on_return()
    token = live.engine.find(work["token"])
    why = _why_through(live, way, token, values)
    if why is not None:
        memory.ways_back.clear()
        about = {} if why == "replay" else {"because": why}
        live.note("resubmitted", work["element"], work["token"], to=way["node"], way="replay", **about)
        return False
    engine = live.engine
    engine.data.write(token, values)
    for element, people in way["approved"].items():
        if element != work["element"]:
            own = memory.approved.setdefault(element, [])
            own += [one for one in people if one not in own]
    here = list(engine.moves.places(work["token"])[0])
    kept = [one for one in way["path"] if one["at"][0] != here]
    memory.path += kept
    live.note(
        "resubmitted", work["element"], work["token"], to=way["node"], way="direct", kept=_kept(room, live, kept)
    )  # fmt: skip
    passed(room, live, work, held)
    token.cancel()
    engine.moves.take_away(way["put_back"])
    again = [{"node": way["node"], "flow": None, "work": way["work"], "open": way["open"]}, *way["beside"]]
    keys = engine.moves.put(way["scope"], [(one["node"], one["flow"]) for one in again])
    for key, one in zip(keys, again, strict=True):
        if one["work"] is not None:
            memory.resume[key] = {"work": one["work"], "open": one["open"]}
    return True


def _kept(room: Room, live: Live, path: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The decisions that stand: their nodes and which visit to them."""
    works = room.tx.rows("work", instance=live.id, id=[one["work"] for one in path]) if path else []
    return [{"element": row["element"], "visit": row["visit"]} for row in works]


def _why_through(live: Live, way: Mapping[str, Any], token: Token, values: Mapping[str, Any]) -> str | None:
    """Why a case cannot go straight back; None where it can."""
    if not way["direct"]:
        return "replay"
    if not way["plain"] or not live.engine.moves.is_there(way["scope"]):
        return "beside"
    if way.get("undone"):
        return "undone"
    after = {**live.engine.data.visible(token), **values}
    if any(value_at(after, path) != value for path, value in way["values"].items()):
        return "sensitive"
    return None if _leads(live, token, way["node"], after) else "route"


def _leads(live: Live, token: Token, goal: str, values: Mapping[str, Any]) -> bool:
    """Whether a case comes from the node of a token to another one with these values, where each step between says
    what it said the last time."""
    program, data = token.task_spec.program, live.engine.data
    begin = token.task_spec.node.id
    todo: list[tuple[str, Any]] = [(begin, values.get("verdict"))]
    seen: set[str] = set()
    while todo:
        current, verdict = todo.pop()
        if current == goal and current != begin:
            return True
        if current in seen:
            continue
        seen.add(current)
        node = program.nodes[current]
        verdict = values.get(f"{current}_result", verdict) if node.approval is not None else verdict
        flows = program.outgoing.get(current, [])
        taken = []
        for flow in flows:
            if flow.condition is None:
                continue
            text = flow.condition
            if text.language == "feel" and data.over(token, text.text, [{**values, "verdict": verdict}]) is True:
                taken.append(flow)
        if node.kind == "exclusiveGateway":
            taken = taken[:1]
        plain = [flow for flow in flows if flow.condition is None]
        if not taken or node.kind not in ("exclusiveGateway", "inclusiveGateway", "complexGateway"):
            taken += plain
        todo += [(flow.target, verdict) for flow in taken]
        todo += [(event.id, verdict) for event in program.boundaries.get(current, ())]
    return False


# -- taking a step up again -----------------------------------------------------------------------


def seats_again(room: Room, work: Row, old: Row, states: Mapping[str, str], now: str) -> dict[int, int]:
    """Put the seats of an earlier visit into a step that is taken up again: what was said stands, who is to be asked
    is asked. Old number -> new number."""
    numbers: dict[int, int] = {}
    for row in room.tx.rows("task", work=old["id"], round=old["round"]):
        state = states.get(str(row["id"]))
        if state is None and (row["state"] != "done" or row["result"] == "return"):
            continue
        seat = {
            "work": work["id"], "instance": work["instance"], "element": work["element"], "round": old["round"],
            "user": row["user"], "state": state or "done", "on_behalf": row["on_behalf"],
            "opened": now if state else row["opened"],
        }  # fmt: skip
        if state is None:
            seat |= {name: row[name] for name in ("acted_by", "verdict", "result", "opinion", "signature", "acted")}
        numbers[row["id"]] = room.tx.add("task", seat)
    return numbers


def plan_again(
    plan: Mapping[str, Any], numbers: Mapping[int, int], epoch: int, asked: Collection[str] = ()
) -> dict[str, Any]:  # fmt: skip
    """The plan of a step that is taken up again: who was added to whom and what stands of what was said, by the new
    numbers. `asked`: who is asked again, by the old ones."""
    added = {}
    for task, how in plan.get("added", {}).items():
        if int(task) in numbers and how.get("by") in (None, *numbers):
            by = numbers.get(how["by"]) if how.get("by") is not None else None
            added[str(numbers[int(task)])] = {**how, "by": by}
    votes = [
        {**vote, "task": numbers[vote["task"]], "states": _states_again(vote.get("states", {}), numbers)}
        for vote in plan.get("votes", ())
        if vote["task"] in numbers and str(vote["task"]) not in asked
    ]
    return {**plan, "added": added, "votes": votes, "paused": [], "epoch": epoch, "backTo": None}


def _states_again(states: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    return {str(numbers[int(seat)]): pair for seat, pair in states.items() if int(seat) in numbers}


def take_up(room: Room, live: Live, work: Row, how: Mapping[str, Any]) -> None:
    """Open a step again as it was left: `how` names the earlier visit and the states of its seats."""
    old = room.tx.row("work", how["work"]) or {}
    now = live.engine.now.isoformat()
    numbers = seats_again(room, work, old, how["open"], now)
    epoch = room.service.people.memory(room, live).returns
    work["plan"] = json.dumps(plan_again(json.loads(old["plan"]), numbers, epoch, how["open"]), ensure_ascii=False)
    work["round"] = old["round"]
    room.tx.change("work", work["id"], plan=work["plan"], round=work["round"])
    rows = room.tx.rows("task", id=list(numbers.values()))
    live.note(
        "opened", work["element"], work["token"], work=work["kind"], round=work["round"], visit=work["visit"],
        to=[row["user"] for row in rows if row["state"] == "open" and row["user"]], trail=[], alert=False,
        kept=[row["acted_by"] for row in rows if row["state"] == "done"],
        **live.engine.calls.run_of(work["token"]),
    )  # fmt: skip
