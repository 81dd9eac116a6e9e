"""Going into an element: the plane of a folded sub-process, the process that a call activity calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.document.records import NodeRecord
from modeler.ui.canvas import drill
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


def leads_somewhere(view: CanvasView, record: NodeRecord) -> bool:
    """Whether an element shows the button that leads inside."""
    if drill.is_folded(record.spec, record.expanded):
        return True
    return view.scene.kinds.offers_calls and drill.calls_a_process(record.spec, record.markers)


def open_inside(view: CanvasView, identity: str | None = None) -> None:
    """Show what is inside an element (default: the selected one). A process that is called may lie in another
    file: the place that can show it listens to `calledWanted`."""
    own = identity or view.selection.single
    node = view.scene.nodes.get(own or "")
    if node is None or not leads_somewhere(view, node.record):
        view.refuse(_("Select a folded sub-process or a call activity first."))
    elif drill.is_folded(node.record.spec, node.record.expanded):
        view.open_plane(node.id)
    else:
        view.calledWanted.emit(node.id)
