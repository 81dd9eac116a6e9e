"""Signs of the canvas tools and of the context pad."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, ellipse, path, rectangle
from modeler.bpmn.glyphs import Glyph

_DASHES = path(
    "M 3 3 L 7 3 M 10 3 L 14 3 M 17 3 L 21 3 M 3 21 L 7 21 M 10 21 L 14 21 M 17 21 L 21 21 "
    "M 3 3 L 3 7 M 3 10 L 3 14 M 3 17 L 3 21 M 21 3 L 21 7 M 21 10 L 21 14 M 21 17 L 21 21"
)
_MOVE = path(
    "M 12 2 L 12 22 M 2 12 L 22 12 M 9 5 L 12 2 L 15 5 M 9 19 L 12 22 L 15 19 M 5 9 L 2 "
    "12 L 5 15 M 19 9 L 22 12 L 19 15"
)
_WRENCH = path(
    "M 14.6 9.4 C 13.2 6 15.8 2.6 19.4 3.2 L 16.8 5.8 L 18.2 7.2 L 20.8 4.6 C 21.6 8.2 18 "
    "11 14.6 9.4 L 5.6 18.6 "
    "C 4 20.2 1.8 18 3.4 16.4 L 12.6 7.4"
)
_BIN = path(
    "M 4 6 L 20 6 M 9 6 L 9 3.2 L 15 3.2 L 15 6 M 6 6 L 7 21 L 17 21 L 18 6 M 10 10 L 10.3 17 M 14 10 L 13.7 17"
)

_SPACE = path(
    "M 12 3 L 12 7 M 12 10 L 12 14 M 12 17 L 12 21 M 9 12 L 2 12 M 5 9 L 2 12 L 5 15 M 15 12 L 22 12 "
    "M 19 9 L 22 12 L 19 15"
)

_DROP = path(
    "M 12 2.5 C 15.5 7 19 10.6 19 14.6 C 19 18.6 15.9 21.5 12 21.5 C 8.1 21.5 5 18.6 5 14.6 C 5 10.6 8.5 7 12 2.5 Z"
)

GLYPHS = [
    Glyph("tool-hand", (Figure(_MOVE, "glyph"),)),
    Glyph("tool-lasso", (Figure(_DASHES, "glyph"),)),
    Glyph("tool-space", (Figure(_SPACE, "glyph"),)),
    Glyph(
        "tool-arrange",
        (
            Figure(path("M 3 2 L 3 22"), "glyph"),
            Figure(rectangle(6, 5, 14, 5), "glyph"),
            Figure(rectangle(6, 14, 8, 5), "glyph"),
        ),
    ),
    Glyph("tool-select", (Figure(path("M 5 3 L 18.5 14.5 L 12.3 15 L 9.4 20.6 Z"), "glyph"),)),
    Glyph("tool-connect", (Figure(path("M 4 20 L 19 5 M 11.5 4 L 20 4 L 20 12.5"), "glyph"),)),
    Glyph("tool-morph", (Figure(_WRENCH, "glyph"),)),
    Glyph(
        "tool-open",
        (
            Figure(
                path(
                    "M 4 9 L 4 4 L 9 4 M 15 4 L 20 4 L 20 9 M 20 15 L 20 20 L 15 20 M 9 20 L 4 20 L 4 15 "
                    "M 12 8 L 12 16 M 8 12 L 16 12"
                ),
                "glyph",
            ),
        ),
    ),
    Glyph("tool-colour", (Figure(_DROP, "glyph"),)),
    Glyph("tool-delete", (Figure(_BIN, "glyph"),)),
    Glyph(
        "tool-annotate",
        (Figure(path("M 9 3 L 4 3 L 4 21 L 9 21 M 11 8 L 20 8 M 11 12 L 20 12 M 11 16 L 17 16"), "glyph"),),
    ),
    Glyph(
        "tool-more",
        (
            Figure(ellipse(5, 12, 1.6), "none", "ink"),
            Figure(ellipse(12, 12, 1.6), "none", "ink"),
            Figure(ellipse(19, 12, 1.6), "none", "ink"),
        ),
    ),
    Glyph("tool-pool", (Figure(rectangle(2, 5, 20, 14), "glyph"), Figure(path("M 6.5 5 L 6.5 19"), "glyph"))),
    Glyph("tool-pool-empty", (Figure(rectangle(2, 8, 20, 8), "glyph"),)),
    Glyph(
        "tool-lane",
        (Figure(rectangle(2.5, 4, 19, 16), "glyph"), Figure(path("M 6.5 4 L 6.5 20 M 6.5 12 L 21.5 12"), "glyph")),
    ),
]
