"""Pools and lanes: rectangles with a strip for the name at the left, or on top where they stand upright."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, polyline, rectangle
from modeler.bpmn.glyphs import glyph
from modeler.bpmn.looks import HEADER, Look, Traits


def _strip(traits: Traits, stroke: str) -> Figure:
    if traits.horizontal:
        return Figure(polyline([(HEADER, 0), (HEADER, traits.height)]), stroke)
    return Figure(polyline([(0, HEADER), (traits.width, HEADER)]), stroke)


def _pool(traits: Traits) -> tuple[Figure, ...]:
    figures = [Figure(rectangle(0, 0, traits.width, traits.height), "pool", "paper")]
    if traits.expanded:
        figures.append(_strip(traits, "pool"))
    if "multiple" in traits.markers:
        figures += glyph("parallel", (traits.width - 16) / 2, traits.height - 19, 16)
    return tuple(figures)


def _lane(traits: Traits) -> tuple[Figure, ...]:
    return (Figure(rectangle(0, 0, traits.width, traits.height), "lane", "tint"), _strip(traits, "hairline"))


LOOKS = [Look("pool", _pool, solid=False), Look("lane", _lane, solid=False)]
