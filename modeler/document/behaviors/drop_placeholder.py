"""With the last data line into a step the property that such lines lead to goes."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Remove placeholders that nothing leads to."""
    from modeler.document.commands.connect import PLACEHOLDER

    for own in act.was[1:]:
        element = doc.tree.ids.get(own)
        if element is None:
            continue
        used = {
            names.reference(item.findtext(names.q("targetRef")))
            for item in element.iterchildren(names.q("dataInputAssociation"))
        }
        for item in list(element.iterchildren(names.q("property"))):
            if item.get("name") == PLACEHOLDER and item.get("id") not in used:
                doc.journal.remove(item)


BEHAVIOR = Behavior("drop-placeholder", ("removed-flow",), run)
