"""Ties: a line that begins or ends at another line, as that of a note at a flow does, follows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import dist

from modeler.geometry.bends import piece_at
from modeler.geometry.docking import Line, crop_end, dock
from modeler.geometry.shapes import Bounds, Point

_ON = 0.5
"""So near to a line counts as on it, in diagram units."""


def middle_of(points: Sequence[Point]) -> Point:
    """The place half way along a line. Raises `ValueError` for one without points."""
    return _at(points, 0.5)


def nearest_on(points: Sequence[Point], at: Point) -> Point:
    """The place of a line that lies nearest to a point."""
    piece, _distance, share = piece_at(points, at)
    return _between(points[piece], points[piece + 1], share)


def carried_on(at: Point, before: Sequence[Point], after: Sequence[Point]) -> Point:
    """Where a place on a line comes to when the line is led another way: it stays where it still lies on it, else it
    keeps its share of its piece or, where pieces came or went, of the whole way."""
    if len(before) < 2 or len(after) < 2 or piece_at(after, at)[1] <= _ON:
        return at
    piece, _distance, share = piece_at(before, at)
    if len(before) == len(after):
        return _between(after[piece], after[piece + 1], share)
    lengths = [dist(a, b) for a, b in pairwise(before)]
    whole = sum(lengths)
    return _at(after, (sum(lengths[:piece]) + lengths[piece] * share) / whole if whole else 0.5)


def tied(points: Sequence[Point], at: Point, shape: Bounds, kind: str, *, moved: bool) -> Line:
    """The points of a line from a shape to a place on another line; its bends stay. `moved`: whether the shape went
    elsewhere, so that this end is docked anew too. Kinds as in `docking`."""
    bends = tuple(points[1:-1])
    if not bends:
        return crop_end(shape, kind, shape.centre, at), at
    return dock(shape, kind, bends[0]) if moved else points[0], *bends, at


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _at(points: Sequence[Point], share: float) -> Point:
    if not points:
        raise ValueError("a line without points")
    pieces = list(pairwise(points))
    left = share * sum(dist(a, b) for a, b in pieces)
    for a, b in pieces:
        length = dist(a, b)
        if length and left <= length:
            return _between(a, b, left / length)
        left -= length
    return points[-1]
