"""The text of an expression: typed with completion and colours, safe for input methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit

from modeler.ui.expressions.completion import CompletionList
from modeler.ui.expressions.words import Known
from modeler.ui.panels.fields import LongField
from runner.core.registry import load_object
from runner.ui.kit.style import current_theme

if TYPE_CHECKING:
    from modeler.ui.expressions.faults import Fault
    from runner.feel.vocabulary import Vocabulary

MOST_LINES = 8
"""How many lines an expression is shown in at most; a longer one scrolls."""
_LOCAL = re.compile(r"([^\W\d]\w*)\s*(?:\bin\b|:)|function\s*\(([^)]*)")
_BEGINS = re.compile(r'[\w."]$')


class ExpressionText(LongField):
    """Lines of an expression. With one line, Enter only takes what is offered. `pairs`: each line is a name,
    = and an expression."""

    def __init__(
        self,
        read: Callable[[], str],
        write: Callable[[str], None],
        done: Callable[[], None],
        known: Known,
        *,
        lines: int,
        pairs: bool = False,
    ) -> None:
        self._known = known
        self._lines, self._pairs = lines, pairs
        self._words: Vocabulary | None = None
        self._list: CompletionList | None = None
        self._composing = False
        self._last = ""
        super().__init__(read, write, done, lines)
        if lines > 1:  # it grows with the text: what is read together should be seen together
            self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        else:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._colours = load_object("modeler.ui.expressions.colours:Colours")(self.document(), self._is_known)

    def _fit(self) -> None:
        """As high as the text is in lines, within bounds."""
        lines = min(max(self._lines, round(self.document().size().height())), MOST_LINES)
        height = self.fontMetrics().lineSpacing() * lines + 16
        if self._lines > 1 and height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def words(self) -> Vocabulary:
        """What may be named here, looked up once while the text has the focus."""
        if self._words is None:
            self._words = self._known()
        return self._words

    @property
    def completion(self) -> CompletionList | None:
        """The list of offers where it is shown."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def forget(self) -> None:
        """Look the words up anew when they are needed."""
        self._words = None

    def _edited(self) -> None:
        """Colours are changes of the document to Qt as well: only another text counts."""
        text = self.toPlainText()
        if text != self._last:
            self._last = text
            super()._edited()

    def _is_known(self, name: str) -> bool:
        if self._words is None or not self._words.closed:
            return True  # colours wait for nothing: unknown names are marked once the words were needed
        bound = {
            one for match in _LOCAL.findall(self.toPlainText()) for one in re.findall(r"[^\W\d]\w*", " ".join(match))
        }
        return name in self._words.top or name in bound or name in ("item", "partial") or _in_functions(name)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._for_list(event):
            return
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Space and control:
            self.complete(asked=True)
            return
        if self._lines == 1 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            return
        super().keyPressEvent(event)
        if (event.text().isprintable() and event.text() and not control) or (
            key == Qt.Key.Key_Backspace and self.completion is not None
        ):
            self.complete()
        elif key not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            self.hide_list()

    def _for_list(self, event: QKeyEvent) -> bool:
        """Keys that belong to the list while it is shown."""
        shown = self.completion
        if shown is None:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            shown.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            shown.leaf(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            shown.choose()
        elif key == Qt.Key.Key_Escape:
            shown.hide()
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.completion is not None:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Down):
                event.accept()
                return True
        if event.type() == QEvent.Type.KeyPress and self.completion is not None:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Tab and self._for_list(event):
                return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While an input method composes nothing is offered; what it committed may be the caption of a field."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self._composing:
            self.hide_list()
        elif event.commitString():
            self.complete()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.forget()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hide_list()
        super().focusOutEvent(event)

    # offers

    def complete(self, *, asked: bool = False) -> None:
        """Offer what may come at the cursor."""
        before = self._before()
        if (
            self._composing
            or not self.hasFocus()
            or before is None
            or not (asked or _BEGINS.search(before) or before)
        ):
            self.hide_list()
            return
        found = load_object("modeler.ui.expressions.offers:offers")(before, self.words, asked=asked)
        if not found:
            self.hide_list()
            return
        if self._list is None:
            self._list = CompletionList(self.window())
            self._list.chosen.connect(self._take)
        spot: QRect = self.cursorRect()
        below = self.viewport().mapTo(self.window(), spot.bottomLeft())
        self._list.offer(found, below, spot.height() + 4)

    def hide_list(self) -> None:
        """Offer nothing."""
        if self._list is not None:
            self._list.hide()

    def _before(self) -> str | None:
        """The expression up to the cursor; None where no expression stands."""
        text = self.toPlainText()[: self.textCursor().position()]
        if not self._pairs:
            return text
        line = text.rpartition("\n")[2]
        if line[:1].isspace():
            return line
        _name, sign, value = line.partition("=")
        return value.lstrip() if sign else None

    def _take(self, offer: object) -> None:
        from modeler.ui.expressions.offers import Offer, replaced_by

        assert isinstance(offer, Offer)
        cursor = self.textCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, replaced_by(self._before() or "", offer)
        )
        cursor.insertText(offer.text)
        rest = self.toPlainText()[cursor.position() :]
        if offer.text.endswith('"') and rest.startswith('"'):
            cursor.deleteChar()
        for _step in range(offer.back):
            cursor.movePosition(QTextCursor.MoveOperation.Left)
        self.setTextCursor(cursor)
        self.setFocus()

    # marks

    def mark(self, faults: Sequence[Fault]) -> None:
        """Underline every piece that is wrong."""
        length, theme, marks = len(self.toPlainText()), current_theme(), []
        for fault in faults:
            if not length or fault.end <= fault.at:
                continue
            one = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(min(fault.at, length - 1))
            cursor.setPosition(min(max(fault.end, 1), length), QTextCursor.MoveMode.KeepAnchor)
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(theme.bad if fault.grave else theme.warning))
            form.setToolTip(fault.message)
            one.cursor, one.format = cursor, form
            marks.append(one)
        self.setExtraSelections(marks)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colours"):
            self._colours.dress()


def _in_functions(name: str) -> bool:
    functions = load_object("runner.feel.calls:FUNCTIONS")
    return any(name in one.split() for one in functions)
