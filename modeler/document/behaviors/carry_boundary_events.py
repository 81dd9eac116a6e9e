"""Events on a border keep their place on it when the step changes its size."""

from __future__ import annotations

from modeler.document import edits
from modeler.document.behaviors import Act, Behavior, follow
from modeler.document.document import Document
from modeler.geometry.shapes import Bounds, centred


def run(doc: Document, act: Act) -> None:
    """Shift the events in proportion along the border."""
    before: dict[str, Bounds] = {}
    for host_id, old in act.before.items():
        host = doc.index.nodes.get(host_id)
        if host is None or host.bounds is None:
            continue
        for event in doc.index.attached(host_id):
            if event.bounds is None:
                continue
            x, y = event.bounds.centre
            share_x = (x - old.x) / (old.width or 1)
            share_y = (y - old.y) / (old.height or 1)
            at = host.bounds.x + share_x * host.bounds.width, host.bounds.y + share_y * host.bounds.height
            new = centred(at, event.bounds.width, event.bounds.height)
            if new != event.bounds:
                before[event.id] = event.bounds
                edits.set_bounds(doc, event.id, new)
                if event.label_bounds is not None:
                    dx, dy = new.x - event.bounds.x, new.y - event.bounds.y
                    edits.set_label_bounds(doc, event.id, event.label_bounds.moved(dx, dy))
    if before:
        follow(doc, Act("moved", (), before=before))


BEHAVIOR = Behavior("carry-boundary-events", ("resized",), run)
