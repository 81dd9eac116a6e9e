"""Leaving a remark (提意见) without leaving the task: what it is about, the text, and one button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from runner.core.i18n import tr as _
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label


class RemarkText(QPlainTextEdit):
    """Ctrl+Enter sends, Escape leaves."""

    sent = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class RemarkBar(QFrame):
    """`made` carries text, element (or empty) and field path (or empty)."""

    made = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(_("What should change here?"), "heading"))
        self.about = QComboBox()
        self.about.setAccessibleName(_("What the remark is about"))
        self.about.setMinimumWidth(220)
        top.addWidget(self.about)
        top.addStretch(1)
        self.leave = button(_("Leave the remark"), "primary")
        self.drop = button(_("Cancel"))
        top.addWidget(self.leave)
        top.addWidget(self.drop)
        column.addLayout(top)
        self.text = RemarkText()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(48)
        self.text.setAccessibleName(_("Remark"))
        self.text.setPlaceholderText(_("It reaches whoever draws the process, with step, version and your name."))
        column.addWidget(self.text)
        self.leave.clicked.connect(self._send)
        self.text.sent.connect(self._send)
        self.drop.clicked.connect(self.hide)
        self.text.left.connect(self.hide)
        self.hide()

    def ask(self, about: Sequence[tuple[str, str, str]]) -> None:
        """Ask for a remark. `about`: caption, element and field path of each thing it may be about; the first
        is proposed."""
        self.about.clear()
        for caption, element, field in about:
            self.about.addItem(caption, (element, field))
        self.text.clear()
        set_look(self.text, state="")
        self.show()
        self.text.setFocus()

    def _send(self) -> None:
        text = self.text.toPlainText().strip()
        if not text:
            set_look(self.text, state="bad")
            return
        element, field = self.about.currentData() or ("", "")
        self.hide()
        self.made.emit(text, element, field)
