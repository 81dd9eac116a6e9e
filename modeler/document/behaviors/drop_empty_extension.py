"""An `extensionElements` with nothing in it goes; one that stood empty in the file stays until it is touched."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Remove the empty ones of the elements that were written to."""
    for own in act.ids:
        element = doc.tree.ids.get(own)
        holder = element.find(names.q("extensionElements")) if element is not None else None
        if holder is not None and not len(holder) and doc.tree.is_touched(holder):
            doc.journal.remove(holder)


BEHAVIOR = Behavior("drop-empty-extension", ("wrote",), run)
