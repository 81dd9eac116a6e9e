"""Nodes that run several times: parallel and sequential multi-instance, and the standard loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from runner.bundle.gaps import readable
from runner.bundle.graph import Loop
from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare

if TYPE_CHECKING:
    from runner.engine.instance import Instance
    from runner.engine.tokens import Token

declare(
    {
        "run.collection": (
            N_("“{name}” runs once for each entry of a list, but {text} gave no list or number."),
            N_("Check the list, or change the data and try again."),
        ),
        "run.too-many-runs": (N_("“{name}” would run {count} times; the limit is {limit}."), ""),
    }
)

MAX_RUNS = 10_000
EACH = "#each"


class Loops:
    """The loops of one case. The state of a loop lies on the token that carries it."""

    def __init__(self, case: Instance) -> None:
        self.case = case

    def begin(self, token: Token) -> bool:
        """Begin the runs of a node, or go on after the last."""
        state = token.internal_data.get("loop")
        loop: Loop = token.task_spec.node.loop
        if state is not None:
            return bool(state.get("over"))
        if loop.kind == "standard":
            token.internal_data["loop"] = {"next": 0, "done": 0}
            if loop.test_before and not self._again(token, loop):
                return True
            self._spawn(token)
            return False
        items = self._items(token, loop)
        token.internal_data["loop"] = {"items": items, "next": 0, "done": 0}
        if loop.output is not None:
            token.internal_data["loop"]["given"] = {}
        if not items:
            self._give(token)
            return True
        for _ in items if loop.kind == "parallel" else items[:1]:
            self._spawn(token)
        return False

    def run_ended(self, token: Token) -> None:
        """One run has ended."""
        host = self.case.find(token.internal_data["host"])
        loop: Loop = host.task_spec.node.loop
        state: dict[str, Any] = host.internal_data["loop"]
        state["done"] += 1
        try:
            if "given" in state and loop.output_item is not None:
                state["given"][str(token.internal_data["index"])] = self.case.data.value(token, loop.output_item)
            more = self._more(token, host, loop, state)
        except RunError as error:
            self.case.trip(host, error)
            return
        if more:
            return
        state["over"] = True
        for other in host.workflow.live():
            if other.internal_data.get("host") == host.key:
                other.cancel()
        self._give(host)
        host._set_state(TaskState.READY)

    def _give(self, host: Token) -> None:
        """What the runs gave, in their order whichever ended first; of those cut short nothing."""
        loop: Loop = host.task_spec.node.loop
        given = host.internal_data["loop"].pop("given", None)
        if given is not None and loop.output is not None:
            ordered = sorted(given.items(), key=lambda item: int(item[0]))
            self.case.data.write(host, {loop.output: [value for _index, value in ordered]})

    def _more(self, token: Token, host: Token, loop: Loop, state: dict[str, Any]) -> bool:
        if loop.kind == "standard":
            if self._again(token, loop, state["done"]):
                self._spawn(host)
                return True
            return False
        total = len(state["items"])
        token.internal_data["local"].update(
            nrOfInstances=total,
            nrOfCompletedInstances=state["done"],
            nrOfActiveInstances=state["next"] - state["done"],
        )
        if (
            loop.completion is not None
            and readable(loop.completion)
            and self.case.data.value(token, loop.completion.text) is True
        ):
            return False
        if state["done"] >= total:
            return False
        if loop.kind == "sequential":
            self._spawn(host)
        return True

    def _again(self, token: Token, loop: Loop, done: int = 0) -> bool:
        if loop.maximum is not None and done >= loop.maximum:
            return False
        if loop.condition is None or not readable(loop.condition):
            return loop.maximum is not None or done < 1  # a drawing that does not say: once
        if done >= MAX_RUNS:
            name = token.task_spec.node.name or token.task_spec.node.id
            raise RunError("run.too-many-runs", name=name, count=done, limit=MAX_RUNS)
        return self.case.data.value(token, loop.condition.text) is True

    def _items(self, token: Token, loop: Loop) -> list[Any]:
        node = token.task_spec.node
        name = node.name or node.id
        source = loop.collection or loop.cardinality
        if source is None or not readable(source):
            if token.task_spec.program.graph.drawing:
                return [1]  # a drawing that does not say: once
            raise RunError("run.collection", name=name, text=source.text if source else "—")
        value = self.case.data.value(token, source.text)
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            try:
                count = int(float(value))
            except ValueError as error:
                raise RunError("run.collection", name=name, text=source.text) from error
            if not 0 <= count <= MAX_RUNS:
                raise RunError("run.too-many-runs", name=name, count=count, limit=MAX_RUNS)
            return list(range(1, count + 1))
        if not isinstance(value, list):
            raise RunError("run.collection", name=name, text=source.text)
        if len(value) > MAX_RUNS:
            raise RunError("run.too-many-runs", name=name, count=len(value), limit=MAX_RUNS)
        return value

    def _spawn(self, host: Token) -> None:
        node, state = host.task_spec.node, host.internal_data["loop"]
        index = state["next"]
        state["next"] += 1
        local: dict[str, Any] = {"loopCounter": index + 1}
        if "items" in state and node.loop.item:
            local[node.loop.item] = state["items"][index]
        if "given" in state and node.loop.output_item and node.loop.output_item.isidentifier():
            local.setdefault(node.loop.output_item, None)  # each run has its own
        host.workflow.spawn(node.id + EACH, data={"host": host.key, "index": index, "local": local})
