"""A node belongs to the lane that it stands in."""

from __future__ import annotations

from collections.abc import Iterable

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import NodeRecord


def run(doc: Document, act: Act) -> None:
    """Bring the references of the lanes in step with the positions of the nodes that came or moved."""
    lanes = [lane for lane in doc.index.lanes.values() if lane.bounds is not None]
    touched = {*act.ids, *act.before}
    if touched & doc.index.lanes.keys():  # the lanes themselves changed: all members are asked
        processes = {doc.index.lanes[item].process for item in touched & doc.index.lanes.keys()}
        touched |= {node.id for process in processes if process for node in doc.index.children(process)}
    for node_id in sorted(touched):
        record = doc.index.nodes.get(node_id)
        if record is not None and lanes and record.tag in names.FLOW_NODES:
            _settle(doc, record, lanes)


def _settle(doc: Document, record: NodeRecord, lanes: Iterable[NodeRecord]) -> None:
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


def _lane_at(record: NodeRecord, lanes: Iterable[NodeRecord]) -> str | None:
    """The smallest lane of the node's process round its centre."""
    best: NodeRecord | None = None
    for lane in lanes:
        if lane.process != record.process or lane.bounds is None or record.bounds is None:
            continue
        if not lane.bounds.contains(record.bounds.centre):
            continue
        if (
            best is None
            or best.bounds is None
            or lane.bounds.height * lane.bounds.width < (best.bounds.height * best.bounds.width)
        ):
            best = lane
    return best.id if best is not None else None


BEHAVIOR = Behavior("follow-lanes", ("added", "moved", "resized", "removed"), run)
