"""The values of FEEL and their names.

null is None, numbers are `Decimal` (34 digits), then `str`, `bool`, `list`, `dict` for contexts; dates
and times are the standard library's (without a zone: naive) and days-and-time durations `timedelta`, where
those can hold them, else the classes of `wide`; years-and-months durations, ranges and functions are
classes of this module.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Clamped, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from enum import Enum
from functools import lru_cache
from typing import Any

from runner.feel.wide import WideDate, WideDateTime, WideSpan, WideTime

# as IEEE decimal128; never the process-wide context
NUMBERS = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
NUMBERS.traps[Clamped] = False

DaysTimeDuration = timedelta
"""A days-and-time duration is the standard library's `timedelta` (microseconds)."""


@dataclass(frozen=True, order=True)
class YearsMonthsDuration:
    """A duration in whole months, which has no fixed length in days."""

    months: int

    def __neg__(self) -> YearsMonthsDuration:
        return YearsMonthsDuration(-self.months)


@dataclass(frozen=True)
class Range:
    """A range of comparable values; an end of None is open without limit.

    `low_included` and `high_included` say whether the ends belong to it; `unknown` whether an end was
    written but came out as null: then nothing can be said to lie in it. `sign` is set for `(= 10)` and
    `(!= 10)`, whose two ends are the value.
    """

    low: Any
    high: Any
    low_included: bool = True
    high_included: bool = True
    unknown: bool = False
    sign: str = ""


Temporal = date | datetime | time | timedelta | WideDate | WideDateTime | WideTime | WideSpan | YearsMonthsDuration
"""Everything that has to do with time."""


class AnyFunction:
    """What can be called: the language's own functions and those of an expression."""

    __slots__ = ()


class Function(AnyFunction):
    """A function value: `params` are its names, `call` takes one value for each."""

    __slots__ = ("call", "name", "params", "types")

    def __init__(
        self, name: str, params: tuple[str, ...], call: Callable[..., Any], types: tuple[Any, ...] = ()
    ) -> None:
        self.name = name
        self.params = params
        self.call = call
        self.types = types


_NAMES: Mapping[type, str] = {
    type(None): "null",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    list: "list",
    dict: "context",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    WideDate: "date",
    WideTime: "time",
    WideDateTime: "date and time",
    WideSpan: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    Range: "range",
    Function: "function",
}

NATIVE = frozenset(_NAMES) - {list, dict}
"""Types that need no conversion on their way in; lists and contexts may hold others."""


_PLAIN = NATIVE - {Decimal}
SMALL = {number: Decimal(number) for number in range(1_000)}
"""Small whole numbers, which are the commonest and need not be made each time."""


def type_name(value: Any) -> str:
    """FEEL's name of a value's type: `number`, `date and time`, `null` ..."""
    return _NAMES.get(type(value)) or ("function" if callable(value) or isinstance(value, AnyFunction) else "any")


@lru_cache(maxsize=10_000)
def fraction(value: float) -> Decimal:
    """A float as the shortest number that means it, which takes long, and the same ones (prices, rates) come again.

    Raises `ValueError` where it is infinite or none. There is no negative zero.
    """
    if not math.isfinite(value):
        raise ValueError(value)
    return Decimal(repr(value)) if value else Decimal("0.0")


@lru_cache(maxsize=10_000)
def whole(value: int) -> Decimal:
    """A whole number beyond the small ones."""
    return Decimal(value)


def normalize(value: Any) -> Any:
    """A Python value as a FEEL value, deep. What FEEL cannot say (NaN, unknown classes) becomes null."""
    kind = type(value)
    if kind in NATIVE:
        return value if kind is not Decimal or value.is_finite() else None
    if kind is int:
        return Decimal(value)
    if kind is float:
        return fraction(value) if math.isfinite(value) else None
    if kind is dict:
        return contexts([value])[0]
    if kind is list:
        return [normalize(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): normalize(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [normalize(item) for item in items]
    return _odd(value)


def contexts(held: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Dictionaries as contexts: new ones, deep. Most hold plain values under texts."""
    made = [*map(dict.copy, held)]
    small, plain = SMALL, _PLAIN
    for place, new in enumerate(made):
        for key, item in new.items():
            if type(item) is int:
                new[key] = small[item] if item in small else whole(item)
            elif type(item) not in plain:
                new[key] = normalize(item)
            if type(key) is not str:
                made[place] = {str(name): normalize(value) for name, value in held[place].items()}
                break
    return made


def _odd(value: Any) -> Any:
    """Subclasses of plain types, enumerations, and Python functions as the host offers them."""
    if isinstance(value, Enum):
        return normalize(value.value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return Decimal(int(value))
    if isinstance(value, float):
        return normalize(float(value))
    if isinstance(value, date | time | timedelta):
        return value
    return value if callable(value) or isinstance(value, AnyFunction) else None
