"""Pages of a printed form: laid out with the fonts that ship with the program, on the screen and as PDF alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPixmap,
    QTextDocument,
)
from PySide6.QtWidgets import QLabel, QVBoxLayout

from modeler.forms.print_template import PrintTemplate
from modeler.reports.case_code import code_of
from modeler.ui.canvas.fonts import install
from runner.core.atomic import write_bytes
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.core.tokens import LIGHT
from runner.data.dictionary import Dictionary
from runner.forms.field import FormFacts
from runner.forms.fields import kind_of
from runner.forms.schema import Component
from runner.organization.model import Organization
from runner.ui.control import CONTROLS, Control, FormSurroundings

PAGE_WIDTH = 640
"""Pixels of a page on the screen."""

DOTS = 96
"""Dots of the layout per inch; what is drawn are curves, so that any printer is sharper."""
MODULE = 8
"""Dots that a module of a QR code is wide before it is laid out."""
FOOT = 28
"""Dots below the text for the page number."""


class ValueTexts:
    """Values as their fields show them to read."""

    def __init__(self, facts: FormFacts) -> None:
        self._around = FormSurroundings(
            facts.organization or Organization(), facts.dictionary or Dictionary(), facts.today, facts=facts
        )
        self._controls: dict[int, tuple[Component, Control]] = {}

    def __call__(self, component: Component, value: object) -> str:
        """Empty where there is no value."""
        if value is None:
            return ""
        kept = self._controls.get(id(component))
        if kept is None:
            control = CONTROLS[kind_of(component).control].make(component, self._around)
            kept = self._controls[id(component)] = (component, control)
        return kept[1].reading_text(value)


class Pages:
    """A printed form, cut into pages. `html` is that of `modeler.reports.printed_form`; `pictures`: name in it -> the
    picture itself."""

    def __init__(self, html: str, template: PrintTemplate, pictures: Mapping[str, QImage] | None = None) -> None:
        self.template = template
        landscape = template.orientation == "landscape"
        kind = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
        margin = min(max(template.margin, 5.0), 50.0)
        margins = QMarginsF(margin, margin, margin, margin)
        self.layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), kind, margins, QPageLayout.Unit.Millimeter)
        self.text = QTextDocument()
        self.text.setDefaultFont(print_font(13))
        self.text.setDocumentMargin(0)
        for name, picture in (pictures or {}).items():
            self.text.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), picture)
        self.text.setHtml(html)
        inner = self.layout.paintRectPixels(DOTS)
        self.width, self.height = inner.width(), inner.height() - FOOT
        self.text.setPageSize(QSizeF(self.width, self.height))

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self.text.pageCount()

    def paint(self, painter: QPainter, number: int) -> None:
        """Draw page `number` (from 0) into the area inside the margins, one unit a dot."""
        self._watermark(painter)
        painter.save()
        painter.translate(0, -number * self.height)
        sheet = QRectF(0, number * self.height, self.width, self.height)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.text))  # black on white in every theme
        context.clip = sheet
        painter.setClipRect(sheet)
        self.text.documentLayout().draw(painter, context)
        painter.restore()
        painter.setFont(print_font(11))
        painter.setPen(QColor(LIGHT.muted))
        foot = QRectF(0, self.height + 8, self.width, FOOT - 8)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, pick(self.template.footer))
        if self.template.page_numbers:
            told = _("Page {number} of {count}").format(number=number + 1, count=self.count)
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)

    def _watermark(self, painter: QPainter) -> None:
        words = pick(self.template.watermark)
        if not words:
            return
        painter.save()
        painter.setFont(print_font(min(96, max(28, round(self.width / max(len(words), 4))))))
        painter.setPen(QColor(LIGHT.line))
        painter.translate(self.width / 2, self.height / 2)
        painter.rotate(-30)
        painter.drawText(QRectF(-self.width, -80, 2 * self.width, 160), Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def picture(self, number: int, width: int) -> QPixmap:
        """Page `number` (from 0) as a picture so many pixels wide, white as paper in every theme."""
        full = self.layout.fullRectPixels(DOTS)
        inner = self.layout.paintRectPixels(DOTS)
        scale = width / full.width()
        pixmap = QPixmap(width, round(full.height() * scale))
        pixmap.fill(QColor(LIGHT.paper))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.translate(inner.topLeft())
        self.paint(painter, number)
        painter.end()
        return pixmap


def show_pages(pages: Pages, column: QVBoxLayout) -> None:
    """Put a picture of each page below the others."""
    for number in range(pages.count):
        paper = QLabel()
        paper.setProperty("role", "card")
        paper.setPixmap(pages.picture(number, PAGE_WIDTH))
        told = _("Page {number} of {count}").format(number=number + 1, count=pages.count)
        paper.setAccessibleName(told)
        column.addWidget(paper, alignment=Qt.AlignmentFlag.AlignHCenter)


def write_pdf(forms: Sequence[Pages], device: QIODevice, title: str = "") -> None:
    """Write all pages of one form after the other as PDF to an open device, each on its own kind of page."""
    writer = QPdfWriter(device)
    writer.setResolution(DOTS)
    writer.setTitle(title)
    writer.setCreator("Slipway")
    painter: QPainter | None = None
    for pages in forms:
        for number in range(pages.count):
            writer.setPageLayout(pages.layout)
            if painter is None:
                painter = QPainter(writer)
            else:
                writer.newPage()
            pages.paint(painter, number)
    if painter is not None:
        painter.end()


def save_pdf(forms: Sequence[Pages], path: Path) -> None:
    """Write the pages of the forms as a PDF file. Raises `FileError`."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write_pdf(forms, buffer, path.stem)
    buffer.close()
    write_bytes(path, bytes(buffer.data().data()))


def code_picture(text: str) -> QImage:
    """The QR code of a text, so many dots a module that no printer blurs it."""
    rows = code_of(text)
    picture = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    picture.fill(QColor(LIGHT.paper))
    dark = QColor(LIGHT.text).rgb()
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                picture.setPixel(x, y, dark)
    side = len(rows) * MODULE
    return picture.scaled(side, side)


def print_font(pixels: int) -> QFont:
    """The fonts that ship with the program, in dots."""
    font = QFont()
    font.setFamilies(list(install()))
    font.setPixelSize(pixels)
    return font
