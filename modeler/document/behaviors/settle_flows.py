"""A line between ends that came elsewhere or changed their kind becomes the type that is legal there, or goes."""

from __future__ import annotations

from modeler.document.behaviors import Act, Behavior
from modeler.document.closure import with_content
from modeler.document.document import Document


def run(doc: Document, act: Act) -> None:
    """Ask the rules anew about every line at the nodes and at what is inside them."""
    from modeler.document.commands.connect import settle_flow

    ids = with_content(doc.index, act.ids)
    for flow_id in sorted({flow.id for own in ids for flow in doc.index.flows_of(own)}):
        if flow_id in doc.index.flows:
            settle_flow(doc, flow_id)


BEHAVIOR = Behavior("settle-flows", ("added", "rehomed", "replaced"), run)
