"""A table to fill in: rows of the same fields, with sums of columns. Its rows are checked field by field
by `runner.forms.validate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.fields.number import decimal_of
from runner.forms.schema import Component

SUM = "slip:sum"
"""On a table: keys of the columns to add up, separated by commas; on a column: true."""
MIN_ROWS, MAX_ROWS = "slip:minRows", "slip:maxRows"


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """A list of rows."""
    if value is None or value in ("", [], {}):
        return None
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise MisfitError("forms.not-rows")
    return [dict(row) for row in value]


def row_limits(component: Component) -> tuple[int, int | None]:
    """The least and greatest number of rows."""
    least, most = component.own(MIN_ROWS), component.own(MAX_ROWS)
    return (least if isinstance(least, int) else 0), (most if isinstance(most, int) else None)


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """How many rows there are."""
    least, most = row_limits(component)
    if len(value) < least:
        yield Finding("forms.min-rows", {"limit": str(least)})
    if most is not None and len(value) > most:
        yield Finding("forms.max-rows", {"limit": str(most)})


def summed_columns(component: Component) -> list[str]:
    """The keys of the columns that are added up."""
    named = component.own(SUM)
    keys = [part.strip() for part in named.split(",")] if isinstance(named, str) else []
    keys += [column.name for column in component.components or () if column.own(SUM) is True]
    return [key for key in dict.fromkeys(keys) if key]


def column_sums(component: Component, rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """The exact sum of each column that is added up; what is not a number counts as nothing."""
    return {
        key: sum((decimal_of(row.get(key)) or Decimal(0) for row in rows), Decimal(0))
        for key in summed_columns(component)
    }


def sample_count(component: Component, rng: Random) -> int:
    """How many rows to make up."""
    least, most = row_limits(component)
    wanted = rng.randint(max(least, 1), max(least, 1) + 2)
    return wanted if most is None else max(min(wanted, most), 0)


_PROPERTIES = ("label", "required", "sum", "minRows", "maxRows", "hide", "element")

FIELDS = [
    FieldKind("table", "dynamiclist", N_("Table"), "table", None, coerce, check, properties=_PROPERTIES, offered=38),
    FieldKind("dynamiclist", "dynamiclist", N_("List"), "table", None, coerce, check, properties=_PROPERTIES),
]  # fmt: skip
