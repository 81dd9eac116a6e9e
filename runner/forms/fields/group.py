"""Fields that belong together."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind

FIELDS = [
    FieldKind(
        "group", "group", N_("Group"), "static", properties=("label", "showOutline", "hide"), holds=False, offered=40
    )
]
