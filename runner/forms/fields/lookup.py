"""A record picked from a data source (关联选择); it may fill other fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from runner.core.i18n import N_
from runner.data.source import DataSource
from runner.forms.field import FieldKind, Finding, FormFacts, MisfitError, Scope
from runner.forms.schema import Component

SOURCE = "slip:source"
"""The name of the data source: `suppliers` stands for `data/suppliers.json`."""
FILL = "slip:fill"
"""What a choice fills in, as `field=column` with commas between."""


def source_of(component: Component, facts: FormFacts) -> DataSource | None:
    """The data source of a field; None where it is not known here."""
    return facts.sources.get(str(component.own(SOURCE) or ""))


def fills(component: Component) -> dict[str, str]:
    """Field path -> column of the record that fills it."""
    told = component.own(FILL)
    if isinstance(told, Mapping):
        return {str(path): str(column) for path, column in told.items()}
    pairs = [part.split("=", 1) for part in str(told or "").replace("，", ",").split(",") if "=" in part]
    return {path.strip(): column.strip() for path, column in pairs if path.strip() and column.strip()}


def coerce(component: Component, value: Any, facts: FormFacts) -> Any:
    """The record with the columns of the source, and `id` and `name` (what a person reads) before them."""
    if value is None or value in ("", [], {}):
        return None
    record_id = value.get("id") if isinstance(value, Mapping) else value
    if isinstance(record_id, bool) or not isinstance(record_id, str | int) or record_id == "":
        raise MisfitError("forms.not-a-record")
    source = source_of(component, facts)
    record = source.record(record_id) if source is not None else None
    if source is None or record is None:
        name = value.get("name") if isinstance(value, Mapping) else None
        return {"id": str(record_id), "name": name if isinstance(name, str) and name else str(record_id)}
    told = {column.key: record.get(column.key) for column in source.columns if column.key not in ("id", "name")}
    return {"id": str(record_id), "name": str(record.get(source.show_column, record_id)), **told}


def check(component: Component, value: Any, scope: Scope) -> Iterator[Finding]:
    """The source has the record, where the source is known."""
    source = source_of(component, scope.facts)
    if source is not None and source.record(value["id"]) is None:
        yield Finding("forms.record-unknown", {"value": str(value["name"])})


def sample(component: Component, scope: Scope, rng: Random) -> Any:
    """Any record of the source."""
    source = source_of(component, scope.facts)
    if source is None:
        return {"id": "1", "name": "1"}
    if not source.rows:
        return None
    return coerce(component, str(rng.choice(source.rows).get(source.id_column)), scope.facts)


FIELDS = [
    FieldKind(
        "lookup", "textfield", N_("Record of a data source"), "lookup", None, coerce, check, sample,
        ("label", "description", "required", "source", "fill", "hide", "columns", "element"), offered=32,
    )
]  # fmt: skip
