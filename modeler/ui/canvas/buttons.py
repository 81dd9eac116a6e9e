"""A button that can be clicked, or dragged onto the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QEnterEvent, QIcon, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from modeler.ui.canvas.tools import START


class DragButton(QToolButton):
    """`clicked` as usual; `pointed` when the pointer comes (not when the button appears under one at rest) and
    goes; a drag that leaves the button tells its global places and where it was dropped."""

    drag_begun = Signal()
    drag_moved = Signal(QPointF)
    drag_dropped = Signal(QPointF)
    pointed = Signal(bool)

    def __init__(self, icon: QIcon, tip: str, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon)
        self.setIconSize(QSize(22, 22))
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFixedSize(size, size)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self._pointed = False
        self._rest = QPoint(-1, -1)
        self.setMouseTracking(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Remember where the pointer rests: what appears under it was not pointed at."""
        super().showEvent(event)
        self._rest = QCursor.pos()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came, or the button to the pointer."""
        super().enterEvent(event)
        if event.globalPosition().toPoint() != self._rest:
            self._point(True)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went."""
        super().leaveEvent(event)
        if not self._dragging:
            self._point(False)

    def _point(self, on: bool) -> None:
        if on != self._pointed:
            self._pointed = on
            self.pointed.emit(on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at, self._dragging = event.globalPosition(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough is a drag."""
        if self._pressed_at is None:
            self._point(True)
            return
        step = event.globalPosition() - self._pressed_at
        if (
            not self._dragging
            and step.manhattanLength() > START
            and not self.rect().contains(event.position().toPoint())
        ):
            self._dragging = True
            self.setDown(False)
            self.drag_begun.emit()
        if self._dragging:
            self.drag_moved.emit(event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop, or click."""
        dragging, self._pressed_at, self._dragging = self._dragging, None, False
        if dragging:
            self.drag_dropped.emit(event.globalPosition())
            return
        super().mouseReleaseEvent(event)
