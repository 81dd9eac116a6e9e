"""Whether a value has a type, and how it is made to fit one: `instance of`, parameters, declared results.

Source: DMN 1.5, sections 10.3.2.9.4 (conversions) and 7.3.2 (item definitions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from runner.feel import tree
from runner.feel.budget import LIMITS, look_at, nodes_left
from runner.feel.calls import BuiltIn
from runner.feel.errors import FeelBudgetError
from runner.feel.temporal import as_date_time
from runner.feel.types import Function, Range, type_name

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "Null": "null",
}


@dataclass(frozen=True)
class ItemType:
    """A named type, as item definitions of DMN make them.

    `base` may name others of the same table; with `is_list` the values are lists of it. `allowed` says of one value
    (of each item of a list) whether it is among the allowed ones; anything but True means no.
    """

    base: tree.TypeNode
    is_list: bool = False
    allowed: Callable[[Any], object] | None = None


Types = Mapping[str, ItemType]
"""Named types by the names that expressions know them by."""


def conforms(
    value: Any, kind: tree.TypeNode, types: Types | None = None, left: list[int] | None = None
) -> bool | None:
    """Whether `value` is of the type; null is of no type but `Null`. None for a type that does not exist."""
    name = _ALIASES.get(kind.name, kind.name)
    if name == "null":
        return value is None
    if name not in _KNOWN and name != "Any":
        item = types.get(name) if types else None
        return None if item is None else value is not None and _of_item(value, item, types, left or nodes_left())
    if value is None:
        return False
    if name == "Any":
        return True
    if name in ("days and time duration", "years and months duration") or not kind.arguments:
        return type_name(value) == name
    left = left or nodes_left()
    look_at(left, len(value) if isinstance(value, list) else 1)
    if name == "list":
        return isinstance(value, list) and all(_fits(item, kind.arguments[0], types, left) for item in value)
    if name == "context":
        return isinstance(value, dict) and all(
            key in value and _fits(value[key], part, types, left)
            for key, part in zip(kind.keys, kind.arguments, strict=True)
        )
    if name == "range":
        return isinstance(value, Range) and all(
            end is None or conforms(end, kind.arguments[0], types, left) is True for end in (value.low, value.high)
        )
    if name == "function":
        return _function_fits(value, kind)
    return False


def _fits(value: Any, kind: tree.TypeNode, types: Types | None, left: list[int]) -> bool:
    return value is None or conforms(value, kind, types, left) is True


def _of_item(value: Any, item: ItemType, types: Types | None, left: list[int]) -> bool | None:
    look_at(left, len(value) if isinstance(value, list) else 1)
    if not item.is_list:
        answer = conforms(value, item.base, types, left)
        return answer if answer is not True or item.allowed is None else item.allowed(value) is True
    if not isinstance(value, list):
        return False
    return all(
        one is None
        or (conforms(one, item.base, types, left) is True and (item.allowed is None or item.allowed(one) is True))
        for one in value
    )


def coerce(value: Any, kind: tree.TypeNode, types: Types | None = None) -> Any:
    """A value made to fit a declared type: as it is, out of or into a list of one, or a date as an instant.

    null where it does not fit: a caller that gave a value and gets null knows that it did not.
    Raises `FeelBudgetError` where the value, or types that name each other, nest too deep.
    """
    try:
        if value is None or conforms(value, kind, types) is True:
            return value
        if isinstance(value, list) and len(value) == 1 and conforms(value[0], kind, types) is True:
            return value[0]
        if conforms([value], kind, types) is True:
            return [value]
        if type_name(value) == "date" and conforms(moment := as_date_time(value), kind, types) is True:
            return moment
    except RecursionError as error:
        raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error
    return None


def _function_fits(value: Any, kind: tree.TypeNode) -> bool:
    wanted = kind.arguments[:-1]
    if isinstance(value, BuiltIn):
        return any(way.required <= len(wanted) <= len(way.parameters) or way.has_rest for way in value.signatures)
    if not isinstance(value, Function):
        return callable(value)
    if len(wanted) != len(value.params):
        return False
    return all(
        own is None or own.name in (asked.name, "Any")
        for own, asked in zip(value.types or (None,) * len(wanted), wanted, strict=True)
    )


_KNOWN = frozenset(
    {
        "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
        "years and months duration", "list", "context", "range", "function",
    }
)  # fmt: skip
