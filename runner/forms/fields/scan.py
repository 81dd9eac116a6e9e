"""A code that a scanner types: bar code or QR code, as text."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind
from runner.forms.fields.text import check_text, coerce_text, sample

FIELDS = [
    FieldKind(
        "scan", "textfield", N_("Scanned code"), "text", None, coerce_text, check_text, sample,
        ("label", "description", "required", "maxLength", "hide", "columns", "element"), offered=37,
    )
]  # fmt: skip
