"""What people do: steps are opened for them, and their verdicts carried back to the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from runner.approvals.plan import Plan, Vote, decide, handed_to, plan_of
from runner.approvals.signature import Signed
from runner.approvals.signers import LIVE
from runner.approvals.verdicts import END, GO_ON, action_of, result_names
from runner.bundle.graph import Graph, Node
from runner.connectors.connections import Reach
from runner.connectors.directory import directory_asker
from runner.engine.instance import Entry, Open
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, expand_who
from runner.service import free_flow, returning, rounds, suspending
from runner.service.before_return import before
from runner.service.memory import Memory
from runner.service.step_form import captions
from runner.store.store import Row, to_text

if TYPE_CHECKING:
    from runner.engine.changes import Changes
    from runner.service.room import Live, Room

OPEN_WORK = ["open", "alert"]
HUMAN = ["work", "start"]  # a list, as the store asks for
TESTER = "tester"
"""Who acts for services and repairs what nobody can handle: the one at the machine that holds the store."""
ALERTS = ("empty-stop", "unsupported", "admin")


class People:
    """The human side of all cases. It keeps nothing itself: all is in the store."""

    # -- opening ----------------------------------------------------------------------------------

    def sync(self, room: Room, live: Live, changes: Changes) -> bool:
        """Open what waits for people at the changed tokens and close what no longer does. True: a step decided
        itself."""
        tokens = sorted(changes.tokens.values(), key=lambda token: token.seq)
        waiting = {(item.token, item.kind): item for item in live.engine.open(tokens)}
        keys = [*changes.tokens, *changes.gone]
        for row in room.tx.rows_among("work", "token", keys, instance=live.id, state=OPEN_WORK):
            if waiting.pop((row["token"], row["kind"]), None) is None:
                self.close(room, row, "cancelled", None)
        decided = False
        for item in waiting.values():
            if decided and all(one.token != item.token for one in live.engine.open(tokens)):
                continue  # it went with what was decided beside it
            decided = self._open(room, live, item) or decided
        return decided

    def _open(self, room: Room, live: Live, item: Open) -> bool:
        node = live.deployed.node(item.process, item.element)
        memory = self.memory(room, live)
        again = memory.resume.pop(item.token, None)
        plan = self._plan(room, live, item, node, memory) if again is None else Plan()
        alert = again is None and not plan.anyone and not plan.rounds and plan.outcome in ALERTS
        work = {
            "id": f"{live.id}:{memory.works + 1}",
            "instance": live.id,
            "token": item.token,
            "element": item.element,
            "process": item.process,
            "visit": 1 + memory.visits[item.element],
            "kind": item.kind,
            "state": "alert" if alert else "open",
            "round": 0,
            "plan": to_text(plan.to_json()),
            "opened": live.engine.now.isoformat(),
            "closed": None,
            "result": None,
            **captions(live, item.process, node, item.token),
        }
        room.tx.add("work", work)
        memory.opened(work)
        if again is not None:
            returning.take_up(room, live, work, again)
            room.service.arm(room, live, work, node)
            taken_up = Plan.from_json(json.loads(str(work["plan"])))
            rounds.settle(room, live, work, taken_up, room.tx.rows("task", work=work["id"], round=work["round"]))
            return False
        if plan.outcome in ("pass", "reject") and not plan.rounds and not plan.anyone:
            result = "agree" if plan.outcome == "pass" else "reject"
            live.note("decided", item.element, item.token, result=result, auto=True, trail=_trail(plan))
            self.carry_out(room, live, work, node, result, result, {})
            return True
        self._seat(room, live, work, plan, 0)
        if plan.copies:
            self.copy(room, live, item.element, [f"user:{person}" for person in plan.copies])
        room.service.arm(room, live, work, node)
        return False

    def memory(self, room: Room, live: Live) -> Memory:
        """What the case remembers of its people."""
        if live.memory is None:
            kept = live.row["memory"]
            live.memory = (
                Memory.of(room.tx.rows("work", instance=live.id), room.tx.rows("task", instance=live.id))
                if kept is None
                else Memory.from_json(json.loads(kept))
            )
        return live.memory

    def _plan(self, room: Room, live: Live, item: Open, node: Node, memory: Memory) -> Plan:
        epoch = memory.returns
        if item.kind == "start":
            return Plan(rounds=((live.row["starter"],),), epoch=epoch)
        if item.kind != "work":
            return Plan(anyone=True, epoch=epoch)
        facts = self._facts(live, item, memory, room.service.reach)
        chance = f"{live.engine.key}:{item.token}"
        graph = live.bundle.graphs[item.process]
        plan = plan_of(node, live.bundle.organization, facts, chance=chance, epoch=epoch, graph=graph)
        people = memory.handed.pop(item.token, None)
        return plan if people is None else handed_to(plan, people, live.bundle.organization)

    def _facts(self, live: Live, item: Open, memory: Memory, reach: Reach) -> CaseFacts:
        graph = live.bundle.graphs[item.process]
        admins = [
            person
            for rule in graph.rights.allow
            if rule.action == "manage"
            for person in expand_who(rule.who, live.bundle.organization, day=live.bundle.day(live.engine.now))
        ]
        return CaseFacts(
            starter=live.row["starter"],
            data=live.engine.data.visible(live.engine.find(item.token)),
            department=live.setup.get("department"),
            done_by=dict(memory.done),
            now=live.bundle.local(live.engine.now),
            approved_by=memory.agreed_on(self._marks(live, item.token, item.process, item.element)),
            previous_node=memory.previous,
            reentered=live.row["starter"] in memory.done.get(item.element, ()),
            process=graph.code or graph.process,
            admins=tuple(dict.fromkeys(admins)),
            asker=directory_asker(
                live.bundle.organization,
                live.bundle.systems,
                live.bundle.dictionary,
                reach,
                key=f"{live.id}:{item.token}:{memory.visits[item.element]}",
            ),
        )

    def _seat(self, room: Room, live: Live, work: Row, plan: Plan, number: int) -> None:
        users: Sequence[str | None] = plan.rounds[number] if plan.rounds else (None,)
        for user in users:
            room.tx.add(
                "task",
                {
                    "work": work["id"],
                    "instance": live.id,
                    "element": work["element"],
                    "round": number,
                    "user": user,
                    "state": "open",
                    "on_behalf": plan.agents.get(user) if user else None,
                    "opened": live.engine.now.isoformat(),
                },
            )
        people = [user for user in users if user]
        live.note(
            "opened", work["element"], work["token"], work=work["kind"], to=people, round=number,
            visit=work["visit"], trail=_trail(plan) if number == 0 else [], alert=work["state"] == "alert",
            **live.engine.calls.run_of(work["token"]),
        )  # fmt: skip

    # -- closing ----------------------------------------------------------------------------------

    def close(self, room: Room, work: Row, state: str, result: str | None) -> dict[int, str]:
        """Close a step: what is still open of it is cancelled, never approved. Those seats, with the states that they
        had."""
        room.tx.change("work", work["id"], state=state, result=result, closed=room.now.isoformat())
        seats = room.tx.rows("task", work=work["id"], state=list(LIVE))
        for seat in seats:
            room.tx.change("task", seat["id"], state="cancelled")
        room.tx.remove_where("deadline", work=work["id"])
        return {seat["id"]: seat["state"] for seat in seats}

    def give(
        self, room: Room, live: Live, seat: Row, *, user: str, verdict: str | None, result: str, opinion: str | None,
        data: Mapping[str, Any], signature: Signed = None, vote: Vote | None = None,
    ) -> None:  # fmt: skip
        """A person has spoken: note it, and see what the step amounts to."""
        work = room.tx.row("work", seat["work"]) or {}
        node = live.deployed.node(work["process"], work["element"])
        goes_on = action_of(live.bundle.graphs[work["process"]], node, result) in (GO_ON, END)
        live.before_return = None if goes_on else before(room, live, seat, user)
        self.acted(
            room, live, seat, work, user=user, verdict=verdict, result=result, opinion=opinion, signature=signature
        )
        self.weigh(room, live, work, node, verdict, data, vote or Vote(seat["id"]))
        live.before_return = None

    def weigh(
        self, room: Room, live: Live, work: Row, node: Node, verdict: str | None, data: Mapping[str, Any],
        vote: Vote | None = None,
    ) -> None:  # fmt: skip
        """See what a step amounts to by what was said so far, last by `vote`: it waits, opens its next round, or is
        decided."""
        plan = Plan.from_json(json.loads(work["plan"]))
        rows = room.tx.rows("task", work=work["id"], round=work["round"])
        here = rounds.settle(room, live, work, plan, rows)
        decision = decide(plan, work["round"], [seat for _task, seat in here.counted()])
        if vote is not None:
            is_over = decision.next_round or decision.result is not None
            rounds.voted(room, work, vote, rows, here, is_over=is_over)
        if decision.result is None:
            live.engine.data.write(live.engine.find(work["token"]), data)
        if decision.next_round:
            for row in rows:
                if here.signers[row["id"]].state in LIVE:
                    room.tx.change("task", row["id"], state="cancelled")
            room.tx.change("work", work["id"], round=work["round"] + 1)
            self._seat(room, live, {**work, "round": work["round"] + 1}, plan, work["round"] + 1)
        elif decision.result is not None:
            gone = {row["id"]: row["state"] for row in rows if row["state"] in LIVE}
            self.carry_out(room, live, work, node, decision.result, verdict, data, gone)

    def acted(
        self, room: Room, live: Live, seat: Row, work: Row, *, user: str, verdict: str | None, result: str,
        opinion: str | None, signature: Signed = None,
    ) -> None:  # fmt: skip
        """Note what a person said on a seat."""
        room.tx.change(
            "task", seat["id"], state="done", acted_by=user, verdict=verdict, result=result, opinion=opinion,
            signature=None if signature is None else to_text(signature), acted=live.engine.now.isoformat(),
        )  # fmt: skip
        self._remember(room, live, seat, work, user, result)
        live.note(
            "acted", work["element"], work["token"], task=seat["id"], by=user, verdict=verdict, result=result,
            opinion=opinion, onBehalf=seat["on_behalf"], round=work["round"],
            **({} if signature is None else {"signature": signature}),
        )  # fmt: skip

    def _remember(self, room: Room, live: Live, seat: Row, work: Row, user: str, result: str) -> None:
        """Remember who acted; only an approval counts for who has agreed already (去重), neither plain work nor
        advice."""
        node = live.deployed.node(work["process"], work["element"])
        added = Plan.from_json(json.loads(work["plan"])).added.get(str(seat["id"]), {})
        counts = node.approval is not None and added.get("way") != "delegate"
        memory = self.memory(room, live)
        memory.acted(work, user, result if counts else None)
        if counts and result == "agree":
            found = memory.marks.setdefault(node.id, {})
            found[user] = self._marks(live, work["token"], work["process"])

    @staticmethod
    def _marks(live: Live, token: str, process: str, element: str = "") -> dict[str, str]:
        """Digests of the fields that the approvals of a process call sensitive, or one of them, by path."""
        nodes = live.deployed.model.programs[process].nodes
        own = [nodes[element]] if element else list(nodes.values())
        paths = {path for node in own if node.approval is not None for path in node.approval.sensitive}
        return digests(live.engine.data.visible(live.engine.find(token)), sorted(paths)) if paths else {}

    def carry_out(
        self, room: Room, live: Live, work: Row, node: Node, result: str, verdict: str | None,
        data: Mapping[str, Any], gone: Mapping[int, str] | None = None,
    ) -> None:  # fmt: skip
        """A step is decided: the case goes on, returns or ends. `gone`: the seats that were not done before the
        verdict that decided it, with their states; without one all that are not done now."""
        engine, graph = live.engine, live.bundle.graphs[work["process"]]
        closed = self.close(room, work, "done", result)
        held = closed if gone is None else gone
        decides = node.approval is not None or result == "reject"
        action = action_of(graph, node, result) if decides and work["kind"] == "work" else GO_ON
        values = dict(data)
        if node.approval is not None and work["kind"] == "work":
            last, own, chosen = result_names(node)
            values.update({last: result if result != "custom" else verdict, own: result, chosen: verdict})
        if action == GO_ON:
            if not free_flow.go(room, live, work, result, values, held):
                self._go_on(room, live, work, values, held)
            return
        engine.data.write(engine.find(work["token"]), values)
        if action == END:
            self.end_rejected(live, work)
        else:
            returning.go_back(room, live, work, returning.place_of(room, live, work, action), held)

    def _go_on(
        self, room: Room, live: Live, work: Row, values: Mapping[str, Any], held: Mapping[int, str]
    ) -> None:  # fmt: skip
        if work["kind"] in HUMAN:
            came_again = returning.come_again(room, live, work, values, held)
            if came_again:
                return
            returning.passed(room, live, work, held)
        live.engine.complete(work["token"], values)

    @staticmethod
    def end_rejected(live: Live, work: Row) -> None:
        """驳回结束: the case ends as not approved; a called process alone where the step that called it goes on."""
        live.note("rejected", work["element"], work["token"])
        caller = live.engine.moves.caller(work["token"])
        says = caller.service.params if caller is not None and caller.service is not None else {}
        if says.get("rejected") == "goOn" and live.engine.moves.end_run(work["token"]):
            return
        live.engine.terminate("rejected")

    # -- copies and status ------------------------------------------------------------------------

    def send_copies(self, room: Room, live: Live, entries: Sequence[Entry]) -> None:
        """抄送: one copy for each person and node that says so, when the case leaves the node."""
        for entry in entries:
            if entry.kind != "left":
                continue
            graph: Graph = live.bundle.graphs[str(entry.data["process"])]
            node = live.deployed.node(graph.process, entry.element)
            if node.kind in returning.SENDERS:
                self.memory(room, live).sent.append([graph.process, node.id])
            if node.copy_to:
                self.copy(room, live, node.id, node.copy_to)

    def copy(self, room: Room, live: Live, element: str, whom: Sequence[str]) -> list[str]:
        """Send copies; the people who got one. A name of a variable means the person in it."""
        day = live.bundle.day(live.engine.now)
        people = people_of(whom, live.engine.variables, live.row["starter"], live.bundle.organization, day)
        had = {row["user"] for row in room.tx.rows("copy", instance=live.id)}
        new = [person for person in people if person not in had]
        for person in new:
            room.tx.add(
                "copy",
                {
                    "instance": live.id,
                    "element": element,
                    "user": person,
                    "sent": live.engine.now.isoformat(),
                    "is_read": False,
                },
            )
        if new:
            live.note("copied", element, "", to=new)
        return new

    def status(self, room: Room, live: Live) -> str:
        """The status of a case; a step that nobody can handle makes an incident of it."""
        status = live.engine.status
        if status != "completed" and suspending.is_suspended(live):
            return suspending.SUSPENDED
        if status == "running" and room.tx.rows("work", instance=live.id, state="alert"):
            return "incident"
        return status


def people_of(
    whom: Sequence[str], values: Mapping[str, Any], starter: str, organization: Organization, day: date
) -> list[str]:
    """The people who get a copy: named, the starter, or in the variable of that name; each once."""
    people: list[str] = []
    for who in whom:
        value = values.get(who.removeprefix("field:"))
        if who == "starter":
            people.append(starter)
        elif value is not None:
            people += [person_of(item) for item in (value if isinstance(value, list) else [value])]
        else:
            people += expand_who(who, organization, day=day)
    return [person for person in dict.fromkeys(people) if person]


def person_of(value: Any) -> str:
    """The bare id of a person: `user:li`, `li`, or a form value with an `id`."""
    if isinstance(value, Mapping):
        value = value.get("id", "")
    return str(value).removeprefix("user:")


def digests(values: Mapping[str, Any], paths: Sequence[str]) -> dict[str, str]:
    """What stands at each path, as a short digest."""
    return {path: sha256(to_text(returning.value_at(values, path)).encode()).hexdigest()[:16] for path in paths}


def _trail(plan: Plan) -> list[dict[str, object]]:
    return [step.to_json() for step in plan.trail]
