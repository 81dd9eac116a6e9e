"""Looks: pure geometry per outline, from a size and what the thing shows to figures."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal

from modeler.bpmn.drawing import Figure, placed
from modeler.bpmn.glyphs import glyph
from modeler.bpmn.spec import ElementSpec
from runner.core.registry import Registry
from runner.core.values import dataclass

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


def draw(
    spec: ElementSpec,
    width: float,
    height: float,
    *,
    markers: Collection[str] = (),
    expanded: bool = True,
    horizontal: bool = True,
) -> tuple[Figure, ...]:
    """How one thing looks, from the corner (0, 0). `markers` in the words of `NodeRecord.markers`; those that
    belong to the spec itself come by themselves. Raises `KeyError` for the spec of a connection."""
    folded = spec.category == "activity" and spec.resizable == "both" and not expanded
    own = frozenset(markers) | (spec.markers - {"collapsed"})
    calls_task = any(marker.startswith("calls-") for marker in own)
    if folded or (not spec.expanded and spec.category == "activity" and not calls_task):
        own |= {"collapsed"}
    elif expanded:
        own -= {"collapsed"}
    sign = "" if "plain" in own else spec.marker or ""
    traits = Traits(width, height, sign, own, spec.interrupting, expanded, horizontal)
    return LOOKS[spec.look].draw(traits)


def icon(spec: ElementSpec, size: float) -> tuple[Figure, ...]:
    """The picture of a spec for a button, in a square of this size: the glyph it names, or its look made
    small (typed tasks show their sign large)."""
    if spec.icon != "look":
        return glyph(spec.icon, 0, 0, size)
    if spec.category == "activity":
        return _activity_icon(spec, size)
    width, height = spec.size
    scale = (size - 2) / max(width, height)
    figures = placed(draw(spec, width, height, expanded=spec.expanded, horizontal=spec.horizontal), 0, 0, scale)
    return placed(figures, (size - width * scale) / 2, (size - height * scale) / 2)


_THIN = {"call": "end", "event-sub-process": "event-sub-process"}


def _activity_icon(spec: ElementSpec, size: float) -> tuple[Figure, ...]:
    body = LOOKS[spec.look].draw(Traits(size * 3.6, size * 3))
    count = 2 if spec.look == "transaction" else 1
    stroke = _THIN.get(spec.look, "inner")
    box = tuple(
        Figure(figure.path, stroke if index == 0 else "hairline", figure.fill)
        for index, figure in enumerate(placed(body[:count], 0, size * 0.09, 1 / 3.6))
    )
    if spec.marker:
        return (*box, *glyph(spec.marker, size * 0.22, size * 0.22, size * 0.56))
    if spec.id in ("task", "call-activity"):
        return box
    if "ad-hoc" in spec.markers:
        return (*box, *glyph("tilde", size * 0.3, size * 0.36, size * 0.4))
    return (*box, *glyph("plus-box", size * 0.32, size * 0.46, size * 0.36))
