"""Decision tables: which rules match, and what the hit policy makes of them.

Source: DMN 1.5, section 8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from runner.decisions.boxed import Compiler, Names
from runner.decisions.model import Aggregation, DecisionTable, HitPolicy, LiteralExpression
from runner.decisions.outcome import Fault, Hit
from runner.decisions.state import Logic, Scope, State
from runner.feel import FeelBudgetError, FeelSyntaxError, compile_expression
from runner.feel.operators import equal

Test = Callable[[Any, Scope, State], "bool | None"]
_UNRANKED = 1_000_000
_AGGREGATES = {
    Aggregation.SUM: compile_expression("sum(values)"),
    Aggregation.MIN: compile_expression("min(values)"),
    Aggregation.MAX: compile_expression("max(values)"),
}


def compile_table(compiler: Compiler, table: DecisionTable, names: Names) -> Logic:
    """The closure of a table."""
    return _Table(compiler, table, names).value


class _Table:
    """A table ready to be asked. It holds no state."""

    def __init__(self, compiler: Compiler, table: DecisionTable, names: Names) -> None:
        self.table = table
        self.element, self.name = compiler.element, compiler.name
        self.types = compiler.types
        self.titles = [one.title for one in table.inputs]
        self.texts = [one.expression.text for one in table.inputs]
        self.inputs = [compiler.expression(one.expression, names) for one in table.inputs]
        self.kinds = [compiler.node(one.expression.type) for one in table.inputs]
        self.allowed = [
            compiler.tests(LiteralExpression(one.allowed), names) if one.allowed else None for one in table.inputs
        ]
        self.rules = [
            (
                [
                    (place, test)
                    for place, one in enumerate(rule.tests)
                    if (test := compiler.tests(one, names)) is not None
                ],
                [compiler.expression(one, names) for one in rule.answers],
            )
            for rule in table.rules
        ]
        self.outputs = [one.name for one in table.outputs]
        self.output_kinds = [compiler.node(one.type) for one in table.outputs]
        defaults = [one.default for one in table.outputs]
        self.defaults = (
            [compiler.expression(LiteralExpression(text), names) for text in defaults] if any(defaults) else None
        )
        self.order = [_values_of(one.allowed or compiler.types.values.get(one.type, "")) for one in table.outputs]

    def value(self, scope: Scope, state: State) -> Any:
        """What the table answers; the rules that match are noted."""
        given = [self._input(place, scope, state) for place in range(len(self.inputs))]
        matching = []
        for number, (tests, answers) in enumerate(self.rules, 1):
            state.run.tick()
            if all(test(given[place], scope, state) is True for place, test in tests):
                matching.append((number, answers))
                if self.table.policy is HitPolicy.FIRST:
                    break
        rows = [(number, self._row(answers, scope, state)) for number, answers in matching]
        result, took = self._policy(rows, scope, state)
        shown = tuple(zip(self.texts, given, strict=True))
        state.hits.append(Hit(self.element, self.name, shown, tuple(number for number, _ in rows), tuple(took)))
        return result

    def _input(self, place: int, scope: Scope, state: State) -> Any:
        value = self.types.fit(self.inputs[place](scope, state), self.kinds[place], state.run, self.titles[place])
        allowed = self.allowed[place]
        if value is not None and allowed is not None and allowed(value, scope, state) is not True:
            return state.run.warn("dmn.input", name=self.titles[place], value=value)
        return value

    def _row(self, answers: Sequence[Logic], scope: Scope, state: State) -> list[Any]:
        return [
            self.types.fit(answer(scope, state), kind, state.run, title or self.name)
            for answer, kind, title in zip(answers, self.output_kinds, self.outputs, strict=True)
        ]

    def _shape(self, row: list[Any]) -> Any:
        """A row as a value: the one answer, or a context of several."""
        return row[0] if len(row) == 1 else dict(zip(self.outputs, row, strict=True))

    def _policy(self, rows: list[tuple[int, list[Any]]], scope: Scope, state: State) -> tuple[Any, Sequence[int]]:
        """The result, and the rules that it is made of."""
        policy, numbers = self.table.policy, [number for number, _ in rows]
        if not rows:
            if self.defaults is not None:
                return self._shape([one(scope, state) for one in self.defaults]), ()
            return (_ZERO if self.table.aggregation is Aggregation.COUNT else None), ()
        if policy is HitPolicy.UNIQUE and len(rows) > 1:
            self._refuse("dmn.overlap", numbers, state)
            return None, ()
        if policy is HitPolicy.ANY and any(equal(row, rows[0][1]) is not True for _, row in rows):
            self._refuse("dmn.differ", numbers, state)
            return None, ()
        if policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
            rows = sorted(rows, key=lambda one: self._rank(one[1]))
        if not policy.is_list:
            return self._shape(rows[0][1]), (rows[0][0],)
        return self._collected([self._shape(row) for _, row in rows], state), [number for number, _ in rows]

    def _collected(self, values: list[Any], state: State) -> Any:
        aggregation = self.table.aggregation
        if self.table.policy is not HitPolicy.COLLECT or aggregation is Aggregation.NONE:
            return values
        if aggregation is Aggregation.COUNT:
            return _COUNT.within({"values": values}, state.run)
        return _AGGREGATES[aggregation].within({"values": values}, state.run)

    def _rank(self, row: list[Any]) -> tuple[int, ...]:
        """How important a row is: the place of each answer among the values of its column."""
        return tuple(
            next((place for place, one in enumerate(order) if equal(one, value) is True), _UNRANKED)
            for order, value in zip(self.order, row, strict=True)
        )

    def _refuse(self, code: str, numbers: list[int], state: State) -> None:
        rules = ", ".join(map(str, numbers))
        state.fault(Fault(code, self.element, {"name": self.name, "rules": rules}))
        state.run.warn(code, name=self.name, rules=rules)


_COUNT = compile_expression("count(values)")
_ZERO = compile_expression("0")({})


def _values_of(text: str) -> list[Any]:
    """The values that a column lists, in their order."""
    if not text:
        return []
    try:
        values = compile_expression(f"[{text}]")({})
    except (FeelSyntaxError, FeelBudgetError):
        return []
    return values if isinstance(values, list) else []
