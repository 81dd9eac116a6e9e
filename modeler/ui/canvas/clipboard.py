"""Copy, cut, paste and duplicate through the system clipboard: as a BPMN file in text, for every program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from modeler.document.commands import bounds_of_clip
from modeler.ui.canvas import verbs
from modeler.ui.canvas.tools.paste import PasteTool, place_beside
from modeler.ui.copied import COPIED
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.tokens import LIGHT

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

MIME = "application/x-slipway-bpmn"
_LARGEST = 20_000_000
"""Bytes of text on the clipboard that are looked at."""


def copy(view: CanvasView) -> None:
    """The selection to the clipboard."""
    data = verbs.copied(view, view.selection.ids)
    if data:
        mime = _new()
        mime.setData(MIME, data)
        mime.setText(data.decode())
        QGuiApplication.clipboard().setMimeData(mime)


def _new() -> QMimeData:
    mime = QMimeData()
    mime.setObjectName(COPIED)
    return mime


def cut(view: CanvasView) -> None:
    """Copy, then remove."""
    copy(view)
    view.delete_selection()


def paste(view: CanvasView) -> None:
    """What is on the clipboard into the hand; a click puts it down."""
    if view.read_only or view.document is None:
        return
    mime = QGuiApplication.clipboard().mimeData()
    data = bytes(mime.data(MIME).data()) if mime is not None and mime.hasFormat(MIME) else b""
    if not data and mime is not None and mime.hasText():
        data = mime.text()[:_LARGEST].encode()
    if not data.strip():
        view.refuse(_("There is nothing on the clipboard to paste."))
        return
    try:
        tool = PasteTool(view, data)
    except AppError as error:
        view.refuse(error.message)
        return
    view.hold(tool)


def duplicate(view: CanvasView) -> None:
    """A copy beside the original; the clipboard stays as it is."""
    data = verbs.copied(view, view.selection.ids)
    if not data or view.read_only:
        return
    try:
        whole = bounds_of_clip(data)
    except AppError:
        return
    at = place_beside(view, whole, view.selection.ids)
    first = view.index.nodes.get(view.selection.ids[0]) if view.index is not None else None
    home = first.home if first is not None and first.home in view.scene.nodes else None
    made = verbs.paste(view, data, at, home)
    if made:
        view.selection.set(made)
        view.reveal(made[0], select=False)


def copy_picture(view: CanvasView) -> None:
    """The diagram as a picture on the clipboard: pixels for every program, and SVG for those that draw."""
    from modeler.reports.svg import to_svg
    from modeler.ui.canvas.export import text_measure, to_image
    from modeler.ui.canvas.vector import outline

    if view.document is not None:
        mime = _new()
        mime.setImageData(to_image(view.document, 2.0))
        mime.setData("image/svg+xml", to_svg(view.document.index, LIGHT, text_measure(), outline).encode())
        QGuiApplication.clipboard().setMimeData(mime)
