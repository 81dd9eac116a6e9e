"""Plain expressions, which read the context as it is: variables, paths, constants, comparison, logic, arithmetic.

Most conditions and computed fields are of this kind. They have no loops and no calls, so they need no budget, and
no frames. What they cannot answer at once (a name that is missing, operands that do not fit, whatever would leave a
warning) raises one of `UNANSWERED`, and the long way answers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any, Final

from runner.feel import tree
from runner.feel.operators import both, either, equal, opposite
from runner.feel.tree import Ast
from runner.feel.types import NATIVE, NUMBERS, fraction

Plain = Callable[[dict[str, Any]], Any]
"""The value in a context."""
MOST: Final = 100
"""Larger trees go the long way, which is bounded."""


class UnansweredError(Exception):
    """A plain expression leaves the answer to the long way."""


UNANSWERED: Final = (UnansweredError, KeyError, ValueError, DecimalException)
TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: Final = {
    "+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply, "/": NUMBERS.divide,
}  # fmt: skip
_SAME: Final = NATIVE - {Decimal}
"""Types of Python whose values are values here as they are."""


def compile_plain(node: Ast) -> Plain | None:
    """What answers a plain expression, or None where it is none."""
    if sum(1 for _, _ in zip(tree.walk(node), range(MOST + 1), strict=False)) > MOST:
        return None
    try:
        return _value(node)
    except UnansweredError:
        return None


def _finite(value: Decimal) -> Decimal:
    if value.is_finite():
        return value
    raise UnansweredError


_NUMBERS: Final[dict[type, Callable[[Any], Decimal]]] = {int: Decimal, float: fraction, Decimal: _finite}


def number_of(value: Any) -> Decimal:
    """A number of Python as one of the language. Raises one of `UNANSWERED` for anything else."""
    return _NUMBERS[type(value)](value)


def scalar_of(value: Any) -> Any:
    """A value of Python as one of the language; lists, contexts and unknown classes are left to the long way."""
    return value if type(value) in _SAME else number_of(value)


def _value(node: Ast) -> Plain:
    """Any value but lists and contexts."""
    if isinstance(node, tree.Literal):
        value = node.value
        return lambda context: value
    if (read := reader(node)) is not None:
        return _scalar(node, read)
    if isinstance(node, tree.Negate):
        operand, minus = _number(node.operand), NUMBERS.minus
        return lambda context: minus(operand(context))
    if isinstance(node, tree.If):
        return _if(node)
    if isinstance(node, tree.Between):
        return _between(_number(node.value), _number(node.low), _number(node.high))
    if isinstance(node, tree.In):
        return _in(node)
    if isinstance(node, tree.Call) and not node.names and len(node.arguments) == 1:
        return _call(node)
    if not isinstance(node, tree.Binary):
        raise UnansweredError
    if node.operator in _ARITHMETIC:
        return _number(node)
    if node.operator in TESTS:
        return _ordered(node)
    if node.operator in ("=", "!="):
        return _equal(node)
    if node.operator in ("and", "or"):
        return _logic(node)
    raise UnansweredError


def reader(node: Ast) -> Plain | None:
    """What a variable or path holds, not yet a value of the language; None for other nodes."""
    if isinstance(node, tree.Name):
        return operator.itemgetter(node.name)
    source = reader(node.source) if isinstance(node, tree.Path) else None
    if source is None or not isinstance(node, tree.Path):
        return None
    name = node.name

    def step(context: dict[str, Any]) -> Any:
        held = source(context)
        if type(held) is dict:
            return held[name]
        raise UnansweredError

    return step


def _scalar(node: Ast, read: Plain) -> Plain:
    if isinstance(node, tree.Name):
        name = node.name

        def variable(context: dict[str, Any]) -> Any:
            value = context[name]
            return value if type(value) in _SAME else number_of(value)

        return variable

    def entry(context: dict[str, Any]) -> Any:
        value = read(context)
        return value if type(value) in _SAME else number_of(value)

    return entry


def _number(node: Ast) -> Plain:
    """A number."""
    if (constant := tree.constant_number(node)) is not None:
        return lambda context: constant
    if isinstance(node, tree.Name):
        name = node.name
        return lambda context: _NUMBERS[type(value := context[name])](value)
    if isinstance(node, tree.Binary) and node.operator in _ARITHMETIC:
        return _arithmetic(node)
    value_of = _value(node)

    def number(context: dict[str, Any]) -> Decimal:
        value = value_of(context)
        if type(value) is Decimal:
            return value
        raise UnansweredError

    return number


def _arithmetic(node: tree.Binary) -> Plain:
    compute = _ARITHMETIC[node.operator]
    first, second = tree.constant_number(node.left), tree.constant_number(node.right)
    if isinstance(node.left, tree.Name) and isinstance(node.right, tree.Name):  # the commonest, with fewer calls
        one, other = node.left.name, node.right.name
        return lambda context: compute(
            _NUMBERS[type(value := context[one])](value), _NUMBERS[type(value := context[other])](value)
        )
    if first is not None and isinstance(node.right, tree.Name):
        name = node.right.name
        return lambda context: compute(first, _NUMBERS[type(value := context[name])](value))
    if second is not None and isinstance(node.left, tree.Name):
        name = node.left.name
        return lambda context: compute(_NUMBERS[type(value := context[name])](value), second)
    left, right = _number(node.left), _number(node.right)
    return lambda context: compute(left(context), right(context))


def _ordered(node: tree.Binary) -> Plain:
    test, limit = TESTS[node.operator], tree.constant_number(node.right)
    if limit is not None:
        whole = as_whole(limit)
        read = reader(node.left)
        if isinstance(node.left, tree.Name):
            name = node.left.name

            def variable(context: dict[str, Any]) -> bool:
                value = context[name]
                return test(value, whole) if type(value) is int else test(number_of(value), limit)

            return variable
        if read is not None:

            def entry(context: dict[str, Any]) -> bool:
                value = read(context)
                return test(value, whole) if type(value) is int else test(number_of(value), limit)

            return entry
        number = _number(node.left)
        return lambda context: test(number(context), limit)
    left, right = _value(node.left), _value(node.right)

    def ordered(context: dict[str, Any]) -> bool:
        one, other = left(context), right(context)
        kind = type(one)
        if kind is type(other) and (kind is Decimal or kind is str):
            return test(one, other)
        raise UnansweredError

    return ordered


def as_whole(number: Decimal) -> Decimal | int:
    """A number as one of Python's own where it is whole and not large: whole numbers compare faster so."""
    return int(number) if number.adjusted() < 18 and number == int(number) else number


