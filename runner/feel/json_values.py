"""FEEL values out of JSON values and back."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from runner.feel import temporal
from runner.feel.budget import LIMITS, look_at, nodes_left
from runner.feel.errors import FeelBudgetError
from runner.feel.types import Range, Temporal, normalize


def from_json(value: Any, *, temporals: bool = False) -> Any:
    """The FEEL value of a JSON value: numbers become decimals; texts stay texts.

    With `temporals`, a text that is an ISO date, time, date and time or duration becomes one.
    """
    if isinstance(value, dict):
        return {str(key): from_json(item, temporals=temporals) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [from_json(item, temporals=temporals) for item in value]
    if temporals and isinstance(value, str):
        found = temporal.parse_at_literal(value)
        return value if found is None else found
    return normalize(value)


def to_json(value: Any) -> Any:
    """The JSON value of a FEEL value.

    Whole numbers become int, others float (the nearest double; more than 17 digits are cut); dates, times
    and durations become ISO 8601 texts; a range becomes its text; a function becomes null, and
    so does a number of more than 308 digits.

    Raises `FeelBudgetError` for a value that holds more, or is nested deeper, than any honest one.
    """
    try:
        return _json(value, nodes_left())
    except RecursionError as error:
        raise FeelBudgetError("feel.budget.depth", limit=LIMITS.depth) from error


def _json(value: Any, left: list[int]) -> Any:
    look_at(left)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        if value == value.to_integral_value() and value.adjusted() < 40:
            return int(value)
        number = float(value)
        return number if math.isfinite(number) else None
    if isinstance(value, dict):
        return {str(key): _json(item, left) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item, left) for item in value]
    if isinstance(value, Temporal):
        return temporal.temporal_text(value)
    if isinstance(value, Range):
        from runner.feel.functions.conversion import text_of

        return text_of(value)
    return None
