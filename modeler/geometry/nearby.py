"""What lies near a place: rectangles and pieces of lines in a grid of cells, so that asking costs what is near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from modeler.geometry.shapes import Bounds, Point

CELL = 256.0
Piece = tuple[Point, Point]


class Nearby:
    """Boxes and line pieces by id."""

    def __init__(self) -> None:
        self._boxes: dict[tuple[int, int], dict[str, Bounds]] = {}
        self._pieces: dict[tuple[int, int], dict[tuple[str, int], Piece]] = {}

    def put_box(self, own: str, box: Bounds) -> None:
        """Enter a rectangle."""
        for cell in _cells(box.x, box.y, box.right, box.bottom):
            self._boxes.setdefault(cell, {})[own] = box

    def put_line(self, own: str, points: Sequence[Point]) -> None:
        """Enter the pieces of a line."""
        for number, (a, b) in enumerate(pairwise(points)):
            left, right = (a[0], b[0]) if a[0] < b[0] else (b[0], a[0])
            top, bottom = (a[1], b[1]) if a[1] < b[1] else (b[1], a[1])
            for cell in _cells(left, top, right, bottom):
                self._pieces.setdefault(cell, {})[own, number] = (a, b)

    def boxes(self, area: Bounds) -> Iterator[tuple[str, Bounds]]:
        """The rectangles that share an area with this one."""
        seen: set[str] = set()
        for cell in _cells(area.x, area.y, area.right, area.bottom):
            for own, box in self._boxes.get(cell, {}).items():
                if own not in seen and box.meets(area):
                    seen.add(own)
                    yield own, box

    def pieces(self, area: Bounds) -> Iterator[tuple[str, Piece]]:
        """The pieces of lines that run through this rectangle (slanted ones: whose own rectangle meets it)."""
        seen: set[tuple[str, int]] = set()
        for cell in _cells(area.x, area.y, area.right, area.bottom):
            for own, piece in self._pieces.get(cell, {}).items():
                if own not in seen and enters(piece, area):
                    seen.add(own)
                    yield own[0], piece


def enters(piece: Piece, box: Bounds) -> bool:
    """Whether a piece of a line runs through the inside of a rectangle."""
    (ax, ay), (bx, by) = piece
    if max(ax, bx) <= box.x or min(ax, bx) >= box.right or max(ay, by) <= box.y or min(ay, by) >= box.bottom:
        return False
    if ax == bx or ay == by:
        return True
    # slanted: cut it at the four sides in turn
    first, last = 0.0, 1.0
    for start, step, low, high in ((ax, bx - ax, box.x, box.right), (ay, by - ay, box.y, box.bottom)):
        near, far = sorted(((low - start) / step, (high - start) / step))
        first, last = max(first, near), min(last, far)
    return first < last


def _cells(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[int, int]]:
    for column in range(int(left // CELL), int(right // CELL) + 1):
        for row in range(int(top // CELL), int(bottom // CELL) + 1):
            yield column, row
