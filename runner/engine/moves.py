"""Moving a case: back to a node that it has been at, forwards past others, or out of an end that it had come to.

A move takes away what lies downstream of the node that it goes to, with all that runs inside it; branches beside it
stay. What had come to a joining gateway from such a branch stays there too, and where the gateway had let it through
already it is put back: it would wait in vain for a branch that is done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.util.task import TaskState

from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.engine.specs import WorkSpec, is_held

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.lowering import Program
    from runner.engine.tokens import Scope, Token, Tokens

Place = tuple[str, str]
"""A scope (the id of its root token) and a node in it."""


@dataclass(frozen=True)
class Parted:
    """A token that a move took away: its node, its id, and the flow on which it waited at a gateway. `plain`: it can
    be put back as it was; not so what has a scope, a loop, a service or an event of its own."""

    node: str
    token: str
    flow: str | None
    plain: bool


@dataclass(frozen=True)
class Moved:
    """What a move did: the new token, what it took away besides the one that it began at, and the tokens that it put
    back at gateways."""

    token: str
    parted: tuple[Parted, ...]
    put_back: tuple[str, ...] = ()


class Moves:
    """Moves the tokens of one case."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    # -- where ------------------------------------------------------------------------------------

    def places(self, key: str) -> list[Place]:
        """Where a live token stands, innermost first: its node in its scope, the host of that scope in the one
        around, and so on. Raises `RunError` (`run.unknown-token`)."""
        token = self.case.find(key)
        found = [(token.workflow.task_tree.key, token.task_spec.node.id)]
        while token.workflow is not self.case.workflow:
            token = cast("Scope", token.workflow).host
            found.append((token.workflow.task_tree.key, token.task_spec.node.id))
        return found

    def outermost(self, node: str) -> Place:
        """A node of the outermost process."""
        return self.case.workflow.task_tree.key, node

    def found_from(self, key: str, node: str) -> Place | None:
        """The innermost scope around a live token in which that node stands."""
        for scope, _own in self.places(key):
            spec = self._scope(scope).spec
            if node in spec.task_specs and hasattr(spec.task_specs[node], "node"):
                return scope, node
        return None

    def program_at(self, place: Place) -> Program:
        """The program of the scope of a place."""
        return self.case.waiting.program_of(self._scope(place[0]))

    def downstream(self, place: Place) -> frozenset[str]:
        """The node of a place with all that come after it, without going round a loop."""
        node = place[1]
        return self.program_at(place).forward[node] | {node}

    def is_plain(self, key: str) -> bool:
        """Whether a live token stands at a step of its own, no run of a loop: it can be put back as it was."""
        spec = self.case.find(key).task_spec
        return type(spec) is WorkSpec and not spec.inner

    def _scope(self, key: str) -> Tokens:
        for scope in self.case.scopes():
            if scope.task_tree.key == key:
                return scope
        raise RunError("run.unknown-token", token=key)

    def undone_by(self, place: Place) -> set[str]:
        """The activities downstream of a place that a return there undoes by compensation."""
        return self.case.compensation.covered(self._scope(place[0]), self.downstream(place))

    def take_undoing(self, place: Place) -> list[dict[str, Any]]:
        """What undoes the activities downstream of a place, the last first; for `undo`, once the case has moved."""
        return self.case.compensation.take(self._scope(place[0]), self.downstream(place))

    def undo(self, place: Place, entries: Sequence[Mapping[str, Any]]) -> None:
        """Begin to undo what `take_undoing` gave."""
        if entries:
            self.case.compensation.run(self._scope(place[0]), entries)

    # -- moving -----------------------------------------------------------------------------------

    def to(self, place: Place, origin: str | None = None, *, hold: bool = False, ahead: bool = False) -> Moved:
        """Move to a place; `origin` is the token that goes there, taken away wherever it stands. With `hold` the node
        waits for its person (a start event for the starter); with `ahead` what could still come to the place is taken
        away, too. Raises `RunError` (`run.unknown-start`)."""
        scope, node = self._scope(place[0]), place[1]
        if node not in scope.spec.task_specs:
            raise RunError("run.unknown-start", at=node)
        program, area = self.case.waiting.program_of(scope), self.downstream(place)
        own = self._in_scope(scope, origin)
        gone = [
            token
            for token in scope.live()
            if token is own or (token.task_spec.node.id in area and not self._came_from_beside(token, area, program))
        ]
        if ahead:
            gone += [t for t in scope.live() if t not in gone and node in program.forward[t.task_spec.node.id]]
        if own is not None:  # the runs of a loop go with their host
            host = own.internal_data.get("host")
            runs = [t for t in scope.live() if host and host in (t.key, t.internal_data.get("host"))]
            gone += [token for token in runs if token not in gone]
        let_through = self._let_through(scope, program, area, gone)
        parted = tuple(_parted(token) for token in gone if token is not own)
        new = scope.place(node, data={"hold": True} if hold else None)
        for token in gone:
            token.cancel()
        put_back = self.put(place[0], let_through)
        self.case.trouble = None
        new.task_spec._update(new)
        return Moved(new.key, parted, tuple(put_back))

    def put(self, scope_key: str, nodes: Sequence[tuple[str, str | None]]) -> list[str]:
        """Put tokens at nodes of a scope, each as if it had come on a flow; their ids. They begin to run when all are
        there."""
        scope = self._scope(scope_key)
        tokens = [scope.place(node, flow) for node, flow in nodes]
        for token in tokens:
            token.task_spec._update(token)
        return [token.key for token in tokens]

    def take_away(self, keys: Collection[str]) -> None:
        """Take tokens away that still wait where they were put back."""
        for scope in self.case.scopes():
            for token in scope.live():
                if token.key in keys and is_held(token):
                    token.cancel()

    def is_there(self, scope_key: str) -> bool:
        """Whether a scope is still open."""
        return any(scope.task_tree.key == scope_key and not scope.completed for scope in self.case.scopes())

    def arrived(self, place: Place) -> set[str]:
        """The live tokens of a scope at a place or downstream of it, but for those that came from beside and wait."""
        scope, area = self._scope(place[0]), self.downstream(place)
        program = self.case.waiting.program_of(scope)
        tokens = [token for token in scope.live() if token.task_spec.node.id in area]
        return {token.key for token in tokens if not self._came_from_beside(token, area, program)}

    def end_run(self, key: str) -> bool:
        """End the called process that a live token is in; the one that called it goes on with its variables. False in
        the outermost process: that is the case itself."""
        scope = self.case.find(key).workflow
        while not scope.isolated:
            scope = cast("Scope", scope).host.workflow
        if scope is self.case.workflow:
            return False
        for token in scope.live():
            token.cancel()
        scope.completed = True
        scope.completed_event(scope)
        return True

    def caller(self, key: str) -> Node | None:
        """The step that called the process in which a live token is; None in the outermost process."""
        scope = self.case.find(key).workflow
        while not scope.isolated:
            scope = cast("Scope", scope).host.workflow
        node: Node | None = None if scope is self.case.workflow else cast("Scope", scope).host.task_spec.node
        return node

    def wake(self, node: str) -> str:
        """Let a case that has ended go on at a node of its outermost process; the new token. Raises `RunError`
        (`run.unknown-start`)."""
        case = self.case
        if node not in case.workflow.spec.task_specs:
            raise RunError("run.unknown-start", at=node)
        case.workflow.completed = False
        case.outcome, case.trouble, case.ends = None, None, []
        hold = {"hold": True} if case.program.nodes[node].kind == "startEvent" else None
        token = case.workflow.place(node, data=hold)
        token.task_spec._update(token)
        case.record("woken", node, token.key)
        return token.key

    def _in_scope(self, scope: Tokens, origin: str | None) -> Token | None:
        """The token of a scope that `origin` is, or runs inside of."""
        if origin is None:
            return None
        token = self.case.find(origin)
        while token.workflow is not scope:
            if token.workflow is self.case.workflow:
                return None
            token = cast("Scope", token.workflow).host
        return token

    @staticmethod
    def _came_from_beside(token: Token, area: frozenset[str], program: Program) -> bool:
        flow = program.flows.get(str(token.internal_data.get("flow")))
        return is_held(token) and flow is not None and flow.source not in area

    @staticmethod
    def _let_through(
        scope: Tokens, program: Program, area: frozenset[str], gone: Sequence[Token]
    ) -> list[tuple[str, str | None]]:
        """The flows on which a branch beside had come to a parallel gateway that has let it through since."""
        left = [token for token in scope.live() if token not in gone]
        found: list[tuple[str, str | None]] = []
        for gateway in sorted(area):
            if program.nodes[gateway].kind != "parallelGateway" or len(program.incoming.get(gateway, ())) < 2:
                continue
            if not any(token.task_spec.node.id in program.forward[gateway] for token in gone):
                continue  # nothing has passed it
            for flow in program.incoming[gateway]:
                waits = any(
                    token.task_spec.node.id == gateway and token.internal_data.get("flow") == flow.id
                    for token in left
                )
                may_come = any(
                    flow.source in program.forward[token.task_spec.node.id] | {token.task_spec.node.id}
                    for token in left
                )
                if flow.source not in area and not waits and not may_come:
                    found.append((gateway, flow.id))
        return found


def _parted(token: Token) -> Parted:
    waits = is_held(token) and "incident" not in token.internal_data
    works = type(token.task_spec) is WorkSpec and not token.task_spec.inner and token.state == TaskState.STARTED
    works = works and token.internal_data.get("open") == "work"
    flow = token.internal_data.get("flow")
    return Parted(token.task_spec.node.id, token.key, str(flow) if waits and flow else None, bool(waits or works))
