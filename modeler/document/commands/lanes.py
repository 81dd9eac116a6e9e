"""Lanes: the bands that a pool, a lane, or a process without a pool is divided into. Adding, splitting, pulling,
ordering, removing.

Conventions of bpmn-js: a new lane makes its own room in the pool, a border that is pulled takes its neighbour
along, the room of a removed lane goes to those beside it. What stands in a lane belongs to it by its place.
"""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from modeler.bpmn.elements import SPECS
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.closure import with_content
from modeler.document.commands import pools
from modeler.document.commands.carry import carry
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.frames import (
    HEADER,
    boxes_of,
    frame_of,
    holder_of,
    inner_area,
    lanes_of,
    lanes_within,
    levelled,
    put_bands,
    room_for_content,
    standing,
)
from modeler.document.records import NodeRecord
from modeler.geometry import bands
from modeler.geometry.shapes import Bounds, Point, centred
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "rule.lane-small": (
            N_("There is too little room for {count} lanes: each needs {least} units."),
            N_("Make it larger first, or add a lane beside it."),
        ),
        "rule.lane-divided": (
            N_("This is divided into lanes already."),
            N_("Split one of its lanes, or add a lane beside them."),
        ),
    }
)

_HEADER_GAP = 10.0
"""Room that the header of a first lane leaves free before the first shape."""


def add_lane(doc: Document, container_id: str, *, above: str | None = None, name: str = "") -> str:
    """A lane at the foot of a pool, a lane or the lanes of a process without a pool (or above one of them); returns
    its id. In a pool or lane the first one brings a second, so that the whole is divided; the pool grows by the new
    one's height."""
    lanes = lanes_of(doc, container_id)
    with doc.transaction(N_("Add lane")):
        if not lanes:
            _first_lane(doc, _divisible(doc, container_id))
            lanes = lanes_of(doc, container_id)
        if above is not None and any(lane.id == above for lane in lanes):
            return _beside(doc, doc.index.nodes[above], before=True, upwards=False, name=name)
        return _beside(doc, _last(lanes), before=False, upwards=False, name=name)


def add_free_lane(doc: Document, process: str, spec_id: str, position: Point, plane: str | None, name: str) -> str:
    """The first lane of a process without a pool, on the plane of its diagram: it wraps what is drawn of the process
    there, else its middle is at `position`. Returns its id. Inside a transaction."""
    spec, own = SPECS[spec_id], edits.new_id(doc, "lane")
    bounds = pools.wrapping(doc, process, spec, plane) or centred(position, *spec.size)
    lane_set = etree.Element(names.q("laneSet"), {"id": edits.new_id(doc, "laneSet")})
    edits.put(doc, edits.element(doc, process), lane_set)
    edits.put(doc, lane_set, etree.Element(names.q("lane"), {"id": own, **({"name": name} if name else {})}))
    ground = pools.ground_of(doc, process)
    edits.put_shape(doc, own, bounds, ground, isHorizontal="true" if spec.horizontal else "false")
    follow(doc, Act("added", (own,)))
    return own


def add_lane_beside(doc: Document, own: str, *, before: bool) -> str:
    """A lane above or below a lane (left or right of an upright one), or at the head or foot of a pool; returns
    its id. What stands on the other side of the border that it comes to stays where it is."""
    record = edits.node(doc, own)
    with doc.transaction(N_("Add lane")):
        if record.tag == "lane":
            return _beside(doc, record, before=before, upwards=before)
        container = _divisible(doc, own)
        if not lanes_of(doc, own):
            _first_lane(doc, container)
        lanes = lanes_of(doc, own)
        return _beside(doc, _first(lanes) if before else _last(lanes), before=before, upwards=before)


def split_lane(doc: Document, own: str, count: int) -> tuple[str, ...]:
    """Divide a pool or lane that has no lanes into `count` of equal height; returns their ids.

    Raises `RefusedError`: `rule.lane-divided`, or `rule.lane-small` where one would be lower than 60.
    """
    container = _divisible(doc, own)
    if lanes_of(doc, own):
        raise RefusedError("rule.lane-divided")
    level = levelled(container, edits.node(doc, own).bounds)
    if level.height < count * bands.LEAST_LANE[1]:
        raise RefusedError("rule.lane-small", count=count, least=int(bands.LEAST_LANE[1]))
    with doc.transaction(N_("Split into lanes")):
        first = _first_lane(doc, container)
        lane_set = edits.element(doc, first).getparent()
        whole = inner_area(edits.node(doc, own))
        parts = [levelled(container, part) for part in bands.shares(levelled(container, whole), count)]
        edits.set_bounds(doc, first, parts[0])
        added = [first]
        for part in parts[1:]:
            new = edits.new_id(doc, "lane")
            doc.journal.insert(lane_set, etree.Element(names.q("lane"), {"id": new}))
            _draw(doc, new, container, part)
            added.append(new)
        follow(doc, Act("added", tuple(added)))
        return tuple(added)


