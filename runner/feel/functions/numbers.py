"""Functions on numbers."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, DecimalException
from typing import Any

from runner.feel.budget import Run
from runner.feel.calls import built_in
from runner.feel.types import NUMBERS, YearsMonthsDuration
from runner.feel.wide import WideSpan

_MAX_SCALE = 6176
Rounding = Callable[[Run, Decimal, Decimal], Decimal | None]


def _rounding(name: str, mode: str) -> Rounding:
    context = NUMBERS.copy()
    context.rounding = mode
    wide = context.copy()
    wide.prec = _MAX_SCALE

    def rounded(run: Run, value: Decimal, scale: Decimal) -> Decimal | None:
        if not -6111 <= scale <= _MAX_SCALE:
            return run.warn("feel.value", name=name, value=scale)
        places = int(scale)
        if -value.as_tuple().exponent <= places and places >= 0:  # type: ignore[operator]  # finite: a number
            return value
        try:
            result = value.quantize(Decimal(1).scaleb(-places, wide), context=wide)
        except DecimalException:
            return run.warn("feel.overflow")
        return result if places >= 0 else result + 0

    return rounded


def _whole(mode: str) -> Callable[[Run, Decimal], Decimal | None]:
    rounded = _rounding(mode, mode)
    return lambda run, value: rounded(run, value, Decimal(0))


def _abs(run: Run, value: Any) -> Any:
    if isinstance(value, Decimal | timedelta | WideSpan):
        return abs(value)
    return YearsMonthsDuration(abs(value.months))


def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal | None:
    if not divisor:
        return run.warn("feel.divide")
    try:
        rest = NUMBERS.remainder(dividend, divisor)
    except DecimalException:
        return run.warn("feel.overflow")
    # the sign of the divisor, as the standard's `dividend - divisor * floor(dividend / divisor)`
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def _guarded(name: str, work: Callable[[Decimal], Decimal]) -> Callable[[Run, Decimal], Decimal | None]:
    def compute(run: Run, value: Decimal) -> Decimal | None:
        try:
            return work(value)
        except DecimalException:
            return run.warn("feel.value", name=name, value=value)

    return compute


def _even(wanted: int) -> Callable[[Run, Decimal], bool]:
    return lambda run, value: value == int(value) and int(value) % 2 == wanted


def _log(value: Decimal) -> Decimal:
    if value <= 0:
        raise decimal.InvalidOperation
    return NUMBERS.ln(value)


def _random(run: Run) -> None:
    run.warn("feel.not-repeatable", name="random number")


_SCALED = "n: number, scale: number"

FUNCTIONS = [
    built_in("abs", ("n: number|duration", _abs)),
    built_in("floor", ("n: number", _whole(decimal.ROUND_FLOOR)), (_SCALED, _rounding("floor", decimal.ROUND_FLOOR))),
    built_in(
        "ceiling",
        ("n: number", _whole(decimal.ROUND_CEILING)),
        (_SCALED, _rounding("ceiling", decimal.ROUND_CEILING)),
    ),
    built_in("decimal", (_SCALED, _rounding("decimal", decimal.ROUND_HALF_EVEN))),
    built_in("round up", (_SCALED, _rounding("round up", decimal.ROUND_UP))),
    built_in("round down", (_SCALED, _rounding("round down", decimal.ROUND_DOWN))),
    built_in("round half up", (_SCALED, _rounding("round half up", decimal.ROUND_HALF_UP))),
    built_in("round half down", (_SCALED, _rounding("round half down", decimal.ROUND_HALF_DOWN))),
    built_in("modulo", ("dividend: number, divisor: number", _modulo)),
    built_in("sqrt", ("number: number", _guarded("sqrt", NUMBERS.sqrt))),
    built_in("log", ("number: number", _guarded("log", _log))),
    built_in("exp", ("number: number", _guarded("exp", NUMBERS.exp))),
    built_in("odd", ("number: number", _even(1))),
    built_in("even", ("number: number", _even(0))),
    built_in("random number", ("", _random), source="camunda 8"),
]
