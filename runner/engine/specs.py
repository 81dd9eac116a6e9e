"""What each kind of node does with a token: our own task specs, one class a behaviour.

A spec decides and delegates: texts, clock and variables belong to the case (`Instance`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.util.task import TaskState

from runner.bundle.gaps import readable
from runner.bundle.graph import Node

if TYPE_CHECKING:
    from runner.engine.lowering import Program
    from runner.engine.tokens import Scope, Token

SCOPES = ("subProcess", "transaction", "adHocSubProcess")
"""Kinds of nodes that hold other nodes."""


class RootSpec(BpmnTaskSpec):  # type: ignore[misc]  # untyped library
    """The synthetic start of a scope: puts tokens on the entries that the case names."""

    program: Program | None = None

    def test(self) -> None:
        """Nothing to test."""

    def _predict(self, *_args: object, **_more: object) -> None:
        """Nothing is predicted."""

    def _update_hook(self, _token: Token) -> bool:
        return True

    def _run_hook(self, _token: Token) -> bool:
        return True

    def _on_complete(self, token: Token) -> None:
        scope = token.workflow
        children = [scope.place(name) for name in token.internal_data.pop("entries", [])]
        for child in children:
            child.task_spec._update(child)
        scope.finish_if_empty(token)


class ElementSpec(BpmnTaskSpec):  # type: ignore[misc]  # untyped library
    """A node. `inner` marks one single run of a loop."""

    AGAIN = TaskState.READY
    """The state in which a token in trouble tries again."""

    def __init__(self, scope: Any, node: Node, program: Program, name: str | None = None) -> None:
        super().__init__(scope, name or node.id)
        self.node = node
        self.program = program
        self.inner = name is not None

    def test(self) -> None:
        """Nothing to test: lowering made it."""

    def _predict(self, *_args: object, **_more: object) -> None:
        """Nothing is predicted: a token exists where it is."""

    def _update_hook(self, _token: Token) -> bool | None:
        return True

    def _run_hook(self, token: Token) -> bool | None:
        return token.workflow.case.enter(token)

    def act(self, token: Token) -> bool:
        """Do what the node does. False: it waits for someone or something. May raise `RunError`."""
        return True

    def _on_complete(self, token: Token) -> None:
        case = token.workflow.case
        case.left(token)
        case.compensation.ended(token)
        children = [] if self.inner else case.send_on(token)
        for child in children:
            child.task_spec._update(child)
        undoes = "undoes" in token.internal_data
        if undoes:
            case.compensation.undone(token)  # before the scope could end
        token.workflow._task_completed_notify(token)
        if self.inner and not undoes:
            case.loops.run_ended(token)

    def skip(self, token: Token) -> None:
        """The node is left out: whatever still runs inside it is taken away."""
        self._on_cancel(token)

    def scope_ended(self, _scope: Scope, host: Token) -> None:
        """The scope inside this token has no token left: the token may go on."""
        host.internal_data["inside"] = "done"
        host._set_state(TaskState.READY)

    def _on_cancel(self, token: Token) -> None:
        scope = token.workflow.case.workflow.subprocesses.get(token.id)
        if scope is not None:
            scope.cancel()
            token.workflow.case.workflow.close_scope(token)


class PassSpec(ElementSpec):
    """Start events, plain events, gateways that only split or merge: the token goes on at once."""


class JoinSpec(ElementSpec):
    """A parallel gateway: one token of each incoming flow goes in, excess tokens wait for the next round."""

    AGAIN = TaskState.WAITING

    def _update_hook(self, token: Token) -> bool | None:
        wanted = {flow.id for flow in self.program.incoming.get(self.node.id, [])}
        arrived = token.internal_data.get("flow")
        if len(wanted) <= 1 or arrived is None:
            return True
        here = self.first_of_each(token)
        if here.get(arrived, token) is not token or len({*here, arrived}) < len(wanted):
            token._set_state(TaskState.WAITING)
            return None
        self.merge(here, token)
        return True

    def first_of_each(self, token: Token) -> dict[str, Token]:
        """Of the other tokens that wait here, the first on each flow."""
        found: dict[str, Token] = {}
        for other in token.workflow.live():
            if other is not token and other.task_spec is self and is_held(other):
                found.setdefault(str(other.internal_data.get("flow")), other)
        return found

    def merge(self, others: dict[str, Token], into: Token) -> None:
        """One token goes on for all of them."""
        for other in others.values():
            if other is not into:
                other._set_state(TaskState.COMPLETED)
                into.workflow.leave(other)

    def skip(self, token: Token) -> None:
        """What has come goes on without what is missing."""
        here = self.first_of_each(token)
        here.pop(str(token.internal_data.get("flow")), None)
        self.merge(here, token)


def is_held(token: Token) -> bool:
    """Whether a token waits for others at a gateway, or did so in vain."""
    return bool(token.state == TaskState.WAITING or "incident" in token.internal_data)


class InclusiveSpec(ElementSpec):
    """An inclusive gateway: waits while a token upstream may still come; the case looks when all is quiet."""

    AGAIN = TaskState.WAITING

    def _update_hook(self, token: Token) -> bool | None:
        if len(self.program.incoming.get(self.node.id, [])) <= 1 or "flow" not in token.internal_data:
            return True
        token._set_state(TaskState.WAITING)
        return None

    def may_go_on(self, token: Token) -> bool:
        """Whether no token elsewhere in the scope is to be waited for: one that can come to an incoming flow that
        has none, and to no flow that has one (BPMN 2.0, 13.4.3)."""
        return not self.awaited(token, set())

    def awaited(self, token: Token, past: set[str]) -> bool:
        """Whether a token elsewhere is to be waited for; of the flows `past` none is."""
        filled = self.first_of_each(token)
        flows = [flow for flow in self.program.incoming[self.node.id] if flow.id not in past]
        empty = [flow.source for flow in flows if flow.id not in filled]
        others = {t.task_spec.node.id for t in token.workflow.live() if t.task_spec is not self}
        reaches = self.program.reaches_without
        return any(
            any(reaches(other, source, self.node.id) for source in empty)
            and not any(reaches(other, flow.source, self.node.id) for flow in flows if flow.id in filled)
            for other in others
        )

    def first_of_each(self, token: Token) -> dict[str, Token]:
        """Of the tokens that wait at this gateway in this scope, the first on each flow."""
        found: dict[str, Token] = {}
        for other in token.workflow.live():
            if other.task_spec is self and other.state == TaskState.WAITING:
                found.setdefault(str(other.internal_data.get("flow")), other)
        return found

    def go_on(self, token: Token) -> None:
        """Merge one waiting token of each flow into one that is ready."""
        for other in self.first_of_each(token).values():
            if other is not token:
                other._set_state(TaskState.COMPLETED)
                token.workflow.leave(other)
        token._ready()

    def skip(self, token: Token) -> None:
        """What has come goes on without what is missing."""
        for other in self.first_of_each(token).values():
            if other is not token:
                other._set_state(TaskState.COMPLETED)
                token.workflow.leave(other)


class ComplexSpec(InclusiveSpec):
    """A complex gateway: goes on once its condition holds of the flows that a token has come on (`activationCount`);
    what comes on the others afterwards is taken in, then it begins anew (BPMN 2.0, 13.4.5). One of a drawing that
    says no condition is an inclusive one."""

    def may_go_on(self, token: Token) -> bool:
        """Whether it may begin, or begin anew. May raise `RunError`."""
        went_on = token.workflow.task_tree.internal_data.get("complex", {}).get(self.node.id)
        if went_on is not None:
            return not self.awaited(token, set(went_on))
        activation = self.node.activation
        if activation is None or not readable(activation):
            return super().may_go_on(token)
        count = len(self.first_of_each(token))
        return token.workflow.case.data.value(token, activation.text, [{"activationCount": count}]) is True

    def go_on(self, token: Token) -> None:
        """Go on with what has come, or take in what came late."""
        here, begun = self.first_of_each(token), self._begun(token)
        if self.node.id not in begun:
            if len(here) < len(self.program.incoming[self.node.id]):
                begun[self.node.id] = list(here)
            super().go_on(token)
            return
        past = begun.pop(self.node.id)
        late = [other for flow, other in here.items() if flow not in past]
        for other in late:
            other._set_state(TaskState.COMPLETED)
            other.workflow.leave(other)
        for other in late[-1:]:
            other.workflow.finish_if_empty(other)

    @staticmethod
    def _begun(token: Token) -> dict[str, list[str]]:
        """Of the complex gateways of a scope that went on before all had come, the flows that had."""
        found: dict[str, list[str]] = token.workflow.task_tree.internal_data.setdefault("complex", {})
        return found


class WorkSpec(ElementSpec):
    """A step that someone does: user, manual and plain tasks, and what the tester does by hand."""

    def act(self, token: Token) -> bool:
        """Waits until it is completed."""
        token.workflow.case.data.take_in(token)
        token.internal_data["open"] = "work"
        return False


class ServiceSpec(ElementSpec):
    """Service, send and business rule tasks: asked of the desk, answered now, later, or by hand."""

    def act(self, token: Token) -> bool:
        """Ask the desk."""
        return token.workflow.case.services.ask(token)


class ScriptSpec(ElementSpec):
    """A script: its FEEL lines run; any other language is left to the tester."""

    def act(self, token: Token) -> bool:
        """Run the lines."""
        return token.workflow.case.data.run_script(token)


class CatchSpec(ElementSpec):
    """Waits for a timer, message, signal or condition."""

    def act(self, token: Token) -> bool:
        """Begin to wait, unless what it waits for is there already."""
        return token.workflow.case.waiting.begin(token)


class EventChoiceSpec(ElementSpec):
    """An event-based gateway: waits for the first of the events behind it."""

    def act(self, token: Token) -> bool:
        """Begin to wait for all of them."""
        return token.workflow.case.waiting.begin_choice(token)


class ThrowSpec(ElementSpec):
    """Throws a message, signal, link, error, escalation; an end event may terminate its scope."""

    def act(self, token: Token) -> bool:
        """Throw it."""
        return token.workflow.case.throws.throw(token)


class ScopeSpec(ElementSpec):
    """A sub-process."""

    def act(self, token: Token) -> bool:
        """Open the scope, or go on when it ended."""
        case, data = token.workflow.case, token.internal_data
        if data.pop("inside", None) == "done":
            data["inside_of"] = case.compensation.inside_of(token)
            case.workflow.close_scope(token)
            return case.compensation.after_cancel(token) if "cancelled" in data else True
        return case.compensation.reopen(token) if "undo" in data else self.open(token)

    def open(self, token: Token) -> bool:
        """Open the scope for the first time."""
        return token.workflow.case.calls.open_scope(token)


class AdHocSpec(ScopeSpec):
    """An ad-hoc sub-process."""

    def open(self, token: Token) -> bool:
        """Offer its steps; after trouble ask again whether it is over."""
        ad_hoc = token.workflow.case.ad_hoc
        if "ad_hoc" not in token.internal_data:
            return ad_hoc.begin(token)
        ad_hoc.weigh(token)
        return self.act(token) if "inside" in token.internal_data else False


class CallSpec(ElementSpec):
    """A call activity."""

    def act(self, token: Token) -> bool:
        """Start the called process, or take its results and go on."""
        case, data = token.workflow.case, token.internal_data
        if data.pop("inside", None) == "done":
            if data.pop("reopened", False):  # to be undone: it has given its results before
                case.workflow.close_scope(token)
            else:
                case.calls.take_back(token)
            return True
        return case.compensation.reopen(token) if "undo" in data else case.calls.call(token)


class LoopSpec(ElementSpec):
    """A node that runs several times: in parallel, one after the other, or while a condition holds."""

    def act(self, token: Token) -> bool:
        """Begin the runs."""
        return token.workflow.case.loops.begin(token)

    def _on_cancel(self, token: Token) -> None:
        for other in token.workflow.live():
            if other.internal_data.get("host") == token.key:
                other.cancel()
        super()._on_cancel(token)


BEHAVIOURS: dict[str, type[ElementSpec]] = {
    "startEvent": PassSpec,
    "boundaryEvent": PassSpec,
    "exclusiveGateway": PassSpec,
    "parallelGateway": JoinSpec,
    "inclusiveGateway": InclusiveSpec,
    "complexGateway": ComplexSpec,
    "eventBasedGateway": EventChoiceSpec,
    "task": WorkSpec,
    "userTask": WorkSpec,
    "manualTask": WorkSpec,
    "serviceTask": ServiceSpec,
    "sendTask": ServiceSpec,
    "businessRuleTask": ServiceSpec,
    "receiveTask": CatchSpec,
    "scriptTask": ScriptSpec,
    "intermediateCatchEvent": CatchSpec,
    "intermediateThrowEvent": ThrowSpec,
    "endEvent": ThrowSpec,
    "subProcess": ScopeSpec,
    "transaction": ScopeSpec,
    "adHocSubProcess": AdHocSpec,
    "callActivity": CallSpec,
}
"""Kind of node -> behaviour."""


def behaviour_of(node: Node) -> type[ElementSpec]:
    """The behaviour of a node."""
    return BEHAVIOURS[node.kind]
