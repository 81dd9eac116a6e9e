"""Reaching into the data of a form by dotted paths, without changing what was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """The data with dotted keys (`{"applicant.name": ...}`) opened into records; others stay."""
    data: dict[str, Any] = {}
    for key, value in values.items():
        data = put(data, str(key), value)
    return data


def at(data: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path through records; None where there is none."""
    value: Any = data
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def has(data: Mapping[str, Any], path: str) -> bool:
    """Whether there is a value, be it None, at a dotted path."""
    outer, _, last = path.rpartition(".")
    holder = at(data, outer) if outer else data
    return isinstance(holder, Mapping) and last in holder


def put(data: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The data with a value at a dotted path; records on the way are made."""
    first, _, rest = path.partition(".")
    answer = dict(data)
    if rest:
        inner = answer.get(first)
        answer[first] = put(inner if isinstance(inner, Mapping) else {}, rest, value)
    else:
        answer[first] = value
    return answer


def drop(data: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The data without the value at a dotted path; a record left empty goes with it."""
    first, _, rest = path.partition(".")
    answer = dict(data)
    inner = answer.get(first)
    if not rest:
        answer.pop(first, None)
    elif isinstance(inner, Mapping):
        left = drop(inner, rest)
        if left:
            answer[first] = left
        else:
            answer.pop(first)
    return answer
