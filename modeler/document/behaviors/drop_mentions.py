"""What names an element that goes does not name it any more."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from modeler.document import edits
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Clear the attributes and remove the children that refer to the elements, and the links of a conversation."""
    for own in act.ids:
        for mention in list(doc.tree.mentions.get(own, ())):
            if mention.get("activityRef") is not None:
                edits.set_attribute(doc, mention, "activityRef", None)
            else:
                doc.journal.remove(mention)
        element = doc.tree.ids.get(own)
        holder = element.getparent() if element is not None else None
        if holder is not None and holder.tag == names.q("collaboration"):
            _unlink(doc, holder, own)


def _unlink(doc: Document, holder: etree._Element, own: str) -> None:
    for link in list(holder.iterchildren(names.q("conversationLink"))):
        if own in (names.reference(link.get("sourceRef")), names.reference(link.get("targetRef"))):
            edits.remove_di(doc, link.get("id") or "")
            doc.journal.remove(link)


BEHAVIOR = Behavior("drop-mentions", ("removing-node", "removing-flow"), run)
