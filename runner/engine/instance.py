"""One running case: its tokens, variables and virtual time, driven by one command after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from SpiffWorkflow.util.task import TaskState

from runner.connectors.desk import Asking, Desk, MockDesk
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.ad_hoc import AdHocs
from runner.engine.calls import Called, Calls
from runner.engine.changes import Changes
from runner.engine.choices import decide
from runner.engine.collecting import young_only
from runner.engine.compensation import Compensation
from runner.engine.decisions import Decisions
from runner.engine.environment import assert_safe
from runner.engine.loops import Loops
from runner.engine.lowering import Program
from runner.engine.messages import Message
from runner.engine.model import Model
from runner.engine.moves import Moves
from runner.engine.services import Services
from runner.engine.specs import InclusiveSpec, LoopSpec
from runner.engine.stores import DataStores
from runner.engine.throws import Throws
from runner.engine.time_limit import RUNAWAY, TimeLimit
from runner.engine.tokens import CaseWorkflow, Token, Tokens
from runner.engine.variables import Variables
from runner.engine.waiting import Due, Waiting

if TYPE_CHECKING:
    from runner.calendar import WorkCalendar

declare(
    {
        "run.budget": (
            N_("The case took {count} automatic steps without a pause and was stopped."),
            N_("A loop may have no way out. Look at its conditions."),
        ),
        "run.stuck": (
            N_("“{name}” waits for a branch that can no longer arrive."),
            N_("Check which gateway splits and which one joins. Leaving the step out lets what has come go on."),
        ),
        "run.unknown-token": (N_("This step is no longer open."), N_("Someone may have done it meanwhile.")),
        "run.unknown-start": (N_("The process has no place “{at}” to begin at."), ""),
        "run.bad-choice": (N_("“{flow}” is not among the flows to choose from."), ""),
    }
)

BUDGET = 100_000
"""Automatic steps per command."""


@dataclass(frozen=True)
class Entry:
    """One line of history. `at` is virtual time; `element` a node or flow id; `token` tells one visit
    from another."""

    kind: str
    element: str
    token: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Open:
    """A token that waits for a person. `kind`: work, start, service, script, call, pick (`options` are
    flow ids) or incident (`data` says what)."""

    token: str
    element: str
    kind: str
    process: str
    options: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Position:
    """Where a live token is. `joining`: it waits for others at a gateway; `due`: when its first timer fires."""

    token: str
    element: str
    process: str
    joining: bool
    due: datetime | None


class Instance:
    """One case. Every public verb is one command; call `run` after it until it rests.

    `key` seeds ids and chance; `now` is virtual time; `desk` answers services.
    """

    def __init__(
        self,
        model: Model,
        process: str,
        *,
        key: str,
        now: datetime,
        desk: Desk | None = None,
        zone: str = "Asia/Shanghai",
        calendar: WorkCalendar | None = None,
    ) -> None:
        self.model = model
        self.process = process
        self.key = key
        self.now = now
        self.desk: Desk = desk or MockDesk()
        self.zone = ZoneInfo(zone)
        self.calendar = calendar
        self.number = 0
        self.changes = Changes()
        self.ready: dict[UUID, Token] = {}
        self.entries: list[Entry] = []
        self.outbox: list[Message] = []
        self.calling: list[Asking] = []
        self.starting: list[Called] = []
        self.time_limit: TimeLimit | None = None
        self.ends: list[str] = []
        self.visits: dict[str, int] = {}
        self.outcome: str | None = None
        self.trouble: dict[str, Any] | None = None
        self.waiting = Waiting(self)
        self.compensation = Compensation(self)
        self.ad_hoc = AdHocs(self)
        self.services = Services(self)
        self.decisions = Decisions(self)
        self.throws = Throws(self)
        self.loops = Loops(self)
        self.calls = Calls(self)
        self.moves = Moves(self)
        self.data = Variables(self)
        self.stores = DataStores(self)
        program = model.programs[process]
        self.workflow = CaseWorkflow(self, program.scopes[program.root], {})

    # -- what holds -------------------------------------------------------------------------------

    @property
    def program(self) -> Program:
        """The program of the outermost process."""
        return self.model.programs[self.process]

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the outermost process (JSON values)."""
        return self.workflow.variables

    @property
    def status(self) -> str:
        """`completed`, `incident`, `budget` or `running`."""
        if self.workflow.completed:
            return "completed"
        if self.trouble is not None:
            return "budget" if self.trouble["code"] in RUNAWAY else "incident"
        return "incident" if any("incident" in token.internal_data for token in self.tokens()) else "running"

    def stop(self, code: str, **params: str) -> None:
        """Stop the case with trouble of that code (one of `RUNAWAY`); it goes on with the next command."""
        self.trouble = {"code": code, "params": params}
        self.record("incident", self.process, "", **self.trouble)

    def scopes(self) -> list[Tokens]:
        """The case and every scope inside it, outer before inner."""
        return [self.workflow, *self.workflow.subprocesses.values()]

    def tokens(self) -> list[Token]:
        """All live tokens, scope by scope."""
        return [token for scope in self.scopes() for token in scope.live()]

    def find(self, key: str) -> Token:
        """The token of that id. Raises `RunError` (`run.unknown-token`)."""
        try:
            token_id = UUID(key)
        except ValueError as error:
            raise RunError("run.unknown-token", token=key) from error
        for scope in self.scopes():
            if token_id in scope.tasks:
                return scope.tasks[token_id]
        raise RunError("run.unknown-token", token=key)

    def has(self, token: Token) -> bool:
        """Whether a token is still there."""
        return any(token.id in scope.tasks for scope in self.scopes())

    def open(self, among: Iterable[Token] | None = None) -> list[Open]:
        """What waits for a person, scope by scope in order of creation; `among`: only those of these tokens that are
        still there."""
        found = []
        for token in self.tokens() if among is None else among:
            kind = token.internal_data.get("open")
            if kind is not None and (among is None or self.has(token)):
                data = token.internal_data.get("incident") or token.internal_data.get("request") or {}
                options = tuple(token.internal_data.get("pick", ()))
                spec = token.task_spec
                found.append(Open(token.key, spec.node.id, kind, spec.program.graph.process, options, data))
        return found

    def positions(self) -> list[Position]:
        """Where all live tokens are, scope by scope."""
        due: dict[str, datetime] = {}
        for item in self.due():
            due.setdefault(item.token, item.at)
        return [
            Position(
                token.key,
                token.task_spec.node.id,
                token.task_spec.program.graph.process,
                token.state == TaskState.WAITING,
                due.get(token.key),
            )
            for token in self.tokens()
        ]

    def next_number(self) -> int:
        """The next number of the case's one counter."""
        self.number += 1
        return self.number

    # -- commands ---------------------------------------------------------------------------------

    def start(self, at: str | None = None, data: Mapping[str, Any] | None = None) -> None:
        """Begin at the start event `at` (default: the first plain one). Raises `RunError`."""
        entries = self.program.entries(self.program.root, at)
        if not entries:
            raise RunError("run.unknown-start", at=at or "")
        self.workflow.variables.update(data or {})
        self.workflow.plant()
        self.calls.begin(self.workflow, self.program, entries)

    def complete(self, key: str, data: Mapping[str, Any] | None = None) -> None:
        """A person has done the step. `data` is written to its variables."""
        token = self._held(key)
        self.data.write(token, data or {})
        self.data.give_out(token)
        token.internal_data.pop("open", None)
        token.internal_data["done"] = True
        self.waiting.disarm(token)
        token._set_state(TaskState.READY)

    def choose(self, key: str, flows: list[str]) -> None:
        """The tester picks the flows to take. Raises `RunError` (`run.bad-choice`)."""
        token = self._held(key)
        options = token.internal_data.get("pick") or [
            flow.id for flow in token.task_spec.program.outgoing.get(token.task_spec.node.id, [])
        ]
        only_one = token.task_spec.node.kind == "exclusiveGateway"
        wrong = [flow for flow in flows if flow not in options] or (flows[1:] if only_one else [])
        if wrong or not flows:
            raise RunError("run.bad-choice", flow=wrong[0] if wrong else "")
        self._clear(token)
        if "ad_hoc" in token.internal_data:
            self.ad_hoc.chosen(token, list(flows))
            return
        token.internal_data.update(done=True, take=list(flows))
        token._set_state(TaskState.READY)

    def retry(self, key: str, data: Mapping[str, Any] | None = None) -> None:
        """Try a step in trouble again, with changed variables if any are given."""
        token = self._held(key)
        self.data.write(token, data or {})
        self._clear(token)
        token._set_state(token.task_spec.AGAIN)

    def skip(self, key: str, data: Mapping[str, Any] | None = None) -> None:
        """Leave out what the step would do and go on."""
        token = self._held(key)
        self.data.write(token, data or {})
        self._clear(token)
        token.task_spec.skip(token)
        token.internal_data["done"] = token.internal_data["given"] = True
        self.waiting.disarm(token)
        token._set_state(TaskState.READY)

    def jump(self, key: str, node_id: str) -> None:
        """Leave out what the step would do and go on at another node of its scope. Raises `RunError`
        (`run.unknown-start`)."""
        spec = self._held(key).task_spec
        target = spec.program.nodes.get(node_id)
        if target is None or target.scope != spec.node.scope or target.kind == "boundaryEvent":
            raise RunError("run.unknown-start", at=node_id)
        self.find(key).internal_data["jump"] = node_id
        self.skip(key)

    def fail(self, key: str, code: str | None) -> bool:
        """Turn a step into the BPMN error `code`; False when nothing catches it."""
        return self.throws.raise_error(self._held(key), code, own=True)

    def terminate(self, outcome: str) -> None:
        """End the case at once: nothing in it goes on."""
        for token in self.workflow.live():
            token.cancel()
        self.outcome = outcome
        self.workflow.completed = True
        self.record("terminated", self.process, "", outcome=outcome)

    def due(self) -> list[Due]:
        """All timers and delays that run, the earliest first."""
        return self.waiting.due()

    def fire(self, due: Due) -> None:
        """Let a timer fire; virtual time moves to it."""
        self.now = max(self.now, due.at)
        self.waiting.fire(self.find(due.token), due.event, {})

    def advance(self, to: datetime, budget: int = BUDGET) -> int:
        """Move virtual time to `to`; timers fire in due order, each with all that follows from it."""
        fired = 0
        while self.status not in ("completed", "budget"):
            waiting = self.due()
            if not waiting or waiting[0].at > to:
                break
            self.fire(waiting[0])
            self.run(budget)
            fired += 1
        self.now = max(self.now, to)
        return fired

    def run(self, budget: int = BUDGET, stop: Callable[[Token], bool] | None = None) -> int:
        """Take automatic steps until the case rests; the number of steps. A case that does not come to rest within
        `budget` steps stops as trouble `run.budget`, one that takes longer than its `time_limit` as `run.time`.
        `stop` is asked before each step: where it says so, the token stays ready and the case stands still."""
        if self.trouble is not None and self.trouble["code"] in RUNAWAY:
            self.trouble = None
        with young_only():
            steps = self._steps(budget, stop)
        self._look_for_stuck()
        return steps

    def _steps(self, budget: int, stop: Callable[[Token], bool] | None) -> int:
        steps = 0
        while True:
            token = next(iter(self.ready.values()), None)
            if token is None:
                if self.workflow.completed or not self._stir():
                    break
                continue
            if steps >= budget:
                self.stop("run.budget", count=str(budget))
                break
            if self.time_limit is not None and steps and self.time_limit.is_over:
                self.stop("run.time", seconds=f"{self.time_limit.seconds:g}")
                break
            if stop is not None and stop(token):
                break
            assert_safe(self.workflow)
            token.run()
            steps += 1
        return steps

    # -- what the specs ask -----------------------------------------------------------------------

    def enter(self, token: Token) -> bool | None:
        """One visit of a token to its node: act, then choose where to go. None: it waits."""
        data, spec = token.internal_data, token.task_spec
        if not data.get("entered"):
            data["entered"] = True
            self.data.write(token, data.pop("payload", None) or {})
            if not spec.inner:
                self.record("entered", spec.node.id, token.key, process=spec.program.graph.process)
        try:
            if not data.get("done"):
                if "armed" not in data:
                    self.waiting.arm_boundaries(token)
                    data["armed"] = True
                self.stores.fetch(token)
                if not self._act(token):
                    return None
                data["done"] = True
            self.waiting.disarm(token)
            if spec.inner or token.has_state(TaskState.FINISHED_MASK):
                return True
            self.stores.give(token)
            return decide(self, token)
        except RunError as error:
            self.trip(token, error)
            return None

    def _act(self, token: Token) -> bool:
        if token.internal_data.pop("hold", False):
            token.internal_data["open"] = "start" if token.task_spec.node.kind == "startEvent" else "work"
            return False
        return bool(token.task_spec.act(token))

    def trip(self, token: Token, error: RunError) -> None:
        """An incident: the token stops, the tester decides."""
        trouble = {"code": error.code, "params": dict(error.params)}
        token.internal_data["incident"] = trouble
        token.internal_data["open"] = "incident"
        self.record("incident", token.task_spec.node.id, token.key, **trouble)

    def send_on(self, token: Token) -> list[Token]:
        """New tokens on the flows that a finished token takes, not ready yet."""
        data, spec = token.internal_data, token.task_spec
        hand = data.get("hand") or {}
        children = []
        if "jump" in data:
            children.append(token.workflow.place(data["jump"]))
        for flow_id in data.get("take", []):
            flow = spec.program.flows[flow_id]
            child = token.workflow.place(flow.target, flow_id, dict(hand))
            why = data.get("why", {}).get(flow_id, {})
            self.record("flow", flow_id, child.key, process=spec.program.graph.process, **why)
            children.append(child)
        return children

    def left(self, token: Token) -> None:
        """A token has left its node."""
        spec = token.task_spec
        if spec.inner:
            return
        self.record("left", spec.node.id, token.key, process=spec.program.graph.process)
        if spec.node.kind == "endEvent" and token.workflow is self.workflow:
            self.ends.append(spec.node.id)

    def cancelled(self, token: Token) -> None:
        """A token was taken away."""
        if token.internal_data.get("entered"):
            self.record("cancelled", token.task_spec.node.id, token.key)
        if "to_undo" in token.internal_data:
            self.compensation.stopped(token)
        if "undoes" in token.internal_data:
            self.compensation.undone(token)

    def record(self, kind: str, element: str, token: str, /, **data: Any) -> None:
        """Add a line of history."""
        self.entries.append(Entry(kind, element, token, self.now, data))

    def take_changes(self) -> Changes:
        """What has changed since the last call."""
        changes, self.changes = self.changes, Changes()
        changes.rest()
        return changes

    def drain(self) -> list[Entry]:
        """The lines of history since the last call."""
        entries, self.entries = self.entries, []
        return entries

    # -- inside -----------------------------------------------------------------------------------

    def _held(self, key: str) -> Token:
        token = self.find(key)
        if token.state != TaskState.STARTED:
            raise RunError("run.unknown-token", token=key)
        return token

    @staticmethod
    def _clear(token: Token) -> None:
        for name in ("incident", "open", "pick"):
            token.internal_data.pop(name, None)

    def _stir(self) -> bool:
        """With nothing ready: inclusive gateways that need not wait, and conditions that hold by now."""
        for token in self.tokens():
            spec = token.task_spec
            if not isinstance(spec, InclusiveSpec) or token.state != TaskState.WAITING:
                continue
            try:
                if spec.may_go_on(token):
                    spec.go_on(token)
                    return True
            except RunError as error:
                self.trip(token, error)
                token._set_state(TaskState.STARTED)
        return self.waiting.check_conditions()

    def _look_for_stuck(self) -> None:
        if self.workflow.completed or self.trouble is not None or self.ready:
            return
        tokens = self.tokens()
        busy = any(
            token.state == TaskState.STARTED and (_waits(token) or not self._has_inside(token)) for token in tokens
        )
        held = next((token for token in tokens if token.state == TaskState.WAITING), None)
        if held is not None and not busy:
            node = held.task_spec.node
            self.trip(held, RunError("run.stuck", name=node.name or node.id))
            held._set_state(TaskState.STARTED)

    def _has_inside(self, token: Token) -> bool:
        return token.id in self.workflow.subprocesses or isinstance(token.task_spec, LoopSpec)


def _waits(token: Token) -> bool:
    return bool(token.internal_data.get("slots") or token.internal_data.get("open"))
