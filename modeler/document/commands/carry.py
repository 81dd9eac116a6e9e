"""Carrying: shapes go elsewhere with all that goes along. Inside a transaction; the caller tells the behaviors."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.document import edits
from modeler.document.closure import with_content
from modeler.document.document import Document
from modeler.geometry.shapes import Bounds


def carry(doc: Document, ids: Iterable[str], dx: float, dy: float) -> dict[str, Bounds]:
    """Shift nodes, their content, their labels and the events on their borders; returns the old bounds of
    all that moved. What lies on a plane of its own inside one of them stays."""
    before: dict[str, Bounds] = {}
    everything = dict.fromkeys(with_content(doc.index, ids))
    nodes = doc.index.nodes
    for own in everything:
        record = nodes[own]
        if record.bounds is None or (dx == 0 and dy == 0) or record.plane in everything:
            continue
        before[own] = record.bounds
    edits.shift(doc, before, (), dx, dy)
    return before
