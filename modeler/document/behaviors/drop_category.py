"""With the last group that shows a category value the value goes, and its category with the last value."""

from __future__ import annotations

from modeler.bpmn import names
from modeler.document.behaviors import Act, Behavior
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Remove the values that only these groups show."""
    for own in act.ids:
        group = doc.tree.ids.get(own)
        if group is None or group.tag != names.q("group"):
            continue
        wanted = names.reference(group.get("categoryValueRef"))
        value = doc.tree.ids.get(wanted)
        if value is None or value.tag != names.q("categoryValue"):
            continue
        users = [item for item in doc.tree.mentions.get(wanted, ()) if item is not group]
        if not users:
            holder = value.getparent()
            doc.journal.remove(value)
            if holder.find(names.q("categoryValue")) is None:
                doc.journal.remove(holder)


BEHAVIOR = Behavior("drop-category", ("removing-node",), run)
