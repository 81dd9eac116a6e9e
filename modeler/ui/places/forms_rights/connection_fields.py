"""How a system is reached from this machine: by whom it is answered, where it is, how long and how often it is asked,
what is sent along, and how it is told who asks. The secret itself goes to the keyring and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modeler.ui.context import Context
from modeler.ui.panels.fields import CheckField, ChoiceField, LongField, NumberField
from modeler.ui.panels.secrets_asked import keep_secret
from modeler.ui.places.forms_rights.setting_editors import CheckedLine
from runner.connectors.connections import Authentication, Connections
from runner.connectors.hosts import address, allowed_hosts, host_of
from runner.connectors.keyring import Keyring
from runner.core.i18n import N_, trn
from runner.core.i18n import tr as _
from runner.ui.kit.texts import button, label

LONGEST, MOST_TRIES = 300, 9
USES = {
    "mock": N_("a stand-in answers"), "recorded": N_("recorded answers"), "http": N_("the system itself, over HTTP"),
}  # fmt: skip
WAYS = {
    "": N_("nobody asks who it is"), "bearer": N_("a token (Bearer)"), "basic": N_("user and password"),
    "header": N_("a key in a header"),
}  # fmt: skip


class ConnectionFields(QWidget):
    """`reached` carries attributes of the connection; `settingsAsked`: the user wants to allow its host."""

    reached = Signal(object)
    settingsAsked = Signal()

    def __init__(self, context: Context, system: str, connections: Connections) -> None:
        super().__init__()
        self.context, self.system = context, system
        self.connection = connection = connections.of(system)
        self.secret_name = f"{system}@{connections.environment}" if connections.environment else system
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(_("Reached from this machine"), "caption"))
        if connections.environment in connections.environments:
            told = _("In the environment “{name}”.").format(name=connections.environment)
            column.addWidget(label(told, "muted", wrap=True))
        self.use = ChoiceField(
            [(key, _(text)) for key, text in USES.items()], lambda: connection.use,
            lambda value: self.reached.emit({"use": value}),
        )  # fmt: skip
        self.use.setAccessibleName(_("Reached from this machine"))
        column.addWidget(self.use)
        if connection.use == "recorded":
            count = len(connection.answers)
            told = trn("{count} recorded answer", "{count} recorded answers", count)
            column.addWidget(label(told if count else _("Nothing is recorded yet."), "muted", wrap=True))
        if connection.use == "http":
            self._http()

    def _http(self) -> None:
        connection, column = self.connection, self._column
        column.addWidget(label(_("Address"), "muted"))
        self.address = line_when_left(connection.url, self._take_address)
        self.address.setAccessibleName(_("Address"))
        self.address.line.setPlaceholderText("https://")
        column.addWidget(self.address)
        self._leave()
        self.timeout = self._number(
            _("Seconds that an answer may take"), 1, LONGEST, round(connection.timeout),
            lambda value: {"timeout": float(value)},
        )  # fmt: skip
        self.retry = self._number(
            _("Asked again, times, where the step says no more"), 0, MOST_TRIES, connection.retry,
            lambda value: {"retry": value},
        )  # fmt: skip
        self.backoff = self._number(
            _("Seconds before it is asked again, doubled each time"), 0, 3600, round(connection.backoff),
            lambda value: {"backoff": float(value)},
        )  # fmt: skip
        self._headers()
        self._who_asks()
        self.record = CheckField(
            _("Record what it answers"), lambda: connection.record, lambda on: self.reached.emit({"record": on})
        )
        column.addWidget(self.record)

    def _leave(self) -> None:
        host = host_of(self.connection.url)
        if host and host not in allowed_hosts(self.context.settings):
            told = _("{host} is not among the systems that may really be called: a stand-in answers.")
            self._column.addWidget(label(told.format(host=host), "warning", wrap=True))
            allow = button(_("Settings…"), "link")
            allow.clicked.connect(self.settingsAsked)
            self._column.addWidget(allow)
        else:
            told = _("Cases ask it as long as real calls are on: Rehearse, More.")
            self._column.addWidget(label(told, "caption", wrap=True))

    def _number(
        self, caption: str, low: int, high: int, value: int, changes: Callable[[int], dict[str, Any]]
    ) -> NumberField:
        field = NumberField(low, high, lambda: value, lambda found: self.reached.emit(changes(found)))
        field.setKeyboardTracking(False)
        field.setAccessibleName(caption)
        self._column.addWidget(label(caption, "muted", wrap=True))
        self._column.addWidget(field)
        return field

    def _take_address(self, text: str) -> str:
        if text and address(text) is None:
            return _("An address begins with http:// or https:// and holds neither a user nor a question mark.")
        self.reached.emit({"url": text})
        return ""

    # headers -----------------------------------------------------------------------------------

    def _headers(self) -> None:
        text = "\n".join(f"{name}: {value}" for name, value in self.connection.headers.items())
        held = [text]
        self._column.addWidget(label(_("Headers, one “name: value” a line"), "muted", wrap=True))
        self.headers = LongField(
            lambda: held[0], lambda typed: held.__setitem__(0, typed), lambda: self._take_headers(held[0]), lines=2
        )
        self.headers.setAccessibleName(_("Headers"))
        self.headers_told = label("", "bad", wrap=True)
        self.headers_told.hide()
        self._column.addWidget(self.headers)
        self._column.addWidget(self.headers_told)

    def _take_headers(self, text: str) -> None:
        found, fault = read_headers(text)
        self.headers_told.setText(fault)
        self.headers_told.setVisible(bool(fault))
        if not fault and found != self.connection.headers:
            self.reached.emit({"headers": found})

    # who asks ----------------------------------------------------------------------------------

    def _who_asks(self) -> None:
        told, column = self.connection.authentication, self._column
        column.addWidget(label(_("It is told who asks by"), "muted", wrap=True))
        self.way = ChoiceField(
            [(key, _(text)) for key, text in WAYS.items()], lambda: told.kind if told is not None else "",
            self._choose_way,
        )  # fmt: skip
        self.way.setAccessibleName(_("It is told who asks by"))
        column.addWidget(self.way)
        if told is None:
            return
        if told.kind == "basic":
            column.addWidget(label(_("User"), "muted"))
            self.user = line_when_left(told.user, lambda text: self._set_way(user=text))
            self.user.setAccessibleName(_("User"))
            column.addWidget(self.user)
        if told.kind == "header":
            column.addWidget(label(_("Name of the header"), "muted"))
            self.header = line_when_left(told.header, self._take_header)
            self.header.line.setPlaceholderText("X-API-Key")
            self.header.setAccessibleName(_("Name of the header"))
            column.addWidget(self.header)
        self._secret(host_of(self.connection.url), told)

    def _choose_way(self, kind: str) -> None:
        before = self.connection.authentication
        name = before.secret if before is not None else self.secret_name
        made = Authentication.model_validate({"kind": kind, "secret": name}) if kind else None
        self.reached.emit({"authentication": made})

    def _set_way(self, **changes: Any) -> str:
        told = self.connection.authentication
        if told is not None:
            self.reached.emit({"authentication": told.model_copy(update=changes)})
        return ""

    def _take_header(self, text: str) -> str:
        _found, fault = read_headers(f"{text}: x" if text else "")
        return fault or self._set_way(header=text)

    def _secret(self, host: str, told: Authentication) -> None:
        column = self._column
        if not host:
            column.addWidget(label(_("Say where the system is before its secret."), "caption", wrap=True))
            return
        column.addWidget(label(_("Password") if told.kind == "basic" else _("Secret"), "muted"))
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setAccessibleName(_("Secret"))
        self.secret.returnPressed.connect(lambda: self._keep(host, told.secret))
        column.addWidget(self.secret)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.keep = button(_("Keep"))
        self.keep.clicked.connect(lambda: self._keep(host, told.secret))
        self.forget = button(_("Forget"))
        self.forget.clicked.connect(lambda: self._keep(host, told.secret, forget=True))
        row.addWidget(self.keep)
        row.addWidget(self.forget)
        row.addStretch(1)
        column.addLayout(row)
        self.secret_told = label("", "caption", wrap=True)
        column.addWidget(self.secret_told)
        self._look(host, told.secret)

    def _look(self, host: str, name: str) -> None:
        """Ask beside the window whether the keyring is there and knows the secret: it may ask the user first."""
        ring = Keyring()
        self.context.jobs.run(
            lambda _handle: (ring.is_there(), ring.has(host, name)), owner=self, done=self._show_secret
        )

    def _show_secret(self, found: tuple[bool, bool]) -> None:
        ring, known = found
        if ring:
            told = (
                _("It is in the keyring of this computer.") if known else _("It goes into the keyring, nowhere else.")
            )
        elif known:
            told = _("It is held in memory until the program ends.")
        else:
            told = _(
                "This computer has no keyring: a secret is held in memory alone and asked for again in each session."
            )
        self.forget.setEnabled(known)
        self.secret_told.setText(told)

    def _keep(self, host: str, name: str, *, forget: bool = False) -> None:
        text = "" if forget else self.secret.text()
        self.secret.clear()
        if not text and not forget:
            return

        def keep() -> tuple[bool, bool]:
            keep_secret(self.context, host, name, text)
            ring = Keyring()
            return ring.is_there(), ring.has(host, name)

        self.context.jobs.run(lambda _handle: keep(), owner=self, done=self._show_secret)


def read_headers(text: str) -> tuple[dict[str, str], str]:
    """Headers of lines "name: value", and what is wrong with them; empty: nothing."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = (part.strip() for part in line.replace("：", ":", 1).partition(":"))
        if not colon or not name or not value:
            return {}, _("“{line}” is no header: write “name: value”.").format(line=line)
        if not f"{name}{value}".isascii() or not name.replace("-", "").replace("_", "").isalnum():
            return {}, _(
                "“{line}” is no header: its name takes letters, digits and -, its value plain characters."
            ).format(line=line)
        if name.lower() in ("authorization", "proxy-authorization", "cookie"):
            return {}, _("{name} holds a secret: say below how the system is told who asks.").format(name=name)
        found[name] = value
    return found, ""


def line_when_left(value: str, take: Callable[[str], str]) -> CheckedLine:
    """A line that is taken when it is left: half an address is none."""
    held = [value]
    editor = CheckedLine(lambda: value, lambda text: held.__setitem__(0, text) or "", lambda: None)

    def done() -> None:
        if held[0] != value:
            editor.show_fault(take(held[0]))

    editor.line.editingFinished.connect(done)
    return editor
