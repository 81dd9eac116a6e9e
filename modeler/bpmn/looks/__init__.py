"""Looks: pure geometry per outline, from a size and what the thing shows to figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from modeler.bpmn.drawing import Figure
from runner.core.registry import Registry

Outline = Literal["rectangle", "diamond", "ellipse"]


@dataclass(frozen=True)
class Traits:
    """What decides how one thing is drawn. `width` and `height` in diagram units; `glyph` a name of the
    glyph vocabulary or empty; `markers` in the words of `NodeRecord.markers`; `header` is the width of the
    strip with the name (pools and lanes)."""

    width: float
    height: float
    glyph: str = ""
    markers: frozenset[str] = frozenset()
    interrupting: bool = True
    expanded: bool = True
    horizontal: bool = True


@dataclass(frozen=True)
class Look:
    """One outline. `draw` gives figures in the order of painting, from the corner (0, 0); `outline` is the
    form that flows end at; `solid` is False where a click inside goes through to what lies below."""

    id: str
    draw: Callable[[Traits], tuple[Figure, ...]]
    outline: Outline = "rectangle"
    solid: bool = True


LOOKS: Registry[Look] = Registry("modeler.bpmn.looks", "LOOKS")

HEADER = 30.0
"""Width of the strip with the name of a pool or lane, and indent of nested lanes."""

RADIUS = 10.0
"""Corner radius of activities."""
