"""Moving and resizing: shapes carry their content, labels and events along; lines are repaired."""

from __future__ import annotations

from collections.abc import Container, Iterable

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_contain, settled
from modeler.document import data, edits, planes
from modeler.document.behaviors import Act, follow
from modeler.document.closure import content_of, notes_on
from modeler.document.commands.add import is_between_pools, semantic_parent
from modeler.document.commands.carry import carry
from modeler.document.commands.lanes import pull, pull_plan
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.frames import members_of_stack
from modeler.document.records import NodeRecord
from modeler.geometry.bands import not_below
from modeler.geometry.shapes import Bounds
from runner.core.i18n import N_

_MARGIN = 20.0
"""Room that an open sub-process keeps round what stands in it when it is made smaller."""


def move(
    doc: Document, ids: Iterable[str], dx: float, dy: float, home: str | None = None, merge_key: str | None = None
) -> None:  # fmt: skip
    """Move nodes by a distance, with all that goes along. `home` puts them into another pool, lane or
    sub-process (lines that may not cross its border go); without it they stay where they belong, and
    lanes follow the position.

    A lane goes only where its pool goes (`order_lane` puts it elsewhere among its neighbours); without a pool all
    lanes of the process go together.

    Raises `RefusedError` when `home` does not take one of them.
    """
    chosen = dict.fromkeys(ids)
    nodes, lanes = doc.index.nodes, doc.index.lanes
    going = [item for item in chosen if item in nodes and not (item in lanes and _bound_lane(doc, item, chosen))]
    wanted = list(going)
    if not lanes.keys().isdisjoint(going):
        wanted = list(dict.fromkeys(own for item in going for own in (item, *members_of_stack(doc, nodes[item]))))
    with doc.transaction(N_("Move"), merge_key):
        together = dict.fromkeys((*wanted, *notes_on(doc.index, wanted)))
        before = carry(doc, together, dx, dy)
        if home is not None:
            rehome(doc, wanted, home)
        follow(doc, Act("moved", tuple(together), before=before))


def _bound_lane(doc: Document, own: str, chosen: Container[str]) -> bool:
    """Whether a node is a lane whose pool stays."""
    lane = doc.index.lanes.get(own)
    process = doc.index.processes.get(lane.process or "") if lane is not None else None
    return process is not None and process.pool is not None and process.pool not in chosen


def _is_banded(doc: Document, record: NodeRecord) -> bool:
    """Whether a node is a pool with a process, or a lane: their borders are pulled together."""
    return record.tag == "lane" or (record.tag == "participant" and record.process is not None)


def rehome(doc: Document, ids: Iterable[str], home: str) -> None:
    """Put nodes into another container, all at once: lines between them go along. Inside a transaction."""
    together = tuple(item for own in ids for item in _settle(doc, own, home))
    if together:
        follow(doc, Act("rehomed", together))


def _settle(doc: Document, own: str, home: str) -> tuple[str, ...]:
    """Put a node into another container; returns what went there."""
    record = doc.index.nodes[own]
    if record.tag in ("participant", "lane", "boundaryEvent"):
        return ()
    process = doc.index.processes.get(home)
    holder = process.pool if process is not None and process.pool else home
    if holder == own or holder in content_of(doc.index, own):  # nothing goes into itself, however deep
        return ()
    container = doc.index.nodes.get(home)
    spec = settled(container, SPECS[record.spec])
    verdict = may_contain(container, spec, doc.index, own)
    if not verdict and home not in doc.index.processes:
        raise RefusedError(verdict.reason_code)
    if is_between_pools(doc, home) and record.tag not in names.ARTIFACTS:
        raise RefusedError("rule.outside-pools")
    parent = semantic_parent(doc, home, record.tag)
    if record.parent == parent.get("id"):
        return ()
    return _put_into(doc, own, parent, edits.plane_inside(doc, home))


def join_host(doc: Document, event_id: str, host_id: str) -> None:
    """Put an event beside the step on whose border it sits, wherever it was before: lines that may not cross the
    border between go. Inside a transaction."""
    parent = edits.element(doc, host_id).getparent()
    assert parent is not None
    if parent is not edits.element(doc, event_id).getparent():
        together = _put_into(doc, event_id, parent, edits.plane_beside(doc, host_id))
        follow(doc, Act("rehomed", together))


def _put_into(doc: Document, own: str, parent: etree._Element, plane: etree._Element) -> tuple[str, ...]:
    """Put a node with the events on its border into another element, drawn on another plane; returns them."""
    together = (own, *(item.id for item in doc.index.attached(own)))
    for item in together:
        child = edits.element(doc, item)
        if doc.index.nodes[item].tag in data.PORTS:
            data.take_port(doc, child)
            data.put_port(doc, parent, child)
        else:
            doc.journal.remove(child)
            edits.put(doc, parent, child)
    planes.carry(doc, [own], plane)
    return together


def resize(doc: Document, node_id: str, bounds: Bounds, merge_key: str | None = None) -> None:
    """Give a shape other bounds, not smaller than its kind allows; events on its border keep their side."""
    record = edits.node(doc, node_id)
    if record.bounds is None:
        return
    if _is_banded(doc, record):
        pull(doc, node_id, bounds, merge_key)
        return
    wanted = _held(doc, record, bounds)
    if wanted == record.bounds:
        return
    with doc.transaction(N_("Resize"), merge_key):
        edits.set_bounds(doc, node_id, wanted)
        follow(doc, Act("resized", (node_id,), before={node_id: record.bounds}))


def resize_plan(doc: Document, node_id: str, bounds: Bounds) -> dict[str, Bounds]:
    """The bounds that a shape, and those that go along with it, would have after `resize`."""
    record = edits.node(doc, node_id)
    if _is_banded(doc, record):
        return pull_plan(doc, node_id, bounds)
    return {node_id: _held(doc, record, bounds)}


def _held(doc: Document, record: NodeRecord, wanted: Bounds) -> Bounds:
    """The bounds nearest to those wanted that are not too small, for the kind and for what stands inside."""
    old = record.bounds
    assert old is not None
    x, y, right, bottom = wanted.x, wanted.y, wanted.right, wanted.bottom
    for inner in _inside(doc, record):
        x, y = min(x, max(old.x, inner.x)), min(y, max(old.y, inner.y))
        right, bottom = max(right, min(old.right, inner.right)), max(bottom, min(old.bottom, inner.bottom))
    return not_below(Bounds(x, y, right - x, bottom - y), SPECS[record.spec].minimum, wanted, old)


def _inside(doc: Document, record: NodeRecord) -> list[Bounds]:
    """What an open sub-process holds, with a margin."""
    if record.tag not in names.SUB_PROCESSES or not record.expanded:
        return []
    return [
        child.bounds.grown(_MARGIN)
        for child in doc.index.children(record.id)
        if child.bounds is not None and child.attached_to is None and child.plane == record.plane
    ]


def set_label(doc: Document, element_id: str, bounds: Bounds | None, merge_key: str | None = None) -> None:
    """Put the label of a node or line somewhere; None: where it goes by itself."""
    if element_id not in doc.index.nodes and element_id not in doc.index.flows:
        raise RefusedError("edit.unknown", element=element_id)
    with doc.transaction(N_("Move label"), merge_key):
        edits.set_label_bounds(doc, element_id, bounds)


def is_container(doc: Document, node_id: str) -> bool:
    """Whether a node holds others."""
    return doc.index.nodes[node_id].tag in names.CONTAINERS
