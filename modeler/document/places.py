"""Where all shapes stand and what all flows join, in columns: who asks about all reads what lies side by side, not
thousands of records."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from collections.abc import Set as AnySet
from typing import Any, NamedTuple

from modeler.bpmn.elements import SPECS
from modeler.document.records import FlowRecord, NodeRecord


class Around(NamedTuple):
    """What a shape stands in: as in its record. Thousands share one."""

    parent: str | None
    home: str | None
    lane: str | None
    plane: str | None
    artifact: bool
    """Whether it is an artifact: those of a collaboration stand in no pool by their parent."""


class Places:
    """One row a shape, in no order; to be read only. `hosts`: the activity that an event sits on."""

    def __init__(self, records: Iterable[NodeRecord]) -> None:
        self.ids: list[str] = []
        self.x, self.y, self.width, self.height = array("d"), array("d"), array("d"), array("d")
        self.arounds: list[Around] = []
        self.hosts: list[str | None] = []
        self._rows: dict[str, int] = {}
        self._shared: dict[Around, Around] = {}
        for record in records:
            self.put(record)

    def put(self, record: NodeRecord) -> None:
        """Enter what a record says; one without bounds stands nowhere."""
        box = record.bounds
        if box is None:
            self.drop(record.id)
            return
        artifact = record.spec in SPECS and SPECS[record.spec].category == "artifact"
        around = Around(record.parent, record.home, record.lane, record.plane, artifact)
        around = self._shared.setdefault(around, around)
        row = self._rows.get(record.id)
        if row is None:
            self._rows[record.id] = len(self.ids)
            self.ids.append(record.id)
            self.x.append(box.x)
            self.y.append(box.y)
            self.width.append(box.width)
            self.height.append(box.height)
            self.arounds.append(around)
            self.hosts.append(record.attached_to)
        else:
            self.x[row], self.y[row], self.width[row], self.height[row] = box.x, box.y, box.width, box.height
            self.arounds[row], self.hosts[row] = around, record.attached_to

    def drop(self, own: str) -> None:
        """Remove a row; it may be absent."""
        _drop(own, self._rows, (self.ids, self.x, self.y, self.width, self.height, self.arounds, self.hosts))

    def go(self, ids: AnySet[str], dx: float, dy: float) -> None:
        """These went a distance."""
        for column, step in ((self.x, dx), (self.y, dy)):
            if step:
                for row in map(self._rows.get, ids):
                    if row is not None:
                        column[row] += step


class Lines:
    """One row a flow, in no order; to be read only."""

    def __init__(self, records: Iterable[FlowRecord]) -> None:
        self.ids: list[str] = []
        self.sources: list[str] = []
        self.targets: list[str] = []
        self._rows: dict[str, int] = {}
        for record in records:
            self.put(record)

    def put(self, record: FlowRecord) -> None:
        """Enter what a record says."""
        row = self._rows.get(record.id)
        if row is None:
            self._rows[record.id] = len(self.ids)
            self.ids.append(record.id)
            self.sources.append(record.source)
            self.targets.append(record.target)
        else:
            self.sources[row], self.targets[row] = record.source, record.target

    def drop(self, own: str) -> None:
        """Remove a row; it may be absent."""
        _drop(own, self._rows, (self.ids, self.sources, self.targets))


def _drop(own: str, rows: dict[str, int], columns: tuple[Any, ...]) -> None:
    """Remove a row, in whose place comes the last one; the first column has the ids."""
    row = rows.pop(own, None)
    if row is None:
        return
    last = columns[0][-1]
    for column in columns:
        column[row] = column[-1]
        column.pop()
    if last != own:
        rows[last] = row
