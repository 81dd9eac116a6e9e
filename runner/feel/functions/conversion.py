"""Conversions: number, string, date, time, date and time, duration, range."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from runner.feel import temporal, tree, wide
from runner.feel.budget import LIMITS, Frame, Run
from runner.feel.calls import built_in
from runner.feel.errors import FeelBudgetError
from runner.feel.operators import order
from runner.feel.types import NUMBERS, Range, Temporal, YearsMonthsDuration, type_name
from runner.feel.wide import AnyDate, AnyDateTime, AnyTime, Moment, WideDateTime

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def number_text(value: Decimal) -> str:
    """A number in plain digits."""
    if not value:
        return "0"
    return format(value, "f") if -40 < value.adjusted() < 60 else str(value)


def text_of(value: Any, *, nested: bool = False) -> str | None:
    """`string(value)`: None for null; texts inside lists and contexts stand between quotes.

    Raises `FeelBudgetError` when it gets too long.
    """
    if value is None:
        return "null" if nested else None
    return _written(value, nested, [LIMITS.characters])


def _written(value: Any, nested: bool, room: list[int]) -> str:
    if isinstance(value, list):
        text = "[" + ", ".join([_written(item, True, room) for item in value]) + "]"
    elif isinstance(value, dict):
        text = "{" + ", ".join([f"{_key(key)}: {_written(item, True, room)}" for key, item in value.items()]) + "}"
    elif isinstance(value, Range):
        text = _range_text(value)
    else:
        text = _plain_text(value, nested)
        room[0] -= len(text) + 2
    room[0] -= 2
    if room[0] < 0:
        raise FeelBudgetError("feel.budget.text", limit=LIMITS.characters)
    return text


def _plain_text(value: Any, nested: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if nested else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Temporal):
        text = temporal.temporal_text(value)
        return f'@"{text}"' if nested else text
    return "function"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[\w ?]+", key) else _plain_text(key, True)


def _range_text(value: Range) -> str:
    if value.sign:
        return f"({value.sign}{_plain_text(value.low, True)})"
    low = "" if value.low is None else _plain_text(value.low, True)
    high = "" if value.high is None else _plain_text(value.high, True)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


def _string(run: Run, value: Any, mask: str | None = None) -> str | None:
    text = text_of(value)
    return None if text is None else run.text(text)


def _number(run: Run, text: str) -> Decimal | None:
    try:
        if _NUMBER.fullmatch(text):
            return NUMBERS.create_decimal(text)
    except InvalidOperation:
        pass
    return run.warn("feel.value", name="number", value=text)


def _number_with(run: Run, text: str, grouping: str | None, decimal: str | None) -> Decimal | None:
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".") or (grouping and grouping == decimal):
        return run.warn("feel.value", name="number", value=f"{grouping} {decimal}")
    plain = text.replace(grouping, "") if grouping else text
    if decimal and decimal != ".":
        if "." in plain:
            return run.warn("feel.value", name="number", value=text)
        plain = plain.replace(decimal, ".")
    return _number(run, plain)


def _as_is(run: Run, value: Decimal) -> Decimal:
    return value


def _read(name: str, reader: Any) -> Any:
    def read(run: Run, text: str) -> Any:
        value = reader(text)
        return run.warn("feel.value", name=name, value=text) if value is None else value

    return read


def _date_of(run: Run, value: Moment) -> AnyDate:
    return temporal.date_of(value)


def _date_from(run: Run, year: Decimal, month: Decimal, day: Decimal) -> AnyDate | None:
    try:
        return wide.make_date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return run.warn("feel.value", name="date", value=f"{year}-{month}-{day}")


def _time_of(run: Run, value: Any) -> AnyTime:
    if isinstance(value, datetime | WideDateTime):
        return temporal.time_of(value)
    return value if type_name(value) == "time" else wide.make_time(0, 0, 0, 0, temporal.zone_of("Z"))


def _time_from(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None
) -> AnyTime | None:
    from datetime import UTC, timezone

    try:
        whole = int(second)
        zone = None if offset is None else timezone(offset) if offset else UTC
        return wide.make_time(int(hour), int(minute), whole, int((second - whole) * wide.NANOS), zone)
    except (ValueError, OverflowError, TypeError):  # an offset in months, or of days
        return run.warn("feel.value", name="time", value=f"{hour}:{minute}:{second}")


def _join(run: Run, day: Moment, clock: AnyTime) -> AnyDateTime:
    return temporal.join(day, clock)


def _instant(run: Run, value: Moment) -> AnyDateTime:
    return temporal.as_date_time(value)


def _in_zone(run: Run, value: AnyDateTime, zone: str) -> AnyDateTime | None:
    try:
        target = temporal.zone_of("@" + zone)
    except ValueError:
        return run.warn("feel.value", name="date and time", value=zone)
    if value.tzinfo:
        return wide.from_instant(wide.instant(value), target)
    return wide.make_date_time(value, wide.clock_of(value), target)


def _duration(run: Run, text: str) -> Any:
    value = temporal.parse_duration(text)
    return run.warn("feel.value", name="duration", value=text) if value is None else value


def _months_between(run: Run, start: Moment, end: Moment) -> YearsMonthsDuration | None:
    # only the days count, times and zones do not (table 77)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonthsDuration(months)


def _range(run: Run, text: str) -> Range | None:
    from runner.feel.dispatch import compile_node
    from runner.feel.errors import FeelSyntaxError
    from runner.feel.parser import parse

    try:
        node = parse(text)
    except FeelSyntaxError:
        return run.warn("feel.value", name="range", value=text)
    if isinstance(node, tree.RangeNode) and _is_constant(node.low) and _is_constant(node.high):
        value = compile_node(node)(Frame({}, None, run, {}))
        if isinstance(value, Range) and _is_sound(value):
            return replace(value, unknown=False)
    return run.warn("feel.value", name="range", value=text)


def _is_constant(node: tree.Ast | None) -> bool:
    """A literal, its negation, or a conversion of a literal text."""
    if isinstance(node, tree.Call):
        return all(isinstance(argument, tree.Literal) for argument in node.arguments)
    return isinstance(node.operand if isinstance(node, tree.Negate) else node, tree.Literal)


def _is_sound(value: Range) -> bool:
    if value.low is None or value.high is None:
        closed = (value.low is None and value.low_included) or (value.high is None and value.high_included)
        return not closed and (value.low is not None or value.high is not None)
    return (order(value.low, value.high) or 0) <= 0


FUNCTIONS = [
    built_in(
        "number",
        ("from: number", _as_is),
        ("from: string, grouping separator: string|null, decimal separator: string|null", _number_with),
        ("from: string", _number),
    ),
    built_in("string", ("from", _string), ("from, mask: string", _string)),
    built_in(
        "date",
        ("from: date|datetime", _date_of),
        ("from: string", _read("date", temporal.parse_date)),
        ("year: number, month: number, day: number", _date_from),
    ),
    built_in(
        "time",
        ("from: time|datetime|date", _time_of),
        ("from: string", _read("time", temporal.parse_time)),
        ("hour: number, minute: number, second: number, offset?: duration|null", _time_from),
    ),
    built_in(
        "date and time",
        ("from: datetime|date", _instant),
        ("from: string", _read("date and time", temporal.parse_date_time)),
        ("date: date|datetime, time: time", _join),
        ("date: datetime, timezone: string", _in_zone),
    ),
    built_in("duration", ("from: string", _duration), ("from: duration", _as_is)),
    built_in("years and months duration", ("from: date|datetime, to: date|datetime", _months_between)),
    built_in("range", ("from: string", _range)),
]
