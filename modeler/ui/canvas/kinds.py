"""Kinds of shapes: all that have one picture share a number, under which it is painted."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from modeler.bpmn.drawing import Figure
from modeler.bpmn.elements import SPECS
from modeler.bpmn.looks import LOOKS, draw
from modeler.bpmn.spec import ElementSpec
from modeler.document.records import NodeRecord
from modeler.geometry.layers import layer
from modeler.geometry.shapes import Bounds
from modeler.ui.canvas import drill
from modeler.ui.canvas.grounds import Ground, ground_of
from modeler.ui.canvas.items import NodeItem
from modeler.ui.canvas.paths import paint
from runner.core.tokens import Theme
from runner.core.values import dataclass


@dataclass(frozen=True)
class Kind:
    """All that decides the picture of a shape, its place aside."""

    spec: str
    width: float
    height: float
    markers: frozenset[str]
    expanded: bool
    horizontal: bool
    fill: str
    stroke: str


class Kinds:
    """The kinds met so far, by number. Numbers stay."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.offers_ways_in = False
        """Whether folded sub-processes show the button that leads inside: pictures have none."""
        self.offers_calls = False
        """Whether call activities show it too: where another process can be shown."""
        self._numbers: dict[tuple[object, ...], int] = {}
        self._standing: dict[tuple[str, bool, int], tuple[int, bool, bool]] = {}
        self._kinds: list[Kind] = []
        self._figures: dict[int, tuple[Figure, ...]] = {}
        self._grounds: dict[int, Ground | None] = {}

    def __getitem__(self, number: int) -> Kind:
        return self._kinds[number]

    def number(self, record: NodeRecord, bounds: Bounds) -> int:
        """The number of a shape's kind."""
        look = (
            record.spec, bounds.width, bounds.height, record.markers, record.expanded, record.horizontal,
            record.fill, record.stroke,
        )  # fmt: skip
        number = self._numbers.get(look)
        if number is None:
            number = self._numbers[look] = len(self._kinds)
            self._kinds.append(Kind(*look))
        return number

    def stands(self, spec_id: str, expanded: bool, depth: int) -> tuple[int, bool, bool]:
        """The layer of a shape, whether it is a container, and whether its name stays inside."""
        found = self._standing.get((spec_id, expanded, depth))
        if found is None:
            spec = SPECS[spec_id]
            expanded_body = spec.category == "activity" and spec.resizable == "both" and expanded
            container = not LOOKS[spec.look].solid or expanded_body
            found = layer(spec, expanded=expanded, depth=depth), container, _named_inside(spec)
            self._standing[spec_id, expanded, depth] = found
        return found

    def paint(self, number: int, painter: QPainter, ink: str = "", paper: str = "") -> tuple[float, float]:
        """Paint a kind from (0, 0), where the painter is active, in its own or other colours; its size."""
        kind = self._kinds[number]
        if painter.isActive():
            line = ink or kind.stroke or self.theme.ink
            paint(painter, self._figures_of(number), line, paper or kind.fill or self.theme.paper, tint=kind.fill)
            inner = self.offers_ways_in and drill.is_folded(kind.spec, kind.expanded)
            if inner or (self.offers_calls and drill.calls_a_process(kind.spec, kind.markers)):
                paint(painter, drill.figures(kind.width, kind.height), self.theme.accent, self.theme.paper)
        return kind.width, kind.height

    def ground(self, item: NodeItem, area: Bounds) -> str | None:
        """The colour of a container where nothing else of it shows in an area, empty where it has none; None where
        something does."""
        number = item.kind
        kind = self._kinds[number]
        if number not in self._grounds:
            more = self.offers_calls and drill.calls_a_process(kind.spec, kind.markers)
            found = None if more else ground_of(self._figures_of(number), kind.width, kind.height)
            self._grounds[number] = found
        ground = self._grounds[number]
        if ground is None or not ground.area.moved(item.x, item.y).encloses(area):
            return None
        return {"paper": kind.fill or self.theme.paper, "tint": kind.fill}.get(ground.fill, "")

    def _figures_of(self, number: int) -> tuple[Figure, ...]:
        figures = self._figures.get(number)
        if figures is None:
            kind = self._kinds[number]
            figures = self._figures[number] = draw(
                SPECS[kind.spec],
                kind.width,
                kind.height,
                markers=kind.markers,
                expanded=kind.expanded,
                horizontal=kind.horizontal,
            )
        return figures


def _named_inside(spec: ElementSpec) -> bool:
    """Whether the name of a shape never leaves it: then nobody needs to know its room before it is painted."""
    return spec.category == "activity" and spec.label_place == "inside"
