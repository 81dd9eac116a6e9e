"""Fields in a ruled table as on a paper form: caption and value in cells of 24 columns, cells may be merged."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind
from runner.forms.schema import Component

COLUMNS = 24
ROWS_HIGH = "slip:rowsHigh"
"""On a field inside: over how many rows its cell goes."""


def rows_high(component: Component) -> int:
    """Over how many rows the cell of a field goes: 1 to 20."""
    told = component.own(ROWS_HIGH)
    return min(max(told, 1), 20) if isinstance(told, int) and not isinstance(told, bool) else 1


FIELDS = [
    FieldKind("paper", "group", N_("Ruled table"), "static", properties=("label", "hide"), holds=False, offered=42)
]
