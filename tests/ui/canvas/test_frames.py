"""Frames round what is selected are drawn side by side of their picture: it looks as the whole picture does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from pytestqt.qtbot import QtBot

from modeler.ui.canvas.overlays.selection import draw_border


def _picture(width: int, height: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    painter.setPen(QPen(QColor("#0a6"), 1.2))
    painter.drawRoundedRect(QRectF(2, 2, width - 4, height - 4), 4, 4)
    painter.end()
    return picture


def _sheet(ratio: float) -> QImage:
    sheet = QImage(round(300 * ratio), round(300 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    sheet.setDevicePixelRatio(ratio)
    sheet.fill(QColor("white"))
    return sheet


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("size", [(116, 96), (52, 52), (113, 93), (17, 120), (6, 6)])
def test_the_sides_of_a_frame_look_as_the_whole_does(qtbot: QtBot, ratio: float, size: tuple[int, int]) -> None:
    picture = _picture(*size, ratio)
    whole, sides = _sheet(ratio), _sheet(ratio)
    painter = QPainter(whole)
    painter.drawPixmap(21, 33, picture)
    painter.end()
    painter = QPainter(sides)
    draw_border(painter, 21, 33, picture)
    painter.end()
    assert sides == whole
    assert whole != _sheet(ratio)
