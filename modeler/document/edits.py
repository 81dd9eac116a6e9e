"""Small edits that commands and behaviors are made of: on top of the primitives, below the verbs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress

from lxml import etree

from modeler.bpmn import di, names, schema
from modeler.bpmn.elements import SPECS
from modeler.document.document import Document
from modeler.document.owners import Owners
from modeler.document.records import FlowRecord, NodeRecord
from modeler.document.ways import Lead, lead_of
from modeler.geometry import anchors, docking, labels, routing, ties
from modeler.geometry.shapes import Bounds, Point
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "edit.unknown": (
            N_("There is no element {element} in this file."),
            N_("It may have been removed meanwhile."),
        ),
    }
)


class RefusedError(AppError):
    """A change that the rules do not allow; `code` names the rule."""

    exit_code = 1


def node(doc: Document, node_id: str) -> NodeRecord:
    """The record of a node. Raises `RefusedError` (`edit.unknown`)."""
    found = doc.index.nodes.get(node_id)
    if found is None:
        raise RefusedError("edit.unknown", element=node_id)
    return found


def flow(doc: Document, flow_id: str) -> FlowRecord:
    """The record of a flow. Raises `RefusedError` (`edit.unknown`)."""
    found = doc.index.flows.get(flow_id)
    if found is None:
        raise RefusedError("edit.unknown", element=flow_id)
    return found


def element(doc: Document, element_id: str) -> etree._Element:
    """The element of an id. Raises `RefusedError` (`edit.unknown`)."""
    found = doc.tree.ids.get(element_id)
    if found is None:
        raise RefusedError("edit.unknown", element=element_id)
    return found


# semantic elements


def new_id(doc: Document, tag: str) -> str:
    """An id that nothing in the document has."""
    return doc.ids.new(tag, doc.tree.ids)


def put(doc: Document, parent: etree._Element, child: etree._Element) -> None:
    """Insert a child where the standard wants it."""
    doc.journal.insert(parent, child, schema.successor(parent, child.tag))


def set_attribute(doc: Document, target: etree._Element, name: str, value: str | None) -> None:
    """Set or remove (None) an attribute."""
    doc.journal.set_attribute(target, name, value)


def set_child_text(doc: Document, parent: etree._Element, tag: str, text: str | None) -> etree._Element | None:
    """Set the text of the first child with this BPMN name, which comes and goes with its text."""
    child = parent.find(names.q(tag))
    if text is None:
        if child is not None:
            doc.journal.remove(child)
        return None
    if child is None:
        child = etree.Element(names.q(tag))
        child.text = text
        put(doc, parent, child)
    else:
        doc.journal.set_text(child, text)
    return child


def extension_elements(doc: Document, parent: etree._Element) -> etree._Element:
    """The `extensionElements` of an element, made where it is missing."""
    found = parent.find(names.q("extensionElements"))
    if found is None:
        found = etree.Element(names.q("extensionElements"))
        put(doc, parent, found)
    return found


def set_reference_child(doc: Document, parent: etree._Element, tag: str, value: str, *, there: bool) -> None:
    """Add or remove a child like `<incoming>id</incoming>`."""
    found = [item for item in parent.iterchildren(names.q(tag)) if names.reference(item.text) == value]
    if there and not found:
        child = etree.Element(names.q(tag))
        child.text = value
        put(doc, parent, child)
    elif not there:
        for child in found:
            doc.journal.remove(child)


def put_into_lane(doc: Document, node_id: str, lane_id: str) -> None:
    """Make a node a member of this lane and of no other."""
    for reference in list(doc.tree.lane_refs.get(node_id, ())):
        doc.journal.remove(reference)
    reference = etree.Element(names.q("flowNodeRef"))
    reference.text = node_id
    put(doc, element(doc, lane_id), reference)


# diagram interchange


def main_plane(doc: Document) -> etree._Element:
    """The plane of the process or collaboration, made where the file has no diagram."""
    for plane in _planes(doc.tree.root):
        target = doc.tree.ids.get(names.reference(plane.get("bpmnElement")))
        if target is None or names.bpmn_local(target.tag) not in names.SUB_PROCESSES:
            return plane
    root = next((item for tag in ("collaboration", "process") for item in doc.tree.root.iter(names.q(tag))), None)
    diagram = etree.Element(di.DIAGRAM, {"id": doc.ids.with_word("BPMNDiagram", doc.tree.ids)})
    target_id = (root.get("id") if root is not None else None) or doc.definitions_id
    plane_id = doc.ids.with_word("BPMNPlane", doc.tree.ids)
    etree.SubElement(diagram, di.PLANE, {"id": plane_id, "bpmnElement": target_id})
    put(doc, doc.tree.root, diagram)
    return diagram[0]


def _planes(root: etree._Element) -> Iterator[etree._Element]:
    """The planes of a file: where the standard wants them, else wherever they are."""
    for diagram in root.iterchildren(di.DIAGRAM):
        yield from diagram.iterchildren(di.PLANE)
    if root.find(di.DIAGRAM) is None:
        yield from root.iterdescendants(di.PLANE)


def plane_beside(doc: Document, element_id: str | None) -> etree._Element:
    """The plane on which an element's shape lies, else the main one."""
    shape = doc.tree.shape(element_id) if element_id else None
    holder = shape.getparent() if shape is not None else None
    return holder if holder is not None else main_plane(doc)


