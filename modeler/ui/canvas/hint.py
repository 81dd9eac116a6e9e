"""Hints at the pointer: why something may not be, for two seconds."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from runner.core.tokens import Theme

_SHOWN_MS = 2000
_WIDTH = 320


class Hint(QLabel):
    """A small label over the canvas that takes no clicks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas-hint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str, at: QPoint, theme: Theme) -> None:
        """Show a sentence beside a place in the canvas."""
        self.setText(text)
        self.setStyleSheet(
            f"#canvas-hint {{ background: {theme.surface}; color: {theme.bad}; padding: 6px 8px;"
            f" border: 1px solid {theme.bad}; border-radius: 6px; }}"
        )
        self.setMaximumWidth(_WIDTH)
        self.setMinimumWidth(min(_WIDTH, self.fontMetrics().horizontalAdvance(text) + 24))
        self.adjustSize()
        parent = self.parentWidget()
        room = parent.rect() if parent is not None else self.rect()
        self.move(
            max(4, min(at.x() + 14, room.width() - self.width() - 4)),
            max(4, min(at.y() + 18, room.height() - self.height() - 4)),
        )
        self.show()
        self.raise_()
        self._timer.start()

    def drop(self) -> None:
        """Hide now."""
        self._timer.stop()
        self.hide()
