"""Copy, cut, paste and duplicate through the system clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from modeler.ui.canvas import verbs

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView

MIME = "application/x-slipway-bpmn"


def copy(view: CanvasView) -> None:
    """The selection to the clipboard."""
    data = verbs.copied(view, view.selection.ids)
    if data:
        mime = QMimeData()
        mime.setData(MIME, data)
        QGuiApplication.clipboard().setMimeData(mime)


def cut(view: CanvasView) -> None:
    """Copy, then remove."""
    copy(view)
    view.delete_selection()


def paste(view: CanvasView) -> None:
    """The clipboard's elements at the pointer."""
    mime = QGuiApplication.clipboard().mimeData()
    if mime is not None and mime.hasFormat(MIME):
        place = view.camera.to_world(view.pointer_place())
        view.selection.set(verbs.paste(view, bytes(mime.data(MIME).data()), place) or view.selection.ids)


def duplicate(view: CanvasView) -> None:
    """Copy and put the copy beside the original."""
    copy(view)
    paste(view)


def copy_picture(view: CanvasView) -> None:
    """The diagram as a picture on the clipboard."""
    from modeler.ui.canvas.export import to_image

    if view.document is not None:
        QGuiApplication.clipboard().setImage(to_image(view.document, 2.0))
