"""Gateways: a diamond with a sign; the event-based one wears an event inside."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, ellipse, polygon
from modeler.bpmn.glyphs import glyph
from modeler.bpmn.looks import Look, Traits

_SIGNS = {"x": 0.46, "plus": 0.56, "circle": 0.58, "asterisk": 0.52}


def _diamond(traits: Traits) -> Figure:
    w, h = traits.width, traits.height
    return Figure(polygon((w / 2, 0), (w, h / 2), (w / 2, h), (0, h / 2)), "outline", "paper")


def _sign(traits: Traits, share: float) -> tuple[Figure, ...]:
    size = min(traits.width, traits.height) * share
    return glyph(traits.glyph, (traits.width - size) / 2, (traits.height - size) / 2, size)


def _gateway(traits: Traits) -> tuple[Figure, ...]:
    return (_diamond(traits), *(_sign(traits, _SIGNS.get(traits.glyph, 0.5)) if traits.glyph else ()))


def _ring(traits: Traits, share: float) -> Figure:
    radius = min(traits.width, traits.height) * share
    return Figure(ellipse(traits.width / 2, traits.height / 2, radius), "hairline")


def _event_gateway(traits: Traits) -> tuple[Figure, ...]:
    return (_diamond(traits), _ring(traits, 0.26), _ring(traits, 0.215), *_sign(traits, 0.32))


def _event_gateway_start(traits: Traits) -> tuple[Figure, ...]:
    return (_diamond(traits), _ring(traits, 0.26), *_sign(traits, 0.34))


LOOKS = [
    Look("gateway", _gateway, "diamond"),
    Look("event-gateway", _event_gateway, "diamond"),
    Look("event-gateway-start", _event_gateway_start, "diamond"),
]
