"""A value that the form computes (form-js `expression`), rounded to exact decimals where it says how many;
nobody writes it by hand."""

from __future__ import annotations

from typing import Any

from runner.core.i18n import N_
from runner.data.money import rounded
from runner.forms.field import FieldKind, FormFacts
from runner.forms.fields.number import decimal_of, plain_number
from runner.forms.schema import Component


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """What was computed; a number with the decimal places of the field, halves rounded away from zero."""
    digits = component.option("decimalDigits")
    number = decimal_of(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 15:
        return value
    return plain_number(rounded(number, digits))


FIELDS = [
    FieldKind(
        "expression", "expression", N_("Computed value"), "computed", None, coerce,
        properties=("label", "formula", "decimalDigits", "hide", "columns", "element"), offered=14,
    )
]  # fmt: skip
