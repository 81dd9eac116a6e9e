"""Text with a little Markdown: written as text with keys for bold, italic and lists, looked at as it will be read."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from runner.core.i18n import tr as _
from runner.core.tokens import BODY
from runner.forms.rich import safe_markdown
from runner.forms.schema import Component
from runner.ui.control import Control, ControlKind, FormSurroundings
from runner.ui.kit.texts import tool_button

LINES = 5
MARKS = {Qt.Key.Key_B: "**", Qt.Key.Key_I: "*"}


def shown_html(text: str) -> str:
    """The text as Qt shows it: of Markdown only what is safe, HTML never."""
    document = QTextDocument()
    features = QTextDocument.MarkdownFeature
    document.setMarkdown(safe_markdown(text), features.MarkdownDialectCommonMark | features.MarkdownNoHTML)
    return document.toHtml()


class MarkdownEdit(QPlainTextEdit):
    """Ctrl+B and Ctrl+I mark the selection; Tab leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in MARKS:
            self.mark(MARKS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mark(self, sign: str) -> None:
        """Put a sign around the selection, or take it away."""
        cursor = self.textCursor()
        text = cursor.selectedText()
        if len(text) > 2 * len(sign) and text.startswith(sign) and text.endswith(sign):
            cursor.insertText(text[len(sign) : -len(sign)])
            return
        cursor.insertText(f"{sign}{text}{sign}")
        if not text:
            cursor.setPosition(cursor.position() - len(sign))
            self.setTextCursor(cursor)

    def begin_lines(self, sign: str) -> None:
        """Put a sign before each line of the selection."""
        cursor = self.textCursor()
        first, last = sorted((cursor.selectionStart(), cursor.selectionEnd()))
        cursor.setPosition(last)
        end = cursor.blockNumber()
        cursor.setPosition(first)
        cursor.beginEditBlock()
        while True:
            cursor.movePosition(cursor.MoveOperation.StartOfBlock)
            cursor.insertText(sign)
            if cursor.blockNumber() >= end or not cursor.movePosition(cursor.MoveOperation.NextBlock):
                break
        cursor.endEditBlock()


class RichTextControl(Control):
    """The stored value is the Markdown text."""

    def __init__(self, component: Component, surroundings: FormSurroundings) -> None:
        super().__init__(component, surroundings)
        self.editor = MarkdownEdit()
        self.editor.setFixedHeight(LINES * (BODY + 8) + 16)
        self.editor.textChanged.connect(self.edited)
        self.shown = QLabel()
        self.shown.setProperty("role", "reading")
        self.shown.setTextFormat(Qt.TextFormat.RichText)
        self.shown.setWordWrap(True)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.shown.hide()
        self.bar = QHBoxLayout()
        self.bar.setSpacing(2)
        self.look = tool_button("eye", _("How it will be read"), checkable=True)
        self.look.toggled.connect(self._look)
        for text, tip, act in (
            ("B", _("Bold (Ctrl+B)"), lambda: self.editor.mark("**")),
            ("I", _("Italic (Ctrl+I)"), lambda: self.editor.mark("*")),
            ("•", _("List"), lambda: self.editor.begin_lines("- ")),
            ("H", _("Heading"), lambda: self.editor.begin_lines("### ")),
        ):
            made = tool_button("edit", tip)
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            made.setText(text)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(lambda _on=False, one=act: self._do(one))
            self.bar.addWidget(made)
        self.bar.addStretch(1)
        self.bar.addWidget(self.look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self.bar)
        layout.addWidget(self.editor)
        layout.addWidget(self.shown)
        self.setFocusProxy(self.editor)

    def _do(self, act: object) -> None:
        if callable(act):
            act()
        self.editor.setFocus()

    def _look(self, on: bool) -> None:
        if on:
            text = self.editor.toPlainText()
            self.shown.setText(shown_html(text) if text.strip() else "–")
        self.shown.setVisible(on)
        self.editor.setVisible(not on)

    def set_reading(self) -> bool:
        while self.bar.count():
            item = self.bar.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
        self._look(True)
        return True

    def value(self) -> object:
        text = self.editor.toPlainText()
        return text if text.strip() else None

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.editor):
            self.editor.setPlainText("" if value is None else str(value))
        if not self.shown.isHidden():
            self._look(True)


CONTROL = ControlKind("rich-text", RichTextControl, wide=True)
