"""With the last reference to a data object the data object goes."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Remove data objects that only these nodes refer to."""
    for node_id in act.ids:
        element = doc.tree.ids.get(node_id)
        if element is None or element.tag != names.q("dataObjectReference"):
            continue
        own = names.reference(element.get("dataObjectRef"))
        held = doc.tree.ids.get(own)
        if held is None or held.tag != names.q("dataObject"):
            continue
        users = [item for item in doc.index.data_users(own) if item not in act.ids]
        if not users and own not in doc.tree.shapes:
            doc.journal.remove(held)


BEHAVIOR = Behavior("drop-data-object", ("removing-node",), run)
