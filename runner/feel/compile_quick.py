"""Short ways for what is common: they read plain values as they are and leave anything else to the long way.

A short way may only be taken where it gives what the long way gives, warnings included.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from runner.feel import tree
from runner.feel.budget import Closure, Frame
from runner.feel.compile_plain import UNANSWERED
from runner.feel.compile_rows import Choose, chooser, contexts_of
from runner.feel.dispatch import TRACING
from runner.feel.lookup import MISSING, raw
from runner.feel.types import fraction

_SCALARS: Final = frozenset({str, bool})


def _short_way(node: tree.Filter) -> tuple[Closure, Choose] | None:
    """What reads the list that a filter works on as it is held and counts its items as steps, and what chooses among
    them; None for most filters."""
    held, choose = _held(node.source), chooser(node)
    if TRACING.get() or held is None or choose is None:
        return None
    cost = tree.weight(node.condition)

    def counted(frame: Frame) -> Any:
        items = held(frame)
        if type(items) is list:
            frame.run.tick(len(items) * cost)
        return items

    return counted, choose


def _held(node: tree.Ast) -> Closure | None:
    """What a variable or path holds, not yet a FEEL value; `MISSING` where there is none."""
    if isinstance(node, tree.Name):
        variable = node.name
        return lambda frame: raw(frame, variable)
    source = _held(node.source) if isinstance(node, tree.Path) else None
    if source is None or not isinstance(node, tree.Path):
        return None
    name = node.name

    def step(frame: Frame) -> Any:
        value = source(frame)
        return value.get(name, MISSING) if type(value) is dict else MISSING

    return step


def quick_filter(node: tree.Filter, long_way: Closure) -> Closure:
    """`variable[entry > 10 and other = "a"]` on contexts that hold those entries."""
    found = _short_way(node)
    if found is None:
        return long_way
    held, choose = found

    def select(frame: Frame) -> Any:
        try:
            return contexts_of(choose(held(frame)))
        except UNANSWERED:
            return long_way(frame)

    return select


def quick_count(node: tree.Call, long_way: Closure) -> Closure:
    """`count(variable[entry > 10])`: the items themselves are not needed."""
    if not (isinstance(node.function, tree.Name) and node.function.name == "count" and len(node.arguments) == 1):
        return long_way
    argument = node.arguments[0]
    found = _short_way(argument) if isinstance(argument, tree.Filter) and not node.names else None
    if found is None:
        return long_way
    held, choose = found

    def count(frame: Frame) -> Any:
        if raw(frame, "count") is not MISSING:
            return long_way(frame)
        try:
            return Decimal(len(choose(held(frame))[0]))
        except UNANSWERED:
            return long_way(frame)

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
            if kind in _SCALARS:
                return value
            if kind is Decimal:
                return value if value.is_finite() else None
            if kind is int:
                return Decimal(value)
            if kind is float and value - value == 0.0:  # neither infinite nor no number
                return fraction(value)
        return long_way(frame)

    return step
