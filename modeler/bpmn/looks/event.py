"""Events: one circle to start, two in between, a thick one to end."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, ellipse
from modeler.bpmn.glyphs import glyph
from modeler.bpmn.looks import Look, Traits

_GAP = 3.0
_SIGN = 0.56  # share of the circle's width that the sign takes


def _circle(traits: Traits, inset: float, stroke: str, fill: bool = False) -> Figure:
    rx, ry = traits.width / 2, traits.height / 2
    return Figure(ellipse(rx, ry, rx - inset, ry - inset), stroke, "paper" if fill else "none")


def _sign(traits: Traits) -> tuple[Figure, ...]:
    if not traits.glyph:
        return ()
    size = min(traits.width, traits.height) * _SIGN
    return glyph(traits.glyph, (traits.width - size) / 2, (traits.height - size) / 2, size)


def _start(traits: Traits) -> tuple[Figure, ...]:
    stroke = "start" if traits.interrupting else "start-dashed"
    return (_circle(traits, 0, stroke, fill=True), *_sign(traits))


def _intermediate(traits: Traits) -> tuple[Figure, ...]:
    stroke = "intermediate" if traits.interrupting else "intermediate-dashed"
    return (_circle(traits, 0, stroke, fill=True), _circle(traits, _GAP, stroke), *_sign(traits))


def _end(traits: Traits) -> tuple[Figure, ...]:
    return (_circle(traits, 0, "end", fill=True), *_sign(traits))


LOOKS = [
    Look("start-event", _start, "ellipse"),
    Look("intermediate-event", _intermediate, "ellipse"),
    Look("end-event", _end, "ellipse"),
]
