"""Groups behind each other: each group inside is a tab with its caption."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind

FIELDS = [FieldKind("tabs", "group", N_("Tabs"), "static", properties=("label", "hide"), holds=False, offered=41)]
