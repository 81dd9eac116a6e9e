"""Tidying up and leading lines anew, from the canvas: small diagrams at once, large ones beside the window, with
progress and a way to stop. What is written is one step of undo, and the paper stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from modeler.ui.canvas.fonts import text_measure
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.ui.kit.jobs import Cancelled, Handle

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.layout import Drawn, Layout
    from modeler.ui.canvas.view import CanvasView

AT_ONCE = 400
"""Up to so many elements nobody notices the time that it takes."""

TIDY_UP, REROUTE = N_("Tidy up"), N_("Reroute flows")


def tidy_up(view: CanvasView) -> None:
    """New places for the selection, or for the whole diagram."""
    from modeler.layout import tidy

    selected = view.selection.ids
    _act(view, TIDY_UP, lambda drawn: tidy(drawn, selected))


def lead_again(view: CanvasView) -> None:
    """New ways for the lines of the selection, or for all; no shape moves."""
    from modeler.layout import lead_again as anew

    selected = view.selection.ids
    _act(view, REROUTE, lambda drawn: anew(drawn, selected))


def is_undrawn(doc: Document) -> bool:
    """Whether a file has elements, but says of none where it is."""
    return bool(doc.index.nodes) and all(node.bounds is None for node in doc.index.nodes.values())


def _act(view: CanvasView, label: str, make: Callable[[Drawn], Layout]) -> None:
    doc = view.document
    if doc is None or view.read_only:
        return
    view.commit_edit()
    if len(doc.index.nodes) + len(doc.index.flows) <= AT_ONCE or view.jobs is None:
        _write(view, doc, label, make(_drawn(doc)))
        return
    revision = doc.revision
    drawn = _drawn(doc)

    def work(handle: Handle) -> Layout:
        def told() -> None:
            if handle.cancelled:
                raise Cancelled

        return make(drawn.with_told(told))

    def done(found: Layout) -> None:
        if view.document is doc and doc.revision == revision:
            _write(view, doc, label, found)
        else:
            view.refuse(_("The diagram was changed meanwhile, so nothing was moved."))

    view.jobs.run(work, owner=view, done=done, title=_(label))


def _drawn(doc: Document) -> Drawn:
    """The records as they are now, and widths of texts that need no font any more: another thread may have both."""
    from modeler.layout import Drawn

    index, measure = doc.index, text_measure()
    nodes = {own: index.nodes[own] for own in index.in_order() if own in index.nodes}
    names = [*(node.name for node in nodes.values()), *(flow.name for flow in index.flows.values())]
    for letter in set("".join(names)):
        measure(letter, 1.0)
    return Drawn(nodes, dict(index.flows), measure)


def _write(view: CanvasView, doc: Document, label: str, found: Layout) -> None:
    was_undrawn = is_undrawn(doc)
    from modeler.ui.canvas import verbs  # with all commands, which no start needs

    verbs.set_layout(view, found, label)
    if was_undrawn:
        view.fit()
