"""A document as SVG or PNG, drawn with the window's fonts; works without a screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.core.tokens import THEMES

if TYPE_CHECKING:
    from modeler.document.document import Document


def picture(document: Document, kind: str = "svg", theme: str = "light", scale: float = 2.0) -> bytes:
    """The main diagram. `kind` is `svg` or `png`, `theme` `light` or `dark`, `scale` pixels a unit (PNG only)."""
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _keep.append(QGuiApplication(["slipway"]))
    from modeler.ui.canvas.export import text_measure, to_png

    if kind == "png":
        return to_png(document, scale, THEMES[theme])
    from modeler.reports.svg import to_svg

    return to_svg(document.index, THEMES[theme], text_measure()).encode()


_keep: list[object] = []  # the application must outlive the call
