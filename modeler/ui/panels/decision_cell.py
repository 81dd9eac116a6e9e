"""What is typed in a cell of a decision table: one line, with the names and values that may come at the cursor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from modeler.decisions.described import Column
from modeler.decisions.naming import THIS, as_expression
from modeler.ui.expressions.completion import CompletionList
from modeler.ui.expressions.offers import Offer, offers, replaced_by
from runner.feel.vocabulary import Vocabulary

Offers = Callable[[str, bool], list[Offer]]
"""What may come behind a text; whether it was asked for, even where no word was begun."""
LIST_KEYS = {
    Qt.Key.Key_Down: "down", Qt.Key.Key_Up: "up", Qt.Key.Key_PageDown: "leaf", Qt.Key.Key_PageUp: "back",
    Qt.Key.Key_Return: "take", Qt.Key.Key_Enter: "take", Qt.Key.Key_Tab: "take", Qt.Key.Key_Escape: "hide",
}  # fmt: skip
MARGIN = 24


class CellEdit(QLineEdit):
    """The editor of a cell: it grows with its text as far as the table reaches. Keys of the list that is shown go
    there first (`takes`), all others to the text and the table."""

    def __init__(self, parent: QWidget, offers: Offers) -> None:
        super().__init__(parent)
        self._offers = offers
        self._list: CompletionList | None = None
        self._is_composing = self._is_taking = self._has_moved = False
        self._own = 0
        self.setFrame(False)
        self.setAutoFillBackground(True)
        self.textEdited.connect(lambda _text: self.complete())
        self.textChanged.connect(lambda _text: self._grow())

    @property
    def completion(self) -> CompletionList | None:
        """The list of offers where it is shown."""
        return self._list if self._list is not None and self._list.isVisible() else None

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the offers, and was heard there."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.complete(asked=True)
            return True
        shown, act = self.completion, LIST_KEYS.get(key)
        if shown is None or act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if act in ("down", "up"):
            shown.step(1 if act == "down" else -1)
        elif act in ("leaf", "back"):
            shown.leaf(1 if act == "leaf" else -1)
        elif act == "take" and not self._is_meant():
            shown.hide()  # the cell is left with what was typed, as in any sheet
            return False
        elif act == "take":
            shown.choose()
        else:
            shown.hide()
        self._has_moved = act != "take" and act != "hide"
        return True

    def _is_meant(self) -> bool:
        """Whether the marked offer is what somebody was about to write: it was gone to or asked for, or begins with
        the word that stands there and that is none of the offers itself."""
        shown, before = self.completion, self.text()[: self.cursorPosition()]
        if shown is None or shown.current is None:
            return False
        word = before[len(before) - replaced_by(before, shown.current) :].casefold()
        is_whole = any(one.text.casefold() == word for one in shown.offers)
        begins = [shown.current.text, *shown.current.names, shown.current.title]
        return self._has_moved or (not is_whole and any(one.casefold().startswith(word) for one in begins))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            self.hide_list()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While an input method composes nothing is offered."""
        self._is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self._is_composing:
            self.hide_list()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hide_list()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._list is not None:
            self._list.deleteLater()
            self._list = None
        super().hideEvent(event)

    def complete(self, *, asked: bool = False) -> None:
        """Offer what may come at the cursor."""
        before = self.text()[: self.cursorPosition()]
        if self._is_composing or not self.hasFocus() or not (before or asked):
            self.hide_list()
            return
        found = [] if self._is_taking else self._offers(before, asked)
        self._has_moved = asked
        if not found:
            self.hide_list()
            return
        if self._list is None:
            self._list = CompletionList(self.window())
            self._list.chosen.connect(self._take)
        spot = self.cursorRect()
        self._list.offer(found, self.mapTo(self.window(), spot.bottomLeft()), spot.height() + 4)

    def hide_list(self) -> None:
        """Offer nothing."""
        if self._list is not None:
            self._list.hide()

    def _take(self, offer: Offer) -> None:
        at = self.cursorPosition()
        first = at - replaced_by(self.text()[:at], offer)
        rest = self.text()[at:]
        if offer.text.endswith('"') and rest.startswith('"'):
            at += 1
        self._is_taking = True
        self.setSelection(first, at - first)
        self.insert(offer.text)
        self._is_taking = False
        self.setCursorPosition(self.cursorPosition() - offer.back)
        self.setFocus()

    def _grow(self) -> None:
        parent = self.parentWidget()
        self._own = self._own or self.width()
        room = parent.width() - self.x() if parent is not None else self._own
        wanted = self.fontMetrics().horizontalAdvance(self.text()) + MARGIN
        self.resize(max(self._own, min(wanted, room)), self.height())


def heard(editor: object, event: QEvent) -> bool:
    """Whether an event that comes to an editor is a key of its offers, and was heard there."""
    is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
    return is_key and isinstance(editor, CellEdit) and isinstance(event, QKeyEvent) and editor.takes(event)


def offers_for(before: str, asked: bool, column: Column, words: Vocabulary) -> list[Offer]:
    """What may come behind the text of a cell in a column; `words` are those of the table."""
    text, known = as_expression(before, column, words)
    return [one for one in offers(text, known, asked=asked) if one.text != THIS]
