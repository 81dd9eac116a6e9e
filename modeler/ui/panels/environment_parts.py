"""Parts of the dialog of an environment: what roles and addresses are called there, and whose packages it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from modeler.publish.signing import KnownKey, known_keys, read_public
from modeler.publish.target import PublishRefused
from modeler.publish.wire.oidc import unfit_token_url
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import ElidedLabel, button, label, tool_button

NAME_WIDTH = 190


class PairRows(QWidget):
    """Rows of what the model says and what it is called there. An empty line on the right names nothing."""

    def __init__(self, caption: str, told: str, placeholder: str) -> None:
        super().__init__()
        self._placeholder = placeholder
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(caption, "heading"))
        column.addWidget(label(told, "caption", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column.addLayout(self._rows)
        self.add = button(_("Add another"), "link", icon_name="add")
        self.add.clicked.connect(lambda: self._free("", ""))
        column.addWidget(self.add)
        self.lines: list[tuple[QWidget, str, QLineEdit | None, QLineEdit]] = []

    def show_pairs(self, needed: Sequence[tuple[str, str]], pairs: Mapping[str, str]) -> None:
        """One row for each that the model needs (key, name for people), then those that are named besides."""
        clear_layout(self._rows)
        self.lines = []
        for key, name in needed:
            caption = label(f"{name}\n{key}" if name and name != key else key, wrap=True)
            caption.setToolTip(key)
            self._row(caption, key, None, pairs.get(key, ""))
        for key, value in pairs.items():
            if key not in {own for own, _name in needed}:
                self._free(key, value)

    def pairs(self) -> dict[str, str]:
        """What is named."""
        told = ((own.text().strip() if own is not None else key, value.text().strip())
                for _row, key, own, value in self.lines)  # fmt: skip
        return {key: value for key, value in told if key and value}

    def _free(self, key: str, value: str) -> None:
        own = QLineEdit(key)
        own.setPlaceholderText(_("in the model"))
        own.setAccessibleName(_("in the model"))
        self._row(own, key, own, value)

    def _row(self, left: QWidget, key: str, own: QLineEdit | None, value: str) -> None:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        left.setFixedWidth(NAME_WIDTH)
        line = QLineEdit(value)
        line.setPlaceholderText(self._placeholder)
        line.setAccessibleName(key or self._placeholder)
        row.addWidget(left)
        row.addWidget(label("→", "muted"))
        row.addWidget(line, 1)
        self._rows.addWidget(widget)
        self.lines.append((widget, key, own, line))


class TokenLines(QWidget):
    """Where tokens for a server are got, for whom and what; empty where it asks for none."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.url, self.audience, self.scope = QLineEdit(), QLineEdit(), QLineEdit()
        self.url.setPlaceholderText("https://login.example.com/oauth/token")
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        for caption, line in (
            (_("Address of the tokens, where it asks for them (OpenID Connect)"), self.url),
            (_("Audience of the tokens"), self.audience), (_("Scope of the tokens"), self.scope),
        ):  # fmt: skip
            words = label(caption, "caption")
            words.setBuddy(line)
            column.addWidget(words)
            column.addWidget(line)
            if line is self.url:
                column.addWidget(self.fault)
        self.url.textChanged.connect(lambda _text: self.check())
        self.check()

    def show_details(self, details: Mapping[str, str]) -> None:
        """Show these, by the names they have in an address."""
        for name, line in (("token", self.url), ("audience", self.audience), ("scope", self.scope)):
            line.setText(details.get(name, ""))

    def details(self) -> dict[str, str]:
        """What is said; nothing where no address is."""
        url = self.url.text().strip()
        more = {"audience": self.audience.text().strip(), "scope": self.scope.text().strip()}
        return {"token": url, **more} if url else {}

    def check(self) -> str:
        """What is wrong with the address; whom and what for are asked only where there is one."""
        url = self.url.text().strip()
        problem = unfit_token_url(url) if url else ""
        self.fault.setText(problem)
        self.fault.setVisible(bool(problem))
        for line in (self.audience, self.scope):
            line.setEnabled(bool(url))
        return problem


class TrustRows(QWidget):
    """The keys whose packages an environment takes; without any it takes everybody's."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[KnownKey] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("Whose packages it takes"), "heading"))
        self.state = label("", "caption", wrap=True)
        column.addWidget(self.state)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)
        column.addSpacing(6)
        self.mine = QComboBox()
        self.mine.setAccessibleName(_("Add a key of this account"))
        self.mine.activated.connect(self._add_mine)
        column.addWidget(self.mine)
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Whose key it is"))
        self.name.setAccessibleName(_("Whose key it is"))
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(_("Public key of somebody else: PEM or base64"))
        self.text.setAccessibleName(_("Public key of somebody else: PEM or base64"))
        self.text.setFixedHeight(64)
        self.text.setTabChangesFocus(True)
        self.add = button(_("Add this key"))
        self.add.clicked.connect(self._add_other)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.add)
        column.addWidget(self.text)
        column.addLayout(row)
        self.fault = label("", "bad", wrap=True)
        self.fault.hide()
        column.addWidget(self.fault)

    def show_keys(self, keys: Sequence[KnownKey]) -> None:
        """Show these."""
        self.keys = list(keys)
        clear_layout(self._rows)
        for key in self.keys:
            widget = QWidget()
            row = QHBoxLayout(widget)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(ElidedLabel(key.name), 1)
            row.addWidget(label(key.mark, "muted", selectable=True))
            drop = tool_button("close", _("Remove"))
            drop.clicked.connect(lambda _on=False, gone=key: self._set([o for o in self.keys if o.key != gone.key]))
            row.addWidget(drop)
            self._rows.addWidget(widget)
        empty = _("Nobody is named: it takes everybody’s, signed or not.")
        self.state.setText(_("It takes only what one of these signed.") if self.keys else empty)
        self.mine.clear()
        self.mine.addItem(_("Add a key of this account…"))
        for one in self._own():
            if one.key not in {key.key for key in self.keys}:
                self.mine.addItem(f"{one.name} · {one.mark}", one)
        self.mine.setVisible(self.mine.count() > 1)

    def _own(self) -> list[KnownKey]:
        try:
            return known_keys()
        except AppError:
            return []

    def _add_mine(self, index: int) -> None:
        found = self.mine.itemData(index)
        if isinstance(found, KnownKey):
            self._set([*self.keys, found])

    def _add_other(self) -> None:
        name = self.name.text().strip()
        try:
            found = read_public(self.text.toPlainText(), name)
        except PublishRefused as error:
            self.fault.setText(error.hint)
            self.fault.show()
            return
        self.fault.setText("" if name else _("Say whose key it is."))
        self.fault.setVisible(not name)
        if name:
            self.name.clear()
            self.text.clear()
            self._set([*(one for one in self.keys if one.key != found.key), found])

    def _set(self, keys: Sequence[KnownKey]) -> None:
        self.show_keys(keys)
        self.changed.emit()


def scrolled(*widgets: QWidget) -> QScrollArea:
    """A page of a dialog: its parts below each other, scrolling where they need more room."""
    page = QWidget()
    page.setProperty("role", "page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 12, 8, 0)
    column.setSpacing(12)
    for one in widgets:
        column.addWidget(one)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
