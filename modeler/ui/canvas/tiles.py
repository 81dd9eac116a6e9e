"""Tiles: a spatial hash of cells of 1,024 units; what lies where, and kept drawings for far views."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.items import FlowItem, NodeItem

SIZE = 1024


class Cell:
    """What touches one square; `rects` and `path` are drawings for far views, built when first needed."""

    __slots__ = ("flows", "nodes", "path", "rects")

    def __init__(self) -> None:
        self.nodes: dict[str, NodeItem] = {}
        self.flows: dict[str, FlowItem] = {}
        self.rects: list[QRectF] | None = None
        self.path: QPainterPath | None = None

    def rectangles(self) -> list[QRectF]:
        """Nodes as plain rectangles, containers left out."""
        if self.rects is None:
            self.rects = [QRectF(i.x, i.y, i.w, i.h) for i in self.nodes.values() if not i.container]
        return self.rects

    def lines(self) -> QPainterPath:
        """All flows as one path."""
        if self.path is None:
            self.path = path = QPainterPath()
            for item in self.flows.values():
                first, *rest = item.points
                path.moveTo(*first)
                for point in rest:
                    path.lineTo(*point)
        return self.path


class Tiles:
    """The cells by their place."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], Cell] = {}

    def put(self, item: NodeItem | FlowItem) -> None:
        """Enter an item into all cells that its extent touches."""
        for key in _keys(item.extent):
            cell = self._cells.get(key)
            if cell is None:
                cell = self._cells[key] = Cell()
            if isinstance(item, NodeItem):
                cell.nodes[item.id] = item
                cell.rects = None
            else:
                cell.flows[item.id] = item
                cell.path = None

    def take(self, item: NodeItem | FlowItem) -> None:
        """Remove an item; it may be absent."""
        for key in _keys(item.extent):
            cell = self._cells.get(key)
            if cell is None:
                continue
            if isinstance(item, NodeItem):
                cell.nodes.pop(item.id, None)
                cell.rects = None
            else:
                cell.flows.pop(item.id, None)
                cell.path = None
            if not cell.nodes and not cell.flows:
                del self._cells[key]

    def cells(self, area: Bounds) -> list[Cell]:
        """The cells that an area touches."""
        get = self._cells.get
        return [cell for key in _keys(area) if (cell := get(key)) is not None]

    def clear(self) -> None:
        """Forget everything."""
        self._cells.clear()

    def all(self) -> Iterator[Cell]:
        """All cells."""
        return iter(self._cells.values())


def _keys(area: Bounds) -> list[tuple[int, int]]:
    left, right = int(area.x // SIZE), int(area.right // SIZE)
    top, bottom = int(area.y // SIZE), int(area.bottom // SIZE)
    return [(i, j) for i in range(left, right + 1) for j in range(top, bottom + 1)]
