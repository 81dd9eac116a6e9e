"""Choosing out of a list by typing: one or several, as chips."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from runner.core.i18n import listed
from runner.forms.schema import Component
from runner.ui.control import Control, FormSurroundings
from runner.ui.kit.cards import PersonChip
from runner.ui.kit.icons import icon
from runner.ui.kit.layouts import clear_layout

MOST_SHOWN = 12
MOST_LISTED = 200
KEY = Qt.ItemDataRole.UserRole


class ChoosingField(QLineEdit):
    """Where the choice is typed; Down and the arrow at its end list everything, Backspace in the empty field
    takes the last choice away."""

    def __init__(self, control: ChooserControl, hint: str) -> None:
        super().__init__()
        self._control = control
        self.setPlaceholderText(hint)
        arrow = self.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        arrow.triggered.connect(lambda: control.offer(everything=True))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._control.settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._control.offer(everything=not self.text().strip())
        elif event.key() == Qt.Key.Key_Backspace and not self.text() and self._control.several:
            self._control.take_last_away()
        else:
            super().keyPressEvent(event)


class ChooserControl(Control):
    """A kind of choice says what fits a text (`found`), how a stored value is read (`entries`), and what is
    stored (`stored`). An entry is a key and what is shown for it."""

    chip_icon = "tag"

    def __init__(self, component: Component, surroundings: FormSurroundings, hint: str, *, several: bool) -> None:
        super().__init__(component, surroundings)
        self.several = several
        self.chosen: list[tuple[str, str]] = []
        self.editor = ChoosingField(self, hint)
        self._model = QStandardItemModel(0, 1, self)
        self.completer = QCompleter(self._model, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(MOST_SHOWN)
        self.completer.setWidget(self.editor)
        self.completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]  # PySide's stubs know no overloads
        self.editor.textEdited.connect(lambda _text: self.offer())
        self.editor.returnPressed.connect(self.settle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._chips = QWidget()
        self._row = QHBoxLayout(self._chips)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._chips.hide()
        layout.addWidget(self._chips)
        layout.addWidget(self.editor)
        self.setFocusProxy(self.editor)

    def found(self, text: str) -> list[tuple[str, str]]:
        """The entries that fit a text, the best first; an empty text: all, or the first ones."""
        raise NotImplementedError

    def entries(self, value: object) -> list[tuple[str, str]]:
        """The entries that a stored value names."""
        raise NotImplementedError

    def stored(self, key: str) -> object:
        """What is stored for an entry."""
        raise NotImplementedError

    def means(self, typed: str, entry: tuple[str, str]) -> bool:
        """Whether a text says exactly this entry."""
        return typed.casefold() in (entry[0].casefold(), entry[1].casefold())

    def offer(self, *, everything: bool = False) -> None:
        """Open the list of what fits the text."""
        typed = self.editor.text().strip()
        self._model.clear()
        if typed or everything:
            for key, text in self.found("" if everything else typed)[:MOST_LISTED]:
                item = QStandardItem(text)
                item.setData(key, KEY)
                self._model.appendRow(item)
        if self._model.rowCount():
            self.completer.complete()
        else:
            self._close_list()

    def _close_list(self) -> None:
        popup = self.completer.popup()
        if popup is not None:
            popup.hide()

    def _activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        entry = (str(index.data(KEY)), str(index.data()))
        # the completer writes its text after this: the field is put in order when it is done
        QTimer.singleShot(0, self, lambda: self.choose(entry))

    def choose(self, entry: tuple[str, str]) -> None:
        """Take an entry, as the user's act."""
        others = [one for one in self.chosen if one[0] != entry[0]] if self.several else []
        self.chosen = [*others, entry]
        self._show()
        self.edited.emit()

    def take_last_away(self) -> None:
        """Take the last choice away, as the user's act."""
        if self.chosen:
            self._remove(self.chosen[-1])

    def _remove(self, entry: tuple[str, str]) -> None:
        self.chosen.remove(entry)
        self._show()
        self.edited.emit()

    def settle(self) -> None:
        """Take the one entry that was meant; text that means none goes, the choice before stays."""
        popup = self.completer.popup()
        if popup is not None and popup.isVisible():
            return
        typed = self.editor.text().strip()
        if typed == self._shown_text():
            return
        if not typed:
            if not self.several and self.chosen:
                self.chosen = []
                self.edited.emit()
            return
        found = self.found(typed)
        exact = [one for one in found if self.means(typed, one)]
        if len(exact) == 1 or len(found) == 1:
            self.choose((exact or found)[0])
        else:
            self._show()

    def _shown_text(self) -> str:
        return "" if self.several or not self.chosen else self.chosen[0][1]

    def _show(self) -> None:
        self.editor.setText(self._shown_text())
        self.editor.setCursorPosition(0)
        clear_layout(self._row)
        for entry in self.chosen if self.several else ():
            chip = PersonChip(entry[1], icon_name=self.chip_icon, removable=True)
            chip.removed.connect(lambda one=entry: self._remove(one))
            self._row.addWidget(chip)
        self._row.addStretch(1)
        self._chips.setVisible(self.several and bool(self.chosen))

    def value(self) -> object:
        made = [self.stored(key) for key, _text in self.chosen]
        return made if self.several else made[0] if made else None

    def set_value(self, value: object) -> None:
        self.chosen = self.entries(value)
        self._show()

    def reading_text(self, value: object) -> str:
        return listed(text for _key, text in self.entries(value))