def pull(doc: Document, own: str, wanted: Bounds, merge_key: str | None = None) -> None:
    """Give a pool or lane other bounds: the bands that share the border go along, none gets too small, and
    what stands in the pool stays in it. Nothing that is drawn in it moves."""
    with doc.transaction(N_("Resize"), merge_key):
        changed = pull_plan(doc, own, wanted)
        before = {item: bounds for item in changed if (bounds := doc.index.nodes[item].bounds) is not None}
        for item, bounds in changed.items():
            edits.set_bounds(doc, item, bounds)
        if before:
            follow(doc, Act("resized", tuple(changed), before=before))


def pull_plan(doc: Document, own: str, wanted: Bounds) -> dict[str, Bounds]:
    """The bounds that a pool and its lanes would have after `pull`; only those that differ."""
    record = edits.node(doc, own)
    frame = frame_of(doc, record)
    there = boxes_of(doc, frame)
    if own not in there:
        return {}
    least = bands.LEAST_LANE if frame.tag == "process" else bands.LEAST_POOL
    held = bands.held(there, own, levelled(record, wanted), room_for_content(doc, frame), frame.id, least)
    changed = bands.pulled(there, own, held)
    return {item: levelled(record, bounds) for item, bounds in changed.items() if item in doc.index.nodes}


def order_lane(doc: Document, own: str, place: int) -> None:
    """Put a lane elsewhere among those beside it (0: the first), with what stands in it."""
    record = edits.node(doc, own)
    siblings = sorted(lanes_of(doc, holder_of(doc, record)), key=_start)
    order = [lane for lane in siblings if lane.id != own]
    order.insert(place, record)
    if [lane.id for lane in order] == [lane.id for lane in siblings] or record.bounds is None:
        return
    with doc.transaction(N_("Move lane")):
        inside = {lane.id: _held_by(doc, lane) for lane in siblings}
        bound = {lane.id: lanes_within(doc, lane) for lane in siblings}
        element = edits.element(doc, own)
        lane_set = element.getparent()
        doc.journal.remove(element)
        after = order[place + 1].id if place + 1 < len(order) else None
        doc.journal.insert(lane_set, element, edits.element(doc, after) if after is not None else None)
        y = min(_start(lane) for lane in siblings)
        before: dict[str, Bounds] = {}
        for lane in order:
            level = levelled(lane, lane.bounds)
            step = y - level.y
            y += level.height
            dx, dy = (0.0, step) if lane.horizontal else (step, 0.0)
            for item in bound[lane.id]:
                if item.bounds is not None and step:
                    before[item.id] = item.bounds
                    edits.set_bounds(doc, item.id, item.bounds.moved(dx, dy))
            before |= carry(doc, inside[lane.id], dx, dy)
        follow(doc, Act("moved", (), before=before))


def remove_lane(doc: Document, own: str) -> None:
    """Remove a lane; what stood in it stays in the pool, those beside it take its room."""
    record = doc.index.nodes[own]
    siblings = sorted(lanes_of(doc, holder_of(doc, record)), key=_start)
    place = [lane.id for lane in siblings].index(own) if record in siblings else -1
    element = edits.element(doc, own)
    lane_set = element.getparent()
    for inner in [lane.get("id") for lane in element.iterdescendants(names.q("lane"))]:
        edits.remove_di(doc, inner)
    edits.remove_di(doc, own)
    doc.journal.remove(element)
    if lane_set.find(names.q("lane")) is None:
        doc.journal.remove(lane_set)
    elif record.bounds is not None and place >= 0:
        above = siblings[place - 1] if place else None
        below = siblings[place + 1] if place + 1 < len(siblings) else None
        _give_room(doc, record, above, below)
    follow(doc, Act("removed", (own,)))


def _give_room(doc: Document, gone: NodeRecord, above: NodeRecord | None, below: NodeRecord | None) -> None:
    level = levelled(gone, gone.bounds)
    middle = level.y if above is None else level.bottom if below is None else float(round(level.centre[1]))
    before: dict[str, Bounds] = {}
    for lane, top in ((above, False), (below, True)):
        if lane is None or lane.bounds is None:
            continue
        box = levelled(lane, lane.bounds)
        new = Bounds(box.x, middle if top else box.y, box.width, (box.bottom if top else middle) - (
            middle if top else box.y))  # fmt: skip
        inside = {item.id: item for item in lanes_within(doc, lane)}
        boxes = {item.id: levelled(item, item.bounds) for item in inside.values() if item.bounds is not None}
        for item, bounds in bands.pulled(boxes, lane.id, new).items():
            was = inside[item].bounds
            if was is not None:
                before[item] = was
            edits.set_bounds(doc, item, levelled(lane, bounds))
    follow(doc, Act("resized", tuple(before), before=before))


