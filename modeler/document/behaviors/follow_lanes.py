"""A node belongs to the lane that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import NodeRecord

_PROCESS = names.q("process")


def run(doc: Document, act: Act) -> None:
    """Bring the references of the lanes in step with the positions of the nodes that came or moved."""
    if not any(lane.bounds is not None for lane in doc.index.lanes.values()):
        return
    index = doc.index
    nodes = index.nodes
    touched = {*act.ids, *act.before}
    changed = [nodes[item] for item in touched if item in index.containers]
    if act.verb == "removed" and not act.was:  # a lane went: those who stood in it stand in what is left
        changed = list(index.lanes.values())
    bands = ("lane", "participant") if act.verb == "spaced" else ("lane",)
    asked = {item.process for item in changed if item.process and item.tag in bands}
    if asked:  # the lanes changed: all members are asked
        touched |= {node.id for node in nodes.values() if node.parent in asked}
    found = [nodes[item] for item in touched if item in nodes]
    found += [
        event
        for node in found
        if node.parent not in asked
        for event in index.attached(node.id)
        if event.id not in touched
    ]
    drawn = [record for record in found if record.tag in names.FLOW_NODES and record.bounds is not None]
    inside = _processes(doc, {record.parent for record in drawn})
    found = [record for record in drawn if record.parent in inside]
    lanes: dict[str | None, list[NodeRecord]] = {}
    for lane in _inner_first(doc):
        lanes.setdefault(lane.process, []).append(lane)
    _put(doc, ((own, _lane_at(own, lanes.get(own.process, ()))) for own in found if own.attached_to is None))
    nodes = doc.index.nodes  # the hosts are where they belong
    hosts = ((own, nodes.get(own.attached_to)) for own in found if own.attached_to is not None)
    _put(doc, ((own, host.lane) for own, host in hosts if host is not None))


def _processes(doc: Document, ids: Iterable[str | None]) -> set[str | None]:
    """Which of these are processes: what stands in a sub-process goes with that."""
    ids_of = doc.tree.ids
    return {own for own in ids if own in ids_of and ids_of[own].tag == _PROCESS}


def _put(doc: Document, lanes: Iterable[tuple[NodeRecord, str | None]]) -> None:
    """Bring nodes into the lanes that they stand in, in a steady order."""
    for own, lane in sorted((record.id, lane) for record, lane in lanes if lane is not None and lane != record.lane):
        edits.put_into_lane(doc, own, lane)


def _lane_at(record: NodeRecord, lanes: Sequence[NodeRecord]) -> str | None:
    """The innermost of the process's lanes round the node's centre; of several the smallest."""
    assert record.bounds is not None
    x, y = record.bounds.centre
    for lane in lanes:
        box = lane.bounds  # plain comparisons: when lanes change, thousands are asked
        if box and box.x <= x and x <= box.x + box.width and box.y <= y and y <= box.y + box.height:
            return lane.id
    return None


def _inner_first(doc: Document) -> list[NodeRecord]:
    lanes = doc.index.lanes
    divided = {lane.parent for lane in lanes.values()}

    def place(lane: NodeRecord) -> tuple[bool, int, float, str]:
        depth, holder = 0, lanes.get(lane.parent or "")
        while holder is not None:
            depth, holder = depth + 1, lanes.get(holder.parent or "")
        return lane.id in divided, -depth, lane.bounds.width * lane.bounds.height if lane.bounds else 0.0, lane.id

    return sorted(lanes.values(), key=place)


BEHAVIOR = Behavior("follow-lanes", ("added", "laid-out", "moved", "rehomed", "resized", "removed", "spaced"), run)
