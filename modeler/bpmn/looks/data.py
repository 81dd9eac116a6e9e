"""Data: a sheet with a folded corner, and a drum for what is stored."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, path, polygon
from modeler.bpmn.glyphs import glyph
from modeler.bpmn.looks import Look, Traits


def _sheet(traits: Traits) -> tuple[Figure, ...]:
    w, h = traits.width, traits.height
    fold = min(w, h) * 0.28
    figures = [
        Figure(polygon((0, 0), (w - fold, 0), (w, fold), (w, h), (0, h)), "outline", "paper"),
        Figure(path(f"M {w - fold} 0 L {w - fold} {fold} L {w} {fold}"), "outline"),
    ]
    if traits.glyph:
        figures += glyph(traits.glyph, 3, 3, 14)
    if "collection" in traits.markers:
        figures += glyph("parallel", (w - 12) / 2, h - 15, 12)
    return tuple(figures)


def _drum(traits: Traits) -> tuple[Figure, ...]:
    w, h = traits.width, traits.height
    lid = h * 0.16
    bulge = lid * 4 / 3
    bottom = h - lid
    body = path(
        f"M 0 {lid} C 0 {lid - bulge} {w} {lid - bulge} {w} {lid} L {w} {bottom} "
        f"C {w} {bottom + bulge} 0 {bottom + bulge} 0 {bottom} Z"
    )
    rings = " ".join(
        f"M 0 {lid + step} C 0 {lid + step + bulge} {w} {lid + step + bulge} {w} {lid + step}"
        for step in (0, h * 0.1, h * 0.2)
    )
    return (Figure(body, "outline", "paper"), Figure(path(rings), "inner"))


LOOKS = [Look("data", _sheet), Look("data-store", _drum)]
