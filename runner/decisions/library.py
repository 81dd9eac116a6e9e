"""Files of decisions together, ready to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.core.values import dataclass
from runner.decisions.graph import File, Node, evaluate_node, needs_of
from runner.decisions.model import Decision, DecisionTable, Definitions, Element, InputData, Service
from runner.decisions.outcome import DecisionError, Fault, Outcome
from runner.decisions.state import State
from runner.feel import FeelBudgetError
from runner.feel.budget import LIMITS, Run
from runner.feel.types import Function, normalize

if TYPE_CHECKING:
    from runner.calendar import WorkCalendar


@dataclass(frozen=True)
class Asked:
    """Something that a decision is told by whoever asks it: an input of its file, or a name in its expressions."""

    name: str
    type: str
    is_declared: bool

    @property
    def variable(self) -> str:
        """The name as a variable of a case is called: `Monthly pay` is `Monthly_pay`."""
        return re.sub(r"\W+", "_", self.name)


class Library:
    """Files of decisions that may import one another, ready to run. It holds no state of evaluations."""

    def __init__(self, files: Iterable[Definitions]) -> None:
        self.files = tuple(File(one, self.file) for one in files)
        self._faults: dict[Node, tuple[Fault, ...]] = {}
        self._asked: dict[Node, tuple[Asked, ...]] = {}

    def file(self, namespace: str) -> File | None:
        """The file with a namespace; the first of several."""
        return next((one for one in self.files if one.definitions.namespace == namespace), None)

    @property
    def nodes(self) -> Iterator[Node]:
        """All that can be asked: decisions and services, in the order of the files."""
        for file in self.files:
            yield from (one for one in file.nodes.values() if isinstance(one.element, Decision | Service))

    def find(self, name: str) -> Node | None:
        """A decision or service by its id, or by its name where no id says so; the first of several."""
        return next(iter(self.fitting(name)), None)

    def fitting(self, name: str) -> list[Node]:
        """All decisions and services that are meant by a name, as `find` means it: more than one where several files
        hold one of that id, or of that name where no id says so."""
        nodes = tuple(self.nodes)
        return [one for one in nodes if one.element.id == name] or [one for one in nodes if one.name == name]

    def inputs(self, node: Node) -> tuple[InputData, ...]:
        """What must be known before a decision can be asked, each once, in the order it is needed."""
        found = (one.element for one in self._required(node))
        return tuple(one for one in found if isinstance(one, InputData))

    def _required(self, node: Node) -> list[Node]:
        """The decision and all that it requires, each once, in the order it is needed."""
        found: list[Node] = []
        seen: set[Node] = set()
        stack = [node]
        while stack:
            one = stack.pop()
            if one not in seen:
                seen.add(one)
                found.append(one)
                stack += [other for other, _ in reversed(one.file.needed(needs_of(one.element)))]
        return found

    def asked(self, node: Node) -> tuple[Asked, ...]:
        """What a decision is told: those inputs that it uses, and the names in its expressions that nothing required
        gives. Other engines take those from the case, and so does `decide`."""
        if node in self._asked:
            return self._asked[node]
        required = self._required(node)
        for one in required:
            one.file.compiled(one)
        used = {name for one in required for name in one.used}
        whole = any(isinstance(one.element, Service) for one in required)  # it takes all of its inputs
        inputs = [one.element for one in required if isinstance(one.element, InputData)]
        found = {one.name: Asked(one.name, one.type, is_declared=True) for one in inputs if whole or one.name in used}
        for one in required:
            columns = _columns(one.element)
            for name in sorted(one.free):
                found.setdefault(name, Asked(name, columns.get(name, ""), is_declared=False))
        self._asked[node] = tuple(found.values())
        return self._asked[node]

    def decide(
        self,
        node: Node,
        values: Mapping[str, Any],
        *,
        now: datetime | None = None,
        calendar: WorkCalendar | None = None,
    ) -> Outcome:
        """Ask a decision with the JSON values of a case, by name; an input `Monthly pay` is also told as
        `Monthly_pay`. Raises `FeelBudgetError`."""
        given: dict[str, Any] = {}
        types = {one.name: one.file.types for one in self._required(node) if isinstance(one.element, InputData)}
        asked = self.asked(node)
        try:
            for one in asked:
                name, known = one.name if one.name in values else one.variable, types.get(one.name, node.file.types)
                if name in values:
                    given[one.name] = known.from_json(values[name], known.node(one.type))
        except RecursionError as error:  # values, or types that name each other
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error
        free = {one.name: given[one.name] for one in asked if not one.is_declared and one.name in given}
        return self.evaluate(node, given, free=free, now=now, calendar=calendar)

    def faults(self, node: Node) -> tuple[Fault, ...]:
        """What is wrong with a decision or anything that it requires, found without evaluating."""
        if node in self._faults:
            return self._faults[node]
        faults: list[Fault] = []
        open_: set[Node] = set()
        done: set[Node] = set()
        stack: list[tuple[Node, bool]] = [(node, False)]
        while stack:
            one, is_over = stack.pop()
            if is_over:
                open_.discard(one)
                done.add(one)
                continue
            if one in open_ and isinstance(one.element, Decision):
                params = {"name": one.name}
                faults.append(Fault("dmn.cycle", one.element.id, params, one.file.definitions.file))
            if one in open_ or one in done:
                continue
            open_.add(one)
            one.file.compiled(one)
            faults.extend(one.faults)
            stack.append((one, True))
            stack += [(other, False) for other, _ in one.file.needed(needs_of(one.element))]
        self._faults[node] = _once([*faults, *node.file.faults])
        return self._faults[node]

    def evaluate(
        self,
        name: str | Node,
        given: Mapping[str, Any],
        *,
        decided: Mapping[str, Any] | None = None,
        free: Mapping[str, Any] | None = None,
        now: datetime | None = None,
        calendar: WorkCalendar | None = None,
    ) -> Outcome:
        """Ask a decision or a service.

        `given` are the inputs by name; `decided` values of required decisions by name, which are then not evaluated;
        `free` are names that expressions see although nothing requires them.
        Raises `DecisionError` where there is no such decision and `FeelBudgetError` where it costs too much; all else
        stands in the outcome.
        """
        node = name if isinstance(name, Node) else self.find(name)
        if node is None:
            raise DecisionError("dmn.unknown", name=str(name))
        run = Run()
        run.now, run.calendar = now, calendar
        state = State(run, given, free or {})
        for one in node.file.nodes.values():
            if decided and one.name in decided and one is not node:
                state.decided[one] = normalize(decided[one.name])
        try:
            value = evaluate_node(node, state)
            for fault in node.file.faults:
                state.fault(fault)
            if isinstance(node.element, Service) and isinstance(value, Function):
                value = value.call(*(normalize(given.get(name)) for name in value.params))
        except RecursionError as error:
            raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error
        return Outcome(value, tuple(state.hits), tuple(state.faults), run.warnings)


def _once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Each fault once, in their order."""
    kept: list[Fault] = []
    for one in faults:
        if one not in kept:
            kept.append(one)
    return tuple(kept)


def _columns(element: Element) -> dict[str, str]:
    """The types of a table's columns that ask for one name."""
    logic = getattr(element, "logic", None)
    columns = logic.inputs if isinstance(logic, DecisionTable) else ()
    return {one.expression.text: one.expression.type for one in columns if one.expression.text.isidentifier()}
