"""A container grows when what is in it reaches over its border."""

from __future__ import annotations

from modeler.document import edits
from modeler.document.behaviors import Act, Behavior, follow
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.geometry.shapes import Bounds

_MARGIN = 20.0


def run(doc: Document, act: Act) -> None:
    """Let pools, lanes and open sub-processes round the nodes grow."""
    homes: dict[str, list[NodeRecord]] = {}
    for node_id in dict.fromkeys((*act.ids, *act.before)):
        record = doc.index.nodes.get(node_id)
        if record is not None and record.home is not None and record.attached_to is None:
            homes.setdefault(record.home, []).append(record)
    for home, nodes in homes.items():
        if home not in act.before and home not in act.ids:
            _grow(doc, home, nodes)


def _grow(doc: Document, home: str, nodes: list[NodeRecord]) -> None:
    record = doc.index.nodes.get(home)
    if record is None or record.bounds is None or not record.expanded:
        return
    wanted = _wanted(record, record.bounds, nodes)
    if wanted == record.bounds:
        return
    if record.tag == "lane":
        _grow_lane(doc, record, wanted)
        return
    edits.set_bounds(doc, home, wanted)
    lanes = _stretch_lanes(doc, record, wanted) if record.tag == "participant" else ()
    follow(doc, Act("resized", (home, *lanes), before={home: record.bounds}))


def _wanted(record: NodeRecord, bounds: Bounds, nodes: list[NodeRecord]) -> Bounds:
    """The bounds with a margin round those of the nodes that reach over the border."""
    for child in nodes:
        box = child.bounds
        if box is None or child.plane == record.id or child.tag == "lane":
            continue
        if bounds.encloses(box) or not bounds.grown(max(box.width, box.height)).meets(box):
            continue
        margin = box.grown(_MARGIN)
        x, y = bounds.x if box.x >= bounds.x else margin.x, bounds.y if box.y >= bounds.y else margin.y
        right = bounds.right if box.right <= bounds.right else margin.right
        bottom = bounds.bottom if box.bottom <= bounds.bottom else margin.bottom
        bounds = Bounds(x, y, right - x, bottom - y)
    return bounds


def _pool(doc: Document, record: NodeRecord) -> NodeRecord | None:
    process = doc.index.processes.get(record.process or "")
    return doc.index.nodes.get(process.pool or "") if process is not None else None


def _grow_lane(doc: Document, lane: NodeRecord, wanted: Bounds) -> None:
    """A lane grows outwards with its pool; inner borders between lanes stay."""
    pool = _pool(doc, lane)
    if pool is None or pool.bounds is None or lane.bounds is None:
        return
    outer = pool.bounds
    left = outer.x - max(0.0, lane.bounds.x - wanted.x)
    right = outer.right + max(0.0, wanted.right - lane.bounds.right)
    top, bottom = outer.y, outer.bottom
    if abs(lane.bounds.y - outer.y) < 1:
        top = min(outer.y, wanted.y)
    if abs(lane.bounds.bottom - outer.bottom) < 1:
        bottom = max(outer.bottom, wanted.bottom)
    grown = Bounds(left, top, right - left, bottom - top)
    if grown != outer:
        edits.set_bounds(doc, pool.id, grown)
        lanes = _stretch_lanes(doc, pool, grown)
        follow(doc, Act("resized", (pool.id, *lanes), before={pool.id: outer}))


def _stretch_lanes(doc: Document, pool: NodeRecord, now: Bounds) -> tuple[str, ...]:
    """The lanes that lay at a border of the pool lie there again; returns those that changed."""
    was = pool.bounds
    if was is None:
        return ()
    changed = []
    for lane in list(doc.index.lanes.values()):
        box = lane.bounds
        if lane.process != pool.process or box is None:
            continue
        x = box.x + now.x - was.x
        right = now.right if abs(box.right - was.right) < 1 else box.right
        y = now.y if abs(box.y - was.y) < 1 else box.y
        bottom = now.bottom if abs(box.bottom - was.bottom) < 1 else box.bottom
        if box != (new := Bounds(x, y, right - x, bottom - y)):
            edits.set_bounds(doc, lane.id, new)
            changed.append(lane.id)
    return tuple(changed)


def stretch(doc: Document, act: Act) -> None:
    """After a pool was pulled: its lanes fill it."""
    for node_id in act.ids:
        record, old = doc.index.nodes.get(node_id), act.before.get(node_id)
        if record is not None and record.tag == "participant" and old is not None and record.bounds is not None:
            lanes = [lane for lane in doc.index.lanes.values() if lane.process == record.process]
            if lanes and not _fills(lanes, record.bounds):
                changed = _stretch_lanes(doc, _with_bounds(record, old), record.bounds)
                follow(doc, Act("moved", changed))


def _fills(lanes: list[NodeRecord], bounds: Bounds) -> bool:
    boxes = [lane.bounds for lane in lanes if lane.bounds is not None]
    return any(abs(box.right - bounds.right) < 1 for box in boxes) and any(
        abs(box.bottom - bounds.bottom) < 1 for box in boxes
    )


def _with_bounds(record: NodeRecord, bounds: Bounds) -> NodeRecord:
    from dataclasses import replace

    return replace(record, bounds=bounds)


BEHAVIOR = [
    Behavior("grow-container", ("added", "moved", "resized", "spaced"), run),
    Behavior("stretch-lanes", ("resized",), stretch),
]
