"""Items: what the canvas keeps of each record, ready to be painted and hit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

from modeler.bpmn.drawing import Figure
from modeler.bpmn.lines import LineTraits, line_style, marks, trimmed
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.labels import Label
from modeler.ui.canvas.paths import painter_path

_ROOM = 14.0
_PLAIN = LineTraits()
Named = Callable[[NodeRecord], Label | None]


class NodeItem:
    """A shape. `kind` numbers its sprite; `extent` holds its label too; `container`: it is painted as a path
    and a click in its body goes through to what lies inside. `named` makes its label: with `inside`, where the
    label never leaves the shape, only when someone asks for it."""

    __slots__ = ("_label", "_named", "container", "extent", "h", "id", "kind", "layer", "record", "w", "x", "y")

    def __init__(
        self, record: NodeRecord, kind: int, layer: int, container: bool, named: Named, inside: bool = False
    ) -> None:
        assert record.bounds is not None
        bounds = record.bounds
        self.id = record.id
        self.record = record
        self.kind = kind
        self.layer = layer
        self.container = container
        self.x, self.y, self.w, self.h = bounds.x, bounds.y, bounds.width, bounds.height
        self._label: Label | None = None
        self._named: Named | None = named
        self.extent = bounds
        if not inside and (label := self.label) is not None:
            self.extent = bounds.united(label.extent())

    @property
    def label(self) -> Label | None:
        """Its name in its room; None where it has none."""
        if self._named is not None:
            self._label, self._named = self._named(self.record), None
        return self._label

    @property
    def bounds(self) -> Bounds:
        """Its place."""
        return Bounds(self.x, self.y, self.w, self.h)

    def moved(self, record: NodeRecord, dx: float, dy: float) -> NodeItem:
        """The same shape elsewhere, its label too; `record` says it."""
        bounds = record.bounds
        assert bounds is not None
        item = object.__new__(NodeItem)
        item.id, item.record, item.kind, item.layer, item.container = (
            self.id, record, self.kind, self.layer, self.container
        )  # fmt: skip
        item.x, item.y, item.w, item.h = bounds.x, bounds.y, bounds.width, bounds.height
        item._named = self._named
        item._label = self._label.moved(dx, dy) if self._label is not None else None
        item.extent = bounds if self.extent is self.record.bounds else self.extent.moved(dx, dy)
        return item


def _round(points: tuple[Point, ...]) -> Bounds:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = min(xs) - _ROOM, min(ys) - _ROOM
    return Bounds(left, top, max(xs) + _ROOM - left, max(ys) + _ROOM - top)


class FlowItem:
    """A line. `polygon` and `signs` are built at first sight."""

    __slots__ = ("_polygon", "_signs", "extent", "id", "is_plain", "label", "points", "record", "style", "traits")

    def __init__(self, record: FlowRecord, traits: LineTraits, label: Label | None) -> None:
        self.id = record.id
        self.record = record
        self.points: tuple[Point, ...] = record.waypoints
        self.traits = traits
        self.style = line_style(record.kind)
        self.label = label
        self.is_plain = traits == _PLAIN and not record.stroke
        extent = _round(self.points)
        self.extent = extent.united(label.extent()) if label else extent
        self._polygon: QPolygonF | None = None
        self._signs: list[tuple[Figure, QPainterPath]] | None = None

    def moved(self, record: FlowRecord, dx: float, dy: float) -> FlowItem:
        """The same line elsewhere, its label too; `record` says it."""
        item = object.__new__(FlowItem)
        item.id, item.record, item.points = self.id, record, record.waypoints
        item.traits, item.style, item.is_plain = self.traits, self.style, self.is_plain
        item.label = self.label.moved(dx, dy) if self.label is not None else None
        item.extent = self.extent.moved(dx, dy)
        item._polygon = self._polygon.translated(dx, dy) if self._polygon is not None else None
        signs = self._signs
        item._signs = [(figure, path.translated(dx, dy)) for figure, path in signs] if signs is not None else None
        return item

    def polygon(self) -> QPolygonF:
        """The line, drawn back under its arrow head."""
        if self._polygon is None:
            self._polygon = QPolygonF([QPointF(x, y) for x, y in trimmed(self.points, self.record.kind)])
        return self._polygon

    def signs(self) -> list[tuple[Figure, QPainterPath]]:
        """Arrow heads and signs, each with its path."""
        if self._signs is None:
            self._signs = [(figure, painter_path(figure.path)) for figure in marks(self.points, self.traits)]
        return self._signs
