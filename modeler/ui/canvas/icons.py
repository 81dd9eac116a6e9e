"""Icons of the canvas: glyphs and small looks painted in a theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from modeler.bpmn.drawing import Figure
from modeler.bpmn.elements import SPECS
from modeler.bpmn.glyphs import glyph
from modeler.bpmn.looks import icon
from modeler.ui.canvas.paths import paint
from runner.core.tokens import Theme

_RATIO = 3.0
_LIGHTER = 0.75


def spec_icon(spec_id: str, theme: Theme, size: int = 22) -> QIcon:
    """The picture of a spec."""
    spec = SPECS[spec_id]
    return _drawn(icon(spec, size - 2.0), theme, size, _LIGHTER if spec.icon == "look" else 1.0)


def glyph_icon(name: str, theme: Theme, size: int = 22) -> QIcon:
    """The picture of a glyph."""
    return _drawn(glyph(name, 1, 1, size - 4.0), theme, size)


def _drawn(figures: tuple[Figure, ...], theme: Theme, size: int, weight: float = 1.0) -> QIcon:
    pixmap = QPixmap(QSize(round(size * _RATIO), round(size * _RATIO)))
    pixmap.setDevicePixelRatio(_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(1, 1)
    paint(painter, figures, theme.ink, theme.surface, weight)
    painter.end()
    return QIcon(pixmap)
