"""A node that goes away, or into another process, leaves its lane."""

from __future__ import annotations

from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Remove the lane's references to the nodes."""
    for node_id in act.ids:
        for reference in list(doc.tree.lane_refs.get(node_id, ())):
            doc.journal.remove(reference)


BEHAVIOR = Behavior("drop-lane-places", ("removing-node", "rehomed"), run)