def plane_inside(doc: Document, container_id: str | None) -> etree._Element:
    """The plane on which the content of a container lies: its own, where it has one."""
    own = doc.tree.planes.get(container_id or "")
    record = doc.index.nodes.get(container_id or "")
    if record is not None and record.tag == "callActivity" and not record.expanded:
        called = next((process.id for process in doc.index.processes.values() if process.pool == record.id), "")
        own = doc.tree.planes.get(called)
    if own:
        return own[0]
    return plane_beside(doc, container_id)


def di_id(doc: Document, element_id: str) -> str:
    """An id for the shape or edge of an element."""
    wanted = f"{element_id}_di"
    return wanted if wanted not in doc.tree.ids else doc.ids.with_word(wanted, doc.tree.ids)


def put_shape(
    doc: Document, element_id: str, bounds: Bounds, plane: etree._Element, **attributes: str
) -> etree._Element:
    """A new shape on a plane."""
    shape = di.new_shape(di_id(doc, element_id), element_id, bounds, attributes)
    put(doc, plane, shape)
    return shape


def put_edge(doc: Document, flow_id: str, points: Sequence[Point], plane: etree._Element) -> None:
    """A new edge on a plane."""
    put(doc, plane, di.new_edge(di_id(doc, flow_id), flow_id, points))


def set_bounds(doc: Document, element_id: str, bounds: Bounds, was: Bounds | None = None) -> None:
    """Give a shape other bounds; one without a shape gets one. `was`: its bounds now, where they are at hand."""
    shape = doc.tree.shape(element_id)
    if shape is None:
        put_shape(doc, element_id, bounds, main_plane(doc))
    else:
        _write_bounds(doc, shape, bounds, was)


def _write_bounds(doc: Document, holder: etree._Element, bounds: Bounds, was: Bounds | None = None) -> None:
    found = holder.find(di.BOUNDS)
    if found is None:
        put(doc, holder, di.new_bounds(bounds))
        return
    was = was or di.bounds_of(holder) or bounds
    wanted = (
        ("x", was.x, bounds.x), ("y", was.y, bounds.y),
        ("width", was.width, bounds.width), ("height", was.height, bounds.height),
    )  # fmt: skip
    doc.journal.set_attributes(found, di.differing(found, wanted))


def set_label_bounds(doc: Document, element_id: str, bounds: Bounds | None, was: Bounds | None = None) -> None:
    """Put the label of a shape or edge somewhere; None: where it goes by itself. `was`: where it is now, if at
    hand."""
    holder = doc.tree.shape(element_id)
    if holder is None:
        holder = doc.tree.edge(element_id)
    if holder is None:
        return
    label = holder.find(di.LABEL)
    if bounds is None:
        if label is not None:
            doc.journal.remove(label)
    elif label is None:
        put(doc, holder, di.new_label(bounds))
    else:
        _write_bounds(doc, label, bounds, was)


