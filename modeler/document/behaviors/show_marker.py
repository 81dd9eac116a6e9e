"""An exclusive gateway is drawn with its cross, and no other gateway says anything of one."""

from __future__ import annotations

from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Set or take `isMarkerVisible` of the shapes."""
    for own in act.ids:
        record, shape = doc.index.nodes.get(own), doc.tree.shape(own)
        if record is None or shape is None:
            continue
        there = shape.get("isMarkerVisible")
        if record.tag == "exclusiveGateway" and there is None:
            edits.set_attribute(doc, shape, "isMarkerVisible", "true")
        elif record.tag != "exclusiveGateway" and there is not None:
            edits.set_attribute(doc, shape, "isMarkerVisible", None)


BEHAVIOR = Behavior("show-marker", ("replaced",), run)
