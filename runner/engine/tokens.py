"""Live tokens: SpiffWorkflow's workflow and task classes, narrowed to what is alive.

The library keeps every finished task in one tree and walks that tree at each step: a loop gets slower
with every pass, iteration ends silently at depth 1000, and saving grows with history. Here a finished
token leaves the tree, history is the event log, and nothing is predicted ahead. Ids and order come from
counters, so that two runs with one key are equal to the byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid5

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from runner.engine.changes import DEPTH, Noted
from runner.engine.environment import SafeEngine

if TYPE_CHECKING:
    from runner.engine.instance import Instance

NAMESPACE = UUID("6b0ce1c2-6e9c-4c0f-9a39-0d6c9ad0d001")


class Token(Task):  # type: ignore[misc]  # untyped library
    """One live token. `seq` is its order of creation within the case, `key` its id as text; `is_root`: it stands for
    its scope; `kept_items`: the list of a loop as it was last written."""

    workflow: Tokens
    task_spec: Any
    internal_data: Noted

    def __init__(
        self, workflow: Tokens, task_spec: Any, parent: Token | None = None, state: int = TaskState.FUTURE,
        id: UUID | None = None,  # noqa: A002  # the library's name
    ) -> None:  # fmt: skip
        case = workflow.case
        self.seq = case.next_number()
        self.is_root, self.noted = parent is None, False
        super().__init__(workflow, task_spec, parent, state, id or uuid5(NAMESPACE, f"{case.key}:{self.seq}"))
        self.last_state_change = self.seq
        self.key = str(self.id)
        self.hold({})
        self.kept_items: Any = None
        case.changes.bear(self)
        if state == TaskState.READY:
            case.ready[self.id] = self

    def hold(self, data: dict[str, Any]) -> None:
        """Let `internal_data` be that; whatever changes in it from now on is noted."""
        self.internal_data = Noted(self, data, DEPTH)

    def changed(self) -> None:
        """Note that this token is not what was last written."""
        self.workflow.case.changes.note(self)

    def _set_state(self, value: int) -> None:
        case = self.workflow.case
        if not self.noted:
            case.changes.note(self)
        self._state = value
        self.last_state_change = case.next_number()
        if value == TaskState.READY:
            case.ready[self.id] = self
        else:
            case.ready.pop(self.id, None)

    def run(self) -> None:
        """One step: the token goes on, or begins to wait (`STARTED`)."""
        done = self.task_spec._run_hook(self)
        if self.has_state(TaskState.FINISHED_MASK):
            return  # what it threw took it away
        if done:
            self.complete()
        else:
            self._set_state(TaskState.STARTED)

    def cancel(self) -> None:
        """Cancel this token with all that runs inside it; it leaves the tree."""
        if self.has_state(TaskState.FINISHED_MASK):
            return
        self._set_state(TaskState.CANCELLED)
        self.workflow.leave(self)
        self.task_spec._on_cancel(self)
        self.workflow.case.cancelled(self)


class Tokens:
    """What the whole case and each scope inside it have in common."""

    case: Instance
    spec: Any
    tasks: dict[UUID, Token]
    task_tree: Token
    last_task: Token | None
    completed_event: Any
    isolated: bool
    """Whether variables of the surrounding scope are out of sight (a called process)."""
    noted = False
    """Its variables tell each change: its root notes it once."""
    _variables: dict[str, Any]
    _completed = False

    @property
    def variables(self) -> dict[str, Any]:
        """Its variables, JSON values by name; a value is never changed in place."""
        return self._variables

    @variables.setter
    def variables(self, values: dict[str, Any]) -> None:
        self._variables = Noted(self, values)
        self.changed()

    @property
    def completed(self) -> bool:
        """Whether it has come to its end: nothing waits in it any more."""
        return self._completed

    @completed.setter
    def completed(self, value: bool) -> None:
        self._completed = value
        self.changed()

    def changed(self) -> None:
        """Note that this scope is not what was last written."""
        root = getattr(self, "task_tree", None)
        if root is not None and not root.noted:
            self.case.changes.note(root)

    def plant(self, state: int = TaskState.FUTURE, token_id: UUID | None = None) -> Token:
        """Make the root token."""
        self.task_tree = Token(self, self.spec.start, None, state, token_id)
        return self.task_tree

    def spawn(self, spec_name: str, flow: str | None = None, data: dict[str, Any] | None = None) -> Token:
        """A new token at an element, ready to run."""
        token = self.place(spec_name, flow, data)
        token.task_spec._update(token)
        return token

    def place(self, spec_name: str, flow: str | None = None, data: dict[str, Any] | None = None) -> Token:
        """A new token at an element, not ready yet."""
        token = Token(self, self.spec.task_specs[spec_name], self.task_tree)
        token.internal_data.update(data or {})
        if flow is not None:
            token.internal_data["flow"] = flow
        return token

    def live(self) -> list[Token]:
        """All tokens but the root, in order of creation."""
        return [token for token in self.tasks.values() if token is not self.task_tree]

    def leave(self, token: Token) -> None:
        """Take a finished token out of the tree; its children hang on the root."""
        if token is self.task_tree or token.id not in self.tasks:
            return
        for child in token.children:
            child.parent = self.task_tree
            self.task_tree._children.append(child.id)
        token._children = []
        parent = token.parent
        if parent is not None and token.id in parent._children:
            parent._children.remove(token.id)
        del self.tasks[token.id]
        self.case.changes.drop(token.key)

    def _task_completed_notify(self, token: Token) -> None:
        self.last_task = token
        self.leave(token)
        self.finish_if_empty(token)

    def finish_if_empty(self, token: Token) -> None:
        """End this scope when no token is left in it."""
        if not self.completed and len(self.tasks) == 1:
            self.completed = True
            self.completed_event(self)

    def update_waiting_tasks(self) -> None:
        """Nothing waits unseen: joins decide when a token arrives, events through the case."""

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        """The library's own log is not used."""
        return dct or {}


