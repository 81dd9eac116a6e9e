"""Adding: a new element at a place, on a border, or after another one."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import di, names
from modeler.bpmn.elements import SPECS
from modeler.bpmn.rules import may_attach, may_connect, may_contain
from modeler.bpmn.spec import ElementSpec
from modeler.document import data, edits
from modeler.document.behaviors import Act, follow
from modeler.document.commands import lanes, pools
from modeler.document.commands.connect import connect
from modeler.document.document import Document
from modeler.document.edits import RefusedError
from modeler.document.events import kinds_of, new_definition
from modeler.document.frames import lanes_of
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry import placing, ties
from modeler.geometry.shapes import Bounds, Point, centred
from runner.core.i18n import N_

_START_INSIDE = (40.0, 82.0)
"""Where the start event of a new sub-process lies, from its upper left corner."""
_NEAR = 500.0


def add_node(
    doc: Document,
    spec_id: str,
    position: Point,
    home: str | None = None,
    attach_to: str | None = None,
    name: str = "",
) -> str:
    """Add an element with its centre at `position`; returns its id.

    `home` is the process, pool, lane or sub-process to put it into (None: what lies there); `attach_to`
    the activity on whose border an event goes. The first pool wraps what is there. Raises
    `RefusedError` with the code of the rule, and `KeyError` for an unknown spec.
    """
    spec = SPECS[spec_id]
    if spec.category == "connection":
        raise ValueError("lines are drawn with connect")
    with doc.transaction(N_("Add element")):
        if spec.tag == "participant":
            return pools.add_pool(doc, spec, position, name, home)
        if spec.tag == "lane":
            holder = home or container_at(doc, position)
            if holder in doc.index.nodes:
                return lanes.add_lane(doc, holder or "", name=name)
            return _add_free_lane(doc, spec, position, holder, name)
        if attach_to is not None:
            return _attach(doc, spec, position, attach_to, name)
        return _add_into(doc, spec, position, home, name)


def _add_free_lane(doc: Document, spec: ElementSpec, position: Point, home: str | None, name: str) -> str:
    """A lane of a process without a pool, drawn on the diagram itself; below those that are there."""
    ground = pools.ground_of(doc, home)
    plane = pools.key_of(doc, ground)
    if doc.index.has_pools_on(plane):
        raise RefusedError("rule.lane-place")
    process = pools.free_process(doc, ground) or semantic_parent(doc, home).get("id") or ""
    if lanes_of(doc, process):
        return lanes.add_lane(doc, process, name=name)
    return lanes.add_free_lane(doc, process, spec.id, position, plane, name)


def _add_into(doc: Document, spec: ElementSpec, position: Point, home: str | None, name: str) -> str:
    home = home or container_at(doc, position)
    container = doc.index.nodes.get(home) if home is not None else None
    verdict = may_contain(container, spec, doc.index)
    if not verdict and not (container is None and home in doc.index.processes):
        raise RefusedError(verdict.reason_code)
    if container is None and is_between_pools(doc, home) and spec.tag not in names.ARTIFACTS:
        raise RefusedError("rule.outside-pools")
    parent = semantic_parent(doc, home, spec.tag)
    if home is None and spec.tag == "dataStoreReference":  # one between pools belongs to the first that has a process
        holders = (item for item in doc.index.containers.values() if item.tag == "participant" and item.process)
        pool = next((item for item in holders if item.plane is None), None)
        parent = edits.element(doc, pool.process or "") if pool is not None else parent
    own = edits.new_id(doc, spec.tag)
    element = new_element(doc, spec, own, name)
    if spec.tag in data.PORTS:
        data.put_port(doc, parent, element)
    else:
        if spec.tag == "dataObjectReference":
            element.set("dataObjectRef", data.new_object(doc, parent, "collection" in spec.markers))
        edits.put(doc, parent, element)
    if container is not None and container.tag == "lane" and spec.tag in names.FLOW_NODES:
        edits.put_into_lane(doc, own, container.id)
    _draw(doc, spec, own, centred(position, *spec.size), home)
    follow(doc, Act("added", (own,)))
    if spec.id == "call-activity-expanded" or (
        spec.tag in names.SUB_PROCESSES and spec.expanded and spec.tag != "adHocSubProcess"
    ):
        _add_start(doc, own)
    return own


def _attach(doc: Document, spec: ElementSpec, position: Point, host_id: str, name: str) -> str:
    host = edits.node(doc, host_id)
    verdict = may_attach(host, spec, doc.index)
    if not verdict:
        raise RefusedError(verdict.reason_code)
    boundary = boundary_spec(spec)
    own = edits.new_id(doc, "boundaryEvent")
    element = new_element(doc, boundary, own, name)
    element.set("attachedToRef", host_id)
    edits.put(doc, edits.element(doc, host_id).getparent(), element)
    centre = on_border(position, host.bounds) if host.bounds is not None else position
    edits.put_shape(doc, own, centred(centre, *boundary.size), edits.plane_beside(doc, host_id))
    follow(doc, Act("added", (own,)))
    return own


def boundary_spec(spec: ElementSpec) -> ElementSpec:
    """The boundary event of the same kind as an intermediate event."""
    if spec.tag == "boundaryEvent":
        return spec
    return next(
        other
        for other in SPECS.values()
        if other.tag == "boundaryEvent" and other.event == spec.event and other.interrupting
    )


def on_border(position: Point, host: Bounds) -> Point:
    """The point on a border that lies nearest."""
    x = min(max(position[0], host.x), host.right)
    y = min(max(position[1], host.y), host.bottom)
    sides = {(host.x, y): x - host.x, (host.right, y): host.right - x, (x, host.y): y - host.y,
             (x, host.bottom): host.bottom - y}  # fmt: skip
    return min(sides, key=lambda point: sides[point])


def container_at(doc: Document, position: Point) -> str | None:
    """The innermost open container on the main plane under a point."""
    best: NodeRecord | None = None
    for record in doc.index.containers.values():
        if record.bounds is None or record.plane is not None or not record.expanded:
            continue
        if record.bounds.contains(position) and (best is None or _area(record) < _area(best)):
            best = record
    return best.id if best else None


def _area(record: NodeRecord) -> float:
    return record.bounds.width * record.bounds.height if record.bounds is not None else 0.0


def semantic_parent(doc: Document, home: str | None, tag: str = "") -> etree._Element:
    """The element that what is drawn in `home` belongs to; makes a process where there is none."""
    record = doc.index.nodes.get(home) if home is not None else None
    if record is not None and record.tag in ("participant", "lane"):
        if record.process is None:
            raise RefusedError("rule.closed")
        return edits.element(doc, record.process)
    if record is not None and record.tag == "callActivity":
        return called_process(doc, record.id)
    if home is not None:
        return edits.element(doc, home)
    if tag in names.ARTIFACTS and doc.index.has_pools:
        return pools.collaboration_of(doc)
    plane = doc.tree.main_plane()
    shown = names.reference(plane.get("bpmnElement")) if plane is not None else ""
    free = [process.id for process in doc.index.processes.values() if process.pool is None]
    found = [own for own in free if own == shown] or free or list(doc.index.processes)
    if found:
        return edits.element(doc, found[0])
    own = edits.new_id(doc, "process")
    edits.put(doc, doc.tree.root, etree.Element(names.q("process"), {"id": own, "isExecutable": "true"}))
    return edits.element(doc, own)


def is_between_pools(doc: Document, home: str | None) -> bool:
    """Whether this is a collaboration: on its diagram steps stand in pools only."""
    found = doc.tree.ids.get(home or "")
    return found is not None and found.tag == names.q("collaboration")


def called_process(doc: Document, call: str) -> etree._Element:
    """The process of this file that a call activity calls, made where there is none."""
    element = edits.element(doc, call)
    found = doc.tree.ids.get(names.reference(element.get("calledElement")))
    if found is not None and found.tag == names.q("process"):
        return found
    own = edits.new_id(doc, "process")
    found = etree.Element(names.q("process"), {"id": own, "isExecutable": "false"})
    edits.put(doc, doc.tree.root, found)
    edits.set_attribute(doc, element, "calledElement", own)
    return found


def new_element(doc: Document, spec: ElementSpec, own: str, name: str) -> etree._Element:
    """A new semantic element of a spec, not yet in the tree."""
    attributes = {"id": own}
    if name and spec.tag not in ("textAnnotation", "group"):
        attributes["name"] = name
    element = etree.Element(names.q(spec.tag), {**attributes, **spec.attributes})
    if spec.tag == "textAnnotation":
        etree.SubElement(element, names.q("text")).text = name
    if spec.event == "parallelMultiple":
        element.set("parallelMultiple", "true")
    element.extend([new_definition(doc, kind) for kind in kinds_of(spec.event)])
    return element


def _draw(doc: Document, spec: ElementSpec, own: str, bounds: Bounds, home: str | None) -> None:
    attributes = {}
    if spec.tag in names.SUB_PROCESSES or spec.id == "call-activity-expanded":
        attributes["isExpanded"] = "true" if spec.expanded else "false"
    elif spec.tag == "exclusiveGateway":
        attributes["isMarkerVisible"] = "true"
    edits.put_shape(doc, own, bounds, edits.plane_inside(doc, home), **attributes)
    if spec.tag in names.SUB_PROCESSES and not spec.expanded:
        add_plane(doc, own)


def add_plane(doc: Document, own: str) -> None:
    """A plane of its own for the inside of a collapsed sub-process."""
    diagram = etree.Element(di.DIAGRAM, {"id": doc.ids.with_word("BPMNDiagram", doc.tree.ids)})
    etree.SubElement(diagram, di.PLANE, {"id": doc.ids.with_word("BPMNPlane", doc.tree.ids), "bpmnElement": own})
    edits.put(doc, doc.tree.root, diagram)


def _add_start(doc: Document, own: str) -> None:
    record = edits.node(doc, own)
    assert record.bounds is not None
    spec = SPECS["start-event-message" if record.spec.startswith("event-sub-process") else "start-event"]
    corner = (record.bounds.x + _START_INSIDE[0], record.bounds.y + _START_INSIDE[1])
    _add_into(doc, spec, (corner[0] + spec.size[0] / 2, corner[1] + spec.size[1] / 2), own, "")


def append_node(doc: Document, source_id: str, spec_id: str) -> str:
    """Add an element after another one, placed by itself and joined to it; returns its id.

    Raises `RefusedError` where no line may lead from the one to the other.
    """
    if source_id in doc.index.flows:
        return _append_note(doc, source_id, spec_id)
    source = edits.node(doc, source_id)
    with doc.transaction(N_("Append element")):
        position = append_place(doc, source_id, spec_id)
        home = source.parent if source.parent in doc.index.containers else source.home
        if source.tag == "participant":  # what is noted at a pool stands beside it
            home = source.parent
        own = add_node(doc, spec_id, position, home=home or source.process)
        verdict = may_connect(doc.index.nodes[source_id], doc.index.nodes[own], doc.index)
        if verdict.is_reversed and verdict.kind == "sequenceFlow":
            raise RefusedError(verdict.reason_code)
        connect(doc, source_id, own)
        return own


def _append_note(doc: Document, flow_id: str, spec_id: str) -> str:
    """Add a note at a flow."""
    flow = edits.flow(doc, flow_id)
    source = edits.node(doc, flow.source)
    with doc.transaction(N_("Append element")):
        home = (source.parent if source.parent in doc.index.containers else source.home) or source.process
        if flow.kind == "messageFlow":
            home = flow.parent
        own = add_node(doc, spec_id, append_place(doc, flow_id, spec_id), home=home)
        connect(doc, flow_id, own)
        return own


def append_place(doc: Document, source_id: str, spec_id: str) -> Point:
    """Where `append_node` would put the centre of the new element. Raises `RefusedError` where the source is not
    drawn."""
    if source_id in doc.index.flows:
        flow = doc.index.flows[source_id]
        if SPECS[spec_id].tag != "textAnnotation" or len(flow.waypoints) < 2:
            raise RefusedError("rule.note")
        vertical = flow.kind == "sequenceFlow" and edits.leads_down(doc, edits.node(doc, flow.source))
        there = doc.index.nodes.get(flow.source)
        occupied = [
            box
            for other in doc.index.nodes.values()
            if (box := other.bounds) is not None
            and other.plane == (there.plane if there is not None else None)
            and other.tag not in names.CONTAINERS and other.tag != "group"
        ]  # fmt: skip
        size = SPECS[spec_id].size
        return placing.flow_annotation_position(ties.middle_of(flow.waypoints), size, occupied, vertical=vertical)
    source, spec = edits.node(doc, source_id), SPECS[spec_id]
    bounds = source.bounds
    if bounds is None:
        raise RefusedError("rule.nothing-fits")
    if spec.tag == "textAnnotation":
        return placing.annotation_position(bounds, spec.size)
    followers = [doc.index.nodes[flow.target].bounds for flow in _outgoing(doc, source)]
    vertical = edits.leads_down(doc, source)
    gap = placing.used_gap(bounds, [item for item in followers if item is not None], vertical=vertical)
    left, right = bounds.x - _NEAR, bounds.right + _NEAR
    if not vertical and source.attached_to is None:  # only what stands in the column that the new one goes into
        left, right = bounds.right + gap - placing.MARGIN, bounds.right + gap + spec.size[0] + placing.MARGIN
    occupied = [
        box
        for other in doc.index.nodes.values()
        if (box := other.bounds) is not None
        and other.tag not in ("lane", "group")  # bands and frames: no lane beside may push a step out of its own
        and box.x < right
        and box.x + box.width > left
        and other.plane == source.plane
        and other.id != source.attached_to
        and not box.encloses(bounds)
    ]
    return placing.append_position(
        bounds, spec.size, occupied, kind=edits.kind_of(doc, source), gap=gap, vertical=vertical
    )


def _outgoing(doc: Document, source: NodeRecord) -> list[FlowRecord]:
    flows = [doc.index.flows[item] for item in source.outgoing]
    return [flow for flow in flows if flow.target in doc.index.nodes]
