"""Signs in the corner of tasks and at the foot of activities."""

from __future__ import annotations

import math

from modeler.bpmn.drawing import Figure, Path, ellipse, path, rectangle
from modeler.bpmn.glyphs import Glyph


def _cog(teeth: int, outer: float, inner: float) -> Path:
    points = []
    step = 2 * math.pi / teeth
    for tooth in range(teeth):
        for part, radius in ((-0.32, inner), (-0.20, outer), (0.20, outer), (0.32, inner)):
            angle = (tooth + part) * step
            points.append(f"{12 + radius * math.sin(angle):.2f} {12 - radius * math.cos(angle):.2f}")
    return path("M " + " L ".join(points) + " Z")


_SCROLL = path(
    "M 7.5 3 L 20 3 C 15.5 6.5 14.5 9 17 12.5 C 19.5 16 18.5 18.5 14.5 21 L 2.5 21 "
    "C 6.8 18.3 7.6 15.8 5.2 12.3 C 2.8 8.8 3.6 5.8 7.5 3 Z"
)
_SCROLL_LINES = path("M 7.2 7 L 12.8 7 M 7 10.5 L 12.6 10.5 M 8.8 14 L 14.4 14 M 8.6 17.5 L 14 17.5")
_HAND = path(
    "M 3 11.2 C 5 7.6 7.4 5.6 10 4.8 C 12.2 4.2 12.8 6.2 11 7.2 L 9.4 8.2 L 20 8.2 C 21.8 "
    "8.2 21.8 10.8 20 10.8 "
    "L 13.6 10.8 M 13.6 10.8 L 20.8 10.8 C 22.4 10.8 22.4 13.4 20.8 13.4 L 13.8 13.4 M "
    "13.8 13.4 L 19.8 13.4 "
    "C 21.4 13.4 21.4 16 19.8 16 L 13.8 16 M 13.8 16 L 18 16 C 19.4 16 19.4 18.4 18 18.4 L 9.4 18.4 "
    "C 6.6 18.4 4.4 17.8 3 16.6"
)
_TILDE = path(
    "M 3 14.5 C 4.4 9.6 8 7.6 11.6 10.4 C 14.8 12.9 17.6 13.4 21 9.2 L 21 12 C 18.6 16.6 "
    "14.8 16.6 11.2 13.8 "
    "C 8 11.4 5.4 12 3 16.6 Z"
)

GLYPHS = [
    Glyph(
        "person",
        (
            Figure(
                path(
                    "M 2.8 21.5 L 2.8 17.6 C 2.8 14.6 5 13 8.4 12.6 L 15.6 12.6 C 19 13 21.2 14.6 21.2 "
                    "17.6 L 21.2 21.5 Z"
                ),
                "glyph",
                "paper",
            ),
            Figure(ellipse(12, 7.6, 5), "glyph", "paper"),
        ),
    ),
    Glyph("gear", (Figure(_cog(8, 10.6, 7.8), "glyph", "paper"), Figure(ellipse(12, 12, 3.6), "glyph", "paper"))),
    Glyph("script", (Figure(_SCROLL, "glyph", "paper"), Figure(_SCROLL_LINES, "glyph"))),
    Glyph("hand", (Figure(_HAND, "glyph"),)),
    Glyph(
        "table",
        (
            Figure(rectangle(2.5, 4.5, 19, 15), "glyph", "paper"),
            Figure(rectangle(2.5, 4.5, 19, 4), "glyph", "ink"),
            Figure(path("M 2.5 14 L 21.5 14 M 8.6 8.5 L 8.6 19.5"), "glyph"),
        ),
    ),
    Glyph(
        "loop",
        (
            Figure(
                path(
                    "M 8.4 20.2 C 4.6 18.6 2.6 14.6 3.6 10.6 C 4.8 6 9.4 3.2 14 4.4 C 18.6 5.6 21.4 10.2 "
                    "20.2 14.8 C 19.6 17.4 17.8 19.4 15.4 20.4"
                ),
                "glyph-bold",
            ),
            Figure(path("M 3.4 20.8 L 8.6 20.4 L 8 15.2"), "glyph-bold"),
        ),
    ),
    Glyph("parallel", (Figure(path("M 6 3.5 L 6 20.5 M 12 3.5 L 12 20.5 M 18 3.5 L 18 20.5"), "glyph-bold"),)),
    Glyph("sequential", (Figure(path("M 3.5 6 L 20.5 6 M 3.5 12 L 20.5 12 M 3.5 18 L 20.5 18"), "glyph-bold"),)),
    Glyph("tilde", (Figure(_TILDE, "glyph", "ink"),)),
    Glyph(
        "plus-box",
        (
            Figure(rectangle(2.5, 2.5, 19, 19), "glyph", "paper"),
            Figure(path("M 12 6 L 12 18 M 6 12 L 18 12"), "glyph"),
        ),
    ),
]
