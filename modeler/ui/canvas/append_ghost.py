"""What a click on an append button would give: the new shape and its flow, as a ghost, while the pointer rests on
the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeler.bpmn.elements import SPECS
from modeler.document.records import NodeRecord
from modeler.geometry.routing import route
from modeler.geometry.shapes import centred
from modeler.geometry.ties import middle_of, tied
from modeler.ui.canvas import verbs
from modeler.ui.canvas.tools.move import docking_kind

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_OPACITY = 0.55


def show(view: CanvasView, source: str, spec_id: str) -> bool:
    """Show it where it would be placed by itself; whether there is such a place."""
    place = verbs.append_place(view, source, spec_id)
    node, flow = view.scene.node(source), view.scene.flow(source)
    if place is None or (node is None and flow is None) or view.interaction.busy:
        return False
    spec, ghost = SPECS[spec_id], view.ghost
    bounds = centred(place, *spec.size)
    record = NodeRecord("", spec.tag, spec.id, bounds=bounds, expanded=spec.expanded)
    ghost.nodes = [view.scene.item_of(record)]
    ghost.opacity = _OPACITY
    if node is not None:
        kind = "association" if spec.category == "artifact" else "sequenceFlow"
        ghost.line = route(node.bounds, bounds, docking_kind(view, node.record, {}), spec.category, kind)
    elif flow is not None:
        ghost.line = tied((), middle_of(flow.points), bounds, spec.category, moved=True)[::-1]
    view.refresh_ghost()
    return True


def hide(view: CanvasView) -> None:
    """The pointer went on."""
    if not view.interaction.busy:
        view.clear_ghost()
