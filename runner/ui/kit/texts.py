"""Labels and buttons in the roles that the style sheet knows."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from runner.ui.kit.icons import Tone, icon

Role = Literal[
    "body", "title", "display", "heading", "caption", "muted", "bad", "warning", "good", "pill", "badge", "mark"
]
Kind = Literal["plain", "primary", "bad", "link", "quiet", "segment", "search", "way"]


def label(text: str = "", role: Role = "body", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label in one of the roles; text from models is shown plain, never as HTML."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    if role != "body":
        result.setProperty("role", role)
    result.setWordWrap(wrap)
    if selectable:
        result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role in ("pill", "badge", "mark"):
        result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return result


def button(text: str = "", kind: Kind = "plain", icon_name: str | None = None, tone: Tone = "muted") -> QPushButton:
    """A push button; `primary` at most once a panel."""
    result = QPushButton(text)
    if kind != "plain":
        result.setProperty("kind", kind)
    if icon_name:
        result.setIcon(icon(icon_name, "on_accent" if kind == "primary" else tone))
        result.setIconSize(QSize(16, 16))
    if kind == "link":
        result.setCursor(Qt.CursorShape.PointingHandCursor)
        result.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    result.setAutoDefault(False)
    return result


def breakable(text: str) -> str:
    """A text whose very long words may be broken, as labels do not do of themselves."""
    return re.sub(r"(\w{24})(?=\w)", "\\1\u200b", text)


def tool_button(icon_name: str, tip: str, *, checkable: bool = False, size: int = 16) -> QToolButton:
    """A small button with an icon; the tip is also its name for screen readers."""
    result = QToolButton()
    result.setIcon(icon(icon_name))
    result.setIconSize(QSize(size, size))
    result.setToolTip(tip)
    result.setAccessibleName(tip)
    result.setCheckable(checkable)
    return result


def rule() -> QFrame:
    """A thin horizontal line."""
    result = QFrame()
    result.setProperty("role", "rule")
    result.setFixedHeight(1)
    return result


class ElidedLabel(QLabel):
    """One line that ends in `…` where the room ends; the whole text is its tip."""

    def __init__(self, text: str = "", role: Role = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if role != "body":
            self.setProperty("role", role)
        self.setMinimumWidth(24)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
