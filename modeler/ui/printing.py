"""Print preview, and printing from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Signal
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QComboBox, QLabel, QToolBar, QWidget

from modeler.ui.canvas.paper import FIT, Scale, paint_sheets, sheets_of
from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.ui.files import Files
    from modeler.ui.window import MainWindow

_SIZE = (1220, 760)
"""Pixels that show a sheet and all buttons; less where the screen is smaller."""
_AROUND = 40


def preview(window: MainWindow, files: Files) -> QPrintPreviewDialog:
    """Open the preview; it asks for the pages again whenever paper or orientation change."""
    dialog = QPrintPreviewDialog(window)  # it keeps the printer that it makes as long as it lives
    printer = dialog.printer()
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog.setWindowTitle(_("Print preview"))
    scales = ScaleBox(dialog)
    dialog.paintRequested.connect(lambda device: files.print_on(device, scales.scale))
    pages, bar = dialog.findChild(QPrintPreviewWidget), dialog.findChild(QToolBar)
    assert pages is not None and bar is not None  # Qt's own dialog has both
    scales.changed.connect(pages.updatePreview)
    bar.addSeparator()
    caption = QLabel(_("Scale on paper"), bar)
    caption.setContentsMargins(8, 0, 4, 0)
    bar.addWidget(caption)
    bar.addWidget(scales)
    room = window.screen().availableSize()
    dialog.resize(min(_SIZE[0], room.width() - _AROUND), min(_SIZE[1], room.height() - _AROUND))
    dialog.open()
    return dialog


class ScaleBox(QComboBox):
    """How large the diagram stands on paper: readable on as few sheets as that takes, on one sheet, or at a
    percentage, chosen or typed (5 to 400)."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("print-scale")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFixedWidth(210)
        self.scale: Scale = None
        self.addItem(_("Readable, on several sheets"), None)
        self.addItem(_("On one sheet"), FIT)
        for percent in (50, 75, 100, 150, 200):
            self.addItem(f"{percent} %", percent / 100)
        self.setToolTip(_("Choose one, or type a percentage from {least} to {most}.").format(least=5, most=400))
        self.setAccessibleName(_("Scale on paper"))
        edit = self.lineEdit()
        assert edit is not None
        edit.editingFinished.connect(self._typed)
        self.activated.connect(lambda at: self._take(self.itemData(at)))

    def _typed(self) -> None:
        row = self.findText(self.currentText())
        if row >= 0:
            self._take(self.itemData(row))
            return
        found = re.fullmatch(r"\s*(\d{1,3})(?:[.,]\d+)?\s*%?\s*", self.currentText())
        percent = int(found.group(1)) if found else 0
        if 5 <= percent <= 400:
            self.setEditText(f"{percent} %")
            self._take(percent / 100)
        else:  # what it was
            self.setEditText(self._words())

    def _words(self) -> str:
        row = self.findData(self.scale)
        return self.itemText(row) if row >= 0 else f"{float(self.scale or 1) * 100:.0f} %"

    def _take(self, scale: Scale) -> None:
        if scale != self.scale:
            self.scale = scale
            self.changed.emit()


def print_on(device: QPagedPaintDevice, document: Document, scale: Scale = None) -> None:
    """Draw all planes on the pages of a device."""
    layout = device.pageLayout()
    paper = layout.fullRect(QPageLayout.Unit.Millimeter).size()
    name = document.path.stem if document.path is not None else _("Untitled")
    paint_sheets(device, document, sheets_of(document.index, QSizeF(paper), scale), name)
