"""JSON and Base64 as texts."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from decimal import Decimal
from typing import Any

from runner.feel.budget import LIMITS, Run
from runner.feel.calls import built_in
from runner.feel.json_values import from_json, to_json

_MOST_DIGITS = 400


def _number(text: str) -> Decimal:
    if len(text) > _MOST_DIGITS:
        raise ValueError(text[:20])
    return Decimal(text)


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _from_json(run: Run, text: str) -> Any:
    run.characters(len(text))
    try:
        value = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_refuse)
        return _bounded(run, from_json(value))
    except (ValueError, ArithmeticError, RecursionError):
        return run.warn("feel.value", name="from json", value=text)


def _bounded(run: Run, value: Any) -> Any:
    """`value`, unless it is nested too deep or holds too much."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > LIMITS.depth:
            raise ValueError(depth)
        run.tick(len(level))
        level = [
            item
            for one in level
            for item in (one if isinstance(one, list) else one.values() if isinstance(one, dict) else ())
        ]
        run.entries(len(level))
    return value


def _to_json(run: Run, value: Any) -> str:
    return run.text(json.dumps(to_json(value), ensure_ascii=False))


def _from_base64(run: Run, text: str) -> str | None:
    try:
        return b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return run.warn("feel.value", name="from base64", value=text)


def _to_base64(run: Run, text: str) -> str:
    return run.text(b64encode(text.encode("utf-8", "replace")).decode("ascii"))


FUNCTIONS = [
    built_in("from json", ("value: string", _from_json), source="camunda 8"),
    built_in("to json", ("value", _to_json), source="camunda 8"),
    built_in("from base64", ("value: string", _from_base64), source="camunda 8"),
    built_in("to base64", ("value: string", _to_base64), source="camunda 8"),
]
