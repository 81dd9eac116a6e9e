"""A record of a data source: found by any of its columns; it may fill other fields."""

from __future__ import annotations

from collections.abc import Mapping

from runner.core.i18n import tr as _
from runner.forms.fields.lookup import fills, source_of
from runner.forms.schema import Component
from runner.ui.chooser import MOST_LISTED, ChooserControl
from runner.ui.control import ControlKind, FormSurroundings


class LookupControl(ChooserControl):
    """The stored value is the record with `id` and `name`."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        self.source = source_of(component, surroundings.facts)
        hint = _("Type to find a record") if self.source is not None else _("The data source is not here")
        super().__init__(component, surroundings, hint, several=False)

    def found(self, text: str) -> list[tuple[str, str]]:
        if self.source is None:
            return []
        shown, key = self.source.show_column, self.source.id_column
        rest = [column.key for column in self.source.columns if column.key != shown]
        entries = []
        for row in self.source.matching(text, MOST_LISTED):
            others = " · ".join(str(row[name]) for name in rest[:3] if row.get(name) not in (None, ""))
            name = str(row.get(shown, ""))
            entries.append((str(row.get(key)), f"{name}   {others}" if others else name))
        return entries

    def choose(self, entry: tuple[str, str]) -> None:
        record = self.source.record(entry[0]) if self.source is not None else None
        if record is not None and self.source is not None:
            entry = (entry[0], str(record.get(self.source.show_column, entry[0])))
            told = {path: record.get(column) for path, column in fills(self.component).items()}
            if told:
                self.filled.emit(told)
        super().choose(entry)

    def entries(self, value: object) -> list[tuple[str, str]]:
        if isinstance(value, Mapping) and value.get("id"):
            return [(str(value["id"]), str(value.get("name") or value["id"]))]
        return [] if value in (None, "") else [(str(value), str(value))]

    def stored(self, key: str) -> object:
        record = self.source.record(key) if self.source is not None else None
        told = {name: value for name, value in record.items() if name not in ("id", "name")} if record else {}
        return {"id": key, "name": dict(self.chosen).get(key, key), **told}


CONTROL = ControlKind("lookup", LookupControl)
