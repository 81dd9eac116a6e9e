"""Paste: what was copied follows the pointer until a click puts it down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from modeler.document.commands import bounds_of_clip
from modeler.document.io import document_from_bytes
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.shapes import Bounds, Point
from modeler.geometry.snapping import snap
from modeler.ui.canvas import verbs
from modeler.ui.canvas.hit import container_at
from modeler.ui.canvas.tools import Gesture, Pointer, Tool

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_MOST = 300
"""More shapes than this follow as one frame."""


class PasteTool(Tool):
    """`data`: a clip, or the text of a BPMN file. Raises `FormatError` for anything else."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, data: bytes) -> None:
        super().__init__(view)
        self._data = data
        self._bounds = bounds_of_clip(data)
        index = document_from_bytes(data, "clipboard").index
        shown = [node for node in index.nodes.values() if node.bounds is not None and node.plane is None]
        self._whole = len(shown) > _MOST
        self._nodes: list[NodeRecord] = [] if self._whole else shown
        known = {node.id for node in self._nodes} | (index.flows.keys() if self._nodes else set())
        self._flows: list[FlowRecord] = [
            flow for flow in index.flows.values() if flow.waypoints and {flow.source, flow.target} <= known
        ]
        self._sources = {node.id: node for node in self._nodes}
        self._has_pools = index.has_pools

    def press(self, pointer: Pointer) -> Gesture | None:
        """The click decides."""
        return _Drop(self.view, pointer, self)

    def hover(self, pointer: Pointer) -> None:
        """The piece follows; where it would land lights up."""
        view, ghost = self.view, self.view.ghost
        dx, dy = self._step(pointer)
        ghost.nodes = [view.scene.item_of(moved(node, dx, dy)) for node in self._nodes]
        ghost.flows = [
            view.scene.flow_item(_shifted(flow, dx, dy), self._sources.get(flow.source)) for flow in self._flows
        ]
        ghost.area = self._bounds.moved(dx, dy) if self._whole else None
        ghost.opacity = 0.75
        ghost.target = None if self._has_pools else container_at(view.scene, self._centre(dx, dy))
        view.refresh_ghost()

    def _step(self, pointer: Pointer) -> Point:
        view, middle = self.view, self._bounds.centre
        dx, dy = pointer.world[0] - middle[0], pointer.world[1] - middle[1]
        lead = self._nodes[0].bounds if self._nodes else None
        if lead is not None:
            reach = Bounds(lead.x + dx - 600, lead.y + dy - 400, lead.width + 1200, lead.height + 800)
            cells = view.scene.tiles.cells(reach)
            near = [node.bounds for cell in cells for node in cell.nodes.values() if not node.container]
            fall = snap(lead.moved(dx, dy), near)
            view.ghost.guide_x, view.ghost.guide_y = fall.x, fall.y
            dx, dy = dx + fall.dx, dy + fall.dy
        return round(dx), round(dy)

    def _centre(self, dx: float, dy: float) -> Point:
        x, y = self._bounds.centre
        return x + dx, y + dy

    def click(self, pointer: Pointer) -> None:
        """Put it down; where it may not be, it stays in the hand."""
        self.hover(pointer)
        view = self.view
        at = self._centre(*self._step(pointer))
        made = verbs.paste(view, self._data, at, container_at(view.scene, at))
        if made:
            view.take_tool(None)
            view.selection.set(made)


def moved(record: NodeRecord, dx: float, dy: float) -> NodeRecord:
    """The record of a shape somewhere else."""
    assert record.bounds is not None
    label = record.label_bounds
    return replace(
        record, bounds=record.bounds.moved(dx, dy), label_bounds=label.moved(dx, dy) if label is not None else None
    )


def _shifted(record: FlowRecord, dx: float, dy: float) -> FlowRecord:
    label = record.label_bounds
    return replace(
        record,
        waypoints=tuple((x + dx, y + dy) for x, y in record.waypoints),
        label_bounds=label.moved(dx, dy) if label is not None else None,
    )


def place_beside(view: CanvasView, whole: Bounds, own: Iterable[str]) -> Point:
    """The middle of a copy beside its original: right of it, else below, as near as there is room."""
    x, y = whole.centre
    steps = [(whole.width + 50, 0.0), (0.0, whole.height + 40)]
    for times in range(1, 8):
        for dx, dy in steps:
            place = whole.moved(dx * times, dy * times)
            cells = view.scene.tiles.cells(place)
            if not any(
                not node.container and node.bounds.meets(place) for cell in cells for node in cell.nodes.values()
            ):
                return x + dx * times, y + dy * times
    return x + 20, y + 20


class _Drop(Gesture):
    def __init__(self, view: CanvasView, start: Pointer, tool: PasteTool) -> None:
        super().__init__(view, start)
        self._tool = tool

    def drag(self, pointer: Pointer) -> None:
        self._tool.hover(pointer)

    def finish(self, pointer: Pointer) -> None:
        self._tool.click(pointer)
