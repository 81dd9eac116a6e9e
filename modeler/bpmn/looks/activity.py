"""Activities: tasks, call activities and all kinds of sub-process, with the markers at their foot."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, rectangle
from modeler.bpmn.glyphs import glyph
from modeler.bpmn.looks import RADIUS, Look, Traits

FOOT = (
    ("plus-box", "collapsed"),
    ("loop", "loop"),
    ("parallel", "parallel"),
    ("sequential", "sequential"),
    ("rewind", "compensation"),
    ("tilde", "ad-hoc"),
)
"""Markers at the foot in their order: glyph and the word of `NodeRecord.markers`."""

_SIGN, _FOOT_SIGN, _FOOT_GAP = 20.0, 15.0, 4.0

_CALLED = {
    "calls-globalUserTask": "person",
    "calls-globalManualTask": "hand",
    "calls-globalScriptTask": "script",
    "calls-globalBusinessRuleTask": "table",
}
"""Signs of a call activity that calls a global task of some kind."""


def foot(traits: Traits) -> tuple[Figure, ...]:
    """The markers at the foot, side by side in the middle."""
    shown = [name for name, word in FOOT if word in traits.markers]
    left = (traits.width - len(shown) * (_FOOT_SIGN + _FOOT_GAP) + _FOOT_GAP) / 2
    figures: list[Figure] = []
    for index, name in enumerate(shown):
        x = left + index * (_FOOT_SIGN + _FOOT_GAP)
        figures += glyph(name, x, traits.height - _FOOT_SIGN - 4, _FOOT_SIGN)
    return tuple(figures)


def _body(traits: Traits, stroke: str) -> tuple[Figure, ...]:
    figures = [Figure(rectangle(0, 0, traits.width, traits.height, RADIUS), stroke, "paper")]
    sign = traits.glyph or next((_CALLED[word] for word in traits.markers if word in _CALLED), "")
    if sign:
        size = min(_SIGN, 0.25 * traits.width, 0.25 * traits.height)
        figures += glyph(sign, 0.3 * size, 0.25 * size, size)
    return (*figures, *foot(traits))


def _task(traits: Traits) -> tuple[Figure, ...]:
    return _body(traits, "outline")


def _call(traits: Traits) -> tuple[Figure, ...]:
    return _body(traits, "call")


def _event_sub_process(traits: Traits) -> tuple[Figure, ...]:
    return _body(traits, "event-sub-process")


def _transaction(traits: Traits) -> tuple[Figure, ...]:
    inner = rectangle(3, 3, traits.width - 6, traits.height - 6, RADIUS - 3)
    outer = Figure(rectangle(0, 0, traits.width, traits.height, RADIUS), "inner", "paper")
    return (outer, Figure(inner, "inner"), *foot(traits))


LOOKS = [
    Look("task", _task),
    Look("call", _call),
    Look("sub-process", _task),
    Look("event-sub-process", _event_sub_process),
    Look("transaction", _transaction),
]
