"""Rows chosen the short way: `variable[entry > 10 and other = "a"]` on contexts that hold those entries.

The rows are read as they are held, entry after entry; what is chosen becomes contexts. Anything else (an entry that
is missing, values of other types, whatever would leave a warning) is left to the long way.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import inf, isfinite
from typing import Any, Final, NamedTuple

from runner.feel import tree
from runner.feel.compile_plain import (
    CALLS,
    Plain,
    UnansweredError,
    as_whole,
    compile_plain,
    reader,
)
from runner.feel.types import SMALL, contexts, fraction, whole

Rows = list[dict[str, Any]]
Pick = Callable[[Rows, str, Any, type], Rows]
Choose = Callable[[Any], tuple[Rows, frozenset[str]]]
"""The items that meet a condition, as they are held, and the entries whose values are of one type in all of them.
Raises one of `UNANSWERED` where it is not for the short way."""
UNCOUNTED: Final = 1_000
"""Fewer steps than that need not be counted: nobody looks at the limits before."""


class _Entry(NamedTuple):
    """A comparison of an entry with a constant. `limits`: the constant for values of each type that compares with it
    as it is held; `of_item`: written as `item.entry`."""

    name: str
    pick: Pick
    limits: dict[type, Any]
    of_item: bool


def _unlike() -> bool:
    raise UnansweredError


# one loop for each operator: a comparison through a function would cost as much again as all the rest
_PICKS: Final[dict[str, Pick]] = {
    "<": lambda rows, name, limit, kind: [
        row for row in rows if (value < limit if type(value := row[name]) is kind else _unlike())
    ],
    "<=": lambda rows, name, limit, kind: [
        row for row in rows if (value <= limit if type(value := row[name]) is kind else _unlike())
    ],
    ">": lambda rows, name, limit, kind: [
        row for row in rows if (value > limit if type(value := row[name]) is kind else _unlike())
    ],
    ">=": lambda rows, name, limit, kind: [
        row for row in rows if (value >= limit if type(value := row[name]) is kind else _unlike())
    ],
    "=": lambda rows, name, limit, kind: [
        row for row in rows if (value == limit if type(value := row[name]) is kind else _unlike())
    ],
    "!=": lambda rows, name, limit, kind: [
        row for row in rows if (value != limit if type(value := row[name]) is kind else _unlike())
    ],
}
_LARGE: Final = Decimal(10) ** 300
_ROWS: Final = frozenset({dict})


_NOTHING: Final[frozenset[str]] = frozenset()


def _alike(rows: Rows, known: frozenset[str]) -> Rows | None:
    """Rows as contexts, entry after entry, where all have the same ones and each is of one type; None elsewhere."""
    if not rows or len({*map(len, rows)}) > 1:
        return None
    made, small = [*map(dict.copy, rows)], SMALL
    try:
        for name, first in rows[0].items():
            kind = type(first)
            if type(name) is not str:
                return None
            if kind is int and name in known:
                for new in made:
                    number = new[name]
                    new[name] = small[number] if number in small else whole(number)
            elif kind is int:
                for new in made:
                    if type(number := new[name]) is not int:
                        return None
                    new[name] = small[number] if number in small else whole(number)
            elif kind is float:
                for new in made:
                    if type(number := new[name]) is not float:
                        return None
                    new[name] = fraction(number)
            elif kind not in _CARRIED or (name not in known and {type(row[name]) for row in rows} != {kind}):
                return None
    except (KeyError, ValueError):
        return None
    return made


_CARRIED: Final = frozenset({str, bool, type(None)})


def chooser(node: tree.Filter, most: float = inf) -> Choose | None:
    """What chooses among the items that a filter works on, fewer than `most`; None for most conditions."""
    entries, meets = _entries(node.condition) or [], _by_rows(node.condition)
    if not entries and meets is None:
        return None
    by_item, known = any(entry.of_item for entry in entries), frozenset(entry.name for entry in entries)

    def choose(held: Any) -> tuple[Rows, frozenset[str]]:
        if type(held) is not list or len(held) >= most or not _ROWS.issuperset(map(type, held)):
            raise UnansweredError
        if by_item and any("item" in row for row in held):
            raise UnansweredError
        rows: Rows = held
        for name, pick, limits, _ in entries:
            kind = type(rows[0][name]) if rows else int
            if kind not in limits:
                break
            try:
                chosen = pick(rows, name, limits[kind], kind)
            except UnansweredError:
                break
            if kind is float and not isfinite(sum([row[name] for row in rows])):
                break
            rows = chosen
        else:
            if entries:
                return rows, known
        if meets is None:
            raise UnansweredError
        return [row for row in held if meets(row) is True], _NOTHING

    return choose


def contexts_of(chosen: tuple[Rows, frozenset[str]]) -> Rows:
    """The rows that were chosen as contexts: new ones, deep."""
    rows, known = chosen
    return _alike(rows, known) or contexts(rows)


def _entries(node: tree.Ast) -> list[_Entry] | None:
    """The comparisons of an entry with a constant that a condition consists of, or None."""
    if not isinstance(node, tree.Binary):
        return None
    if node.operator == "and":
        first, second = _entries(node.left), _entries(node.right)
        return None if first is None or second is None else first + second
    left, right = node.left, node.right
    pick = _PICKS.get(node.operator)
    if pick is None or not isinstance(left, tree.Name | tree.Path) or not isinstance(right, tree.Literal):
        return None
    of_item = isinstance(left, tree.Path)
    if isinstance(left, tree.Path) and not (isinstance(left.source, tree.Name) and left.source.name == "item"):
        return None
    limits = _limits(right.value, node.operator)
    return [_Entry(left.name, pick, limits, of_item)] if limits else None


def _limits(constant: Any, sign: str) -> dict[type, Any]:
    """A constant for values of each type, none where nothing compares with it."""
    kind = type(constant)
    if kind is Decimal:
        limits: dict[type, Any] = {int: as_whole(constant)}
        # floats are in the same order as the shortest numbers that mean them, so where the constant is one of these,
        # they compare as they are
        if abs(constant) < _LARGE and fraction(float(constant)) == constant:
            limits[float] = float(constant)
        return limits
    return {kind: constant} if kind is str or (kind is bool and sign in ("=", "!=")) else {}


def _by_rows(condition: tree.Ast) -> Plain | None:
    """What says whether a row meets any plain condition, which must be one that gives no number."""
    logical = isinstance(condition, tree.Between | tree.In) or (
        isinstance(condition, tree.Binary) and condition.operator in (*_PICKS, "and", "or")
    )
    calls = any(isinstance(part, tree.Call) for part in tree.walk(condition))
    return compile_plain(condition) if logical and not calls else None


def compile_whole(node: tree.Ast) -> Plain | None:
    """What answers a whole expression out of the context as it is: a plain one, or a filter of few rows."""
    if not isinstance(node, tree.Filter):
        return compile_plain(node)
    found = _few(node)
    if found is None:
        return None
    read, choose = found

    def whole(context: dict[str, Any]) -> Rows:
        rows, known = choose(read(context))
        return _alike(rows, known) or contexts(rows)  # as `contexts_of`, with a call less

    return whole


def _few(node: tree.Filter) -> tuple[Plain, Choose] | None:
    """What reads the list of a variable or path, and what chooses among its rows where they are few. Many are left to
    the long way, which counts them."""
    read, choose = reader(node.source), chooser(node, UNCOUNTED // tree.weight(node.condition))
    return None if read is None or choose is None else (read, choose)


def _count(node: tree.Call) -> Plain:
    """`count(variable[entry > 10])`: the items themselves are not needed."""
    argument = node.arguments[0]
    found = _few(argument) if isinstance(argument, tree.Filter) else None
    if found is None:
        raise UnansweredError
    read, choose = found

    def count(context: dict[str, Any]) -> Decimal:
        if "count" in context:
            raise UnansweredError
        return Decimal(len(choose(read(context))[0]))

    return count


CALLS["count"] = _count
