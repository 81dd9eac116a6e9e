"""The one field for expressions: text with colours and completion; below it what is wrong with what mends it, and
what comes out with the values of a filled form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.ui.expressions.faults import Fault, fault_of
from modeler.ui.expressions.text import ExpressionText
from modeler.ui.expressions.words import Known, nothing_known
from runner.ui.kit.layouts import show_if
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import button, label

Check = Callable[[str], "str | Fault | None"]


class ExpressionEdit(QWidget):
    """An expression. `read` and `write` are the value in the file, `done` comes when the focus leaves; `known`
    says what may be named; `checked` whether it is in our language at all; `check` replaces the check of one
    expression (a script has several). `pairs`: each line is a name, = and an expression."""

    CHECK_MS = 250

    def __init__(
        self,
        read: Callable[[], str],
        write: Callable[[str], None],
        done: Callable[[], None],
        *,
        known: Known = nothing_known,
        lines: int = 2,
        checked: Callable[[], bool] = lambda: True,
        check: Check | None = None,
        pairs: bool = False,
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._write, self._checked, self._check = write, checked, check
        self.field = ExpressionText(read, self._typed, done, known, lines=lines, pairs=pairs)
        self._pairs = pairs
        self._fault: Fault | None = None
        self._told = label("", "bad", wrap=True)
        self._told.hide()
        self._mend = button("", "link", "check", "accent")
        self._mend.setObjectName("expression-fix")
        self._mend.hide()
        self._value = label("", "caption", wrap=True)
        self._value.setObjectName("expression-value")
        self._value.hide()
        for widget in (self.field, self._told, self._mend, self._value):
            column.addWidget(widget)
        self._mend.clicked.connect(self.mend)
        self.setFocusProxy(self.field)
        self.field.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(self.CHECK_MS)
        self._timer.timeout.connect(self.check)
        if read().strip():
            self._timer.start()

    @property
    def fault(self) -> str:
        """What is wrong with the text; empty when it is in order."""
        return self._told.text()

    @property
    def value(self) -> str:
        """What is said of the value; empty where nothing is."""
        return "" if self._value.isHidden() else self._value.text()

    def refresh(self) -> None:
        """Show the value of the document."""
        self.field.refresh()
        self._timer.start()

    def check(self) -> None:
        """Check now."""
        self._timer.stop()
        text = self.field.toPlainText()
        fault = self._fault = self._find(text) if text.strip() and self._checked() else None
        self._told.setText(fault.message if fault is not None else "")
        set_look(self._told, role="bad" if fault is None or fault.grave else "warning")
        show_if(self._told, fault is not None)
        self._mend.setText(fault.label if fault is not None else "")
        show_if(self._mend, fault is not None and bool(fault.instead))
        grave = fault is not None and fault.grave
        set_look(self.field, state="bad" if grave else "")
        self.field.mark(fault.at if fault else 0, fault.end if fault else 0, grave=grave)
        self._show_value("" if grave else text)

    def mend(self) -> None:
        """Put the text right as the button says."""
        fault = self._fault
        if fault is None or not fault.instead:
            return
        cursor = self.field.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(fault.instead)
        self.field.setFocus()
        self.check()

    def _find(self, text: str) -> Fault | None:
        if self._check is None:
            return fault_of(text.rstrip(), self.field.words)
        found = self._check(text.strip())
        return Fault(found) if isinstance(found, str) and found else found or None

    def _show_value(self, text: str) -> None:
        """The value on a filled form, while somebody writes here."""
        said = ""
        if text.strip() and not self._pairs and self.field.hasFocus() and self._checked():
            from modeler.ui.expressions.trying import reasons, tried

            bare = text.strip().removeprefix("=")
            said = tried(bare, self.field.words)
            if said:
                said = "\n".join([said, *(f"· {line}" for line in reasons(bare, self.field.words))])
        self._value.setText(said)
        show_if(self._value, bool(said))

    def _typed(self, text: str) -> None:
        self._write(text)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._timer.start()
        return super().eventFilter(watched, event)
