"""What tokens wait for: timers, messages, signals, conditions; at the node, on its border, or in its scope.

Each waiting event has a slot in `internal_data["slots"]` of the token it belongs to, by the id of the
event's node: the node itself, a boundary event, an event behind an event-based gateway, or the start
of an event sub-process (kept at the root of the scope). Of an event with several definitions each has a
slot of its own, `node#0`, `node#1` ...; of a parallel multiple one those that came wait for the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from runner.bundle.gaps import readable
from runner.bundle.graph import EventDefinition, Node
from runner.core.errors import RunError
from runner.engine.clock import Cycle, due_at, parse_cycle
from runner.engine.messages import Message

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.lowering import Program
    from runner.engine.tokens import Token, Tokens

ANSWER = "#answer"
"""The slot of a service's delayed answer."""


CAME = "came"
"""The kind of a slot whose event has come, while others of the same node have not."""
ALWAYS_INTERRUPT = ("error", "cancel")


@dataclass(frozen=True)
class Due:
    """A timer that runs: when, at which token, for which event (the key of its slot)."""

    at: datetime
    number: int
    token: str
    event: str
    element: str


class Waiting:
    """The waiting events of one case."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    # -- beginning to wait ------------------------------------------------------------------------

    def begin(self, token: Token) -> bool:
        """A catch event or receive task begins to wait. True: it may go on at once."""
        node = token.task_spec.node
        if token.internal_data.pop("fired", False):
            return True
        event = node.event
        if event is not None and event.kind == "conditional" and not readable(event.condition):
            token.internal_data["open"] = "work"  # a drawing that does not say: somebody does
            return False
        if event is None or event.kind in ("none", "link"):
            if node.kind == "receiveTask":
                token.internal_data["open"] = "work"
                return False
            return True
        self._arm(token, node)
        return event.kind == "timer" and "due" not in token.internal_data["slots"][node.id]  # a cycle of no times

    def begin_choice(self, token: Token) -> bool:
        """An event-based gateway begins to wait for the events behind it."""
        program = token.task_spec.program
        if "take" in token.internal_data:
            return True
        for flow in program.outgoing.get(token.task_spec.node.id, []):
            self._arm(token, program.nodes[flow.target])
        return False

    def arm_boundaries(self, token: Token) -> None:
        """The events on the border of a node begin to wait."""
        spec = token.task_spec
        if spec.inner:
            return
        for node in spec.program.boundaries.get(spec.node.id, []):
            self._arm(token, node)

    def arm_scope(self, scope: Tokens, program: Program, root: Token) -> None:
        """The event sub-processes of a scope begin to wait."""
        for node in program.event_scopes(scope.spec.name):
            for start in program.starts(node.id):
                try:
                    self._arm(root, start)
                except RunError as error:
                    self._broken(root, start.id, {"kind": "broken"}, error)

    def disarm(self, token: Token) -> None:
        """Stop waiting for anything at this token."""
        token.internal_data.pop("slots", None)

    def _arm(self, token: Token, node: Node) -> None:
        event = node.event or EventDefinition()
        if not event.parts:
            self._arm_one(token, node.id, event)
        for number, part in enumerate(event.parts):
            self._arm_one(token, f"{node.id}#{number}", part)

    def _arm_one(self, token: Token, key: str, event: EventDefinition) -> None:
        if event.kind == "compensation":
            return  # it is not waited for: what it stands at has to be over first
        slot: dict[str, Any] = {"kind": event.kind}
        if event.kind == "timer" and event.timer is not None:
            text = event.timer.text
            if text.startswith("="):
                text = str(self._value(token, text[1:]))
            if event.timer.kind == "cycle":
                self._arm_cycle(slot, parse_cycle(text, self.case.now, self.case.zone))
            else:
                slot["due"] = due_at(event.timer.kind, text, self.case.now, self.case.zone).isoformat()
        elif event.kind == "timer":
            raise RunError("run.timer", text="")
        elif event.correlation:
            slot["correlation"] = {name: self._value(token, text) for name, text in event.correlation.items()}
        token.internal_data.setdefault("slots", {})[key] = slot

    def _arm_cycle(self, slot: dict[str, Any], cycle: Cycle) -> None:
        if cycle.count != 0:
            counted = {"start": cycle.start.isoformat(), "spans": cycle.ahead}
            slot.update(due=cycle.first.isoformat(), every=cycle.every, left=cycle.count, **counted)

    def _value(self, token: Token, text: str) -> Any:
        return self.case.data.value(token, text)

    # -- firing -----------------------------------------------------------------------------------

    def fire(self, token: Token, key: str, payload: Mapping[str, Any]) -> None:
        """An event that a token waits for has come; nothing where it waits no longer."""
        slot = token.internal_data.get("slots", {}).get(key)
        is_root = token is token.workflow.task_tree
        if slot is None or (token.workflow.completed if is_root else token.has_state(TaskState.FINISHED_MASK)):
            return  # what came a moment before took it away
        if key == ANSWER:
            token.internal_data["slots"].pop(ANSWER)
            token.internal_data["answered"] = True
            token._set_state(TaskState.READY)
            return
        node, event = self.node_of(token, key), self.definition(token, key)
        self.case.record("fired", node.id, token.key, kind=event.kind)
        if node.event is not None and node.event.kind == "parallelMultiple":
            slot.clear()
            slot.update(kind=CAME, payload=dict(payload))
            came = self._all_came(token, node)
            if came is None:
                return
            payload = came
        interrupts = node.interrupting or event.kind in ALWAYS_INTERRUPT
        if is_root:
            self._fire_scope(token, node, key, payload, interrupts)
        elif node.attached_to is not None:
            self._fire_boundary(token, node, key, payload, interrupts)
        elif node.id == token.task_spec.node.id:
            self._fire_own(token, node, key, payload)
        else:
            flows = token.task_spec.program.outgoing[token.task_spec.node.id]
            token.internal_data["take"] = [next(flow.id for flow in flows if flow.target == node.id)]
            token.internal_data["hand"] = {"fired": True, "payload": dict(payload)}
            self.disarm(token)
            token._set_state(TaskState.READY)

    def _all_came(self, token: Token, node: Node) -> dict[str, Any] | None:
        """What all events of a parallel multiple one brought, once the last has come."""
        slots = token.internal_data["slots"]
        own = [slots[key] for key in _keys(node) if key in slots]
        if any(slot["kind"] != CAME for slot in own):
            return None
        return {name: value for slot in own for name, value in slot["payload"].items()}

    def _fire_own(self, token: Token, node: Node, key: str, payload: Mapping[str, Any]) -> None:
        slot = token.internal_data["slots"][key]
        if "every" in slot and (slot["left"] is None or slot["left"] > 1):
            # a cycle lets a token go at each of its times, the last of them is the one that waited
            self._again(token, node, key)
            copy = token.workflow.place(node.id, data={"fired": True, "payload": dict(payload)})
            copy.task_spec._update(copy)
            return
        self.disarm(token)
        self.case.data.write(token, payload)
        token.internal_data["fired"] = True
        token._set_state(TaskState.READY)

    def _fire_boundary(
        self, token: Token, node: Node, key: str, payload: Mapping[str, Any], interrupts: bool
    ) -> None:
        # the path hangs on the scope, not on its host: it outlives the host
        child = token.workflow.place(node.id, data={"payload": dict(payload)} if payload else None)
        if interrupts:
            token.cancel()
        else:
            self._again(token, node, key)
        child.task_spec._update(child)

    def _fire_scope(self, root: Token, start: Node, key: str, payload: Mapping[str, Any], interrupts: bool) -> None:
        scope = root.workflow
        child = scope.place(str(start.scope), data={"payload": dict(payload)} if payload else None)
        if interrupts:
            root.internal_data.pop("slots", None)
            for token in scope.live():
                if token is not child:
                    token.cancel()
            self.case.ad_hoc.interrupted(scope)
        else:
            self._again(root, start, key)
        child.task_spec._update(child)

    def program_of(self, scope: Tokens) -> Program:
        """The program that a scope runs."""
        for program in self.case.model.programs.values():
            if program.scopes.get(scope.spec.name) is scope.spec:
                return program
        raise KeyError(scope.spec.name)

    def _again(self, token: Token, node: Node, key: str) -> None:
        """An event that interrupts nothing: a cycle waits for its next time, a single timer is over, a parallel
        multiple one begins again."""
        if node.event is not None and node.event.kind == "parallelMultiple":
            self._arm(token, node)
            return
        slots = token.internal_data.get("slots", {})
        slot = slots.get(key)
        if slot is None or "due" not in slot:
            return
        if "every" not in slot:
            del slots[key]
            return
        left = slot["left"]
        if left is not None and left <= 1:
            del slots[key]
            return
        slot["left"] = None if left is None else left - 1
        # a case that was kept before times counted from their start counts on from this one
        start, spans = slot.get("start", slot["due"]), slot.get("spans", 0) + 1
        due = Cycle(slot["left"], datetime.fromisoformat(start), slot["every"]).at(spans)
        slot.update(due=due.isoformat(), start=start, spans=spans)

    def put_off(self, by: timedelta) -> None:
        """Let the timers that count come later by a span. One that waits for a date comes at its date, and an answer
        when it was said to come."""
        for token, key, slot in self.slots():
            if "due" not in slot or key == ANSWER:
                continue
            timer = self.definition(token, key).timer
            if timer is None or timer.kind != "date":
                for name in ("due", "start"):
                    if name in slot:
                        slot[name] = (datetime.fromisoformat(slot[name]) + by).isoformat()

    # -- looking ----------------------------------------------------------------------------------

    def slots(self) -> list[tuple[Token, str, dict[str, Any]]]:
        """All waiting events: token, id of the event's node, slot. In a scope that has ended nothing waits."""
        found = []
        for scope in self.case.scopes():
            if scope.completed:
                continue
            for token in scope.tasks.values():
                found += [(token, event, slot) for event, slot in token.internal_data.get("slots", {}).items()]
        return found

    def due(self) -> list[Due]:
        """All timers that run, the earliest first; equal ones in order of creation."""
        found = [self.timer(token, event) for token, event, slot in self.slots() if "due" in slot]
        return sorted(found, key=lambda due: (due.at, due.number))

    def timer(self, token: Token, event: str) -> Due:
        """A timer that runs at a token. Raises `RunError` (`run.unknown-token`) where none does."""
        slot = token.internal_data.get("slots", {}).get(event, {})
        if "due" not in slot:
            raise RunError("run.unknown-token", token=token.key)
        node = getattr(token.task_spec, "node", None)
        element = event.partition("#")[0] if event != ANSWER or node is None else node.id
        return Due(datetime.fromisoformat(slot["due"]), token.seq, token.key, event, element)

    def receivers(self, message: Message) -> list[tuple[Token, str]]:
        """Who waits for a message or signal, the oldest first."""
        found = []
        for token, event_id, slot in self.slots():
            if slot["kind"] == message.kind and self._fits(token, event_id, slot, message):
                found.append((token, event_id))
        return sorted(found, key=lambda item: item[0].seq)

    def _fits(self, token: Token, event_id: str, slot: Mapping[str, Any], message: Message) -> bool:
        if message.name not in self.names_of(token, event_id):
            return False
        expected = slot.get("correlation") or {}
        for name, value in message.correlation.items():
            known = expected.get(name) if name in expected else self.case.data.visible(token).get(name, value)
            if known != value:
                return False
        return True

    def names_of(self, token: Token, event_id: str) -> set[str]:
        """The names under which a message or signal comes to an event; one without hears one without."""
        event = self.definition(token, event_id)
        return {name for name in (event.name, event.ref) if name} or {""}

    def _broken(self, token: Token, event_id: str, slot: dict[str, Any], error: RunError) -> None:
        """An event whose text cannot be worked out: it never comes, and the case says so."""
        slot["kind"] = "broken"
        token.internal_data.setdefault("slots", {})[event_id] = slot
        self.case.trouble = {"code": error.code, "params": dict(error.params)}
        self.case.record("incident", event_id, token.key, **self.case.trouble)

    def node_of(self, token: Token, key: str) -> Node:
        """The event node of a slot."""
        scope = token.workflow
        program = self.program_of(scope) if token is scope.task_tree else token.task_spec.program
        return program.nodes[key.partition("#")[0]]

    def definition(self, token: Token, key: str) -> EventDefinition:
        """What the event of a slot waits for: of a multiple one, that part."""
        event = self.node_of(token, key).event or EventDefinition()
        number = key.partition("#")[2]
        return event.parts[int(number)] if number else event

    def check_conditions(self) -> bool:
        """Fire the first conditional event whose condition has become true."""
        for token, event_id, slot in self.slots():
            if slot["kind"] != "conditional":
                continue
            condition = self.definition(token, event_id).condition
            if condition is None or not readable(condition):
                continue
            try:
                holds = self._value(token, condition.text) is True
            except RunError as error:
                self._broken(token, event_id, slot, error)
                continue
            before = slot.get("held", False)
            slot["held"] = holds
            if holds and not before:
                self.fire(token, event_id, {})
                return True
        return False


def _keys(node: Node) -> list[str]:
    """The keys of the slots of an event with several definitions."""
    return [f"{node.id}#{number}" for number, _part in enumerate((node.event or EventDefinition()).parts)]
