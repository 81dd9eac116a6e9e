"""How good a set of ways is: crossings first, then bends, then length."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from modeler.geometry.shapes import Point

Way = Sequence[Point]


def flaws(ways: Sequence[Way]) -> tuple[int, int, float]:
    """Crossings, bends and length of orthogonal ways: the smaller the better."""
    length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for way in ways for a, b in pairwise(way))
    return crossings(ways), sum(max(len(way) - 2, 0) for way in ways), length


def crossings(ways: Sequence[Way]) -> int:
    """How often a level piece of one way crosses an upright piece of another."""
    level: list[tuple[float, float, float, int]] = []
    upright: list[tuple[float, float, float, int]] = []
    for number, way in enumerate(ways):
        for (ax, ay), (bx, by) in pairwise(way):
            if ay == by:
                level.append((ay, min(ax, bx), max(ax, bx), number))
            elif ax == bx:
                upright.append((ax, min(ay, by), max(ay, by), number))
    return sum(
        1
        for y, left, right, own in level
        for x, top, bottom, other in upright
        if own != other and left < x < right and top < y < bottom
    )
