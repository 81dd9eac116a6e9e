"""Tiles: a spatial hash of cells of 1,024 units; what lies where, and kept drawings for far views."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from modeler.geometry.shapes import Bounds
from modeler.ui.canvas.items import FlowItem, NodeItem

SIZE = 1024


class Cell:
    """What touches one square (`containers` are nodes too). The drawings for far views are built when first
    needed and dropped with each change in the square."""

    __slots__ = ("_heads", "_lines", "_others", "_rects", "containers", "flows", "nodes")

    def __init__(self) -> None:
        self.nodes: dict[str, NodeItem] = {}
        self.containers: dict[str, NodeItem] = {}
        self.flows: dict[str, FlowItem] = {}
        self._rects: list[QRectF] | None = None
        self._lines: QPainterPath | None = None
        self._heads: QPainterPath | None = None
        self._others: list[FlowItem] = []

    def put(self, item: NodeItem | FlowItem) -> None:
        """Enter an item."""
        if isinstance(item, FlowItem):
            self.flows[item.id] = item
            self._lines = self._heads = None
            return
        self.nodes[item.id] = item
        self._rects = None
        if item.container:
            self.containers[item.id] = item
        else:
            self.containers.pop(item.id, None)

    def take(self, item: NodeItem | FlowItem) -> None:
        """Remove an item; it may be absent."""
        if isinstance(item, FlowItem):
            self.flows.pop(item.id, None)
            self._lines = self._heads = None
            return
        self.nodes.pop(item.id, None)
        self.containers.pop(item.id, None)
        self._rects = None

    def rectangles(self) -> list[QRectF]:
        """Nodes as plain rectangles, containers left out."""
        if self._rects is None:
            self._rects = [QRectF(i.x, i.y, i.w, i.h) for i in self.nodes.values() if not i.container]
        return self._rects

    def lines(self) -> tuple[QPainterPath, list[FlowItem]]:
        """Plain sequence flows as one path, and the flows that are not plain."""
        if self._lines is None:
            path, others = QPainterPath(), list[FlowItem]()
            self._lines, self._others = path, others
            for item in self.flows.values():
                if not item.is_plain:
                    others.append(item)
                    continue
                first, *rest = item.points
                path.moveTo(*first)
                for point in rest:
                    path.lineTo(*point)
        return self._lines, self._others

    def heads(self) -> QPainterPath:
        """The arrow heads of the plain sequence flows as one path."""
        if self._heads is None:
            self._heads = QPainterPath()
            for item in self.flows.values():
                if item.is_plain:
                    for _figure, head in item.signs():
                        self._heads.addPath(head)
        return self._heads


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
            cell.put(item)

    def take(self, item: NodeItem | FlowItem, extent: Bounds | None = None) -> None:
        """Remove an item; it may be absent. `extent`: the place it had, where it has gone already."""
        for key in _keys(extent or item.extent):
            cell = self._cells.get(key)
            if cell is None:
                continue
            cell.take(item)
            if not cell.nodes and not cell.flows:
                del self._cells[key]

    def swap(self, old: NodeItem | FlowItem, new: NodeItem | FlowItem) -> None:
        """Another item for the same element; one that stays in its square only takes the place there."""
        i, j = new.left // SIZE, new.top // SIZE
        stays = (
            i == new.right // SIZE == old.left // SIZE == old.right // SIZE
            and j == new.bottom // SIZE == old.top // SIZE == old.bottom // SIZE
        )
        cell = self._cells.get((int(i), int(j))) if stays else None
        if cell is not None:
            cell.put(new)
        else:
            self.take(old)
            self.put(new)

    def settle(self, item: NodeItem | FlowItem, before: Bounds) -> None:
        """An item went elsewhere; `before` is the place it had."""
        i, j = item.left // SIZE, item.top // SIZE
        stays = (
            i == item.right // SIZE == before.x // SIZE == (before.x + before.width) // SIZE
            and j == item.bottom // SIZE == before.y // SIZE == (before.y + before.height) // SIZE
        )
        cell = self._cells.get((int(i), int(j))) if stays else None
        if cell is None:
            self.take(item, before)
            self.put(item)
        else:
            cell.put(item)

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
    x, y = area.x, area.y
    left, right = int(x // SIZE), int((x + area.width) // SIZE)
    top, bottom = int(y // SIZE), int((y + area.height) // SIZE)
    if left == right and top == bottom:
        return [(left, top)]
    return [(i, j) for i in range(left, right + 1) for j in range(top, bottom + 1)]
