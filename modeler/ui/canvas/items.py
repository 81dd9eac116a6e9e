"""Items: what the canvas keeps of each record, ready to be painted and hit."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPolygonF

from modeler.bpmn.drawing import Figure
from modeler.bpmn.lines import LineTraits, arriving, line_style, marks, trimmed
from modeler.document.records import FlowRecord, NodeRecord
from modeler.geometry.shapes import Bounds, Point
from modeler.ui.canvas.labels import Label
from modeler.ui.canvas.paths import painter_path, pen_of

_ROOM = 14.0
_PLAIN = LineTraits()
Named = Callable[[NodeRecord], Label | None]


class Placed:
    """What takes a place: `extent`, also as four plain numbers, for at each painting hundreds are asked whether they
    show."""

    __slots__ = ("bottom", "extent", "left", "right", "top")

    def reach(self, extent: Bounds) -> None:
        """Take this place."""
        self.extent = extent
        self.left, self.top = extent.x, extent.y
        self.right, self.bottom = extent.x + extent.width, extent.y + extent.height


class NodeItem(Placed):
    """A shape. `kind` numbers its sprite; `extent` holds its label too; `container`: it is painted as a path
    and a click in its body goes through to what lies inside. `named` makes its label: with `inside`, where the
    label never leaves the shape, only when someone asks for it."""

    __slots__ = (
        "_label", "_named", "container", "h", "id", "inside", "kind", "layer", "policy", "record", "w", "x", "y",
    )  # fmt: skip

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
        self.inside = inside
        self.policy = ""
        """How its approval is decided, in a word; the scene says it."""
        self.x, self.y, self.w, self.h = bounds.x, bounds.y, bounds.width, bounds.height
        self._label: Label | None = None
        self._named: Named | None = named
        label = None if inside else self.label
        self.reach(bounds if label is None else bounds.united(label.extent()))

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

    @property
    def goes_whole(self) -> bool:
        """Whether its name goes along with it, whatever the lines do that dock at it."""
        return self.inside or self.record.label_bounds is not None or self.label is None

    def go(self, record: NodeRecord, dx: float, dy: float) -> None:
        """Go a distance, with the label; `record` says it."""
        bounds = record.bounds
        assert bounds is not None
        extent = bounds if self.extent is self.record.bounds else self.extent.moved(dx, dy)
        self.record = record
        self.x, self.y = bounds.x, bounds.y
        if self._label is not None:
            self._label = self._label.moved(dx, dy)
        self.reach(extent)


def _round(points: tuple[Point, ...]) -> Bounds:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = min(xs) - _ROOM, min(ys) - _ROOM
    return Bounds(left, top, max(xs) + _ROOM - left, max(ys) + _ROOM - top)


class FlowItem(Placed):
    """A line. `polygon` and `signs` are built at first sight."""

    __slots__ = ("_polygon", "_signs", "id", "is_plain", "label", "points", "record", "style", "traits")

    def __init__(self, record: FlowRecord, traits: LineTraits, label: Label | None) -> None:
        self.id = record.id
        self.record = record
        self.points: tuple[Point, ...] = record.waypoints
        self.traits = traits
        self.style = line_style(record.kind)
        self.label = label
        kind = record.kind
        self.is_plain = kind == "sequenceFlow" and not (traits.default or traits.conditional or record.stroke)
        extent = _round(self.points)
        self.reach(extent.united(label.extent()) if label else extent)
        self._polygon: QPolygonF | None = None
        self._signs: list[tuple[Figure, QPainterPath]] | None = None

    def go(self, record: FlowRecord, dx: float, dy: float) -> None:
        """Go a distance, with the label; `record` says it."""
        self.record, self.points = record, record.waypoints
        if self.label is not None:
            self.label = self.label.moved(dx, dy)
        if self._polygon is not None:
            self._polygon.translate(dx, dy)
        for _figure, path in self._signs or ():
            path.translate(dx, dy)
        self.reach(self.extent.moved(dx, dy))

    def polygon(self) -> QPolygonF:
        """The line, drawn back under its arrow head."""
        if self._polygon is None:
            self._polygon = QPolygonF([QPointF(x, y) for x, y in trimmed(self.points, self.record.kind)])
        return self._polygon

    def signs(self) -> list[tuple[Figure, QPainterPath]]:
        """Arrow heads and signs, each with its path."""
        if self._signs is None:
            if self.is_plain:
                figure, path = _arrow(*arriving(self.points))
                self._signs = [(figure, path.translated(*self.points[-1]))]
            else:
                self._signs = [(figure, painter_path(figure.path)) for figure in marks(self.points, self.traits)]
        return self._signs


@lru_cache(maxsize=512)
def _arrow(across: float, down: float) -> tuple[Figure, QPainterPath]:
    """The arrow head of a plain sequence flow that comes to (0, 0) from there. Nearly all signs are such, and most
    come level or upright; its line is part of the path, for that is painted in half the time."""
    (head,) = marks(((across, down), (0.0, 0.0)), _PLAIN)
    body = painter_path(head.path)
    stroker = QPainterPathStroker(pen_of(head.stroke, ""))
    return Figure((), "none", "ink"), body.united(stroker.createStroke(body))
