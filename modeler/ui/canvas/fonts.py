"""The canvas fonts: one Latin and one CJK font that ship with the program, so that text wraps the same
everywhere. Widths come from tables, runs of glyphs are built once and kept."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QGlyphRun, QRawFont

from modeler.geometry.texts import Measure
from runner.core.resources import resource_folder
from runner.ui.kit.fonts import CJK, LATIN, shipped

_FILES = (LATIN, CJK)
_BASE = 100.0


def install() -> tuple[str, ...]:
    """Make the shipped fonts known to Qt, once; their family names."""
    known = shipped()
    return tuple(family for name in _FILES for family in known[name])


def canvas_font(pixels: float) -> QFont:
    """The canvas font for widgets over the canvas (the editor in place)."""
    font = QFont()
    font.setFamilies(list(install()))
    font.setPixelSize(max(6, round(pixels)))
    return font


class CanvasFont:
    """Widths and glyph runs. Lives as long as the application; make it after QApplication."""

    def __init__(self) -> None:
        folder = resource_folder() / "fonts"
        self._files = [str(folder / name) for name in _FILES]
        self._raw: dict[tuple[int, float], QRawFont] = {}
        self._glyphs: dict[str, tuple[int, int, float]] = {}

    def width(self, text: str, size: float) -> float:
        """The width of a text in diagram units at a size in diagram units (the `Measure` of geometry)."""
        glyphs = self._glyphs
        total = 0.0
        for character in text:
            found = glyphs.get(character) or self._glyph(character)
            total += found[2]
        return total * size

    def runs(self, text: str, size: float) -> list[QGlyphRun]:
        """The glyphs of one line, with the origin at the start of the baseline."""
        found = [self._glyphs.get(character) or self._glyph(character) for character in text]
        if any(font < 0 for font, _, _ in found):
            return self._shaped(text, size)
        runs: list[QGlyphRun] = []
        x = 0.0
        for number in sorted({font for font, _, _ in found}):
            raw = self._font(number, size)
            x = 0.0
            indexes: list[int] = []
            places: list[QPointF] = []
            for font, glyph, advance in found:
                if font == number:
                    indexes.append(glyph)
                    places.append(QPointF(x, 0))
                x += advance * size
            if indexes:
                run = QGlyphRun()
                run.setRawFont(raw)
                run.setGlyphIndexes(indexes)
                run.setPositions(places)
                runs.append(run)
        return runs

    def _font(self, number: int, size: float) -> QRawFont:
        """A font in a size. Its file is read once, when the first of its characters is met; other sizes share it."""
        found = self._raw.get((number, size))
        if found is None:
            if size == _BASE:
                found = QRawFont(self._files[number], size, QFont.HintingPreference.PreferNoHinting)
            else:
                found = QRawFont(self._font(number, _BASE))
                found.setPixelSize(size)
            self._raw[number, size] = found
        return found

    def _glyph(self, character: str) -> tuple[int, int, float]:
        """Number of the font, index of the glyph, advance at size 1; font -1 where neither has it."""
        found = (-1, 0, 1.0 if ord(character) > 0x2E7F else 0.6)
        if ord(character) <= 0xFFFF:
            for number in range(len(self._files)):
                raw = self._font(number, _BASE)
                if raw.supportsCharacter(ord(character)):
                    glyph = raw.glyphIndexesForString(character)[0]
                    advance = raw.advancesForGlyphIndexes([glyph])[0]
                    found = (number, glyph, advance.x() / _BASE)
                    break
        self._glyphs[character] = found
        return found

    def _shaped(self, text: str, size: float) -> list[QGlyphRun]:
        """Scripts that our two fonts lack: whatever the system has."""
        from PySide6.QtGui import QTextLayout

        layout = QTextLayout(text, canvas_font(size))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1e6)
        layout.endLayout()
        drop = line.ascent()
        runs = layout.glyphRuns()
        for run in runs:
            run.setPositions([QPointF(place.x(), place.y() - drop) for place in run.positions()])
        return runs


@cache
def shared_font() -> CanvasFont:
    """The one table of glyphs."""
    return CanvasFont()


def text_measure() -> Measure:
    """The measure that reports and layouts are given."""
    return shared_font().width
