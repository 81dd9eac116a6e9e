"""What a place shows when it is empty or when something went wrong: never a dead end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.ui.kit.icons import IconLabel, Tone
from runner.ui.kit.layouts import show_if
from runner.ui.kit.texts import button, label, tool_button

Choices = Sequence[tuple[str, Callable[[], None]]]
"""Buttons: their text and what they do."""


class EmptyState(QWidget):
    """Says what belongs here and has the button that puts it there."""

    clicked = Signal()

    def __init__(self, icon_name: str, title: str, text: str = "", action: str = "", *, primary: bool = True) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        self.title = label(title, "heading", wrap=True)
        self.text = label(text, "muted", wrap=True)
        for one in (self.title, self.text):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = button(action, "primary" if primary else "plain")
        self.button.clicked.connect(self.clicked)
        column.addWidget(IconLabel(icon_name, "faint", 32), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        column.addWidget(self.text, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.say(title, text, action)

    def say(self, title: str, text: str = "", action: str = "") -> None:
        """Say something else; a text is as high as its lines."""
        for widget, words in ((self.title, title), (self.text, text), (self.button, action)):
            widget.setText(words)
        widths = [self.text.fontMetrics().horizontalAdvance(line) + 16 for line in text.split("\n")]
        width = min(400, max(widths))
        self.text.setFixedWidth(width)
        self.text.setMinimumHeight(max(0, self.text.heightForWidth(width)))  # a wrapped label alone would be cut off
        self.text.setVisible(bool(text))
        show_if(self.button, bool(action))


class Banner(QFrame):
    """An error or a notice: what happened, what it means, what to do; details fold and copy."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self._then: Callable[[], None] | None = None
        self._others: Choices = ()
        self.hide()

    def _furnish(self) -> None:
        """Most windows never have anything to tell."""
        from PySide6.QtWidgets import QPlainTextEdit

        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        self._picture = IconLabel("info", "accent", 18)
        self._what = label("", "heading", wrap=True, selectable=True)
        close = tool_button("close", _("Close"), size=12)
        close.clicked.connect(self._close)
        top.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._what, 1)
        top.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        self._means = label("", "body", wrap=True, selectable=True)
        self._do = label("", "muted", wrap=True, selectable=True)
        column.addWidget(self._means)
        column.addWidget(self._do)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._action = button("", "link")
        self._more = button(_("Details"), "link")
        self._copy = button(_("Copy"), "link")
        self.choices = [button("", "link") for _place in range(3)]
        for one in (self._action, *self.choices, self._more, self._copy):
            self._row.addWidget(one)
        self._row.addStretch(1)
        column.addLayout(self._row)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setMaximumHeight(160)
        column.addWidget(self._details)
        self._more.clicked.connect(lambda: self._details.setVisible(not self._details.isVisible()))
        self._copy.clicked.connect(self._copy_text)
        self._action.clicked.connect(self._act)
        for place, one in enumerate(self.choices):
            one.clicked.connect(lambda _on=False, place=place: self._choose(place))

    def tell(
        self,
        what: str,
        means: str = "",
        do: str = "",
        *,
        details: str = "",
        tone: str = "bad",
        action: str = "",
        then: Callable[[], None] | None = None,
        choices: Choices = (),
    ) -> None:
        """Show a message; `tone` is `bad`, `warning`, `good` or `accent`; `action` is a button's text, `choices`
        are up to three more (text, what then)."""
        from runner.ui.kit.style import set_look

        if self.layout() is None:
            self._furnish()
        names = {"bad": "error", "warning": "warning", "good": "good"}
        tone_name = tone if tone in names else "accent"
        self._picture.set_icon(names.get(tone, "info"), cast(Tone, tone_name))
        for widget, text in ((self._what, what), (self._means, means), (self._do, do)):
            widget.setText(text)
            widget.setVisible(bool(text))
        self._details.setPlainText(details)
        self._details.hide()
        self._more.setVisible(bool(details))
        self._copy.setVisible(bool(details))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._then, self._others = then, tuple(choices)
        for place, one in enumerate(self.choices):
            one.setText(choices[place][0] if place < len(choices) else "")
            one.setVisible(place < len(choices))
        set_look(self, tone=tone)
        self.show()

    def tell_error(self, error: Exception, *, details: str = "", choices: Choices = ()) -> None:
        """Show an error in the user's words; its code and parameters are the details."""
        if isinstance(error, AppError):
            facts = "\n".join([error.code, *(f"{key}: {value}" for key, value in error.params.items() if value)])
            self.tell(error.message, "", error.hint, details=details or facts, choices=choices)
        else:
            self.tell(
                _("Something went wrong that should not have."),
                _("Your work is safe: a recovery copy is kept."),
                _("Try again; if it happens again, send the details to who looks after Slipway."),
                details=details or f"{type(error).__name__}: {error}",
            )

    def _act(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()

    def _choose(self, place: int) -> None:
        self.hide()
        self._others[place][1]()

    def _copy_text(self) -> None:
        parts = [self._what.text(), self._means.text(), self._do.text(), self._details.toPlainText()]
        QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()