def _equal(node: tree.Binary) -> Plain:
    same = node.operator == "="
    if isinstance(node.right, tree.Literal) and type(node.right.value) in (str, bool):
        constant, kind = node.right.value, type(node.right.value)
        left = reader(node.left) or _value(node.left)

        def constant_equal(context: dict[str, Any]) -> bool | None:
            value = left(context)
            if type(value) is kind:
                return (value == constant) is same
            answer = equal(scalar_of(value), constant)
            return answer if same else opposite(answer)

        return constant_equal
    one, other = _value(node.left), _value(node.right)
    if same:
        return lambda context: equal(one(context), other(context))
    return lambda context: opposite(equal(one(context), other(context)))


def _logic(node: tree.Binary) -> Plain:
    left, right = _value(node.left), _value(node.right)
    if node.operator == "and":

        def conjunction(context: dict[str, Any]) -> bool | None:
            one = left(context)
            if one is False:
                return False
            other = right(context)
            return True if one is True and other is True else both(one, other)

        return conjunction

    def disjunction(context: dict[str, Any]) -> bool | None:
        one = left(context)
        return True if one is True else either(one, right(context))

    return disjunction


def _if(node: tree.If) -> Plain:
    condition, yes, no = _value(node.condition), _value(node.yes), _value(node.no)

    def choose(context: dict[str, Any]) -> Any:
        answer = condition(context)
        if answer is True:
            return yes(context)
        if answer is False:
            return no(context)
        raise UnansweredError

    return choose


def _call(node: tree.Call) -> Plain:
    compile_call = CALLS.get(node.function.name) if isinstance(node.function, tree.Name) else None
    if compile_call is None:
        raise UnansweredError
    return compile_call(node)


def _not(node: tree.Call) -> Plain:
    operand = _value(node.arguments[0])

    def negated(context: dict[str, Any]) -> bool:
        value = operand(context)
        if type(value) is bool and "not" not in context:
            return not value
        raise UnansweredError

    return negated


def _in(node: tree.In) -> Plain:
    if len(node.tests) == 1 and isinstance(node.tests[0], tree.RangeNode):
        return _in_range(_number(node.value), node.tests[0])
    constants = [_constant(test) for test in node.tests]
    value_of = _value(node.value)

    def among(context: dict[str, Any]) -> bool | None:
        value = value_of(context)
        outcome: bool | None = False
        for constant in constants:
            outcome = either(outcome, equal(value, constant))
            if outcome is True:
                return True
        return outcome

    return among


def _constant(node: Ast) -> Any:
    if isinstance(node, tree.Literal) and type(node.value) in (Decimal, str, bool):
        return node.value
    raise UnansweredError


def _in_range(value: Plain, span: tree.RangeNode) -> Plain:
    low = tree.constant_number(span.low) if span.low else None
    high = tree.constant_number(span.high) if span.high else None
    if low is None or high is None or low > high:
        raise UnansweredError
    start, end = (operator.le if included else operator.lt for included in (span.low_included, span.high_included))
    return lambda context: start(low, number := value(context)) and end(number, high)


def _between(value: Plain, low: Plain, high: Plain) -> Plain:
    def between(context: dict[str, Any]) -> bool:
        number, start, end = value(context), low(context), high(context)
        return bool(start <= number <= end)

    return between


CALLS: Final[dict[str, Callable[[tree.Call], Plain]]] = {"not": _not}
"""The functions with one argument that are answered here; `compile_rows` adds its own."""
