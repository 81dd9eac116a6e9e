"""Functions on contexts, on null, and `not`."""

from __future__ import annotations

from typing import Any

from runner.feel.budget import Run
from runner.feel.calls import built_in
from runner.feel.operators import equal
from runner.feel.types import type_name


def _not(run: Run, value: Any) -> bool | None:
    if isinstance(value, bool):
        return not value
    return run.warn("feel.argument", name="not", argument="negand", type=type_name(value))


def _get_value(run: Run, context: dict[str, Any], key: str) -> Any:
    return context.get(key)


def _get_path(run: Run, context: dict[str, Any], keys: list[Any]) -> Any:
    value: Any = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value


def _get_entries(run: Run, context: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in context.items()]


def _put(run: Run, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    return {**context, key: value}


def _put_path(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    if not keys or not all(isinstance(key, str) for key in keys):
        return run.warn("feel.arguments", name="context put")
    first, rest = keys[0], keys[1:]
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if inner is not None and not isinstance(inner, dict):
        return run.warn("feel.value", name="context put", value=first)
    below = _put_path(run, inner or {}, rest, value)
    return None if below is None else {**context, first: below}


def _merge(run: Run, contexts: list[Any]) -> dict[str, Any] | None:
    if not all(isinstance(item, dict) for item in contexts):
        return run.warn("feel.arguments", name="context merge")
    merged: dict[str, Any] = {}
    for item in contexts:
        merged |= item
    return merged


def _from_entries(run: Run, entries: list[Any]) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    for item in entries:
        if not isinstance(item, dict) or not isinstance(item.get("key"), str) or "value" not in item:
            return run.warn("feel.arguments", name="context")
        if item["key"] in made:
            return run.warn("feel.value", name="context", value=item["key"])
        made[item["key"]] = item["value"]
    return made


def _is(run: Run, left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if getattr(left, "tzinfo", None) != getattr(right, "tzinfo", None):
        return False
    return equal(left, right) is True


def _assert(run: Run, value: Any, condition: Any, cause: str | None = None) -> Any:
    return value if condition is True else run.warn("feel.assertion", cause=cause or type_name(condition))


FUNCTIONS = [
    built_in("not", ("negand", _not)),
    built_in("is", ("value1, value2", _is)),
    built_in(
        "get value",
        ("m: context, key: string", _get_value),
        ("context: context, key: string", _get_value),
        ("m: context, keys: list", _get_path),
    ),
    built_in("get entries", ("m: context", _get_entries), ("context: context", _get_entries)),
    built_in("context", ("entries: list", _from_entries)),
    built_in(
        "context put",
        ("context: context, key: string, value", _put),
        ("context: context, keys: list, value", _put_path),
    ),
    built_in("context merge", ("contexts: list", _merge)),
    built_in("assert", ("value, condition, cause?: string", _assert), source="camunda 8"),
    built_in("uuid", ("", lambda run: run.warn("feel.not-repeatable", name="uuid")), source="camunda 8"),
    built_in("is defined", ("value", lambda run, value: value is not None), source="camunda 8"),
    built_in(
        "get or else",
        ("value, default", lambda run, value, default: default if value is None else value),
        source="camunda 8",
    ),
]
