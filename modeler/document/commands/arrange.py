"""Arranging what is selected: six ways in line, two ways with the same space between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import with_content
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.index import Index
from modeler.geometry import arranging
from modeler.geometry.arranging import Axis, Side
from modeler.geometry.shapes import Bounds, Point
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "edit.too-few-to-align": (
            N_("There is nothing to put in line."),
            N_("Select two elements or more."),
        ),
        "edit.too-few-to-distribute": (
            N_("There is nothing to distribute."),
            N_("Select three elements or more."),
        ),
    }
)

_NEVER_DISTRIBUTED = frozenset({"textAnnotation"})


def arrangeable(index: Index, ids: Iterable[str]) -> dict[str, Bounds]:
    """Of some elements those that may be put in line, with their bounds: no flows, no events on borders, no
    lanes, nothing that goes along with a container that was chosen too."""
    chosen = [index.nodes[own] for own in dict.fromkeys(ids) if own in index.nodes]
    free = [node for node in chosen if node.bounds is not None and node.attached_to is None and node.tag != "lane"]
    names = {node.id for node in free}
    return {
        node.id: node.bounds
        for node in free
        if node.bounds is not None and not names.intersection(_around(index, node.id))
    }


def align(doc: Document, ids: Iterable[str], side: Side) -> None:
    """Put elements in line: `left`, `centre`, `right`, `top`, `middle` or `bottom`. One step of undo.

    Raises `RefusedError` where there are fewer than two.
    """
    boxes = arrangeable(doc.index, ids)
    if len(boxes) < 2:
        raise RefusedError("edit.too-few-to-align")
    with doc.transaction(N_("Align")):
        displace(doc, arranging.aligned(boxes, side))


def distribute(doc: Document, ids: Iterable[str], axis: Axis) -> None:
    """Give elements the same space between them, level (`x`) or upright (`y`). One step of undo.

    Raises `RefusedError` where there are fewer than three.
    """
    boxes = arrangeable(doc.index, ids)
    boxes = {own: box for own, box in boxes.items() if doc.index.nodes[own].tag not in _NEVER_DISTRIBUTED}
    if len(boxes) < 3:
        raise RefusedError("edit.too-few-to-distribute")
    with doc.transaction(N_("Distribute")):
        displace(doc, arranging.distributed(boxes, axis))


def displace(doc: Document, shifts: Mapping[str, Point]) -> None:
    """Move elements, each by its own distance, with all that goes along; inside a transaction. Flows are
    repaired once, when everything has its place."""
    before: dict[str, Bounds] = {}
    for own, (dx, dy) in shifts.items():
        for item in with_content(doc.index, [own]):
            record = doc.index.nodes[item]
            if record.bounds is None or item in before or (record.plane is not None and record.plane == own):
                continue
            before[item] = record.bounds
            edits.set_bounds(doc, item, record.bounds.moved(dx, dy))
            if record.label_bounds is not None:
                edits.set_label_bounds(doc, item, record.label_bounds.moved(dx, dy))
    if before:
        follow(doc, Act("moved", tuple(shifts), before=before))


def _around(index: Index, own: str) -> Iterable[str]:
    """What an element stands in, from the inside out."""
    record = index.nodes.get(own)
    while record is not None:
        process = index.processes.get(record.parent or "")
        above = process.pool if process is not None else record.parent
        if above is None:
            return
        yield above
        record = index.nodes.get(above)
