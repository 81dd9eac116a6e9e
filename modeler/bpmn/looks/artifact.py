"""Artifacts: the bracket of an annotation and the dash-dot frame of a group."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, polyline, rectangle
from modeler.bpmn.looks import RADIUS, Look, Traits


def _bracket(traits: Traits) -> tuple[Figure, ...]:
    return (Figure(polyline([(10, 0), (0, 0), (0, traits.height), (10, traits.height)]), "outline"),)


def _frame(traits: Traits) -> tuple[Figure, ...]:
    return (Figure(rectangle(0, 0, traits.width, traits.height, RADIUS), "group"),)


LOOKS = [Look("annotation", _bracket), Look("group", _frame, solid=False)]
