"""A node belongs to the lane that it stands in."""

from __future__ import annotations

from collections.abc import Sequence

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
    for process in {item.process for item in changed if item.process and item.tag in bands}:
        touched |= {node.id for node in index.children(process)}  # the lanes changed: all members are asked
    found = [nodes[item] for item in sorted(touched) if item in nodes]
    found += [event for node in found for event in index.attached(node.id) if event.id not in touched]
    found = [record for record in found if record.tag in names.FLOW_NODES and _in_process(doc, record)]
    lanes = _inner_first(doc)
    for record in found:  # hosts first
        if record.attached_to is None and record.bounds is not None:
            _put(doc, record, _lane_at(record, lanes))
    nodes = doc.index.nodes
    for record in found:
        host = nodes.get(record.attached_to or "")
        if host is not None:
            _put(doc, record, host.lane)


def _in_process(doc: Document, record: NodeRecord) -> bool:
    """Whether a node stands in a process itself: what stands in a sub-process goes with that."""
    parent = doc.tree.ids.get(record.parent or "")
    return record.bounds is not None and parent is not None and parent.tag == _PROCESS


def _put(doc: Document, record: NodeRecord, lane: str | None) -> None:
    if lane is not None and lane != record.lane:
        edits.put_into_lane(doc, record.id, lane)


def _lane_at(record: NodeRecord, lanes: Sequence[NodeRecord]) -> str | None:
    """The innermost lane of the node's process round its centre; of several the smallest."""
    assert record.bounds is not None
    centre = record.bounds.centre
    for lane in lanes:
        if lane.process == record.process and lane.bounds is not None and lane.bounds.contains(centre):
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
