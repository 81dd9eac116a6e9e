"""A document as SVG, PNG or PDF, drawn with the window's fonts; works without a screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.core.tokens import THEMES

if TYPE_CHECKING:
    from modeler.document.document import Document


def picture(document: Document, kind: str = "svg", theme: str = "light", scale: float = 2.0) -> bytes:
    """The main diagram; as PDF all planes, on A4. `kind` is `svg`, `png` or `pdf`, `theme` `light` or `dark`
    (paper is always light), `scale` pixels a unit (PNG only)."""
    from PySide6.QtGui import QGuiApplication

    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _keep.append(QGuiApplication(["slipway"]))
    from modeler.ui.canvas.export import text_measure, to_png
    from modeler.ui.canvas.paper import to_pdf
    from modeler.ui.canvas.vector import outline

    if kind == "png":
        return to_png(document, scale, THEMES[theme])
    if kind == "pdf":
        return to_pdf(document, document.path.stem if document.path is not None else "")
    from modeler.reports.svg import to_svg

    return to_svg(document.index, THEMES[theme], text_measure(), outline).encode()


_keep: list[object] = []  # the application must outlive the call
