"""A share in percent: 12.5 is stored for 12.5 %."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind
from runner.forms.fields.number import check_number, coerce_number, sample

FIELDS = [
    FieldKind(
        "percent", "number", N_("Percentage"), "percent", None, coerce_number, check_number, sample,
        ("label", "description", "required", "min", "max", "decimalDigits", "default", "formula", "hide", "columns",
         "element"),
        offered=13,
    )
]  # fmt: skip
