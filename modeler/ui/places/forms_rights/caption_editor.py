"""The caption of a field, edited where it stands, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLineEdit, QWidget

from runner.ui.kit.texts import label

LANGUAGES = (("zh", "中文"), ("en", "English"))


class CaptionEditor(QFrame):
    """Enter or a click elsewhere keeps what was written, Escape leaves the caption as it was."""

    closed = Signal()

    def __init__(
        self, parent: QWidget, texts: Mapping[str, str], at: QRect, keep: Callable[[dict[str, str]], None]
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._before = dict(texts)
        self._keep = keep
        self._is_done = False
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(4)
        self.lines: dict[str, QLineEdit] = {}
        for row, (language, name) in enumerate(LANGUAGES):
            line = QLineEdit(texts.get(language, ""))
            line.setAccessibleName(name)
            line.installEventFilter(self)
            grid.addWidget(label(name, "caption"), row, 0)
            grid.addWidget(line, row, 1)
            self.lines[language] = line
        width = min(max(at.width(), 260), max(parent.width() - 8, 120))
        height = self.sizeHint().height()
        left = max(0, min(at.left() - 8, parent.width() - width))
        top = max(0, min(at.top() - 8, parent.height() - height))
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()
        from runner.core.i18n import current_language

        first = self.lines["en" if current_language() == "en" else "zh"]
        first.setFocus()
        first.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finish(True)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.finish(False)
                return True
        elif event.type() == QEvent.Type.FocusOut:
            focus = QApplication.focusWidget()
            if focus not in self.lines.values():
                self.finish(True)
        return False

    def finish(self, keep: bool) -> None:
        """Close; with `keep` the caption is what was written."""
        if self._is_done:
            return
        self._is_done = True
        texts = {language: line.text().strip() for language, line in self.lines.items()}
        self.hide()
        self.deleteLater()
        self.closed.emit()
        if keep and texts != self._before:
            self._keep(texts)