# what there is


def _divisible(doc: Document, own: str) -> NodeRecord:
    record = edits.node(doc, own)
    if record.tag not in ("participant", "lane") or record.process is None or record.bounds is None:
        raise RefusedError("rule.lane-place")
    return record


def _start(lane: NodeRecord) -> float:
    return levelled(lane, lane.bounds).y if lane.bounds is not None else 0.0


def _first(lanes: list[NodeRecord]) -> NodeRecord:
    return min(lanes, key=_start)


def _last(lanes: list[NodeRecord]) -> NodeRecord:
    return max(lanes, key=_start)


def _held_by(doc: Document, lane: NodeRecord) -> list[str]:
    """What stands in a lane: its members, and things without membership whose middle lies in it."""
    within = {item.id for item in lanes_within(doc, lane)}
    level = levelled(lane, lane.bounds)
    found = []
    for node in standing(doc, frame_of(doc, lane)):
        y = levelled(lane, node.bounds).centre[1]
        if node.lane in within or (node.lane is None and level.y <= y < level.bottom):
            found.append(node.id)
    return found


# drawing


def _draw(doc: Document, own: str, beside: NodeRecord, bounds: Bounds) -> None:
    flag = "true" if beside.horizontal else "false"
    edits.put_shape(doc, own, bounds, edits.plane_beside(doc, beside.id), isHorizontal=flag)


def _first_lane(doc: Document, container: NodeRecord) -> str:
    holder = edits.element(doc, container.process or "" if container.tag == "participant" else container.id)
    tag = "laneSet" if container.tag == "participant" else "childLaneSet"
    lane_set = etree.Element(names.q(tag), {"id": edits.new_id(doc, tag)})
    own = edits.new_id(doc, "lane")
    edits.put(doc, holder, lane_set)
    edits.put(doc, lane_set, etree.Element(names.q("lane"), {"id": own}))
    _draw(doc, own, container, inner_area(container))
    follow(doc, Act("added", (own,)))
    _clear_header(doc, own)
    return own


def _clear_header(doc: Document, lane: str) -> None:
    """Nothing lies under the header of the first lane: what does is shifted with everything round it."""
    record = edits.node(doc, lane)
    area = levelled(record, inner_area(record))
    inside = [item for item in with_content(doc.index, [lane]) if item != lane]
    boxes = {item: doc.index.nodes[item].bounds for item in inside if doc.index.nodes[item].plane is None}
    if all(box is None or levelled(record, box).x >= area.x + _HEADER_GAP for box in boxes.values()):
        return
    dx, dy = (HEADER, 0.0) if record.horizontal else (0.0, HEADER)
    follow(doc, Act("moved", (), before=carry(doc, inside, dx, dy)))


def _beside(doc: Document, lane: NodeRecord, *, before: bool, upwards: bool, name: str = "") -> str:
    """A new lane at the upper or lower border of another; `upwards`: what lies above makes room."""
    element = edits.element(doc, lane.id)
    own = edits.new_id(doc, "lane")
    new = etree.Element(names.q("lane"), {"id": own, **({"name": name} if name else {})})
    following = element if before else element.getnext()
    doc.journal.insert(element.getparent(), new, following)
    level = levelled(lane, lane.bounds)
    height = SPECS["lane"].size[1]
    y = level.y if before else level.bottom
    _make_room(doc, lane, y, height, upwards=upwards)
    level = levelled(lane, doc.index.nodes[lane.id].bounds)
    top = y - height if upwards else y
    _draw(doc, own, lane, levelled(lane, Bounds(level.x, top, level.width, height)))
    follow(doc, Act("added", (own,)))
    return own


def _make_room(doc: Document, lane: NodeRecord, y: float, height: float, *, upwards: bool) -> None:
    """Push everything in the pool, or the stack, on one side of a border away from it, and let what holds the place
    grow."""
    pool, holders = frame_of(doc, lane), set[str]()
    above: NodeRecord | None = lane
    while above is not None and above.tag == "lane":
        holder = holder_of(doc, above)
        holders.add(holder)
        above = doc.index.nodes.get(holder)
    before = put_bands(doc, pool, bands.parted(boxes_of(doc, pool), holders, y, height, upwards=upwards))
    nodes = [node.id for node in standing(doc, pool) if (levelled(pool, node.bounds).centre[1] < y) == upwards]
    step = -height if upwards else height
    dx, dy = (0.0, step) if pool.horizontal else (step, 0.0)
    before |= carry(doc, nodes, dx, dy)
    follow(doc, Act("moved", (), before=before))