def set_points(doc: Document, flow_id: str, points: Sequence[Point]) -> None:
    """Give an edge other way points, changing only those that differ; a label keeps its distance."""
    edge = doc.tree.edge(flow_id)
    if edge is None:
        put_edge(doc, flow_id, points, main_plane(doc))
    else:
        before, label = di.edge_of(edge)
        set_ways(doc, [(flow_id, before, tuple(points), label)])


Way = tuple[str, tuple[Point, ...], tuple[Point, ...], Bounds | None]
"""The id of a flow, its way as it is drawn now, the way that it is to take, and where its label stands."""


def set_ways(doc: Document, ways: Iterable[Way]) -> None:
    """Give the edges of many flows, each once, other way points, as `set_points` does. Lines that begin or end at one
    of them follow."""
    leads: list[Lead] = []
    tied: list[Way] = []
    others: list[Way] = []
    named: list[Way] = []
    for way in ways:
        flow_id, before, points, label = way
        edge = doc.tree.edge(flow_id)
        if edge is None or before == points:
            continue
        if doc.index.is_end(flow_id):
            tied.append(way)
        lead = lead_of(edge, before, points)
        if lead is not None:
            leads.append(lead)
        else:
            others.append(way)
        if label is not None and len(before) > 1 and len(points) > 1:
            named.append(way)
    doc.journal.lead(leads)
    for flow_id, before, points, _label in others:
        _set_each_point(doc, doc.tree.edges[flow_id][0], before, points)
    for flow_id, before, points, label in named:
        assert label is not None
        set_label_bounds(doc, flow_id, labels.moved_with_flow(label, before, points), label)
    if tied:
        set_ways(doc, _ways_of_tied(doc, tied))


def _ways_of_tied(doc: Document, led: Iterable[Way]) -> list[Way]:
    """The ways that the lines at these take, which were led elsewhere."""
    found: list[Way] = []
    for flow_id, before, points, _label in led:
        for line in doc.index.flows_of(flow_id):
            if tie := tie_of(doc, line):
                at = ties.carried_on(tie.at, before, points)
                found.append((line.id, line.waypoints, tie.way(at), line.label_bounds))
    return found


def _set_each_point(doc: Document, edge: etree._Element, before: Sequence[Point], points: Sequence[Point]) -> None:
    """The same for an edge with more in it than plain way points and a label."""
    journal = doc.journal
    old = list(edge.iterchildren(di.WAYPOINT))
    for item, (was_x, was_y), (x, y) in zip(old, before, points, strict=False):
        if was_x != x or was_y != y:
            journal.set_attributes(item, di.differing(item, (("x", was_x, x), ("y", was_y, y))))
    for item in old[len(points) :]:
        journal.remove(item)
    if len(points) > len(old):  # they follow each other: where one goes, all others go
        following = schema.successor(edge, di.WAYPOINT)
        for point in points[len(old) :]:
            journal.insert(edge, di.new_waypoint(point), following)


def shift(doc: Document, nodes: Collection[str], flows: Collection[str], dx: float, dy: float) -> None:
    """Move shapes and the whole ways of lines, with labels that have a place of their own; what is not drawn
    stays undrawn. For many at once. A line goes along only with both its ends, or where it ends at a container: then
    no name has to give way to it."""
    corners, ways = list(map(doc.tree.corners, nodes)), list(map(doc.tree.way, flows))
    owners = Owners(frozenset(compress(nodes, corners)), frozenset(compress(flows, ways)))
    figures = list(chain.from_iterable(chain(corners, ways)))
    doc.journal.shift(figures, "x", dx, owners)
    doc.journal.shift(figures, "y", dy, owners)


def remove_di(doc: Document, element_id: str) -> None:
    """Take away all shapes and edges of an element, and its own plane with the diagram."""
    for table in (doc.tree.shapes, doc.tree.edges):
        for item in list(table.get(element_id, ())):
            doc.journal.remove(item)
    for plane in list(doc.tree.planes.get(element_id, ())):
        diagram = plane.getparent()
        if diagram is not None and diagram.getparent() is not None and diagram.tag == di.DIAGRAM:
            doc.journal.remove(diagram)


# geometry


