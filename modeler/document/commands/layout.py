"""Writing a whole layout: positions come as values and become diagram interchange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.document import Document
from modeler.document.records import NodeRecord
from modeler.geometry.shapes import Bounds, Point
from runner.core.i18n import N_


def set_layout(
    doc: Document,
    positions: Mapping[str, Bounds | Sequence[Point]],
    labels: Mapping[str, Bounds | None] | None = None,
    label: str = N_("Lay out"),
) -> None:
    """Give nodes their bounds and lines their points, all at once; what has no shape yet gets one, on the plane of
    what it lies in. `labels`: places of the names outside of shapes, by id of node or line. `label` names the
    step of undo.

    The layout is taken as it is: only the lanes follow. Unknown ids are skipped.
    """
    nodes, flows = dict(doc.index.nodes), dict(doc.index.flows)  # as it was: asking again costs a look each time
    with doc.transaction(label):
        for own in _outer_first(nodes, positions):
            value = positions[own]
            if isinstance(value, Bounds):
                _place(doc, nodes[own], value)
        for own, value in positions.items():
            if own in flows and not isinstance(value, Bounds) and len(value) > 1:
                source = nodes.get(flows[own].source)
                _lead(doc, own, value, source.parent if source is not None else None)
        for own, bounds in (labels or {}).items():
            edits.set_label_bounds(doc, own, bounds)
        follow(doc, Act("laid-out", tuple(own for own in positions if own in nodes)))


def _outer_first(nodes: Mapping[str, NodeRecord], positions: Iterable[str]) -> list[str]:
    """Known nodes, pools and sub-processes before what lies in them."""
    depths: dict[str | None, int] = {None: 0}

    def depth(own: str | None) -> int:
        if own not in depths:
            node = nodes.get(own or "")
            depths[own] = 0  # a file may go round in circles
            depths[own] = depth(node.parent) + 1 if node is not None else 0
        return depths[own]

    return sorted((own for own in positions if own in nodes), key=depth)


def _lead(doc: Document, own: str, points: Sequence[Point], parent: str | None) -> None:
    if doc.tree.edge(own) is not None:
        edits.set_points(doc, own, points)
    else:
        edits.put_edge(doc, own, points, edits.plane_inside(doc, parent))


def _place(doc: Document, node: NodeRecord, bounds: Bounds) -> None:
    if doc.tree.shape(node.id) is not None:
        edits.set_bounds(doc, node.id, bounds)
        return
    attributes = {}
    if node.tag in ("participant", "lane"):
        attributes["isHorizontal"] = "true"
    elif node.tag in names.SUB_PROCESSES:
        attributes["isExpanded"] = "true"
    elif node.tag == "exclusiveGateway":
        attributes["isMarkerVisible"] = "true"
    edits.put_shape(doc, node.id, bounds, edits.plane_inside(doc, node.parent), **attributes)
