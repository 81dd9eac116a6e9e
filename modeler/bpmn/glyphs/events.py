"""Signs of the event definitions; what throws is filled, what catches is outlined."""

from __future__ import annotations

import math

from modeler.bpmn.drawing import Figure, Path, ellipse, path, polygon, rectangle
from modeler.bpmn.glyphs import Glyph


def _regular(corners: int, radius: float) -> Path:
    step = 2 * math.pi / corners
    return polygon(
        *(
            (round(12 + radius * math.sin(i * step), 3), round(12 - radius * math.cos(i * step), 3))
            for i in range(corners)
        )
    )


def _ticks() -> Path:
    text = []
    for hour in range(12):
        angle = hour * math.pi / 6
        for index, radius in enumerate((10.4, 8.6)):
            x, y = 12 + radius * math.sin(angle), 12 - radius * math.cos(angle)
            text.append(f"{'L' if index else 'M'} {x:.2f} {y:.2f}")
    return path(" ".join(text))


def _pair(name: str, shape: Path) -> list[Glyph]:
    return [
        Glyph(name, (Figure(shape, "glyph"),)),
        Glyph(f"{name}-filled", (Figure(shape, "glyph", "ink"),)),
    ]


_ENVELOPE = rectangle(2.5, 5.5, 19, 13)
_FLAP = path("M 2.5 5.5 L 12 13 L 21.5 5.5")
_BOLT = path("M 3.5 20 L 8.6 5.5 L 14.2 13.2 L 20.5 4 L 15.4 18.6 L 9.8 10.9 Z")
_BACK = path("M 11.5 5.5 L 11.5 18.5 L 2.5 12 Z M 20.5 5.5 L 20.5 18.5 L 11.5 12 Z")
_CROSS = path(
    "M 5.8 3.6 L 12 9.8 L 18.2 3.6 L 20.4 5.8 L 14.2 12 L 20.4 18.2 L 18.2 20.4 L 12 14.2 "
    "L 5.8 20.4 L 3.6 18.2 L 9.8 12 L 3.6 5.8 Z"
)
_PLUS = path(
    "M 9.6 3 L 14.4 3 L 14.4 9.6 L 21 9.6 L 21 14.4 L 14.4 14.4 L 14.4 21 L 9.6 21 L 9.6 "
    "14.4 L 3 14.4 L 3 9.6 L 9.6 9.6 Z"
)

GLYPHS = [
    Glyph("envelope", (Figure(_ENVELOPE, "glyph", "paper"), Figure(_FLAP, "glyph"))),
    Glyph("envelope-filled", (Figure(_ENVELOPE, "glyph", "ink"), Figure(_FLAP, "glyph", "none", "paper"))),
    Glyph(
        "clock",
        (
            Figure(ellipse(12, 12, 10.4), "glyph", "paper"),
            Figure(_ticks(), "glyph"),
            Figure(path("M 13 5.8 L 12 12 L 17 12.6"), "glyph"),
        ),
    ),
    Glyph(
        "condition",
        (
            Figure(rectangle(5, 3, 14, 18), "glyph", "paper"),
            Figure(
                path("M 7.5 6.8 L 16.5 6.8 M 7.5 10.3 L 16.5 10.3 M 7.5 13.8 L 16.5 13.8 M 7.5 17.3 L 16.5 17.3"),
                "glyph",
            ),
        ),
    ),
    *_pair("signal", path("M 12 3 L 21.4 19 L 2.6 19 Z")),
    *_pair("bolt", _BOLT),
    *_pair("escalation", path("M 12 2.8 L 18.8 20.5 L 12 14 L 5.2 20.5 Z")),
    *_pair("rewind", _BACK),
    *_pair("cancel", _CROSS),
    *_pair("link", path("M 2.5 8.6 L 13.5 8.6 L 13.5 4.6 L 21.5 12 L 13.5 19.4 L 13.5 15.4 L 2.5 15.4 Z")),
    Glyph("terminate-filled", (Figure(ellipse(12, 12, 11.5), "none", "ink"),)),
    *_pair("pentagon", _regular(5, 10.5)),
    *_pair("plus-outline", _PLUS),
]
