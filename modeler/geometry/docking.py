"""Docking: where a line meets the outline of a shape.

A kind is how a shape is docked at: a category of `ElementSpec` (`activity`, `event`, `gateway`, `data`,
`artifact`, `container`), or `boundary-top`, `-right`, `-bottom`, `-left` for an event on a border.
"""

from __future__ import annotations

import math

from modeler.geometry.shapes import Bounds, Point

Line = tuple[Point, ...]
_TINY = 1e-6


def boundary_kind(event: Bounds, host: Bounds) -> str:
    """The kind of a boundary event: the side of its host that its centre lies nearest to."""
    x, y = event.centre
    distances = {
        "boundary-bottom": abs(y - host.bottom),
        "boundary-top": abs(y - host.y),
        "boundary-right": abs(x - host.right),
        "boundary-left": abs(x - host.x),
    }
    return min(distances, key=lambda kind: distances[kind])


def outline_of(kind: str) -> str:
    """`ellipse`, `diamond` or `rectangle`."""
    if kind == "event" or kind.startswith("boundary"):
        return "ellipse"
    return "diamond" if kind == "gateway" else "rectangle"


def crop_end(bounds: Bounds, kind: str, inside: Point, outside: Point) -> Point:
    """Where the line from `inside` to `outside` leaves the outline; `inside` itself when it never does."""
    outline = outline_of(kind)
    if outline == "ellipse":
        share = _leave_ellipse(bounds, inside, outside)
    elif outline == "diamond":
        share = _leave_polygon(_diamond(bounds), inside, outside)
    else:
        share = _leave_polygon(_corners(bounds), inside, outside)
    if share is None:
        return inside
    return inside[0] + (outside[0] - inside[0]) * share, inside[1] + (outside[1] - inside[1]) * share


def crop(points: Line, source: Bounds, target: Bounds, source_kind: str, target_kind: str) -> Line:
    """The line with both ends cut at the outlines; its ends lie inside the shapes when it comes in."""
    if len(points) < 2:
        return points
    head = crop_end(source, source_kind, points[0], points[1])
    tail = crop_end(target, target_kind, points[-1], points[-2])
    return (head, *points[1:-1], tail)


def dock(bounds: Bounds, kind: str, towards: Point) -> Point:
    """The point on the outline from which a line to `towards` leaves: straight across where `towards` lies
    beside the shape, else from the centre."""
    x, y = bounds.centre
    reach_x, reach_y = bounds.width / 2, bounds.height / 2
    if outline_of(kind) != "rectangle":
        reach_x, reach_y = reach_x * 0.6, reach_y * 0.6
    if abs(towards[0] - x) <= reach_x - _TINY and abs(towards[1] - y) > reach_y:
        return crop_end(bounds, kind, (towards[0], y), towards)
    if abs(towards[1] - y) <= reach_y - _TINY and abs(towards[0] - x) > reach_x:
        return crop_end(bounds, kind, (x, towards[1]), towards)
    return crop_end(bounds, kind, (x, y), towards)


def _corners(b: Bounds) -> list[Point]:
    return [(b.x, b.y), (b.right, b.y), (b.right, b.bottom), (b.x, b.bottom)]


def _diamond(b: Bounds) -> list[Point]:
    x, y = b.centre
    return [(x, b.y), (b.right, y), (x, b.bottom), (b.x, y)]


def _leave_polygon(corners: list[Point], inside: Point, outside: Point) -> float | None:
    """Largest share of the way at which the line crosses the polygon."""
    (px, py), (qx, qy) = inside, outside
    dx, dy = qx - px, qy - py
    best: float | None = None
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        ex, ey = bx - ax, by - ay
        cross = dx * ey - dy * ex
        if abs(cross) < _TINY:
            continue
        along = ((ax - px) * ey - (ay - py) * ex) / cross
        edge = ((ax - px) * dy - (ay - py) * dx) / cross
        if -_TINY <= along <= 1 + _TINY and -_TINY <= edge <= 1 + _TINY and (best is None or along > best):
            best = along
    return best


def _leave_ellipse(b: Bounds, inside: Point, outside: Point) -> float | None:
    cx, cy = b.centre
    rx, ry = max(b.width / 2, _TINY), max(b.height / 2, _TINY)
    px, py = (inside[0] - cx) / rx, (inside[1] - cy) / ry
    dx, dy = (outside[0] - inside[0]) / rx, (outside[1] - inside[1]) / ry
    a = dx * dx + dy * dy
    if a < _TINY:
        return None
    half, c = px * dx + py * dy, px * px + py * py - 1
    root = half * half - a * c
    if root < 0:
        return None
    share = (-half + math.sqrt(root)) / a
    return share if -_TINY <= share <= 1 + _TINY else None
