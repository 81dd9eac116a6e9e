"""JSON values to typed values of dictionary terms and back, with a Problem for what does not fit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from runner.core.i18n import N_, listed, pick, tr
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary, Element

declare(
    {
        "data.type": (
            N_("{name} takes {expected}; found: {found}."),
            N_("Enter a value of that kind."),
        ),
        "data.choice": (
            N_("{found} is not one of the choices of {name}."),
            N_("Pick one of: {choices}."),
        ),
        "data.too-small": (N_("{name} is at least {limit}; found: {found}."), ""),
        "data.too-large": (N_("{name} is at most {limit}; found: {found}."), ""),
        "data.decimals": (N_("{name} has at most {limit} decimals; found: {found}."), ""),
        "data.too-long": (N_("{name} has at most {limit} characters; it has {found}."), ""),
        "data.pattern": (N_("{found} does not have the form that {name} asks for."), ""),
        "data.order": (N_("{name} ends before it begins."), N_("Enter an end on or after the beginning.")),
    }
)

_EXPECTED = {
    "text": N_("text"),
    "number": N_("a number"),
    "money": N_("an amount of money"),
    "boolean": N_("yes or no"),
    "date": N_("a date such as 2026-03-02"),
    "dateTime": N_("a date and time such as 2026-03-02T09:00:00"),
    "dateRange": N_("a beginning and an end"),
    "choice": N_("one of the choices"),
    "person": N_("a person"),
    "department": N_("a department"),
    "attachment": N_("a list of files"),
    "table": N_("a list of rows"),
}


@dataclass(frozen=True)
class Typed:
    """The typed value, None where it did not fit, and the problems found on the way."""

    value: Any
    problems: tuple[Problem, ...] = ()


class _Unfit(Exception):
    """The value is not of the kind."""


def typed(value: Any, element: Element, dictionary: Dictionary | None = None) -> Typed:
    """The value of a term out of a JSON value; null and empty texts are null for every kind.

    Numbers and money become `Decimal`, dates `date`, instants `datetime`, a range a mapping with dates. A
    value that has the kind but breaks a limit comes back with its problems.
    """
    if value is None or value == "":
        return Typed(None)
    try:
        found = _READERS[element.type](value)
    except _Unfit:
        return Typed(None, (_problem("data.type", element, value, expected=tr(_EXPECTED[element.type])),))
    return Typed(found, tuple(_limits(found, element, dictionary or Dictionary())))


def plain(value: Any) -> Any:
    """The JSON value of a typed value: decimals as numbers, dates and instants as ISO texts."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _problem(code: str, element: Element, found: Any, **params: Any) -> Problem:
    shown = {key: str(value) for key, value in params.items()}
    return Problem(
        code,
        params={"name": pick(element.name) or element.code, "found": str(found)[:80], **shown},
        field=element.code,
    )


# ---------------------------------------------------------------------- reading


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise _Unfit
    return str(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise _Unfit
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _Unfit
        return Decimal(repr(value))
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if not isinstance(value, str):
        raise _Unfit
    try:
        number = Decimal(value.strip().replace(",", ""))
    except InvalidOperation as error:
        raise _Unfit from error
    if not number.is_finite():
        raise _Unfit
    return number


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise _Unfit


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise _Unfit from error


def _date_time(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(value if isinstance(value, str) and len(value) > 10 else "")
    except ValueError as error:
        raise _Unfit from error


def _date_range(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _Unfit
    found = {**value, "from": _date(value.get("from")), "to": _date(value.get("to"))}
    if any(found.get(half, "am") not in ("am", "pm") for half in ("fromHalf", "toHalf")):
        raise _Unfit
    return found


def _id(value: Any) -> Any:
    ids = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) and item for item in ids):
        raise _Unfit
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Unfit
    return value


def _rows(value: Any) -> list[Any]:
    if not all(isinstance(row, Mapping) for row in _list(value)):
        raise _Unfit
    return list(value)


def _choice(value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in values):
        raise _Unfit
    return [str(item) for item in values] if isinstance(value, list) else str(value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "number": _number,
    "money": _number,
    "boolean": _boolean,
    "date": _date,
    "dateTime": _date_time,
    "dateRange": _date_range,
    "choice": _choice,
    "person": _id,
    "department": _id,
    "attachment": _list,
    "table": _rows,
}


# ---------------------------------------------------------------------- limits


def _limits(value: Any, element: Element, dictionary: Dictionary) -> list[Problem]:
    if isinstance(value, Decimal):
        return _number_limits(value, element)
    if element.type == "choice":
        return _choice_limits(value, element, dictionary)
    if element.type == "dateRange":
        first = (value["from"], value.get("fromHalf", "am"))
        last = (value["to"], value.get("toHalf", "pm"))
        return [_problem("data.order", element, "")] if last < first else []
    return _text_limits(value, element) if isinstance(value, str) else []


def _number_limits(value: Decimal, element: Element) -> list[Problem]:
    limits = element.format
    if limits is None:
        return []
    found: list[Problem] = []
    if limits.min is not None and value < _number(limits.min):
        found.append(_problem("data.too-small", element, value, limit=plain(_number(limits.min))))
    if limits.max is not None and value > _number(limits.max):
        found.append(_problem("data.too-large", element, value, limit=plain(_number(limits.max))))
    exponent = value.normalize().as_tuple().exponent
    if limits.decimals is not None and isinstance(exponent, int) and -exponent > limits.decimals:
        found.append(_problem("data.decimals", element, value, limit=limits.decimals))
    return found


def _choice_limits(value: Any, element: Element, dictionary: Dictionary) -> list[Problem]:
    choices = dictionary.choice_list(element.choices)
    if choices is None:
        return []
    known = {item.value for item in choices.items}
    labels = listed(pick(item.label) or item.value for item in choices.items)
    return [
        _problem("data.choice", element, item, choices=labels)
        for item in (value if isinstance(value, list) else [value])
        if item not in known
    ]


def _text_limits(value: str, element: Element) -> list[Problem]:
    limits = element.format
    if limits is None or element.type != "text":
        return []
    found: list[Problem] = []
    if limits.max_length is not None and len(value) > limits.max_length:
        found.append(_problem("data.too-long", element, len(value), limit=limits.max_length))
    if limits.pattern and not _has_form(value, limits.pattern):
        found.append(_problem("data.pattern", element, value))
    return found


def _has_form(value: str, pattern: str) -> bool:
    """Whether the whole text matches; on RE2, so that no pattern can hang. One it cannot read fits all."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options).fullmatch(value) is not None
    except re2.error:
        return True
