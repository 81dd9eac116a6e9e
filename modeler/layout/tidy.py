"""Tidying a diagram: all of it, what is selected, or the lines alone. Records in, new places out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from modeler.document.records import Bounds, FlowRecord, NodeRecord, Point
from modeler.geometry.shapes import around
from modeler.geometry.texts import Measure
from modeler.layout.engine import Asked, Layout, usual_size
from modeler.layout.finishing import name_all
from modeler.layout.joining import Joining
from modeler.layout.labelling import Labelling, rough_measure
from modeler.layout.noting import at_home
from modeler.layout.part import lay_out_part
from modeler.layout.strategies.layered import STRATEGY
from runner.core import collecting

MARGIN = 60.0
GROUP_AIR = 20.0

Told = Callable[[], None]


def _nothing() -> None:
    return


@dataclass(frozen=True)
class Drawn:
    """A diagram as it is: nodes and flows by id in the order of the file. Frozen values, so that a worker may have
    them."""

    nodes: Mapping[str, NodeRecord]
    flows: Mapping[str, FlowRecord]
    measure: Measure = field(default=rough_measure)
    told: Told = _nothing

    def with_told(self, told: Told) -> Drawn:
        """The same, with something to call now and then, which may raise to end it."""
        return Drawn(self.nodes, self.flows, self.measure, told)


@collecting.paused()  # a fifth of the time went into looking for dead objects, of which there are none
def tidy(drawn: Drawn, selected: Collection[str] = ()) -> Layout:
    """New places for all that is drawn (for everything, where nothing is), or for what is selected: then nothing
    else moves, and of the lines only those that touch it. A selection of one shape that holds nothing counts as
    none. The upper left corner stays where it is."""
    chosen = _selected_nodes(drawn, selected)
    if not chosen:
        flows = [own for own in selected if own in drawn.flows]
        return (
            lead_again(drawn, flows) if flows and not any(own in drawn.nodes for own in selected) else _whole(drawn)
        )
    asked = _asked(drawn, drawn.nodes, drawn.flows.values())
    return _moved_names(drawn, lay_out_part(asked, chosen))


def lead_again(drawn: Drawn, selected: Collection[str] = ()) -> Layout:
    """New ways for all lines, or for those that are selected or end at something selected. No shape moves."""
    bounds = {own: node.bounds for own, node in drawn.nodes.items() if node.bounds is not None}
    led = [flow for flow in drawn.flows.values() if flow.source in bounds or flow.source in drawn.flows]
    wanted = [
        flow
        for flow in led
        if not selected or flow.id in selected or flow.source in selected or flow.target in selected
    ]
    again = {flow.id for flow in wanted}
    joining = Joining(drawn.nodes, bounds, drawn.told)
    kept = {flow.id: flow.waypoints for flow in led if flow.id not in again and len(flow.waypoints) > 1}
    joining.keep(led, kept)
    lines = dict(kept)
    joining.join(wanted, lines)
    asked = _asked(drawn, drawn.nodes, led)
    labelled = name_all(asked, Layout(bounds, lines), (), again, joining, _kept_names(drawn, again))
    new = {own: line for own, line in lines.items() if own in again}
    return Layout({}, new, labelled.labels)


def name_again(drawn: Drawn) -> Layout:
    """New places for all names outside of shapes and for those of lines. No shape and no line moves."""
    bounds = {own: node.bounds for own, node in drawn.nodes.items() if node.bounds is not None}
    flows = [flow for flow in drawn.flows.values() if len(flow.waypoints) > 1]
    lines = {flow.id: flow.waypoints for flow in flows}
    joining = Joining(drawn.nodes, bounds, drawn.told)
    joining.keep(flows, lines)
    named = name_all(_asked(drawn, drawn.nodes, flows), Layout(bounds, lines), drawn.nodes, lines, joining)
    return Layout({}, {}, named.labels)


def _whole(drawn: Drawn) -> Layout:
    placed = {own: node for own, node in drawn.nodes.items() if node.bounds is not None}
    nodes = placed or drawn.nodes
    has_lines = any(flow.waypoints for flow in drawn.flows.values())
    flows = [flow for flow in drawn.flows.values() if flow.waypoints or not (placed and has_lines)]
    asked = _asked(drawn, nodes, flows)
    found = _anchored(drawn, STRATEGY.run(asked))
    for own, node in nodes.items():
        if node.tag == "group" and (box := _round_members(drawn, node, found)) is not None:
            found.bounds[own] = box
            if node.label_bounds is not None:
                found.labels[own] = None  # it stands above by itself
    return _moved_names(drawn, found)


def _asked(drawn: Drawn, nodes: Mapping[str, NodeRecord], flows: Iterable[FlowRecord]) -> Asked:
    def size_of(node: NodeRecord) -> tuple[float, float]:
        if node.bounds is not None and node.tag not in ("participant", "lane"):
            return node.bounds.width, node.bounds.height
        return usual_size(node, drawn.measure)

    lines = tuple(flows)
    return Asked(at_home(nodes, lines), lines, size_of, drawn.measure, drawn.told)


def _selected_nodes(drawn: Drawn, selected: Collection[str]) -> list[str]:
    """Selected shapes that have a place, if they are something to tidy."""
    found = [own for own in selected if own in drawn.nodes and drawn.nodes[own].bounds is not None]
    if len(found) > 1:
        return found
    holds = {node.parent for node in drawn.nodes.values()} | {
        node.id for node in drawn.nodes.values() if node.tag == "participant" and node.process
    }
    return [own for own in found if own in holds]


def _anchored(drawn: Drawn, found: Layout) -> Layout:
    """Each plane with its upper left corner where it was."""
    joining = Joining(drawn.nodes, {})
    planes: dict[str | None, list[str]] = {}
    for own in found.bounds:
        planes.setdefault(joining.plane_of(drawn.nodes[own]), []).append(own)
    shifts: dict[str | None, Point] = {}
    for plane, members in planes.items():
        was = [box for own in members if (box := drawn.nodes[own].bounds) is not None]
        now = [found.bounds[own] for own in members]
        left, top = (min(b.x for b in was), min(b.y for b in was)) if was else (MARGIN, MARGIN)
        shifts[plane] = (left - min(b.x for b in now), top - min(b.y for b in now))
    bounds = {own: found.bounds[own].moved(*shifts[plane]) for plane, members in planes.items() for own in members}
    lines: dict[str, tuple[Point, ...]] = {}
    labels: dict[str, Bounds | None] = {}
    for own, points in found.waypoints.items():
        dx, dy = shifts.get(joining.plane_of_flow(drawn.flows[own]), (0.0, 0.0))
        lines[own] = tuple((x + dx, y + dy) for x, y in points)
    for own, label in found.labels.items():
        plane = joining.plane_of(drawn.nodes[own]) if own in drawn.nodes else joining.plane_of_flow(drawn.flows[own])
        labels[own] = label.moved(*shifts.get(plane, (0.0, 0.0))) if label is not None else None
    return Layout({own: bounds[own] for own in found.bounds}, lines, labels)


def _round_members(drawn: Drawn, group: NodeRecord, found: Layout) -> Bounds | None:
    """A group goes round what was in it; None where nothing was."""
    if group.bounds is None:
        return None
    corners: list[Point] = []
    for own, box in found.bounds.items():
        node = drawn.nodes[own]
        if node.tag in ("group", "participant", "lane") or node.bounds is None:
            continue
        if group.bounds.encloses(node.bounds):
            label = found.labels.get(own)
            for part in (box,) if label is None else (box, label):
                corners += [(part.x, part.y), (part.right, part.bottom)]
    return around(corners).grown(GROUP_AIR) if corners else None


def _moved_names(drawn: Drawn, found: Layout) -> Layout:
    """Names inside of shapes for which a file says where they stand move with these."""
    labels = dict(found.labels)
    for own, box in found.bounds.items():
        node = drawn.nodes[own]
        if own not in labels and node.label_bounds is not None and node.bounds is not None:
            (ax, ay), (bx, by) = node.bounds.centre, box.centre
            labels[own] = node.label_bounds.moved(round(bx - ax), round(by - ay))
    return Layout(found.bounds, found.waypoints, labels)


def _kept_names(drawn: Drawn, again: Collection[str]) -> Callable[[str | None, Labelling, Joining], None]:
    """Enters the names that stay, plane by plane."""

    def enter(plane: str | None, labelling: Labelling, joining: Joining) -> None:
        for node in drawn.nodes.values():
            if node.label_bounds is not None and joining.plane_of(node) == plane:
                labelling.keep(node.id, node.label_bounds)
        for flow in drawn.flows.values():
            if flow.label_bounds is not None and flow.id not in again and joining.plane_of_flow(flow) == plane:
                labelling.keep(flow.id, flow.label_bounds)

    return enter