@dataclass(frozen=True)
class Tie:
    """A line between a shape and another line: `flow` is that one, `at` the place on it."""

    line: FlowRecord
    node: NodeRecord
    flow: FlowRecord
    at: Point
    kind: str

    def way(self, at: Point, *, moved: bool = False) -> tuple[Point, ...]:
        """Its way to another place on the line; `moved`: its shape went elsewhere too."""
        assert self.node.bounds is not None
        backwards = self.line.target == self.node.id
        points = self.line.waypoints[::-1] if backwards else self.line.waypoints
        found = ties.tied(points, at, self.node.bounds, self.kind, moved=moved)
        return found[::-1] if backwards else found


def tie_of(doc: Document, line: FlowRecord) -> Tie | None:
    """How a line is tied to another; None for one between two shapes, or that is not drawn."""
    index = doc.index
    ends = (line.source, line.target) if line.target in index.flows else (line.target, line.source)
    node, flow = index.nodes.get(ends[0]), index.flows.get(ends[1])
    if node is None or node.bounds is None or flow is None or flow.kind == "association":
        return None
    if len(line.waypoints) < 2 or line.id not in doc.tree.edges:
        return None
    at = line.waypoints[-1 if flow.id == line.target else 0]
    return Tie(line, node, flow, at, kind_of(doc, node))


def kind_of(doc: Document, record: NodeRecord) -> str:
    """The word that docking and routing know a node by."""
    if record.tag == "boundaryEvent":
        host = doc.index.nodes.get(record.attached_to or "")
        if host is not None and host.bounds is not None and record.bounds is not None:
            return docking.boundary_kind(record.bounds, host.bounds)
        return "event"
    return SPECS[record.spec].category


def leads_down(doc: Document, record: NodeRecord) -> bool:
    """Whether the way leads downwards where a node stands, at whatever depth: in an upright pool, or in an upright
    lane that no pool is round."""
    index = doc.index
    process = index.processes.get(record.process or "")
    band = index.nodes.get((process.pool if process is not None else None) or record.lane or record.home or "")
    return band is not None and not band.horizontal


def route(
    doc: Document, source_id: str, target_id: str, kind: str, leaves: Point | None = None, enters: Point | None = None
) -> tuple[Point, ...] | None:
    """A fresh way between two nodes; None where one of them is not drawn. `leaves` and `enters`: where a hand took
    hold of the source and dropped the line on the target."""
    source, target = doc.index.nodes.get(source_id), doc.index.nodes.get(target_id)
    if source is None or target is None or source.bounds is None or target.bounds is None:
        return None
    first, last = kind_of(doc, source), kind_of(doc, target)
    if kind == "messageFlow":  # straight down or up where the hand was nearly so
        beside = anchors.CENTRED
        if leaves is not None and first == "container" and abs(leaves[0] - target.bounds.centre[0]) < beside:
            leaves = None
        if enters is not None and last == "container" and abs(enters[0] - source.bounds.centre[0]) < beside:
            enters = None
    return routing.route(
        source.bounds, target.bounds, first, last, kind,
        vertical=kind == "sequenceFlow" and leads_down(doc, source),
        leaves=anchors.anchor_at(source.bounds, first, leaves) if leaves is not None else None,
        enters=anchors.anchor_at(target.bounds, last, enters) if enters is not None else None,
    )  # fmt: skip


def way_after(doc: Document, record: FlowRecord, before: Mapping[str, Bounds]) -> tuple[Point, ...] | None:
    """The way of a flow after nodes moved; `before` has the old bounds of those that did. None where it is not
    drawn."""
    nodes = doc.index.nodes
    source, target = nodes.get(record.source), nodes.get(record.target)
    if (source is None) != (target is None) and (tie := tie_of(doc, record)) is not None:
        return tie.way(tie.at, moved=tie.node.id in before)
    if source is None or target is None or source.bounds is None or target.bounds is None:
        return None
    if record.id not in doc.tree.edges:
        return None
    return routing.reroute(
        record.waypoints,
        before.get(source.id, source.bounds),
        source.bounds,
        before.get(target.id, target.bounds),
        target.bounds,
        kind_of(doc, source),
        kind_of(doc, target),
        record.kind,
        vertical=record.kind == "sequenceFlow" and leads_down(doc, source),
    )
