"""A place, written as text: this program asks no positioning service."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind
from runner.forms.fields.text import check_text, coerce_text, sample

FIELDS = [
    FieldKind(
        "location", "textfield", N_("Place"), "text", None, coerce_text, check_text, sample,
        ("label", "description", "required", "maxLength", "hide", "columns", "element"), offered=36,
    )
]  # fmt: skip
