"""What lanes lie in: a pool, or nothing. The lanes of a process without a pool are a stack on the canvas itself; a
record with the id of the process stands for the pool there, as large as the lanes together and without a header."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.records import NodeRecord
from modeler.geometry import bands
from modeler.geometry.shapes import Bounds

HEADER = 30.0
_PADDING = 20.0


def lanes_of(doc: Document, container_id: str) -> list[NodeRecord]:
    """The lanes directly in a pool, a lane or a process, in file order."""
    record = doc.index.nodes.get(container_id)
    pooled = record is not None and record.tag == "participant"
    holder = doc.tree.ids.get(record.process or "" if record is not None and pooled else container_id)
    if holder is None:
        return []
    found = [
        lane.get("id")
        for tag in ("laneSet", "childLaneSet")
        for lane_set in holder.iterchildren(names.q(tag))
        for lane in lane_set.iterchildren(names.q("lane"))
    ]
    return [doc.index.nodes[item] for item in found if item in doc.index.nodes]


def holder_of(doc: Document, lane: NodeRecord) -> str:
    """The pool or lane that a lane divides; the process where it has no pool. Raises `RefusedError`."""
    if lane.parent in doc.index.lanes:
        return lane.parent or ""
    process = doc.index.processes.get(lane.process or "")
    if process is None:
        raise RefusedError("rule.lane-place")
    return process.pool or process.id


def frame_of(doc: Document, record: NodeRecord) -> NodeRecord:
    """The pool that a lane stands in, or what stands for it; a pool itself. Raises `RefusedError`."""
    while record.tag == "lane":
        holder = holder_of(doc, record)
        found = doc.index.nodes.get(holder) or stack_of(doc, holder)
        if found is None:
            raise RefusedError("rule.lane-place")
        record = found
    return record


def stack_of(doc: Document, process_id: str) -> NodeRecord | None:
    """What stands for the pool of a process that has none; None where it has one, or no lanes that are drawn."""
    process = doc.index.processes.get(process_id)
    if process is None or process.pool is not None:
        return None
    lanes = [lane for lane in lanes_of(doc, process_id) if lane.bounds is not None]
    if not lanes:
        return None
    first = lanes[0]
    return NodeRecord(
        process_id, "process", "", process=process_id, bounds=_united(lane.bounds for lane in lanes),
        horizontal=first.horizontal, plane=first.plane,
    )  # fmt: skip


def members_of_stack(doc: Document, lane: NodeRecord) -> tuple[str, ...]:
    """What goes along when a lane without a pool is moved: all lanes of the process, and what stands in them. Empty
    for a lane in a pool."""
    process = doc.index.processes.get(lane.process or "")
    stack = stack_of(doc, process.id) if process is not None and lane.tag == "lane" else None
    if stack is None:
        return ()
    return (*(item.id for item in lanes_of(doc, stack.id)), *(node.id for node in standing(doc, stack)))


def stands_apart(doc: Document, stack: NodeRecord) -> bool:
    """Whether all that is drawn of a process stands in its lanes: beside pools it needs none then."""
    own = doc.index.children(stack.id)
    others = (node for node in own if node.tag != "lane" and node.tag not in names.ARTIFACTS)
    return all(
        node.bounds is None or node.plane != stack.plane or _is_in(stack, node)
        for node in others
        if node.attached_to is None
    )


def inner_area(record: NodeRecord) -> Bounds:
    """The part of a pool or lane beside its header; all of what stands for a pool."""
    own = levelled(record, record.bounds)
    header = 0.0 if record.tag == "process" else HEADER
    return levelled(record, Bounds(own.x + header, own.y, own.width - header, own.height))


def levelled(record: NodeRecord, bounds: Bounds | None) -> Bounds:
    """Bounds as those of a level band, and back again."""
    assert bounds is not None
    return bounds if record.horizontal else bands.turned(bounds)


def boxes_of(doc: Document, frame: NodeRecord) -> dict[str, Bounds]:
    """A frame and its lanes as level bands."""
    found = [frame, *(lane for lane in doc.index.lanes.values() if lane.process == frame.process)]
    return {record.id: levelled(frame, record.bounds) for record in found if record.bounds is not None}


def put_bands(doc: Document, frame: NodeRecord, changed: dict[str, Bounds]) -> dict[str, Bounds]:
    """Give a frame and its lanes other bounds (level bands); returns the old ones of those that are drawn."""
    before: dict[str, Bounds] = {}
    for item, bounds in changed.items():
        record = doc.index.nodes.get(item)
        if record is None:  # it only stands for a pool
            continue
        if record.bounds is not None:
            before[item] = record.bounds
        edits.set_bounds(doc, item, levelled(frame, bounds))
    return before


def lanes_within(doc: Document, lane: NodeRecord) -> list[NodeRecord]:
    """A lane, and all lanes in it."""
    found = [lane]
    for item in found:
        found += lanes_of(doc, item.id)
    return found


def standing(doc: Document, frame: NodeRecord) -> list[NodeRecord]:
    """What stands in a frame itself, lanes and events on borders aside."""
    return [
        node
        for node in doc.index.children(frame.id)
        if node.tag != "lane" and node.bounds is not None and node.attached_to is None and node.plane == frame.plane
        and ((frame.tag != "process" and node.tag not in names.ROAMING) or _is_in(frame, node))
    ]  # fmt: skip


def room_for_content(doc: Document, frame: NodeRecord) -> Bounds | None:
    """The room that the content of a frame needs, as a level band: with a margin, and the headers before it."""
    found = [levelled(frame, node.bounds) for node in standing(doc, frame)]
    if not found:
        return None
    whole = _united(found)
    deep = max((_depth(doc, lane) for lane in doc.index.lanes.values() if lane.process == frame.process), default=0)
    left = HEADER * (deep + (frame.tag != "process"))
    return Bounds(
        whole.x - _PADDING - left, whole.y - _PADDING, whole.width + 2 * _PADDING + left, whole.height + 2 * _PADDING
    )


def _is_in(frame: NodeRecord, node: NodeRecord) -> bool:
    return node.lane is not None or (
        frame.bounds is not None and node.bounds is not None and frame.bounds.contains(node.bounds.centre)
    )


def _united(found: Iterable[Bounds | None]) -> Bounds:
    first, *others = [box for box in found if box is not None]
    for box in others:
        first = first.united(box)
    return first


def _depth(doc: Document, lane: NodeRecord) -> int:
    deep = 1
    while lane.parent in doc.index.lanes:
        lane, deep = doc.index.lanes[lane.parent or ""], deep + 1
    return deep
