"""What steps that nobody does would write, told without doing them: decisions and scripts are worked out with what is
known so far; what a system would answer nobody knows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from runner import feel
from runner.bundle.graph import Graph, Node
from runner.bundle.graph import Mapping as Item
from runner.calendar import WorkCalendar
from runner.core.errors import AppError
from runner.engine.decisions import DecisionFiles, foretold, names_of, variables_of
from runner.feel import FeelBudgetError, tree
from runner.feel.dispatch import compile_node

SECONDS = 2.0
"""Processor time in which what one way needs is worked out; what is left then counts as not known."""


def _nobody(_graph: Graph) -> tuple[str, ...]:
    return ()


@dataclass
class Around:
    """What a process stands in: the processes that it may call, by id, the decisions of its model, the working
    calendar, and who manages a process. One is made for each way: once something costs too much, or all of it
    `SECONDS`, nothing is worked out any more."""

    graphs: Mapping[str, Graph] = field(default_factory=dict)
    decisions: DecisionFiles = field(default_factory=lambda: DecisionFiles({}))
    calendar: WorkCalendar | None = None
    managers: Callable[[Graph], tuple[str, ...]] = _nobody
    _until: float | None = field(default=None, init=False)

    def written(self, node: Node, values: Mapping[str, Any], now: datetime | None) -> dict[str, Any]:
        """The variables that a step would write, from `values` (JSON values); None where nobody knows yet what."""
        if node.decision is not None:
            return self._decided(node, values, now)
        if node.script is not None:
            lines = node.script.lines if node.script.language == "feel" else []
            return self.mapped([Item(name=line.name, value=line.value) for line in lines], values, now, chained=True)
        return dict.fromkeys([item.name for item in node.service.outputs], None) if node.service is not None else {}

    def mapped(
        self, items: list[Item], values: Mapping[str, Any], now: datetime | None, *, chained: bool = False
    ) -> dict[str, Any]:
        """What mappings give; None where they ask what nobody knows. `chained`: each sees those before it."""
        found: dict[str, Any] = {}
        for item in items:
            found[item.name] = self.value(item.value, {**values, **found} if chained else values, now)
        return found

    def _decided(self, node: Node, values: Mapping[str, Any], now: datetime | None) -> dict[str, Any]:
        use, service = node.decision, node.service
        assert use is not None
        asked = self.decisions.find(use)
        outputs = service.outputs if service is not None else []
        unknown = dict.fromkeys([one.name for one in outputs] or names_of(use, asked), None)
        if not self._may_ask():
            return unknown
        told = self.mapped(service.inputs, values, now) if service is not None else {}
        try:
            result = foretold(self.decisions, use, {**values, **told}, now, self.calendar)
        except FeelBudgetError:
            self._until = 0.0
            return unknown
        except (AppError, LookupError):
            return unknown
        if not outputs:
            return {**unknown, **variables_of(use, asked, result)}
        given = {**(result if isinstance(result, dict) else {}), "result": result, use.result or "result": result}
        return self.mapped(outputs, {**values, **given}, now)

    def value(self, text: str, values: Mapping[str, Any], now: datetime | None) -> Any:
        """The JSON value of a FEEL text; None where it asks what nobody knows yet, or cannot be worked out."""
        try:
            return self._known(feel.compile_expression(text), values, now)
        except AppError:
            return None

    def holds(self, text: str, values: Mapping[str, Any], now: datetime | None) -> bool | None:
        """Whether a condition holds; None where that depends on what nobody knows yet: of `days > 3 or urgent` only
        one side has to be known where it holds."""
        try:
            return self._truth(feel.compile_expression(text).ast, values, now)
        except AppError:
            return None

    def _truth(self, node: tree.Ast, values: Mapping[str, Any], now: datetime | None) -> bool | None:
        if isinstance(node, tree.Binary) and node.operator in ("and", "or"):
            decides = node.operator == "or"
            sides = [self._truth(one, values, now) for one in (node.left, node.right)]
            if decides in sides:
                return decides
            return None if None in sides else not decides
        found = self._known(feel.Compiled("", node, compile_node(node)), values, now)
        return found if isinstance(found, bool) else None

    def _known(self, compiled: feel.Compiled, values: Mapping[str, Any], now: datetime | None) -> Any:
        if not self._may_ask() or any(values.get(name) in (None, "") for name in compiled.names):
            return None
        known = compiled.names | compiled.possible_names
        given = {name: feel.from_json(values[name], temporals=True) for name in known if name in values}
        try:
            return feel.to_json(compiled.evaluate(given, now=now, calendar=self.calendar).value)
        except FeelBudgetError:
            self._until = 0.0
            return None

    def _may_ask(self) -> bool:
        spent = time.thread_time()
        if self._until is None:
            self._until = spent + SECONDS
        return spent < self._until
