"""A data source of a workspace (`data/NAME.json`): records to pick from, with their columns."""

from __future__ import annotations

from typing import Any, Literal

from runner.core.i18n import LocalText, pick
from runner.data.model import OpenValue


class SourceColumn(OpenValue):
    """One column; `key` is an ASCII identifier."""

    key: str
    label: LocalText = ""

    @property
    def caption(self) -> str:
        """The label in the user's language, else the key."""
        return pick(self.label) or self.key


class DataSource(OpenValue):
    """Records by column key. `id` names the column whose value is unique (default: the first one), `show`
    the one that a person reads (default: the second, else the first)."""

    format_version: Literal[1] = 1
    name: LocalText = ""
    id: str = ""
    show: str = ""
    columns: list[SourceColumn] = []
    rows: list[dict[str, Any]] = []

    @property
    def id_column(self) -> str:
        """The key of the column that tells records apart; empty without columns."""
        return self.id or (self.columns[0].key if self.columns else "")

    @property
    def show_column(self) -> str:
        """The key of the column that is read; empty without columns."""
        return self.show or (self.columns[min(1, len(self.columns) - 1)].key if self.columns else "")

    def record(self, record_id: object) -> dict[str, Any] | None:
        """The record of that id, compared as texts; None where there is none."""
        column, wanted = self.id_column, str(record_id)
        return next((row for row in self.rows if str(row.get(column)) == wanted), None)

    def matching(self, text: str, limit: int = 50) -> list[dict[str, Any]]:
        """The records that hold a text in any column, in the order of the source; no text: the first ones."""
        wanted = text.casefold().strip()
        keys = [column.key for column in self.columns]
        found: list[dict[str, Any]] = []
        for row in self.rows:
            if len(found) >= limit:
                break
            if not wanted or any(wanted in str(row.get(key, "")).casefold() for key in keys):
                found.append(row)
        return found
