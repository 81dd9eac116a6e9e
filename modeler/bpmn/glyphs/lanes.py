"""Signs of what is done with lanes: adding one on a side, dividing one."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, Path, path, rectangle
from modeler.bpmn.glyphs import Glyph


def _sign(name: str, *figures: Path) -> Glyph:
    return Glyph(name, tuple(Figure(figure, "glyph") for figure in figures))


GLYPHS = [
    _sign("lane-above", rectangle(3, 12, 18, 9), path("M 7 12 L 7 21 M 12 2 L 12 9 M 8.5 5.5 L 15.5 5.5")),
    _sign("lane-below", rectangle(3, 3, 18, 9), path("M 7 3 L 7 12 M 12 15 L 12 22 M 8.5 18.5 L 15.5 18.5")),
    _sign("lane-left", rectangle(12, 3, 9, 18), path("M 12 7 L 21 7 M 2 12 L 9 12 M 5.5 8.5 L 5.5 15.5")),
    _sign("lane-right", rectangle(3, 3, 9, 18), path("M 3 7 L 12 7 M 15 12 L 22 12 M 18.5 8.5 L 18.5 15.5")),
    _sign("lane-split-2", rectangle(3, 4, 18, 16), path("M 7 4 L 7 20 M 7 12 L 21 12")),
    _sign("lane-split-3", rectangle(3, 3, 18, 18), path("M 7 3 L 7 21 M 7 9 L 21 9 M 7 15 L 21 15")),
    _sign("lane-split-2-upright", rectangle(4, 3, 16, 18), path("M 4 7 L 20 7 M 12 7 L 12 21")),
    _sign("lane-split-3-upright", rectangle(3, 3, 18, 18), path("M 3 7 L 21 7 M 9 7 L 9 21 M 15 7 L 15 21")),
    _sign(
        "gentle",
        path("M 9 3.5 C 6.5 4.4 4.4 6.5 3.5 9 M 3 12.8 C 3.2 15.5 4.6 18 6.6 19.4"),
        path("M 9.6 20.7 C 12.3 21.4 15 20.8 17.2 19.3 M 19.4 17 C 20.9 14.8 21.4 12 20.7 9.4"),
        path("M 19.3 6.7 C 17.9 4.6 15.5 3.2 12.8 3"),
    ),
    _sign("pool-turn", rectangle(2, 9, 13, 8), path("M 5 9 L 5 17 M 13 3 C 18 3 21 6 21 11 M 18 9 L 21 12 L 23.5 9")),
]
