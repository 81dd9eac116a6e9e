"""Signs in the diamond of a gateway."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, ellipse, path, rectangle
from modeler.bpmn.glyphs import Glyph

_X = path("M 3 3 L 7.4 3 L 12 9 L 16.6 3 L 21 3 L 14.3 12 L 21 21 L 16.6 21 L 12 15 L 7.4 21 L 3 21 L 9.7 12 Z")
_BARS = path("M 12 2 L 12 22 M 2 12 L 22 12 M 5 5 L 19 19 M 19 5 L 5 19")

GLYPHS = [
    Glyph("x", (Figure(_X, "none", "ink"),)),
    Glyph(
        "plus", (Figure(rectangle(10, 1.5, 4, 21), "none", "ink"), Figure(rectangle(1.5, 10, 21, 4), "none", "ink"))
    ),
    Glyph("circle", (Figure(ellipse(12, 12, 9.2), "gateway-circle"),)),
    Glyph("asterisk", (Figure(_BARS, "gateway-circle"),)),
]
