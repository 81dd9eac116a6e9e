"""Colours of an expression: words of the language, texts, numbers, functions, and names that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from runner.ui.kit.style import current_theme

_KEYWORDS = "true|false|null|and|or|if|then|else|for|in|return|some|every|satisfies|between|instance of|function|not"
_PIECE = re.compile(
    rf"""(?P<comment>//.*$|/\*.*?\*/)|(?P<string>"(?:[^"\\]|\\.)*"?)|(?P<number>(?<!\w)\d+(?:\.\d+)?)"""
    rf"""|(?P<keyword>\b(?:{_KEYWORDS})\b)|(?P<name>[^\W\d]\w*)"""
)
# tokens of the theme: colour carries the meaning, weight and slant help where colours are not seen
_TONES = {"comment": "faint", "string": "good", "number": "waiting", "keyword": "accent", "function": "muted"}


class Colours(QSyntaxHighlighter):
    """Colours a document while it is typed, a line at a time. `is_known` tells names that there are."""

    def __init__(self, document: QTextDocument, is_known: Callable[[str], bool]) -> None:
        super().__init__(document)
        self._is_known = is_known
        self._formats: dict[str, QTextCharFormat] = {}
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme that is shown now."""
        theme = current_theme()
        for name, token in _TONES.items():
            one = QTextCharFormat()
            one.setForeground(QColor(getattr(theme, token)))
            if name == "keyword":
                one.setFontWeight(QFont.Weight.DemiBold)
            if name in ("comment", "function"):
                one.setFontItalic(name == "comment")
            self._formats[name] = one
        unknown = QTextCharFormat()
        unknown.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        unknown.setUnderlineColor(QColor(theme.warning))
        unknown.setForeground(QColor(theme.warning))
        self._formats["unknown"] = unknown
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for match in _PIECE.finditer(text):
            kind = match.lastgroup or ""
            if kind == "name":
                called = text[match.end() :].lstrip().startswith("(")
                after_dot = text[: match.start()].rstrip().endswith(".")
                kind = "function" if called else "" if after_dot or self._is_known(match.group()) else "unknown"
            if kind:
                self.setFormat(match.start(), match.end() - match.start(), self._formats[kind])
