"""`instance of`: whether a value has a type."""

from __future__ import annotations

from typing import Any

from runner.feel import tree
from runner.feel.budget import look_at, nodes_left
from runner.feel.calls import BuiltIn
from runner.feel.types import Function, Range, type_name

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "Null": "null",
}


def conforms(value: Any, kind: tree.TypeNode, left: list[int] | None = None) -> bool | None:
    """Whether `value` is of the type; null is of no type but `Null`. None for a type that does not exist."""
    name = _ALIASES.get(kind.name, kind.name)
    if name == "null":
        return value is None
    if value is None:
        return False
    if name == "Any":
        return True
    if name not in _KNOWN:
        return None
    if name in ("days and time duration", "years and months duration") or not kind.arguments:
        return type_name(value) == name
    left = left or nodes_left()
    look_at(left, len(value) if isinstance(value, list) else 1)
    if name == "list":
        return isinstance(value, list) and all(_fits(item, kind.arguments[0], left) for item in value)
    if name == "context":
        return isinstance(value, dict) and all(
            key in value and _fits(value[key], part, left)
            for key, part in zip(kind.keys, kind.arguments, strict=True)
        )
    if name == "range":
        return isinstance(value, Range) and all(
            end is None or conforms(end, kind.arguments[0], left) is True for end in (value.low, value.high)
        )
    if name == "function":
        return _function_fits(value, kind)
    return False


def _fits(value: Any, kind: tree.TypeNode, left: list[int]) -> bool:
    return value is None or conforms(value, kind, left) is True


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