class CaseWorkflow(Tokens, BpmnWorkflow):  # type: ignore[misc]  # an untyped library class
    """The whole case. Its default script engine is the safe one, so that restoring cannot forget it."""

    def __init__(self, case: Instance, spec: Any, scopes: dict[str, Any]) -> None:
        self.case = case
        self.variables = {}
        self.isolated = True
        super().__init__(spec, scopes, script_engine=SafeEngine(), deserializing=True)

    @property
    def script_engine(self) -> SafeEngine:
        """Always a `SafeEngine`."""
        return cast(SafeEngine, BpmnWorkflow.script_engine.fget(self))

    @script_engine.setter
    def script_engine(self, engine: object) -> None:
        if type(engine) is not SafeEngine:
            raise TypeError("only the safe engine runs here")
        BpmnWorkflow.script_engine.fset(self, engine)

    def open_scope(
        self,
        host: Token,
        spec: Any,
        isolated: bool,
        variables: dict[str, Any],
        state: int = TaskState.FUTURE,
        root: UUID | None = None,
    ) -> Scope:
        """A scope inside the token `host`: a sub-process or a called process."""
        scope = Scope(self.case, spec, host, self)
        scope.isolated = isolated
        scope.variables = variables
        self.subprocesses[host.id] = scope
        scope.plant(state, root)
        scope.completed_event.connect(host.task_spec.scope_ended, host)
        return scope

    def close_scope(self, host: Token) -> None:
        """Forget the scope of a token that ended."""
        scope = self.subprocesses.pop(host.id, None)
        if scope is not None:
            self.case.changes.drop(scope.task_tree.key)


class Scope(Tokens, BpmnSubWorkflow):  # type: ignore[misc]  # likewise
    """A sub-process or called process at run time."""

    def __init__(self, case: Instance, spec: Any, host: Token, top: CaseWorkflow) -> None:
        self.case = case
        self.variables = {}
        self.isolated = False
        self.host = host
        super().__init__(spec, host.id, top, deserializing=True)

    @property
    def parent_workflow(self) -> Tokens:
        """The scope around."""
        return self.host.workflow

    def finish_if_empty(self, token: Token) -> None:
        """End it when no token is left in it; an ad-hoc one is over when it says so."""
        if "ad_hoc" in self.host.internal_data:
            self.case.ad_hoc.ended(self, token)
        else:
            super().finish_if_empty(token)

    def cancel(self) -> None:
        """Cancel every token in it."""
        for token in self.live():
            token.cancel()
        self.completed = True
