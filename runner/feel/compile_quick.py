"""Short ways for what is common: they read plain values as they are and leave anything else to the long way.

A short way may only be taken where it gives what the long way gives, warnings included.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Any, Final

from runner.feel import tree
from runner.feel.budget import Closure, Frame
from runner.feel.dispatch import TRACING
from runner.feel.lookup import MISSING, raw
from runner.feel.types import normalize

_TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SCALARS: Final = frozenset({str, bool, int, Decimal})

Entry = tuple[str, Callable[[Any, Any], bool], Any, frozenset[type]]


def _entries(node: tree.Ast) -> list[Entry] | None:
    """The comparisons of an entry with a constant that a condition consists of, or None."""
    if not isinstance(node, tree.Binary):
        return None
    if node.operator == "and":
        left, right = _entries(node.left), _entries(node.right)
        return None if left is None or right is None else left + right
    test = _TESTS.get(node.operator)
    if test is None or not isinstance(node.left, tree.Name) or not isinstance(node.right, tree.Literal):
        return None
    constant, name = node.right.value, node.left.name
    if name == "item":
        return None
    if type(constant) is Decimal:
        return [(name, test, constant, frozenset({Decimal, int}))]
    if type(constant) is str or (type(constant) is bool and node.operator in ("=", "!=")):
        return [(name, test, constant, frozenset({type(constant)}))]
    return None


def _chooser(node: tree.Filter) -> Callable[[Frame], list[Any] | None] | None:
    """What chooses the items of `variable[entry > 10 and other = "a"]` as they are held.

    It answers None where an item is no context with those entries: then the long way has to go.
    """
    entries = None if TRACING.get() else _entries(node.condition)
    if entries is None or not isinstance(node.source, tree.Name):
        return None
    variable = node.source.name
    (key, test, constant, kinds), *more = entries

    def choose(frame: Frame) -> list[Any] | None:
        items = raw(frame, variable)
        if type(items) is not list:
            return None
        chosen = []
        try:
            for item in items:
                if type(item) is not dict or type(value := item.get(key)) not in kinds:
                    return None
                if test(value, constant):
                    chosen.append(item)
            for name, check, wanted, fitting in more:
                if not all(type(item.get(name)) in fitting for item in items):
                    return None
                chosen = [item for item in chosen if check(item[name], wanted)]
        except DecimalException:  # not a number
            return None
        frame.run.tick(len(items))
        return chosen

    return choose


def quick_filter(node: tree.Filter, long_way: Closure) -> Closure:
    """`variable[entry > 10 and other = "a"]` on contexts that hold those entries."""
    choose = _chooser(node)
    if choose is None:
        return long_way

    def select(frame: Frame) -> Any:
        chosen = choose(frame)
        return long_way(frame) if chosen is None else [normalize(item) for item in chosen]

    return select


def quick_count(node: tree.Call, long_way: Closure) -> Closure:
    """`count(variable[entry > 10])`: the items themselves are not needed."""
    if not (isinstance(node.function, tree.Name) and node.function.name == "count" and len(node.arguments) == 1):
        return long_way
    argument = node.arguments[0]
    choose = _chooser(argument) if isinstance(argument, tree.Filter) and not node.names else None
    if choose is None:
        return long_way

    def count(frame: Frame) -> Any:
        chosen = choose(frame) if raw(frame, "count") is MISSING else None
        return long_way(frame) if chosen is None else Decimal(len(chosen))

    return count


def quick_path(node: tree.Path, long_way: Closure) -> Closure:
    """`variable.entry` where the entry is a plain value: the rest of the variable is not looked at."""
    if TRACING.get() or not isinstance(node.source, tree.Name):
        return long_way
    variable, name = node.source.name, node.name

    def step(frame: Frame) -> Any:
        source = raw(frame, variable)
        if type(source) is dict:
            value = source.get(name, MISSING)
            kind = type(value)
            if kind is Decimal:
                return value if value.is_finite() else None
            if kind is int:
                return Decimal(value)
            if kind in _SCALARS:
                return value
        return long_way(frame)

    return step
