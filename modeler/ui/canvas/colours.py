"""Colours for elements: a small menu of pairs that can be read in both themes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu

from modeler.document import commands
from modeler.ui.canvas import verbs
from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.core.tokens import ELEMENT_COLOURS

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

NAMES = {
    "blue": N_("Blue"),
    "orange": N_("Orange"),
    "green": N_("Green"),
    "red": N_("Red"),
    "purple": N_("Purple"),
}
COLOURS: dict[str, tuple[str, str | None, str | None]] = {
    "plain": (N_("No colour"), None, None),
    **{name: (NAMES[name], fill, stroke) for name, (fill, stroke) in ELEMENT_COLOURS.items()},
}
"""Name, fill and stroke."""


def set_colour(view: CanvasView, name: str) -> None:
    """Colour what is selected, as one step of undo."""
    _text, fill, stroke = COLOURS[name]
    ids = view.selection.ids
    if ids:
        verbs.attempt(view, lambda doc: commands.set_colour(doc, ids, fill, stroke))


def open_colours(view: CanvasView) -> QMenu | None:
    """The menu beside the selection; None where nothing can be coloured."""
    boxes = [box for identity in view.selection.ids if (box := view.scene.bounds_of(identity)) is not None]
    if not boxes or view.read_only:
        return None
    menu = QMenu(view)
    menu.setObjectName("colour-menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for name, (text, fill, stroke) in COLOURS.items():
        action = menu.addAction(_swatch(view, fill, stroke), _(text))
        action.setObjectName(f"colour-{name}")
        action.triggered.connect(lambda _on=False, name=name: set_colour(view, name))
    corner = view.camera.rect(boxes[0]).topRight().toPoint() + QPoint(14, 24)
    menu.popup(view.mapToGlobal(corner))
    return menu


def _swatch(view: CanvasView, fill: str | None, stroke: str | None) -> QIcon:
    pixmap = QPixmap(QSize(36, 36))
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(stroke or view.theme.ink), 1.5))
    painter.setBrush(QColor(fill or view.theme.paper))
    painter.drawRoundedRect(2, 2, 14, 14, 3, 3)
    painter.end()
    return QIcon(pixmap)
