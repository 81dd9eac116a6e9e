"""Scopes inside a case: sub-processes, and processes that call each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from runner.bundle.graph import Node
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.lowering import Program
    from runner.engine.tokens import Scope, Token, Tokens

declare({"run.too-deep": (N_("Processes call each other more than {limit} levels deep."), "")})

MAX_CALL_DEPTH = 20


@dataclass(frozen=True)
class Called:
    """A process that a call which does not wait asks to be started as a case of its own: by which token and node,
    with which variables, and out of which field its starter comes (empty: the same)."""

    token: str
    element: str
    process: str
    values: dict[str, Any]
    starter: str = ""


class Calls:
    """Opens and closes the scopes of one case."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    def begin(self, scope: Tokens, program: Program, entries: list[Node]) -> None:
        """Put the first tokens into a scope; its event sub-processes begin to wait."""
        root = scope.task_tree
        root.internal_data["entries"] = [node.id for node in entries]
        self.case.waiting.arm_scope(scope, program, root)
        root._ready()

    def open_scope(self, token: Token) -> bool:
        """Open the sub-process of a token. True when there is nothing in it."""
        spec = token.task_spec
        entries = spec.program.entries(spec.node.id)
        if not entries:
            return True
        scope = self.case.workflow.open_scope(token, spec.program.scopes[spec.node.id], False, {})
        self.begin(scope, spec.program, entries)
        return False

    def call(self, token: Token) -> bool:
        """Start the called process; where it is not at hand, the tester answers for it."""
        case, node = self.case, token.task_spec.node
        program = case.model.programs.get(node.called or "")
        if program is None:
            token.internal_data["open"] = "call"
            return False
        if self._depth(token.workflow) >= MAX_CALL_DEPTH:
            raise RunError("run.too-deep", limit=MAX_CALL_DEPTH)
        inputs = node.service.inputs if node.service else []
        variables = {item.name: case.data.value(token, item.value) for item in inputs}
        policy = node.service.params if node.service else {}
        if policy.get("waits") == "no":
            values = variables if inputs else dict(case.data.visible(token))
            case.starting.append(
                Called(token.key, node.id, program.graph.process, values, policy.get("starter", ""))
            )  # fmt: skip
            return True
        scope = case.workflow.open_scope(
            token, program.scopes[program.root], True, variables if inputs else dict(case.data.visible(token))
        )
        self.begin(scope, program, program.entries(program.root))
        return False

    def take_back(self, token: Token) -> None:
        """The called process has ended: its results become variables here."""
        case = self.case
        scope = case.workflow.subprocesses[token.id]
        service = token.task_spec.node.service
        values = dict(scope.variables)
        case.record("called", token.task_spec.node.id, token.key, process=token.task_spec.node.called, values=values)
        if service is not None and service.outputs:
            values = {item.name: case.data.over(token, item.value, [scope.variables]) for item in service.outputs}
        inside = case.compensation.inside_of(token)
        if inside:  # it can be undone later, with the variables that it had
            token.internal_data.update(inside_of=inside, variables_of=dict(scope.variables))
        case.workflow.close_scope(token)
        case.data.write(token, values)

    def run_of(self, key: str) -> dict[str, str]:
        """`call`: the token that called the process of a live token; empty in the outermost process."""
        scope = self.case.find(key).workflow
        while not scope.isolated:
            scope = cast("Scope", scope).host.workflow
        return {} if scope is self.case.workflow else {"call": cast("Scope", scope).host.key}

    def open_runs(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Of each called process that runs: the token of its call, its id, its variables (JSON values)."""
        scopes = self.case.workflow.subprocesses.values()
        return [(one.host.key, one.host.task_spec.node.called, dict(one.variables)) for one in scopes if one.isolated]

    def _depth(self, scope: Tokens) -> int:
        depth = 0
        while scope is not self.case.workflow:
            depth, scope = depth + 1, cast("Scope", scope).host.workflow
        return depth
