"""Short ways for what is common: they read plain values as they are and leave anything else to the long way.

A short way may only be taken where it gives what the long way gives, warnings included.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from runner.feel import tree
from runner.feel.budget import Closure, Frame
from runner.feel.compile_plain import UNANSWERED, Plain, UnansweredError, as_whole, compile_plain, number_of
from runner.feel.dispatch import TRACING
from runner.feel.lookup import MISSING, raw
from runner.feel.types import contexts, fraction

Rows = list[dict[str, Any]]
Choose = Callable[[Rows, str, Any], Rows]
_CHOICES: Final[dict[str, Choose]] = {
    "<": lambda rows, name, limit: [row for row in rows if row[name] < limit],
    "<=": lambda rows, name, limit: [row for row in rows if row[name] <= limit],
    ">": lambda rows, name, limit: [row for row in rows if row[name] > limit],
    ">=": lambda rows, name, limit: [row for row in rows if row[name] >= limit],
    "=": lambda rows, name, limit: [row for row in rows if row[name] == limit],
    "!=": lambda rows, name, limit: [row for row in rows if row[name] != limit],
}
_SCALARS: Final = frozenset({str, bool})
_ROWS, _WHOLE = {dict}, {int}


class _Entry(NamedTuple):
    """A comparison of an entry with a constant. `whole`: the number as an int; `of_item`: `item.entry`."""

    name: str
    choose: Choose
    constant: Any
    kind: set[type]
    whole: Any
    of_item: bool


def _entries(node: tree.Ast) -> list[_Entry] | None:
    """The comparisons of an entry with a constant that a condition consists of, or None."""
    if not isinstance(node, tree.Binary):
        return None
    if node.operator == "and":
        first, second = _entries(node.left), _entries(node.right)
        return None if first is None or second is None else first + second
    choose, left = _CHOICES.get(node.operator), node.left
    if choose is None or not isinstance(left, tree.Name | tree.Path) or not isinstance(node.right, tree.Literal):
        return None
    of_item = isinstance(left, tree.Path)
    if isinstance(left, tree.Path) and not (isinstance(left.source, tree.Name) and left.source.name == "item"):
        return None
    constant, kind = node.right.value, type(node.right.value)
    if kind is Decimal:
        return [_Entry(left.name, choose, constant, {kind}, as_whole(constant), of_item)]
    if kind is str or (kind is bool and node.operator in ("=", "!=")):
        return [_Entry(left.name, choose, constant, {kind}, None, of_item)]
    return None


def _by_columns(rows: Rows, entries: list[_Entry]) -> Rows:
    """The rows that meet all comparisons, one entry after the other. Raises one of `UNANSWERED`."""
    for name, choose, constant, kind, whole, of_item in entries:
        if of_item and any("item" in row for row in rows):
            raise UnansweredError
        kinds = {type(row[name]) for row in rows}
        if whole is not None and kinds <= _WHOLE:
            rows = choose(rows, name, whole)
        elif whole is not None:
            numbers = [{name: number_of(row[name]), "": row} for row in rows]  # no entry is called nothing
            rows = [number[""] for number in choose(numbers, name, constant)]
        elif kinds <= kind:
            rows = choose(rows, name, constant)
        else:
            raise UnansweredError
    return rows


def _by_rows(condition: tree.Ast) -> Plain | None:
    """What says whether a row meets any other plain condition, which must be one that gives no number."""
    logical = isinstance(condition, tree.Between | tree.In) or (
        isinstance(condition, tree.Binary) and condition.operator in (*_CHOICES, "and", "or")
    )
    calls = any(isinstance(part, tree.Call) for part in tree.walk(condition))
    return compile_plain(condition) if logical and not calls else None


def _chooser(node: tree.Filter) -> Callable[[Frame], Rows | None] | None:
    """What chooses the items of `variable[entry > 10 and other = "a"]` as they are held.

    It answers None where an item is no context with those entries: then the long way has to go.
    """
    if TRACING.get() or (held := _held(node.source)) is None:
        return None
    entries, meets = _entries(node.condition), None
    if entries is None and (meets := _by_rows(node.condition)) is None:
        return None
    cost = tree.weight(node.condition)

    def choose(frame: Frame) -> Rows | None:
        rows = held(frame)
        if type(rows) is not list or not set(map(type, rows)) <= _ROWS:
            return None
        frame.run.tick(len(rows) * cost)
        try:
            if entries is not None:
                return _by_columns(rows, entries)
            return [row for row in rows if meets(row) is True] if meets else None
        except UNANSWERED:
            return None

    return choose


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
    choose = _chooser(node)
    if choose is None:
        return long_way

    def select(frame: Frame) -> Any:
        chosen = choose(frame)
        return long_way(frame) if chosen is None else contexts(chosen)

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
