"""The camera: from diagram units to pixels of the widget and back."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF

from modeler.geometry.shapes import Bounds, Point

SMALLEST, LARGEST = 0.2, 4.0
"""Zoom that a hand can reach; fitting a large diagram may go below."""

_FLOOR = 0.02
_STEP = (LARGEST / SMALLEST) ** 0.1
"""Ten steps lead from the smallest scale to the largest, each the same share."""


class Camera:
    """`x_view = x_world * scale - left`. `left` and `top` are whole pixels, so that a pan moves every pixel
    by the same step and the painted picture can be shifted instead of painted again."""

    def __init__(self) -> None:
        self.scale = 1.0
        self.left = 0
        self.top = 0

    def to_world(self, point: QPointF | QPoint) -> Point:
        """A place in the widget as diagram units."""
        return (point.x() + self.left) / self.scale, (point.y() + self.top) / self.scale

    def to_view(self, point: Point) -> QPointF:
        """A place in the diagram as pixels of the widget."""
        return QPointF(point[0] * self.scale - self.left, point[1] * self.scale - self.top)

    def rect(self, bounds: Bounds) -> QRectF:
        """A rectangle of the diagram in pixels of the widget."""
        return QRectF(
            bounds.x * self.scale - self.left,
            bounds.y * self.scale - self.top,
            bounds.width * self.scale,
            bounds.height * self.scale,
        )

    def pixels(self, bounds: Bounds, air: float) -> QRect:
        """The whole pixels of the widget that a rectangle of the diagram touches, with `air` pixels round it and one
        for what is smoothed."""
        scale = self.scale
        x, y = bounds.x * scale - self.left - air, bounds.y * scale - self.top - air
        left, top = math.floor(x) - 1, math.floor(y) - 1
        right = math.ceil(x + bounds.width * scale + 2 * air) + 1
        bottom = math.ceil(y + bounds.height * scale + 2 * air) + 1
        return QRect(left, top, right - left, bottom - top)

    def area(self, rect: QRect) -> Bounds:
        """A rectangle of the widget in diagram units."""
        scale = self.scale
        return Bounds(
            (rect.x() + self.left) / scale, (rect.y() + self.top) / scale, rect.width() / scale, rect.height() / scale
        )

    def zoom(self, scale: float, at: QPointF) -> bool:
        """Change the scale and keep the place under `at`; False where nothing changes. A scale below the
        smallest one (after fitting a large diagram) may only grow from there."""
        wanted = min(LARGEST, max(min(SMALLEST, self.scale), scale))
        if abs(wanted - self.scale) < 1e-6:
            return False
        x, y = self.to_world(at)
        self.scale = wanted
        self.left, self.top = round(x * wanted - at.x()), round(y * wanted - at.y())
        return True

    def step(self, up: bool) -> float:
        """The next scale of the ladder, on which 100 % is a rung."""
        rung = math.log(self.scale, _STEP)
        near = round(rung)
        if abs(rung - near) < 0.01:
            return float(_STEP ** (near + 1 if up else near - 1))
        return float(_STEP ** (math.ceil(rung) if up else math.floor(rung)))

    def fit(self, world: Bounds, width: int, height: int, margin: int = 24, largest: float = 1.0) -> None:
        """Show the whole of `world` in the middle, no larger than `largest`."""
        room_x, room_y = max(width - 2 * margin, 1), max(height - 2 * margin, 1)
        scale = min(room_x / max(world.width, 1), room_y / max(world.height, 1), largest)
        self.scale = max(scale, _FLOOR)
        self.centre(world.centre, width, height)

    def centre(self, point: Point, width: int, height: int, within: Bounds | None = None, margin: int = 24) -> None:
        """Show a place of the diagram in the middle of the widget; with `within`, the whole diagram, only so
        far in the middle that no room beyond the diagram is shown where there is more of it to see."""
        self.left = round(point[0] * self.scale - width / 2)
        self.top = round(point[1] * self.scale - height / 2)
        if within is not None:
            self.left = self._held(self.left, within.x, within.width, width, margin)
            self.top = self._held(self.top, within.y, within.height, height, margin)

    def _held(self, start: int, low: float, length: float, room: int, margin: int) -> int:
        """Where the view of `room` pixels starts so that it stays on what lies from `low` on."""
        first = low * self.scale - margin
        last = (low + length) * self.scale + margin - room
        return round((first + last) / 2 if last < first else min(max(start, first), last))
