"""Yes or no as a switch."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind
from runner.forms.fields.checkbox import coerce, sample

FIELDS = [
    FieldKind(
        "switch", "checkbox", N_("Switch"), "switch", None, coerce, sample=sample,
        properties=("label", "description", "required", "default", "hide", "columns", "element"), offered=22,
    )
]  # fmt: skip
