"""A node belongs to the lane that it stands in."""

from __future__ import annotations

from collections.abc import Collection

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import NodeRecord


def run(doc: Document, act: Act) -> None:
    """Bring the references of the lanes in step with the positions of the nodes that came or moved."""
    lanes = [lane for lane in doc.index.lanes.values() if lane.bounds is not None]
    if not lanes:
        return
    touched = {*act.ids, *act.before}
    changed = [doc.index.lanes[item] for item in touched & doc.index.lanes.keys()]
    if act.verb == "removed" and not act.was:  # a lane went: those who stood in it stand in what is left
        changed = lanes
    for process in {lane.process for lane in changed if lane.process}:  # the lanes changed: all members are asked
        touched |= {node.id for node in doc.index.children(process)}
    found = [doc.index.nodes[item] for item in sorted(touched) if item in doc.index.nodes]
    found += [event for node in found for event in doc.index.attached(node.id) if event.id not in touched]
    for record in sorted(found, key=lambda node: node.attached_to is not None):  # hosts first
        if record.tag in names.FLOW_NODES:
            _settle(doc, doc.index.nodes[record.id], lanes)


def _settle(doc: Document, record: NodeRecord, lanes: Collection[NodeRecord]) -> None:
    parent = doc.tree.ids.get(record.parent or "")
    if record.bounds is None or parent is None or parent.tag != names.q("process"):
        return  # what stands in a sub-process goes with it
    if record.attached_to is not None:
        host = doc.index.nodes.get(record.attached_to)
        lane_id = host.lane if host is not None else None
    else:
        lane_id = _lane_at(doc, record, lanes)
    if lane_id is None or lane_id == record.lane:
        return
    edits.put_into_lane(doc, record.id, lane_id)


def _lane_at(doc: Document, record: NodeRecord, lanes: Collection[NodeRecord]) -> str | None:
    """The innermost lane of the node's process round its centre; of several the smallest."""
    divided = {lane.parent for lane in lanes}
    around = [
        (lane.id in divided, -_depth(doc, lane), lane.bounds.width * lane.bounds.height, lane.id)
        for lane in lanes
        if lane.process == record.process
        and lane.bounds is not None
        and record.bounds is not None
        and lane.bounds.contains(record.bounds.centre)
    ]
    return min(around)[-1] if around else None


def _depth(doc: Document, lane: NodeRecord) -> int:
    depth, holder = 0, doc.index.lanes.get(lane.parent or "")
    while holder is not None:
        depth, holder = depth + 1, doc.index.lanes.get(holder.parent or "")
    return depth


BEHAVIOR = Behavior("follow-lanes", ("added", "laid-out", "moved", "rehomed", "resized", "removed"), run)
