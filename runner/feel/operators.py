"""What the operators do: three-valued logic, equality, order and arithmetic, with null for what does not fit.

Source: DMN 1.5, section 10.3.2.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from runner.feel import temporal, wide
from runner.feel.budget import LIMITS, Run, T, look_at, nodes_left
from runner.feel.errors import FeelBudgetError
from runner.feel.types import NUMBERS, Function, Range, YearsMonthsDuration, type_name
from runner.feel.wide import Span, WideDate, WideDateTime, WideSpan, WideTime

_MOST_MONTHS, _MOST_NANOS = 15, 27  # digits
_PLAIN = frozenset({Decimal, str, bool, timedelta, WideSpan, YearsMonthsDuration})
_ORDERED = frozenset({Decimal, str, timedelta, WideSpan, YearsMonthsDuration, date})
_SPANS = (timedelta, WideSpan)
_DURATIONS = (timedelta, WideSpan, YearsMonthsDuration)
_MOMENTS = (date, time, WideDate, WideDateTime, WideTime)  # a date and time is a date in Python
_TEMPORAL = (*_MOMENTS, *_DURATIONS)


def equal(left: Any, right: Any) -> bool | None:
    """`left = right`: null only equals null; values of different types give null."""
    kind = type(left)
    if kind is type(right):
        if kind in _PLAIN:
            return bool(left == right)
        return _equal_same(left, right, None)
    if left is None or right is None:
        return False
    if isinstance(left, _TEMPORAL) and type_name(left) == type_name(right):
        return temporal.same(left, right) if isinstance(left, _MOMENTS) else False
    return None


def _equal_same(left: Any, right: Any, left_over: list[int] | None) -> bool | None:
    if left is None:
        return True
    if isinstance(left, list | dict):
        count = left_over or nodes_left()
        look_at(count, 1 + len(left))
        if isinstance(left, list):
            return _all_equal(left, right, count) if len(left) == len(right) else False
        if left.keys() != right.keys():
            return False
        return _all_equal(list(left.values()), [right[key] for key in left], count)
    if isinstance(left, _MOMENTS):
        return temporal.same(left, right)
    if isinstance(left, Range):
        return (
            left.unknown == right.unknown
            and left.sign == right.sign
            and left.low_included == right.low_included
            and left.high_included == right.high_included
            and equal(left.low, right.low)
            and equal(left.high, right.high)
        )
    return left is right if isinstance(left, Function) else None


def _all_equal(left: list[Any], right: list[Any], count: list[int]) -> bool | None:
    outcome: bool | None = True
    for one, other in zip(left, right, strict=True):
        nested = type(one) is type(other) and isinstance(one, list | dict)
        same = _equal_same(one, other, count) if nested else equal(one, other)
        if same is False:
            return False
        if same is None:
            outcome = False
    return outcome


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1; None where the two have no order."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return int(left > right) - int(left < right)
    if not isinstance(left, _TEMPORAL) or type_name(left) != type_name(right):
        return None
    if isinstance(left, _SPANS):
        return int(left > right) - int(left < right)
    if isinstance(left, _MOMENTS):
        one, other = temporal.comparable(left), temporal.comparable(right)
        if one[0] != other[0]:  # one has a zone, the other has none
            return None
        return int(one > other) - int(one < other)
    return None


_OUTCOMES = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}


def compare(run: Run, operator: str, left: Any, right: Any) -> bool | None:
    """`left < right` and its kin; null with a warning where the two have no order."""
    sign = order(left, right)
    if sign is None:
        return refuse(run, operator, left, right)
    return sign in _OUTCOMES[operator]


def refuse(run: Run, operator: str, left: Any, right: Any) -> T | None:
    """Null, with the warning that says which operands did not fit."""
    return run.warn("feel.operands", operator=operator, left=type_name(left), right=type_name(right))


def contains(run: Run, span: Range, value: Any) -> bool | None:
    """Whether a range holds a value."""
    if value is None or span.unknown:
        return None
    if span.sign:
        same = equal(value, span.low)
        return opposite(same) if span.sign == "!=" else same
    if span.low is not None:
        sign = order(value, span.low)
        if sign is None:
            return refuse(run, "in", value, span.low)
        if sign < 0 or (sign == 0 and not span.low_included):
            return False
    if span.high is not None:
        sign = order(value, span.high)
        if sign is None:
            return refuse(run, "in", value, span.high)
        if sign > 0 or (sign == 0 and not span.high_included):
            return False
    return True


def both(left: Any, right: Any) -> bool | None:
    """`left and right`: false wins, then null; what is not a boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def either(left: Any, right: Any) -> bool | None:
    """`left or right`: true wins, then null."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def opposite(value: bool | None) -> bool | None:
    """The other of true and false; null stays null."""
    return None if value is None else not value


def arithmetic(run: Run, operator: str, left: Any, right: Any) -> Any:
    """`+ - * / **`; null with a warning for operands that do not fit."""
    try:
        if type(left) is Decimal and type(right) is Decimal:
            return _numbers(run, operator, left, right)
        if operator == "+" and type(left) is str and type(right) is str:
            return run.text(left + right)
        value = _MIXED[operator](left, right)
        return refuse(run, operator, left, right) if value is None else value
    except KeyError:
        return refuse(run, operator, left, right)
    except (DecimalException, OverflowError, ValueError):
        return run.warn("feel.overflow")


def _numbers(run: Run, operator: str, left: Decimal, right: Decimal) -> Decimal | None:
    if operator == "+":
        return NUMBERS.add(left, right)
    if operator == "-":
        return NUMBERS.subtract(left, right)
    if operator == "*":
        return NUMBERS.multiply(left, right)
    if operator == "/":
        return NUMBERS.divide(left, right) if right else run.warn("feel.divide")
    if abs(right) > LIMITS.exponent:
        raise FeelBudgetError("feel.budget.number", limit=LIMITS.exponent)
    if not left and right < 0:
        return run.warn("feel.divide")
    return Decimal(1) if not right else NUMBERS.power(left, right)


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, _SPANS) and isinstance(right, _SPANS):
        return wide.make_span(wide.span_nanos(left) + wide.span_nanos(right))
    if type(left) is type(right) and isinstance(left, YearsMonthsDuration):
        return YearsMonthsDuration(left.months + right.months)
    if isinstance(left, _MOMENTS) and isinstance(right, _DURATIONS):
        return temporal.shift(left, right)
    if isinstance(right, _MOMENTS) and isinstance(left, _DURATIONS):
        return temporal.shift(right, left)
    return None


def _subtract(left: Any, right: Any) -> Any:
    if isinstance(left, _SPANS) and isinstance(right, _SPANS):
        return wide.make_span(wide.span_nanos(left) - wide.span_nanos(right))
    if type(left) is type(right) and isinstance(left, YearsMonthsDuration):
        return YearsMonthsDuration(left.months - right.months)
    if isinstance(left, _MOMENTS):
        if isinstance(right, _MOMENTS):
            return temporal.difference(left, right)
        if isinstance(right, _DURATIONS):
            return temporal.shift(left, right, -1)
    return None


def _multiply(left: Any, right: Any) -> Any:
    if isinstance(right, _DURATIONS):
        left, right = right, left
    if type(right) is not Decimal:
        return None
    if isinstance(left, _SPANS):
        return _span(NUMBERS.multiply(Decimal(wide.span_nanos(left)), right))
    if isinstance(left, YearsMonthsDuration):
        return _months(NUMBERS.multiply(Decimal(left.months), right))
    return None


def _divide(left: Any, right: Any) -> Any:
    if isinstance(left, _SPANS) and isinstance(right, _SPANS):
        divisor = Decimal(wide.span_nanos(right))
        return NUMBERS.divide(Decimal(wide.span_nanos(left)), divisor) if divisor else None
    if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration) and right.months:
        return NUMBERS.divide(Decimal(left.months), Decimal(right.months))
    if type(right) is not Decimal or not right:
        return None
    if isinstance(left, _SPANS):
        return _span(NUMBERS.divide(Decimal(wide.span_nanos(left)), right))
    if isinstance(left, YearsMonthsDuration):
        return _months(NUMBERS.divide(Decimal(left.months), right))
    return None


def _months(count: Decimal) -> YearsMonthsDuration:
    if count.adjusted() > _MOST_MONTHS:
        raise OverflowError
    return YearsMonthsDuration(int(count))


def _span(nanos: Decimal) -> Span:
    if nanos.adjusted() > _MOST_NANOS:
        raise OverflowError
    return wide.make_span(int(nanos))


_MIXED = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}


def negate(run: Run, value: Any) -> Any:
    """`-value`."""
    if type(value) is Decimal:
        return NUMBERS.minus(value)
    if isinstance(value, _SPANS):
        return wide.make_span(-wide.span_nanos(value))
    if isinstance(value, YearsMonthsDuration):
        return -value
    if value is not None:
        run.warn("feel.operands", operator="-", left=type_name(value), right=type_name(value))
    return None
