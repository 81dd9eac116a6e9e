"""The expression language as an adapter of the DMN conformance harness (`feel_tck.py`, `safety.py`, `bench.py`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from runner.feel import compile_expression, compile_unary_tests

NAME = "slipway"
SUPPORTS_FUNCTIONS = True
TYPES: dict[str, Any] = {}
"""The named types of the model that is being evaluated; the harness sets them."""


def _names(value: Any) -> Iterator[str]:
    """Names in a context that are not one plain word, at any depth."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not key.isidentifier():
                yield key
            yield from _names(inner)
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _names(item)


def _long(types: Mapping[str, Any]) -> Iterator[str]:
    """Names of types that are not one plain word."""
    return (name for name in types if not name.isidentifier() and "." not in name)


def evaluate(expression: str, context: dict[str, Any]) -> Any:
    """The value of an expression."""
    return compile_expression(expression, [*_names(context), *_long(TYPES)]).evaluate(context, types=TYPES).value


def unary_test(expression: str, value: Any, context: dict[str, Any]) -> bool | None:
    """Whether a value meets the tests of a cell."""
    return compile_unary_tests(expression, [*_names(context), *_long(TYPES)])(value, context, types=TYPES)


def compile_(expression: str, context: dict[str, Any]) -> Callable[[Mapping[str, Any]], Any]:
    """An expression ready to run."""
    return compile_expression(expression, list(_names(context)))


def describe(value: Any) -> tuple[str, Any] | None:
    """Kind and payload of the language's own values."""
    from runner.feel import temporal
    from runner.feel.types import type_name

    kinds = {
        "date": "date", "time": "time", "date and time": "dateTime", "days and time duration": "duration",
        "years and months duration": "duration", "range": "range",
    }  # fmt: skip
    kind = kinds.get(type_name(value))
    if kind is None:
        return ("function", value) if type_name(value) == "function" else None
    return kind, temporal.temporal_text(value) if kind != "range" else value
