"""A data object goes along with its last reference into another scope; other references keep theirs."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document import data, edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.closure import with_content
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Bring the data objects into scopes where the references see them."""
    for own in with_content(doc.index, act.ids):
        if doc.index.nodes[own].tag == "dataObjectReference":
            _settle(doc, own)


def _settle(doc: Document, own: str) -> None:
    element = edits.element(doc, own)
    held = doc.tree.ids.get(names.reference(element.get("dataObjectRef")))
    if held is None or held.tag != names.q("dataObject") or data.is_seen(held, element):
        return
    users = [edits.element(doc, item) for item in doc.index.data_users(held.get("id"))]
    scope = element.getparent()
    if all(user.getparent() is scope for user in users):
        doc.journal.remove(held)
        edits.put(doc, scope, held)
    else:
        collection = held.get("isCollection") in ("true", "1")
        edits.set_attribute(doc, element, "dataObjectRef", data.new_object(doc, scope, collection))


BEHAVIOR = Behavior("settle-data", ("added", "rehomed"), run)
