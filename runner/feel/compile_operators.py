"""Closures of operators: logic, comparison, arithmetic. Numbers take the short way."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from runner.feel import operators, tree
from runner.feel.budget import Closure, Frame
from runner.feel.dispatch import compile_node
from runner.feel.operators import arithmetic, compare, equal, opposite
from runner.feel.parser import CHAINS
from runner.feel.tree import Ast
from runner.feel.types import NUMBERS

_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC = {"+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply}


def _binary(node: tree.Binary) -> Closure:
    if node.operator in CHAINS and isinstance(node.left, tree.Binary) and node.left.operator in CHAINS:
        return _chain(node)
    left, right = compile_node(node.left), compile_node(node.right)
    return _operation(node.operator, left, right, node.right)


def _operation(sign: str, left: Closure, right: Closure, right_node: Ast) -> Closure:
    if sign in ("and", "or"):
        return _logic(sign, left, right)
    if sign == "=":
        return lambda frame: equal(left(frame), right(frame))
    if sign == "!=":
        return lambda frame: opposite(equal(left(frame), right(frame)))
    if sign in _TESTS:
        return _comparison(sign, left, right, right_node)
    fast = _ARITHMETIC.get(sign)

    def compute(frame: Frame) -> Any:
        one, other = left(frame), right(frame)
        if fast is not None and type(one) is Decimal and type(other) is Decimal:
            try:
                return fast(one, other)
            except ArithmeticError:
                return frame.run.warn("feel.overflow")
        return arithmetic(frame.run, sign, one, other)

    return compute


def _logic(sign: str, left: Closure, right: Closure) -> Closure:
    if sign == "and":

        def conjunction(frame: Frame) -> bool | None:
            one = left(frame)
            return False if one is False else operators.both(one, right(frame))

        return conjunction

    def disjunction(frame: Frame) -> bool | None:
        one = left(frame)
        return True if one is True else operators.either(one, right(frame))

    return disjunction


def _comparison(sign: str, left: Closure, right: Closure, right_node: Ast) -> Closure:
    test = _TESTS[sign]
    if isinstance(right_node, tree.Literal) and type(right_node.value) is Decimal:
        limit = right_node.value

        def against(frame: Frame) -> bool | None:
            value = left(frame)
            return test(value, limit) if type(value) is Decimal else compare(frame.run, sign, value, limit)

        return against

    def compared(frame: Frame) -> bool | None:
        one, other = left(frame), right(frame)
        if type(one) is Decimal and type(other) is Decimal:
            return test(one, other)
        return compare(frame.run, sign, one, other)

    return compared


def _chain(node: tree.Binary) -> Closure:
    """A long `a + b - c ...` or `a and b and c ...`: a loop, so that its length costs no stack."""
    links: list[tuple[str, Ast]] = []
    current: Ast = node
    while isinstance(current, tree.Binary) and current.operator in CHAINS:
        links.append((current.operator, current.right))
        current = current.left
    first = compile_node(current)
    steps = [(sign, _ARITHMETIC.get(sign), compile_node(right)) for sign, right in reversed(links)]

    def run_chain(frame: Frame) -> Any:
        value = first(frame)
        for sign, fast, right in steps:
            if fast is not None:
                other = right(frame)
                if type(value) is Decimal and type(other) is Decimal:
                    try:
                        value = fast(value, other)
                    except ArithmeticError:
                        value = frame.run.warn("feel.overflow")
                else:
                    value = arithmetic(frame.run, sign, value, other)
            elif sign == "and":
                value = False if value is False else operators.both(value, right(frame))
            elif sign == "or":
                value = True if value is True else operators.either(value, right(frame))
            else:
                value = arithmetic(frame.run, sign, value, right(frame))
        return value

    return run_chain


def _negate(node: tree.Negate) -> Closure:
    operand = compile_node(node.operand)
    if isinstance(node.operand, tree.Literal) and type(node.operand.value) is Decimal:
        value = NUMBERS.minus(node.operand.value)
        return lambda frame: value
    return lambda frame: operators.negate(frame.run, operand(frame))


def _between(node: tree.Between) -> Closure:
    value, low, high = compile_node(node.value), compile_node(node.low), compile_node(node.high)

    def between(frame: Frame) -> bool | None:
        found = value(frame)
        return operators.both(
            compare(frame.run, ">=", found, low(frame)), compare(frame.run, "<=", found, high(frame))
        )

    return between


COMPILERS: dict[type[Ast], Callable[[Any], Closure]] = {
    tree.Binary: _binary,
    tree.Negate: _negate,
    tree.Between: _between,
}
