"""Many rows on their way into a table: worked out, and then added up, in pieces between the acts of the user."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from runner.forms.fields.number import decimal_of
from runner.forms.live import RowsEntry
from runner.forms.schema import Component


class Placing:
    """`rows` worked out, and then what their columns add up to."""

    def __init__(self, entry: RowsEntry, rows: list[dict[str, Any]], summed: Sequence[Component]) -> None:
        self.entry, self.rows, self._names = entry, rows, [one.name for one in summed]
        self.parts: list[dict[str, Decimal]] = []
        self.totals = {name: Decimal(0) for name in self._names}

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return 0.8 * self.entry.share + 0.2 * len(self.parts) / max(len(self.rows), 1)

    def read(self, count: int) -> bool:
        """Do so many rows more; whether any are left."""
        if not self.entry.holds:
            self.parts.clear()
            self.totals = {name: Decimal(0) for name in self._names}
            self.entry.read(count)
            return True
        first = len(self.parts)
        for row in self.entry.settled[first : first + count]:
            part = {name: decimal_of(row.get(name)) or Decimal(0) for name in self._names}
            for name, value in part.items():
                self.totals[name] += value
            self.parts.append(part)
        return len(self.parts) < len(self.rows)
