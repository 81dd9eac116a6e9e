"""Stepping through `1..5`, a range, or a list in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from runner.feel import wide
from runner.feel.budget import Run
from runner.feel.operators import order, refuse
from runner.feel.types import Range, type_name


def iterate(run: Run, value: Any) -> Iterator[Any] | None:
    """The items of a list or range, or a single value as one item; None for null."""
    if isinstance(value, list):
        return iter(value)
    if isinstance(value, Range):
        low, high = value.low, value.high
        if low is None or high is None or (order(low, high) or 0) > 0:
            return refuse(run, "in", low, high)
        items = span(run, low, high)
        if items is None:
            return None
        return (
            item for item in items if (value.low_included or item != low) and (value.high_included or item != high)
        )
    return None if value is None else iter((value,))


def span(run: Run, start: Any, end: Any) -> Iterator[Any] | None:
    """`start..end` by whole steps, numbers or days, upwards or downwards. The length is bounded."""
    if type(start) is Decimal and type(end) is Decimal and start == int(start) and end == int(end):
        first, last = int(start), int(end)
        run.entries(abs(last - first) + 1)
        step = 1 if last >= first else -1
        return (Decimal(number) for number in range(first, last + step, step))
    if type_name(start) == "date" and type_name(end) == "date":
        first, last = wide.ordinal(start), wide.ordinal(end)
        run.entries(abs(last - first) + 1)
        step = 1 if last >= first else -1
        return (wide.from_ordinal(number) for number in range(first, last + step, step))
    return refuse(run, "..", start, end)
