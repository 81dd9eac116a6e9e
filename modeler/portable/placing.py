"""Where the new elements stand: the drawing is laid out anew, as Tidy does it."""

from __future__ import annotations

from collections.abc import Collection

from modeler.document.commands.layout import set_layout
from modeler.document.io import document_from_bytes, to_bytes
from modeler.layout.tidy import Drawn, lead_again, tidy


def place(data: bytes, name: str, beginnings: Collection[str] = ()) -> bytes:
    """The file with all that is drawn in it laid out anew; one without a drawing as it is. `beginnings`: steps that
    stand where a way begins, although lines lead back to them."""
    doc = document_from_bytes(data, name, seed=0)
    try:
        if any(node.bounds is not None for node in doc.index.nodes.values()):
            nodes, flows = doc.index.nodes, dict(doc.index.flows)
            back = [own for own, flow in flows.items() if flow.target in beginnings]
            found = tidy(Drawn(nodes, {own: flow for own, flow in flows.items() if own not in back}))
            set_layout(doc, found.positions, found.labels)
            if back:
                again = lead_again(Drawn(doc.index.nodes, doc.index.flows), back)
                set_layout(doc, again.positions, again.labels)
        return to_bytes(doc)
    finally:
        doc.close()
