"""What a shape in the hand falls into line with: collected once when a drag begins, asked at each step."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from modeler.document.records import NodeRecord
from modeler.geometry.anchors import anchor_of
from modeler.geometry.shapes import Bounds, Point
from modeler.geometry.snapping import Snap, grid_shift, snap, snap_value, to_grid

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

_NEIGHBOURS = 200
"""So many centres are looked at, the nearest ones."""


class Falling:
    """Centres of siblings, borders of pools and open sub-processes (never of lanes), and the points at which the
    shape's own flows dock at the other end: there they become straight. Only what is in sight counts."""

    def __init__(
        self, view: CanvasView, members: Collection[str] = (), near: Point | None = None, area: Bounds | None = None
    ) -> None:
        self._view = view
        self.centres: list[Bounds] = []
        self.borders: list[Bounds] = []
        self.dockings: list[Point] = []
        found: dict[str, None] = {}
        for cell in view.scene.tiles.cells(area or view.camera.area(view.rect())):
            for node in cell.nodes.values():
                if node.id in members or node.id in found or node.record.tag == "lane":
                    continue
                found[node.id] = None
                (self.borders if node.container else self.centres).append(node.bounds)
        if near is not None and len(self.centres) > _NEIGHBOURS:
            x, y = near
            self.centres.sort(key=lambda box: abs(box.centre[0] - x) + abs(box.centre[1] - y))
            del self.centres[_NEIGHBOURS:]

    def add_dockings(self, lead: NodeRecord, members: Collection[str]) -> None:
        """Where the flows of a shape dock at shapes that stay."""
        from modeler.ui.canvas.tools.move import docking_kind

        view, index = self._view, self._view.index
        if index is None or lead.bounds is None:
            return
        for flow in index.flows_of(lead.id):
            other = index.nodes.get(flow.target if flow.source == lead.id else flow.source)
            if other is None or other.id in members or other.bounds is None or len(flow.waypoints) < 2:
                continue
            own = flow.waypoints if flow.source == lead.id else flow.waypoints[::-1]
            there = anchor_of(other.bounds, docking_kind(view, other, {}), own[::-1])
            here = anchor_of(lead.bounds, docking_kind(view, lead, {}), own)
            x, y = lead.bounds.centre
            self.dockings.append((there[0] - here[0] + x, there[1] - here[1] + y))

    def place(self, moving: Bounds, *, borders: bool = True) -> Snap:
        """How far the shape is shifted from where the hand is, and the lines to show. The grid holds where it is
        shown and nothing nearer does."""
        shift_x, shift_y = grid_shift(moving) if self._view.renderer.show_grid else (0.0, 0.0)
        found = snap(moving, self.centres, self.borders if borders else (), self.dockings)
        return Snap(
            found.dx if found.x is not None else shift_x,
            found.dy if found.y is not None else shift_y,
            found.x,
            found.y,
        )

    def side(self, at: Point) -> tuple[Point, tuple[float | None, float | None]]:
        """Where a pulled side or corner comes to, and the lines to show: sides and centres of others, else the
        grid where it is shown."""
        boxes = [*self.centres, *self.borders]
        x, line_x = snap_value(at[0], (v for box in boxes for v in (box.x, box.right, box.centre[0])))
        y, line_y = snap_value(at[1], (v for box in boxes for v in (box.y, box.bottom, box.centre[1])))
        if self._view.renderer.show_grid:
            x = x if line_x is not None else to_grid(x)
            y = y if line_y is not None else to_grid(y)
        return (x, y), (line_x, line_y)
