"""Ad-hoc sub-processes: whoever runs one picks what is done next, until a condition holds or they end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from SpiffWorkflow.util.task import TaskState

from runner.bundle.gaps import HOSTS, readable
from runner.bundle.graph import AdHoc, Node
from runner.core.errors import RunError

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.tokens import Scope, Token, Tokens


class AdHocs:
    """The ad-hoc sub-processes of one case. The state of one lies on its token: `queue` is what was picked and has
    to wait for its turn, `over` that nothing more is begun."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    def begin(self, host: Token) -> bool:
        """Open one and offer its steps. True: there is nothing in it."""
        spec = host.task_spec
        if not spec.program.offered(spec.node.id):
            return True
        scope = self.case.workflow.open_scope(host, spec.program.scopes[spec.node.id], False, {})
        scope.task_tree._set_state(TaskState.COMPLETED)
        self.case.waiting.arm_scope(scope, spec.program, scope.task_tree)
        host.internal_data["ad_hoc"] = {"queue": [], "over": False}
        self._look(host)
        return False

    def chosen(self, host: Token, picked: list[str]) -> None:
        """Do these steps; the id of the sub-process itself means that nothing more is to be done."""
        state, own = host.internal_data["ad_hoc"], host.task_spec.node.id
        state["queue"] = [*state["queue"], *(node for node in picked if node != own)]
        if own in picked:
            state["over"] = True
        self._look(host)

    def ended(self, scope: Scope, token: Token) -> None:
        """A token has left an ad-hoc sub-process: see whether it is over."""
        spec = token.task_spec
        if getattr(spec, "node", None) is None or spec.node.kind not in HOSTS or spec.inner:
            self._look(scope.host)
        else:
            self.weigh(scope.host)

    def interrupted(self, scope: Tokens) -> None:
        """An event took away what ran in a scope: in an ad-hoc one nothing more is begun."""
        host = None if scope is self.case.workflow else cast("Scope", scope).host
        if host is not None and "ad_hoc" in host.internal_data:
            host.internal_data["ad_hoc"].update(queue=[], over=True)
            self._look(host)

    def weigh(self, host: Token) -> None:
        """Ask whether the condition holds, and go on."""
        how, state = self._how(host.task_spec.node), host.internal_data["ad_hoc"]
        scope = self.case.workflow.subprocesses[host.id]
        try:
            if (
                how.completion is not None
                and readable(how.completion)
                and not state["over"]
                and self.case.data.value(host, how.completion.text) is True
            ):
                state.update(queue=[], over=True)
                for token in scope.live() if how.cancel_remaining else ():
                    token.cancel()
        except RunError as error:
            self.case.trip(host, error)
            return
        self._look(host)

    @staticmethod
    def _how(node: Node) -> AdHoc:
        return node.ad_hoc or AdHoc()

    def _look(self, host: Token) -> None:
        """Begin what may begin, offer what may be picked, or end."""
        how, state = self._how(host.task_spec.node), host.internal_data["ad_hoc"]
        scope = self.case.workflow.subprocesses[host.id]
        while state["queue"] and (how.ordering == "parallel" or not scope.live()):
            following, state["queue"] = state["queue"][0], state["queue"][1:]
            scope.spawn(following)
        self._offer(host, how, busy=bool(scope.live()), state=state)
        if state["over"] and not scope.live():
            del host.internal_data["ad_hoc"]
            scope.completed = True
            host.task_spec.scope_ended(scope, host)

    def _offer(self, host: Token, how: AdHoc, *, busy: bool, state: dict[str, Any]) -> None:
        data, node = host.internal_data, host.task_spec.node
        if state["over"] or (busy and how.ordering == "sequential"):
            for name in ("open", "pick"):
                data.pop(name, None)
            return
        program = host.task_spec.program
        steps = [step.id for step in program.offered(node.id)]
        by_itself = how.completion is not None and readable(how.completion) and not program.graph.drawing
        data["open"] = "pick"
        data["pick"] = steps if by_itself else [*steps, node.id]
