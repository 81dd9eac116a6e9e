"""The last steps of every layout: lines that are still missing, then the names outside of shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from modeler.layout.engine import Asked, Layout
from modeler.layout.joining import Joining, Line
from modeler.layout.labelling import Labelling, is_outside
from modeler.layout.shapes import Shapes

_BORDERS = frozenset({"participant", "lane", "subProcess", "transaction", "adHocSubProcess"})


def finish(asked: Asked, shapes: Shapes) -> Layout:
    """A layout from shapes that all have their place and lines that some have."""
    nodes, bounds = asked.nodes, shapes.bounds
    joining = Joining(nodes, bounds, asked.told)
    lines: dict[str, Line] = dict(shapes.waypoints)
    joining.keep(asked.flows, lines)
    joining.join([flow for flow in asked.flows if flow.id not in lines], lines)
    return name_all(asked, Layout(bounds, lines), nodes, lines, joining)


def name_all(
    asked: Asked,
    layout: Layout,
    nodes: Iterable[str],
    flows: Iterable[str],
    joining: Joining,
    kept: Callable[[str | None, Labelling, Joining], None] | None = None,
) -> Layout:
    """The layout with places for the names of these nodes and flows. `kept` enters the names of a plane that stay."""
    by_plane: dict[str | None, Labelling] = {}

    def labelling_of(plane: str | None) -> Labelling:
        if plane not in by_plane:
            found = by_plane[plane] = Labelling(joining.around(plane), asked.measure)
            for own, box in layout.bounds.items():
                node = asked.nodes.get(own)
                if node is not None and node.tag in _BORDERS and joining.plane_of(node) == plane:
                    found.border(own, box)
            if kept is not None:
                kept(plane, found, joining)
        return by_plane[plane]

    labels = dict(layout.labels)
    for own in nodes:
        node = asked.nodes.get(own)
        if node is not None and own in layout.bounds and is_outside(node) and node.tag != "group":
            host = layout.bounds.get(node.attached_to or "")
            labelling = labelling_of(joining.plane_of(node))
            labels[own] = labelling.node(node, layout.bounds[own], host, joining.inside(own)[1:])
    wanted = set(flows)
    for flow in asked.flows:
        line = layout.waypoints.get(flow.id)
        if flow.id in wanted and flow.name and line:
            inside = [*joining.inside(flow.source)[1:], *joining.inside(flow.target)[1:]]
            labels[flow.id] = labelling_of(joining.plane_of_flow(flow)).flow(flow, line, inside)
    return Layout(layout.bounds, layout.waypoints, labels)
