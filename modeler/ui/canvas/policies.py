"""How an approval is decided, as a small badge beside the sign of its step: 会签, 60 %, 依次 …"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGlyphRun, QPainter

from modeler.document.records import NodeRecord
from modeler.ui.canvas.fonts import shared_font
from modeler.ui.canvas.items import NodeItem
from modeler.ui.canvas.paths import text_pen
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.tokens import Theme

WORDS = {
    "all": N_("All agree"), "sequence": N_("In turn"), "claim": N_("Claim"), "random": N_("By chance"),
    "weight": N_("Weighted"), "percent": N_("By share"), "count": N_("By number"),
}  # fmt: skip
"""One person's word is the usual case and has no badge."""
_SIZE = 8.5
_HIGH = 12.0
_AIR = 4.0
_INSET = 5.0
_BESIDE = 24.0
"""Beside the sign of the kind; events on the border are more often further right."""


def policy_of(record: NodeRecord) -> str:
    """What the badge of an element says; empty for none. In the language of the window."""
    block = record.extension.get("approval")
    if not isinstance(block, Mapping):
        return ""
    vote, threshold = str(block.get("vote") or ""), str(block.get("threshold") or "").strip()
    if threshold and vote in ("percent", "weight"):
        return threshold if "/" in threshold else f"{threshold}%"
    if threshold and vote == "count":
        return f"≥{threshold}"
    return _(WORDS[vote]) if vote in WORDS else ""


def paint_policies(painter: QPainter, nodes: Iterable[NodeItem], theme: Theme) -> None:
    """Paint the badges of these shapes, in diagram units."""
    colour = QColor(theme.accent_soft)
    for item in nodes:
        if not item.policy:
            continue
        wide, runs = _laid_out(item.policy)
        left, top = item.x + _BESIDE, item.y + _INSET
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, top, wide, _HIGH), _HIGH / 2, _HIGH / 2)
        painter.setPen(text_pen(theme.accent))
        for run in runs:
            painter.drawGlyphRun(QPointF(left + _AIR, top + _HIGH - 3.4), run)


@lru_cache(maxsize=256)
def _laid_out(text: str) -> tuple[float, list[QGlyphRun]]:
    font = shared_font()
    return font.width(text, _SIZE) + 2 * _AIR, font.runs(text, _SIZE)
