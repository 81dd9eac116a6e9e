"""Anchors: the point inside a shape that a line is aimed at. It is the centre, or where a hand dropped the line;
the file stores only the line cut at the outline, from which the anchor is found again.
"""

from __future__ import annotations

from collections.abc import Sequence

from modeler.geometry.docking import outline_of
from modeler.geometry.shapes import Bounds, Point

CENTRED = 20.0
"""A drop so near to a middle line counts as on it; and so far an anchor stays away from the border."""


def anchor_at(bounds: Bounds, kind: str, at: Point) -> Point:
    """The anchor for a line dropped at a place: events and gateways take the centre, all others the place itself
    where it is well off the middle lines. Kinds as in `docking`."""
    if outline_of(kind) != "rectangle":
        return bounds.centre
    (x, y), (cx, cy) = at, bounds.centre
    return (
        _along(x, cx, bounds.x, bounds.right),
        _along(y, cy, bounds.y, bounds.bottom),
    )


def _along(value: float, centre: float, low: float, high: float) -> float:
    if abs(value - centre) < CENTRED or high - low <= 2 * CENTRED:
        return centre
    return float(round(max(low + CENTRED, min(high - CENTRED, value))))


def anchor_of(bounds: Bounds, kind: str, line: Sequence[Point]) -> Point:
    """The anchor that a stored line was aimed at, seen from the end that docks at this shape: straight in where its
    last piece is level or upright, else the centre."""
    cx, cy = bounds.centre
    if len(line) < 2 or outline_of(kind) != "rectangle":
        return cx, cy
    (x, y), (nx, ny) = line[0], line[1]
    if abs(y - ny) < 1 <= abs(x - nx) and bounds.y < y < bounds.bottom:
        return (cx, y) if abs(y - cy) >= 1 else (cx, cy)
    if abs(x - nx) < 1 <= abs(y - ny) and bounds.x < x < bounds.right:
        return (x, cy) if abs(x - cx) >= 1 else (cx, cy)
    return cx, cy


def carried(anchor: Point, before: Bounds, after: Bounds) -> Point:
    """The anchor after its shape moved or changed its size: it keeps its share of both."""
    share_x = (anchor[0] - before.x) / (before.width or 1)
    share_y = (anchor[1] - before.y) / (before.height or 1)
    return after.x + share_x * after.width, after.y + share_y * after.height
