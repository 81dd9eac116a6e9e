"""A node belongs to the lane that it stands in."""

from __future__ import annotations

from collections.abc import Sequence

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import NodeRecord


def run(doc: Document, act: Act) -> None:
    """Bring the references of the lanes in step with the positions of the nodes that came or moved."""
    if not any(lane.bounds is not None for lane in doc.index.lanes.values()):
        return
    touched = {*act.ids, *act.before}
    changed = [doc.index.nodes[item] for item in touched if item in doc.index.containers]
    if act.verb == "removed" and not act.was:  # a lane went: those who stood in it stand in what is left
        changed = list(doc.index.lanes.values())
    bands = ("lane", "participant") if act.verb == "spaced" else ("lane",)
    for process in {item.process for item in changed if item.process and item.tag in bands}:
        touched |= {node.id for node in doc.index.children(process)}  # the lanes changed: all members are asked
    found = [doc.index.nodes[item] for item in sorted(touched) if item in doc.index.nodes]
    found += [event for node in found for event in doc.index.attached(node.id) if event.id not in touched]
    lanes = _inner_first(doc)
    for record in sorted(found, key=lambda node: node.attached_to is not None):  # hosts first
        if record.tag in names.FLOW_NODES:
            _settle(doc, doc.index.nodes[record.id], lanes)


def _settle(doc: Document, record: NodeRecord, lanes: Sequence[NodeRecord]) -> None:
    parent = doc.tree.ids.get(record.parent or "")
    if record.bounds is None or parent is None or parent.tag != names.q("process"):
        return  # what stands in a sub-process goes with it
    if record.attached_to is not None:
        host = doc.index.nodes.get(record.attached_to)
        lane_id = host.lane if host is not None else None
    else:
        lane_id = _lane_at(record, lanes)
    if lane_id is None or lane_id == record.lane:
        return
    edits.put_into_lane(doc, record.id, lane_id)


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
