"""A node belongs to the lane that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.geometry.shapes import Bounds

_PROCESS = names.q("process")
_Room = tuple[str, float, float, float, float]
"""A lane with its left, upper, right and lower side: when lanes change, thousands of nodes are asked."""


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
    found = [node for item in touched if (node := nodes.get(item)) is not None and node.parent not in asked]
    found += [
        event
        for own in [node.id for node in found]
        for event in index.attached(own)
        if event.id not in touched and event.parent not in asked
    ]
    lanes: dict[str | None, list[_Room]] = {}
    for lane in _inner_first(doc):
        if lane.bounds is not None:
            box = lane.bounds
            lanes.setdefault(lane.process, []).append((lane.id, box.x, box.y, box.right, box.bottom))
    if asked:  # the lanes changed: all members are asked
        found += _doubtful(doc, asked, lanes)
    inside = _processes(doc, {record.parent for record in found})
    going: list[tuple[str, str]] = []
    leaving: list[str] = []
    riding: list[NodeRecord] = []
    for record in found:
        if record.parent not in inside or record.tag not in names.FLOW_NODES or record.bounds is None:
            continue
        if record.attached_to is not None:
            riding.append(record)
        elif (place := _lane_at(record.bounds, lanes.get(record.process, ()))) is not None and place != record.lane:
            going.append((record.id, place))
        elif place is None and record.lane is not None and _may_leave(doc, record):
            leaving.append(record.id)
    _take_out(doc, leaving)
    _put(doc, going)
    nodes = doc.index.nodes  # the hosts are where they belong
    hosts = [(record, nodes.get(record.attached_to or "")) for record in riding]
    _take_out(doc, [own.id for own, host in hosts if host and own.lane and not host.lane and _may_leave(doc, own)])
    _put(doc, [(own.id, host.lane) for own, host in hosts if host and host.lane and host.lane != own.lane])


def _doubtful(doc: Document, asked: Set[str], lanes: Mapping[str | None, list[_Room]]) -> list[NodeRecord]:
    """The members of processes that do not plainly stand in the lane that they belong to. Of thousands nearly all
    do, and are not looked at any closer; neither are events that belong to the lane of such a host."""
    alone = [room for rooms in lanes.values() for room in rooms if _is_alone(room, rooms)]
    plain: dict[str | None, _Room] = {room[0]: room for room in alone}
    sure: dict[str, str | None] = {}
    riding: list[tuple[str, str, str | None]] = []
    doubtful: list[str] = []
    at, nowhere = doc.index.places, ("", 0.0, 0.0, 0.0, 0.0)
    rows = zip(at.ids, at.x, at.y, at.width, at.height, at.arounds, at.hosts, strict=True)
    for own, left, top, width, height, around, host in rows:
        if around.parent not in asked:
            continue
        if host is not None:
            riding.append((own, host, around.lane))
            continue
        _lane, west, north, east, south = plain.get(around.lane, nowhere)
        if west < left + width / 2 < east and north < top + height / 2 < south:
            sure[own] = around.lane
        else:
            doubtful.append(own)
    doubtful += [own for own, host, lane in riding if sure.get(host, "") != lane]
    return [doc.index.nodes[own] for own in doubtful]


def _is_alone(room: _Room, rooms: Iterable[_Room]) -> bool:
    """Whether nothing of a lane belongs to another one as well."""
    own, left, top, right, bottom = room
    return not any(
        left < other[3] and other[1] < right and top < other[4] and other[2] < bottom
        for other in rooms
        if other[0] != own
    )


def _processes(doc: Document, ids: Iterable[str | None]) -> set[str | None]:
    """Which of these are processes: what stands in a sub-process goes with that."""
    ids_of = doc.tree.ids
    return {own for own in ids if own in ids_of and ids_of[own].tag == _PROCESS}


def _put(doc: Document, going: Iterable[tuple[str, str]]) -> None:
    """Bring nodes into the lanes that they stand in, in a steady order."""
    for own, lane in sorted(going):
        edits.put_into_lane(doc, own, lane)


def _take_out(doc: Document, leaving: Iterable[str]) -> None:
    """Let nodes stand in no lane."""
    for own in sorted(leaving):
        for reference in list(doc.tree.lane_refs.get(own, ())):
            doc.journal.remove(reference)


def _may_leave(doc: Document, record: NodeRecord) -> bool:
    """Whether a node can stand beside the lanes that are drawn: where no pool is round them."""
    lane, process = doc.index.lanes.get(record.lane or ""), doc.index.processes.get(record.process or "")
    drawn = lane is not None and lane.bounds is not None and lane.plane == record.plane
    return drawn and process is not None and process.pool is None


def _lane_at(box: Bounds, lanes: Sequence[_Room]) -> str | None:
    """The innermost of the process's lanes round the node's centre; of several the smallest."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    for own, left, top, right, bottom in lanes:
        if left <= x <= right and top <= y <= bottom:
            return own
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
