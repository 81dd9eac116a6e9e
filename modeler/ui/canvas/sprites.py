"""Sprites: each kind of shape drawn once at the exact scale of the device, then only copied."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

LIMIT = 32 * 1024 * 1024
LARGEST = 512 * 1024
PAD = 4.0
"""Room round a shape for thick strokes, in diagram units."""


class Sprites:
    """Pictures by kind and scale, bounded by bytes: the oldest scales go first."""

    def __init__(self, draw: Callable[[int, QPainter], tuple[float, float]], limit: int = LIMIT) -> None:
        """`draw(kind, painter)` paints a kind from (0, 0); with a painter that is not active it only tells
        the size in diagram units."""
        self._draw = draw
        self._limit = limit
        self._scales: dict[tuple[float, float], dict[int, QPixmap]] = {}
        self.bytes = 0

    def at(self, scale: float, ratio: float) -> dict[int, QPixmap]:
        """The pictures of one scale (a live table: look there first, then ask `make`)."""
        key = (scale, ratio)
        table = self._scales.pop(key, None)
        self._scales[key] = table = {} if table is None else table
        return table

    def make(self, kind: int, scale: float, ratio: float) -> QPixmap:
        """Draw a kind at a scale and keep it."""
        real = scale * ratio
        width, height = self._draw(kind, QPainter())
        pixmap = QPixmap(int((width + 2 * PAD) * real) + 2, int((height + 2 * PAD) * real) + 2)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.translate(PAD, PAD)
        self._draw(kind, painter)
        painter.end()
        size = pixmap.width() * pixmap.height() * 4
        while self.bytes + size > self._limit and self._scales:
            self._forget(next(iter(self._scales)))
        self.at(scale, ratio)[kind] = pixmap
        self.bytes += size
        return pixmap

    def _forget(self, key: tuple[float, float]) -> None:
        table = self._scales.pop(key)
        self.bytes -= sum(pixmap.width() * pixmap.height() * 4 for pixmap in table.values())

    def clear(self) -> None:
        """Forget all: the theme changed."""
        self._scales.clear()
        self.bytes = 0


def fits(width: float, height: float, scale: float) -> bool:
    """Whether a shape is small enough at this scale to be kept as a picture."""
    return (width + 2 * PAD) * (height + 2 * PAD) * scale * scale * 4 <= LARGEST
