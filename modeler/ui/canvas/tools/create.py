"""Create: a new shape sticks to the pointer until a click or a drop puts it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from modeler.bpmn.elements import SPECS
from modeler.document.records import NodeRecord
from modeler.geometry.routing import route
from modeler.geometry.shapes import Bounds, centred
from modeler.ui.canvas import verbs
from modeler.ui.canvas.hit import container_at, flow_at, host_at
from modeler.ui.canvas.tools import Gesture, Pointer, Tool
from modeler.ui.canvas.tools.falling import Falling
from modeler.ui.canvas.tools.move import docking_kind

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_HAND = {"intermediate-throw-event": "boundary-event-timer", "intermediate-catch-event": "boundary-event-timer"}


class CreateTool(Tool):
    """`source`: the new shape is connected from it (drag out of the context pad)."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, spec_id: str, source: str | None = None) -> None:
        super().__init__(view)
        self.spec_id = spec_id
        self._source = source
        self._host: str | None = None
        self._flow: str | None = None
        self._bounds: Bounds | None = None

    def press(self, pointer: Pointer) -> Gesture | None:
        """The click decides; a drag after the press is still the same drop."""
        return _DropGesture(self.view, pointer, self)

    def hover(self, pointer: Pointer) -> None:
        """The ghost follows; where it would land lights up."""
        view, ghost = self.view, self.view.ghost
        spec = SPECS[self.spec_id]
        bounds = self._placed(pointer, spec.size)
        self._host = self._host_for(bounds)
        self._flow = None
        shown = self.spec_id
        ghost.target, ghost.allowed = None, True
        if self._host is not None:
            shown = boundary_spec(self.spec_id)
            ghost.target = self._host
        elif self._source is None and verbs.splits(self.spec_id):
            self._flow = flow_at(view.scene, bounds.centre)
            ghost.target = self._flow
        if ghost.target is None:
            ghost.target = container_at(view.scene, bounds.centre)
            ghost.allowed = verbs.may_contain(view, ghost.target, self.spec_id)
        self._bounds = bounds
        record = NodeRecord(
            "",
            SPECS[shown].tag,
            shown,
            bounds=bounds,
            expanded=SPECS[shown].expanded,
            horizontal=SPECS[shown].horizontal,
        )
        ghost.nodes = [view.scene.item_of(record)]
        ghost.opacity = 0.75
        source = view.scene.nodes.get(self._source or "")
        if source is not None:
            ghost.line = route(source.bounds, bounds, docking_kind(view, source.record, {}), spec.category)
        view.refresh_ghost()

    def _placed(self, pointer: Pointer, size: tuple[float, float]) -> Bounds:
        view = self.view
        bounds = centred(pointer.world, *size)
        reach = Bounds(bounds.x - 600, bounds.y - 400, bounds.width + 1200, bounds.height + 800)
        fall = Falling(view, area=reach).place(bounds)
        view.ghost.guide_x, view.ghost.guide_y = fall.x, fall.y
        return bounds.moved(fall.dx, fall.dy)

    def _host_for(self, bounds: Bounds) -> str | None:
        if boundary_spec(self.spec_id) == self.spec_id and not self.spec_id.startswith("boundary"):
            return None
        host = host_at(self.view.scene, bounds.centre)
        return host if host is not None and verbs.may_attach(self.view, host, boundary_spec(self.spec_id)) else None

    def click(self, pointer: Pointer) -> None:
        """Put it down."""
        self.drop(pointer)

    def drop(self, pointer: Pointer) -> None:
        """Put it down; a place where it may not be refuses and keeps the shape in hand."""
        self.hover(pointer)
        view, bounds = self.view, self._bounds
        assert bounds is not None
        spec_id = boundary_spec(self.spec_id) if self._host is not None else self.spec_id
        created = verbs.add(view, spec_id, bounds.centre, self._host, self._flow, self._source)
        if created is None:
            return
        view.take_tool(None)
        view.selection.set([created])
        if pointer.control:
            view.morph()
        elif verbs.wants_a_name(spec_id):
            view.edit_label()

    def leave(self) -> None:
        """Drop the shape."""
        self.view.clear_ghost()


def boundary_spec(spec_id: str) -> str:
    """The spec on a border of what is an intermediate event elsewhere; the same for all others."""
    if spec_id in _HAND:
        return _HAND[spec_id]
    for prefix in ("intermediate-catch-event-", "intermediate-throw-event-"):
        if spec_id.startswith(prefix):
            wanted = "boundary-event-" + spec_id.removeprefix(prefix)
            return wanted if wanted in SPECS else spec_id
    return spec_id


class _DropGesture(Gesture):
    def __init__(self, view: CanvasView, start: Pointer, tool: CreateTool) -> None:
        super().__init__(view, start)
        self._tool = tool

    def drag(self, pointer: Pointer) -> None:
        self._tool.hover(pointer)

    def finish(self, pointer: Pointer) -> None:
        self._tool.drop(pointer)

    def cancel(self) -> None:
        self._tool.leave()
