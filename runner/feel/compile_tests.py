"""Closures of tests: `in`, ranges, and the cells of decision tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runner.feel import operators, tree
from runner.feel.budget import Closure, Frame, Run
from runner.feel.dispatch import compile_node
from runner.feel.operators import compare, contains, equal, opposite
from runner.feel.tree import Ast
from runner.feel.types import Range

Test = Callable[[Frame, Any], "bool | None"]


def compile_test(node: Ast, *, unary: bool = False) -> Test:
    """A test of a value: a comparison, a range, a list, an expression with `?`, or an equality."""
    if isinstance(node, tree.Comparison):
        operand, sign = compile_node(node.operand), node.operator
        if sign == "=":
            return lambda frame, value: equal(value, operand(frame))
        if sign == "!=":
            return lambda frame, value: opposite(equal(value, operand(frame)))
        return lambda frame, value: compare(frame.run, sign, value, operand(frame))
    expression = compile_node(node)
    if any(isinstance(part, tree.Name) and part.name == "?" for part in tree.walk(node)):

        def asked(frame: Frame, value: Any) -> bool | None:
            answer = expression(Frame({"?": value}, frame, frame.run))
            return answer if isinstance(answer, bool) else None

        return asked
    return lambda frame, value: meets(frame.run, value, expression(frame), unary=unary)


def meets(run: Run, value: Any, wanted: Any, *, unary: bool = False) -> bool | None:
    """Whether `value` meets a test that is a value itself."""
    if isinstance(wanted, Range):
        return True if equal(value, wanted) is True else contains(run, wanted, value)
    if isinstance(wanted, list):
        if isinstance(value, list) and equal(value, wanted):
            return True
        return any(meets(run, value, item) is True for item in wanted)
    if unary and isinstance(wanted, bool) and not isinstance(value, bool):
        return wanted
    return equal(value, wanted)


def _in(node: tree.In) -> Closure:
    source = compile_node(node.value)
    tests = [compile_test(test) for test in node.tests]

    def inside(frame: Frame) -> bool | None:
        value = source(frame)
        outcome: bool | None = False
        for test in tests:
            outcome = operators.either(outcome, test(frame, value))
            if outcome is True:
                return True
        return outcome

    return inside


def _range(node: tree.RangeNode) -> Closure:
    low = compile_node(node.low) if node.low else None
    high = compile_node(node.high) if node.high else None

    def make(frame: Frame) -> Range | None:
        start, end = low(frame) if low else None, high(frame) if high else None
        if start is not None and end is not None and operators.order(start, end) is None:
            return operators.refuse(frame.run, "..", start, end)
        return Range(start, end, node.low_included, node.high_included, start is None or end is None)

    return make


def _comparison_value(node: tree.Comparison) -> Closure:
    """`< 10` as a value: a range with one end."""
    operand, sign = compile_node(node.operand), node.operator

    def make(frame: Frame) -> Range | None:
        end = operand(frame)
        if sign in ("=", "!="):
            return Range(end, end, sign=sign)
        if sign in ("<", "<="):
            return Range(None, end, False, sign == "<=")
        return Range(end, None, sign == ">=", False)

    return make


COMPILERS: dict[type[Ast], Callable[[Any], Closure]] = {
    tree.In: _in,
    tree.RangeNode: _range,
    tree.Comparison: _comparison_value,
}
