"""Numbers and amounts of money, exact to 15 digits: stored as JSON numbers, so that conditions can count
with them; with `serializeToString` as decimal texts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.inherit import DIGITS
from runner.forms.schema import Component

UPPERCASE = "slip:uppercase"
"""Whether an amount of money is also shown in capitals (大写); it is, where nothing is said."""
_DIGITS = 15  # what a double keeps exactly, and JSON with it
_SPAN = 100
_SHORT, _SHORT_PLACES = 10**9, 6
"""Nine digits before the point and six after it: 15 in all."""


def decimal_of(value: Any) -> Decimal | None:
    """The exact number in a JSON number or a text; None where there is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value).strip().replace(",", "")) if value != "" else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def plain_number(number: Decimal) -> int | float:
    """The JSON number of a decimal of at most 15 digits."""
    return int(number) if number == number.to_integral_value() else float(number)


def coerce_number(component: Component, value: Any, facts: FormFacts) -> Any:
    """The number; texts with thousands separators are read."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    as_text = component.option("serializeToString") is True
    if not as_text and (plain := _plain(value)) is not None:
        return plain
    number = decimal_of(value)
    if number is None:
        raise MisfitError("forms.not-a-number")
    if number.is_zero():
        number = Decimal(0)
    if len(number.normalize().as_tuple().digits) > _DIGITS or abs(number.adjusted()) > _DIGITS:
        raise MisfitError("forms.too-many-digits")
    return format(number, "f") if as_text else plain_number(number)


def _plain(value: Any) -> int | float | None:
    """A JSON number that is in stored form already, as nearly all are in long tables; None for what has to be
    looked at closer."""
    if type(value) is int:
        return value if abs(value) < _SHORT else None
    if type(value) is float and abs(value) < _SHORT and round(value, _SHORT_PLACES) == value:
        return int(value) if value.is_integer() else value
    return None


def places_of(component: Component) -> int | None:
    """How many decimal places are allowed; two for money where nothing is said."""
    digits = component.option("decimalDigits")
    if isinstance(digits, int) and not isinstance(digits, bool):
        return max(digits, 0)
    return 2 if component.kind == "money" else None


def limit_of(component: Component, name: str, scope: Scope) -> Decimal | None:
    """The limit `min` or `max`, which may be written as FEEL."""
    return decimal_of(scope.setting(component.rules.get(name)))


def check_number(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """Digits and increment, then the limits."""
    number = decimal_of(value)
    if number is None:
        yield Finding("forms.not-a-number")
        return
    digits = places_of(component)
    if digits is not None and number != round(number, digits):
        yield Finding("forms.decimals", {"count": str(digits)})
    most_digits = component.own(DIGITS)
    if isinstance(most_digits, int) and _whole_digits(number) + (digits or 0) > most_digits:
        yield Finding("forms.digits", {"count": str(most_digits)})
    step = decimal_of(component.option("increment"))
    if step and number % step != 0:
        yield Finding("forms.increment", {"step": str(step)})
    least, most = limit_of(component, "min", scope), limit_of(component, "max", scope)
    if least is not None and number < least:
        yield Finding("forms.min", {"limit": format(least.normalize(), "f")})
    if most is not None and number > most:
        yield Finding("forms.max", {"limit": format(most.normalize(), "f")})


def _whole_digits(number: Decimal) -> int:
    """How many digits stand before the point."""
    return max(number.adjusted() + 1, 0) if number else 0


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """A number between the limits, on the increment."""
    digits = places_of(component)
    unit = Decimal(1).scaleb(-min(digits if digits is not None else 0, 6))
    step = decimal_of(component.option("increment")) or unit
    least, most = limit_of(component, "min", scope), limit_of(component, "max", scope)
    if least is None:
        least = Decimal(0) if most is None or most >= 0 else most - _SPAN * step
    if most is None:
        most = max(least, Decimal(0)) + (10_000 if component.kind == "money" else _SPAN) * max(step, Decimal(1))
    first, last = -((-least) // step), most // step  # whole steps inside the limits
    if first > last:
        return coerce_number(component, least, scope.facts)
    return coerce_number(component, step * rng.randint(int(first), int(last)), scope.facts)


_PROPERTIES = (
    "label", "description", "required", "min", "max", "decimalDigits", "increment", "default", "formula",
    "hide", "columns", "element", "suffix",
)  # fmt: skip

FIELDS = [
    FieldKind(
        "number", "number", N_("Number"), "number", None, coerce_number, check_number, sample, _PROPERTIES, offered=11
    ),
    FieldKind(
        "money", "number", N_("Money"), "money", None, coerce_number, check_number, sample,
        (*_PROPERTIES, "currency", "uppercase"), offered=12,
    ),
]  # fmt: skip
