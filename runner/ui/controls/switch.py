"""Yes or no as a switch that slides."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout

from runner.core.i18n import tr as _
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.kit.style import current_theme
from runner.ui.kit.texts import label

WIDTH, HEIGHT = 36, 20


class Slide(QAbstractButton):
    """The switch: Space and click turn it."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(WIDTH + 4, HEIGHT + 4)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH + 4, HEIGHT + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(2, 2, WIDTH, HEIGHT)
        painter.setPen(QPen(QColor(theme.accent if self.isChecked() or self.hasFocus() else theme.strong_line), 1.4))
        painter.setBrush(QColor(theme.accent if self.isChecked() else theme.sunken))
        painter.drawRoundedRect(frame, HEIGHT / 2, HEIGHT / 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame.adjusted(-1, -1, 1, 1), HEIGHT / 2, HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.on_accent if self.isChecked() else theme.muted))
        knob = HEIGHT - 8
        left = 2 + (WIDTH - knob - 4 if self.isChecked() else 4)
        painter.drawEllipse(QRectF(left, 6, knob, knob))
        painter.end()


class SwitchControl(Control):
    """A switch with its word beside it; untouched it says nothing."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self._touched = False
        self.editor = Slide()
        self.editor.setAccessibleName(component.caption)
        self.word = label(_("No"), "muted")
        self.editor.toggled.connect(lambda on: self.word.setText(_("Yes") if on else _("No")))
        self.editor.clicked.connect(self._turned)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.editor)
        row.addWidget(self.word)
        row.addStretch(1)
        self.setFocusProxy(self.editor)

    def _turned(self) -> None:
        self._touched = True
        self.edited.emit()

    def value(self) -> object:
        return self.editor.isChecked() if self._touched else None

    def set_value(self, value: object) -> None:
        self._touched = value is not None
        with QSignalBlocker(self.editor):
            self.editor.setChecked(bool(value))
        self.word.setText(_("Yes") if value else _("No"))

    def reading_text(self, value: object) -> str:
        return "" if value is None else _("Yes") if value else _("No")


CONTROL = ControlKind("switch", SwitchControl)
