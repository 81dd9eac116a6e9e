"""What has been placed so far: bounds of nodes, points of lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from modeler.document.records import Bounds, Point


@dataclass
class Shapes:
    """Bounds by node id and points by flow id, relative to some corner."""

    bounds: dict[str, Bounds] = field(default_factory=dict)
    waypoints: dict[str, tuple[Point, ...]] = field(default_factory=dict)

    def put(self, other: Shapes, dx: float, dy: float) -> None:
        """Take over what another holds, moved."""
        for own, bounds in other.bounds.items():
            self.bounds[own] = bounds.moved(dx, dy)
        for own, points in other.waypoints.items():
            self.waypoints[own] = tuple((x + dx, y + dy) for x, y in points)

    def turned(self) -> Shapes:
        """With x and y exchanged: left to right becomes top to bottom."""
        return Shapes(
            {own: Bounds(box.y, box.x, box.height, box.width) for own, box in self.bounds.items()},
            {own: tuple((y, x) for x, y in points) for own, points in self.waypoints.items()},
        )
