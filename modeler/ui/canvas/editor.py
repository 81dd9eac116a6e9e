"""Naming in place: a text field over the element."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from modeler.ui.canvas.fonts import canvas_font
from runner.core.tokens import Theme

_LEAST = (110.0, 30.0)


class LabelEditor(QPlainTextEdit):
    """Enter or a click elsewhere commits, Shift+Enter is a new line, Escape leaves the name as it was."""

    def __init__(
        self,
        text: str,
        area: QRectF,
        scale: float,
        theme: Theme,
        committed: Callable[[str | None], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("label-editor")
        self._committed: Callable[[str | None], None] | None = committed
        self._composing = False
        self.setFont(canvas_font(max(12.0, 12 * scale)))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option = self.document().defaultTextOption()
        option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.document().setDefaultTextOption(option)
        self.document().setDocumentMargin(3)
        self.setStyleSheet(
            f"#label-editor {{ background: {theme.surface}; color: {theme.text};"
            f" border: 2px solid {theme.accent}; border-radius: 4px; }}"
        )
        width, height = max(area.width(), _LEAST[0]), max(area.height(), _LEAST[1])
        self.setGeometry(
            round(area.center().x() - width / 2), round(area.center().y() - height / 2), round(width), round(height)
        )
        self.textChanged.connect(self._centre)
        self.setPlainText(text)
        self.selectAll()
        self.show()
        self.setFocus()

    def _centre(self) -> None:
        """Keep the text in the middle of the field, as it stands in the shape."""
        lines = sum(self.document().findBlockByNumber(i).layout().lineCount() for i in range(self.blockCount()))
        free = self.height() - max(1, lines) * self.fontMetrics().lineSpacing() - 14
        self.setViewportMargins(0, max(0, free // 2), 0, 0)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """An input method composes: until it is done, all keys are its own."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window while something is composed."""
        if event.type() == QEvent.Type.ShortcutOverride and self._composing:
            event.accept()
            return True
        return super().event(event)

    def commit(self) -> None:
        """Take over what stands there, what is still composed too: the file is about to be saved."""
        QGuiApplication.inputMethod().commit()
        self.close_with(self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter, Escape; everything else is text."""
        if self._composing:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_with(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.close_with(self.toPlainText())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.insertPlainText("\n")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A click elsewhere commits; a menu or another window does not."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.close_with(self.toPlainText())

    def close_with(self, text: str | None) -> None:
        """Give the text (None: leave it) and go away, once."""
        committed, self._committed = self._committed, None
        if committed is not None:
            self.hide()
            self.deleteLater()
            committed(text)
