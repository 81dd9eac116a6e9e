"""A container grows when what is in it reaches over its border; notes, groups and data stores may."""

from __future__ import annotations

from collections.abc import Set

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior, follow
from modeler.document.document import Document
from modeler.document.frames import boxes_of, levelled, put_bands, stack_of
from modeler.document.records import NodeRecord
from modeler.geometry import bands
from modeler.geometry.bands import SAME
from modeler.geometry.shapes import Bounds

_MARGIN = 20.0


def run(doc: Document, act: Act) -> None:
    """Let pools, lanes and open sub-processes round the nodes grow."""
    homes: dict[str, list[NodeRecord]] = {}
    known = doc.index.nodes
    for node_id in dict.fromkeys((*act.ids, *act.before)):
        record = known.get(node_id)
        if record is None or record.tag in names.ROAMING:
            continue
        if record.home is not None and record.attached_to is None:
            homes.setdefault(record.home, []).append(record)
    for home, nodes in homes.items():
        if home not in act.before and home not in act.ids:
            _grow(doc, home, nodes, pushed=act.before.keys() - set(act.ids))


def _grow(doc: Document, home: str, nodes: list[NodeRecord], pushed: Set[str]) -> None:
    """`pushed`: what no hand moved itself; it still belongs here, however far it went."""
    record = doc.index.nodes.get(home)
    if record is None or record.bounds is None or not record.expanded:
        return
    wanted = _wanted(record, record.bounds, nodes, pushed)
    if wanted == record.bounds:
        return
    if record.tag in ("participant", "lane"):
        _grow_pool(doc, record, wanted)
        return
    edits.set_bounds(doc, home, wanted)
    follow(doc, Act("resized", (home,), before={home: record.bounds}))


def _wanted(record: NodeRecord, bounds: Bounds, nodes: list[NodeRecord], pushed: Set[str]) -> Bounds:
    """The bounds with a margin round those of the nodes that reach over the border."""
    for child in nodes:
        box = child.bounds
        if box is None or child.plane == record.id or child.tag == "lane":
            continue
        if bounds.encloses(box):
            continue
        if child.id not in pushed and not bounds.grown(max(box.width, box.height)).meets(box):
            continue
        margin = box.grown(_MARGIN)
        x, y = bounds.x if box.x >= bounds.x else margin.x, bounds.y if box.y >= bounds.y else margin.y
        right = bounds.right if box.right <= bounds.right else margin.right
        bottom = bounds.bottom if box.bottom <= bounds.bottom else margin.bottom
        bounds = Bounds(x, y, right - x, bottom - y)
    return bounds


def _grow_pool(doc: Document, record: NodeRecord, wanted: Bounds) -> None:
    """A pool grows outwards with its lanes, as lanes without a pool do; inner borders between lanes stay."""
    process = doc.index.processes.get(record.process or "")
    pool = (doc.index.nodes.get(process.pool or "") or stack_of(doc, process.id)) if process is not None else None
    if pool is None or pool.bounds is None or record.bounds is None:
        return
    inner, outer = record.bounds, pool.bounds
    if record.horizontal:
        top, bottom = abs(inner.y - outer.y) <= SAME, abs(inner.bottom - outer.bottom) <= SAME
        left = right = True
    else:
        left, right = abs(inner.x - outer.x) <= SAME, abs(inner.right - outer.right) <= SAME
        top = bottom = True
    x = outer.x - max(0.0, inner.x - wanted.x) * left
    y = outer.y - max(0.0, inner.y - wanted.y) * top
    far = outer.right + max(0.0, wanted.right - inner.right) * right
    low = outer.bottom + max(0.0, wanted.bottom - inner.bottom) * bottom
    grown = Bounds(x, y, far - x, low - y)
    if grown == outer:
        return
    changed = bands.pulled(boxes_of(doc, pool), pool.id, levelled(pool, grown))
    before = put_bands(doc, pool, changed)
    follow(doc, Act("resized", tuple(before), before=before))


BEHAVIOR = Behavior("grow-container", ("added", "moved", "resized", "spaced"), run)
