"""The one field for expressions: text with colours and completion; below it what is wrong with what mends it, what
comes out with the values of a filled form, and where else it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from modeler.ui.expressions.fault_list import FaultList
from modeler.ui.expressions.faults import Fault, Mend, all_mended, faults_of, pairs_faults
from modeler.ui.expressions.text import ExpressionText
from modeler.ui.expressions.trial_panel import TrialPanel
from modeler.ui.expressions.words import NOTHING_KNOWN, Known
from runner.core.registry import load_object
from runner.ui.kit.layouts import show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import label

Check = Callable[[str], Sequence[Fault]]


class ExpressionEdit(QWidget):
    """An expression. `read` and `write` are the value in the file, `done` comes when the focus leaves; `known`
    says what may be named; `checked` whether it is in our language at all; `check` replaces the check of one
    expression. `pairs`: each line is a name, = and an expression; `condition`: it is true or false; `place` is the
    place in the model, as `modeler.document.expressions` and `modeler.forms.expressions` name them."""

    CHECK_MS = 250

    def __init__(
        self,
        read: Callable[[], str],
        write: Callable[[str], None],
        done: Callable[[], None],
        *,
        known: Known = NOTHING_KNOWN,
        lines: int = 2,
        checked: Callable[[], bool] = lambda: True,
        check: Check | None = None,
        pairs: bool = False,
        condition: bool = False,
        place: str = "",
    ) -> None:
        super().__init__()
        self.setObjectName(f"expression-{place}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._write, self._checked, self._check = write, checked, check
        self.field = ExpressionText(read, self._typed, done, known, lines=lines, pairs=pairs)
        self._pairs, self._condition = pairs, condition
        self._faults: tuple[Fault, ...] = ()
        self._told = FaultList()
        self._told.mended.connect(self._mended)
        self._trial = TrialPanel(known)
        self._trial.changed.connect(self._show_value)
        self._level = label("", "caption", wrap=True)
        self._level.setObjectName("expression-level")
        self._level.hide()
        for widget in (self.field, self._told, self._trial, self._level):
            column.addWidget(widget)
        self.setFocusProxy(self.field)
        self.field.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.CHECK_MS)
        self._timer.timeout.connect(self.check)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]  # there is one
        if read().strip():
            self._timer.start()

    @property
    def fault(self) -> str:
        """What is wrong with the text, a line each; empty when it is in order."""
        return self._told.texts

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the text, in its order."""
        return self._faults

    @property
    def value(self) -> str:
        """What is said of the value; empty where nothing is."""
        return self._trial.text

    @property
    def level(self) -> str:
        """What is said of where else it runs; empty where nothing is."""
        return "" if self._level.isHidden() else self._level.text()

    def refresh(self) -> None:
        """Show the value of the document."""
        self.field.refresh()
        self._timer.start()

    def check(self) -> None:
        """Check now."""
        self._timer.stop()
        text = self.field.toPlainText()
        self._faults = tuple(self._find(text)) if text.strip() and self._checked() else ()
        self._told.show_faults(self._faults)
        grave = any(one.grave for one in self._faults)
        set_look(self.field, state="bad" if grave else "")
        self.field.mark(self._faults)
        self._show_value()

    def mend(self) -> None:
        """Put right what is wrong at the cursor, else the first that can be."""
        at = self.field.textCursor().position()
        able = [one for one in self._faults if one.mend is not None]
        here = [one for one in able if one.at <= at <= one.end]
        for one in (here or able)[:1]:
            self._mended(one.mend)

    def _mended(self, mend: Mend | None) -> None:
        text = self.field.toPlainText()
        cursor = self.field.textCursor()
        if mend is None:
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(all_mended(text, self._faults))
        else:
            cursor.setPosition(min(mend.at, len(text)))
            cursor.setPosition(min(mend.end, len(text)), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(mend.text)
        self.field.setFocus()
        self.check()

    def _find(self, text: str) -> Sequence[Fault]:
        if self._check is not None:
            return self._check(text)
        if self._pairs:
            return pairs_faults(text.rstrip(), self.field.words)
        return faults_of(text.rstrip(), self.field.words, condition=self._condition)

    def _show_value(self) -> None:
        """The value on a filled form and where else it runs, while somebody writes here."""
        text = self.field.toPlainText().strip().removeprefix("=").strip()
        grave = any(one.grave for one in self._faults)
        active = not grave and not self._pairs and self._is_active() and self._checked()
        self._trial.show_text(text if active else "")
        said = (
            load_object("modeler.ui.expressions.levels:level_of")(text, self.field.words) if active and text else ""
        )
        self._level.setText(said)
        show_if(self._level, bool(said))

    def _is_active(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self.field or self.isAncestorOf(focus))

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        mine = [one is not None and self.isAncestorOf(one) for one in (old, new)]
        if mine[0] != mine[1]:
            self._timer.start()

    def _typed(self, text: str) -> None:
        self._write(text)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.check()
                self.mend()
                return True
        return super().eventFilter(watched, event)
