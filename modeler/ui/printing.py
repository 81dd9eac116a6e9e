"""Print preview, and printing from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

from modeler.ui.canvas.paper import paint_sheets, sheets_of
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.ui.files import Files
    from modeler.ui.window import MainWindow


def preview(window: MainWindow, files: Files) -> QPrintPreviewDialog:
    """Open the preview; it asks for the pages again whenever paper or orientation change."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog = QPrintPreviewDialog(printer, window)
    dialog.setWindowTitle(_("Print preview"))
    dialog.paintRequested.connect(files.print_on)
    dialog.resize(1000, 720)
    dialog.open()
    return dialog


def print_on(device: QPagedPaintDevice, document: Document) -> None:
    """Draw all planes on the pages of a device."""
    layout = device.pageLayout()
    paper = layout.fullRect(QPageLayout.Unit.Millimeter).size()
    name = document.path.stem if document.path is not None else _("Untitled")
    paint_sheets(device, document, sheets_of(document.index, QSizeF(paper)), name)
