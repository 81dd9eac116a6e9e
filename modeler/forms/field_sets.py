"""Ready-made field sets (请假, 出差, 加班, 补卡, 报销, 收款账户, 发票): fields that `take_in` puts into a form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from runner.core.i18n import LocalText, pick
from runner.core.resources import resource_folder
from runner.data.model import OpenValue, read_value
from runner.forms.schema import Component, CrossCheck


class FieldSet(OpenValue):
    """One set: its name, the components that it puts in, and the checks between them. `columns`: what its lookups
    wish to know of a record, and what that may be called in a data source besides; the first one they cannot do
    without."""

    format_version: Literal[1] = 1
    name: LocalText = ""
    columns: dict[str, list[str]] = {}
    components: list[Component] = []
    checks: list[CrossCheck] = []
    """What must hold between its fields: comes into the form with them."""

    @property
    def caption(self) -> str:
        """The name in the user's language."""
        return pick(self.name)


@cache
def field_sets() -> Mapping[str, FieldSet]:
    """All sets by id."""
    folder = resource_folder() / "field-sets"
    order = ("leave", "trip", "overtime", "missed-punch", "expense", "payee", "invoices")
    names = sorted((path.stem for path in folder.glob("*.json")), key=lambda one: (one not in order, one))
    names = [*(one for one in order if one in names), *(one for one in names if one not in order)]
    return {name: read_value(FieldSet, (folder / f"{name}.json").read_bytes(), f"{name}.json") for name in names}
