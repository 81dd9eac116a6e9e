"""Writing a whole layout: positions come as values and become diagram interchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, follow
from modeler.document.document import Document
from modeler.geometry.shapes import Bounds, Point
from runner.core.i18n import N_


def set_layout(doc: Document, positions: Mapping[str, Bounds | Sequence[Point]]) -> None:
    """Give nodes their bounds and lines their points, all at once; what has no shape yet gets one.

    The layout is taken as it is: only the lanes follow. Unknown ids are skipped.
    """
    with doc.transaction(N_("Lay out")):
        for own, value in positions.items():
            if isinstance(value, Bounds):
                if own in doc.tree.ids:
                    _place(doc, own, value)
            elif own in doc.index.flows and len(value) > 1:
                edits.set_points(doc, own, value)
        follow(doc, Act("laid-out", tuple(own for own in positions if own in doc.index.nodes)))


def _place(doc: Document, own: str, bounds: Bounds) -> None:
    if doc.tree.shape(own) is not None:
        edits.set_bounds(doc, own, bounds)
        return
    tag = names.bpmn_local(doc.tree.ids[own].tag)
    attributes = {}
    if tag in ("participant", "lane"):
        attributes["isHorizontal"] = "true"
    elif tag in names.SUB_PROCESSES:
        attributes["isExpanded"] = "true"
    elif tag == "exclusiveGateway":
        attributes["isMarkerVisible"] = "true"
    edits.put_shape(doc, own, bounds, edits.main_plane(doc), **attributes)
