"""A value that the form computes (form-js `expression`); nobody writes it by hand."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind

FIELDS = [
    FieldKind(
        "expression", "expression", N_("Computed value"), "computed",
        properties=("label", "formula", "hide", "columns", "element"), offered=16,
    )
]  # fmt: skip
