"""Glyphs: the small signs inside shapes, on menus and on buttons, as paths in a box of 24 by 24."""

from __future__ import annotations

from modeler.bpmn.drawing import Figure, placed
from runner.core.registry import Registry
from runner.core.values import dataclass

BOX = 24.0


@dataclass(frozen=True)
class Glyph:
    """One sign: `figures` lie in a box of 24 by 24 with its middle at (12, 12)."""

    id: str
    figures: tuple[Figure, ...]


GLYPHS: Registry[Glyph] = Registry("modeler.bpmn.glyphs", "GLYPHS")


def glyph(name: str, x: float, y: float, size: float) -> tuple[Figure, ...]:
    """The sign `name` with its box's corner at (x, y) and its box `size` wide.

    Raises `KeyError` for a name that no file declares.
    """
    return placed(GLYPHS[name].figures, x, y, size / BOX)
