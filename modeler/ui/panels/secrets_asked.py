"""Before systems are called in earnest, the secrets that nobody has said yet are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modeler.ui.context import Context
from runner.connectors.connections import Connections
from runner.connectors.hosts import allowed_hosts, host_of
from runner.connectors.keyring import Keyring, NoKeyring
from runner.core.errors import AppError
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.data.systems import Systems
from runner.protocol.said_secrets import say
from runner.ui.kit.texts import button, label


@dataclass(frozen=True)
class Needed:
    """A secret that a call needs: of which system, for which host, under which name; `user`: it is a password."""

    system: str
    host: str
    name: str
    user: str = ""


def missing_secrets(connections: Connections, hosts: frozenset[str], systems: Systems) -> list[Needed]:
    """The secrets that calls to allowed hosts need and that are not known; asks the keyring, so beside the window."""
    ring, found = Keyring(), list[Needed]()
    for code, one in connections.in_use().items():
        host, told = host_of(one.url), one.authentication
        if one.use == "http" and host in hosts and told is not None and not ring.has(host, told.secret):
            system = systems.system(code)
            found.append(
                Needed((pick(system.name) if system is not None else "") or code, host, told.secret, told.user)
            )
    return found


class SecretsDialog(QDialog):
    """One line for each secret. Accepted: those that were said are kept, the others stay unknown."""

    def __init__(self, context: Context, needed: list[Needed], ring: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Secrets of the systems"))
        self.setMinimumWidth(420)
        self.context = context
        self.lines: list[tuple[Needed, QLineEdit]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(8)
        column.addWidget(label(_("Secrets of the systems"), "title"))
        told = (
            _("They go into the keyring of this computer, nowhere else.")
            if ring
            else _("This computer has no keyring: they are held in memory until the program ends.")
        )
        column.addWidget(label(told, "muted", wrap=True))
        for one in needed:
            caption = f"{one.system} · {one.host}" + (f" · {one.user}" if one.user else "")
            line = QLineEdit()
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setAccessibleName(caption)
            column.addWidget(label(caption, "caption"))
            column.addWidget(line)
            self.lines.append((one, line))
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.leave = button(_("Without them"))
        self.leave.clicked.connect(self.reject)
        self.go = button(_("Use"), "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self.accept)
        foot.addWidget(self.leave)
        foot.addWidget(self.go)
        column.addSpacing(4)
        column.addLayout(foot)

    def said(self) -> list[tuple[Needed, str]]:
        """What was typed."""
        return [(one, line.text()) for one, line in self.lines if line.text()]


def keep_secret(context: Context, host: str, name: str, text: str) -> None:
    """Keep a secret: in the keyring, or where there is none in memory, for the worker too. Empty: forget it."""
    ring = Keyring()
    try:
        if not ring.is_there():
            raise NoKeyring
        ring.keep(host, name, text)
        text = ""  # what the keyring holds comes from there
    except NoKeyring:
        pass
    if context.has_worker():
        context.worker().tell_secret(host, name, text)
    else:
        say(host, name, text)


def ask_secrets(context: Context, parent: QWidget, then: Callable[[], None]) -> None:
    """Ask for what is missing, then go on; go on at once where nothing is."""
    workspace = context.workspace
    try:
        connections = workspace.connections.value if workspace is not None else Connections()
        systems = workspace.systems.value if workspace is not None else Systems()
    except AppError as error:
        context.report(error)
        return
    hosts = allowed_hosts(context.settings)
    if all(one.authentication is None for one in connections.in_use().values()):
        then()
        return

    def look() -> tuple[list[Needed], bool]:
        needed = missing_secrets(connections, hosts, systems)
        return needed, bool(needed) and Keyring().is_there()

    def ask(found: tuple[list[Needed], bool]) -> None:
        needed, ring = found
        if not needed:
            then()
            return
        dialog = SecretsDialog(context, needed, ring, parent)

        def keep() -> None:
            said = dialog.said()
            context.jobs.run(lambda _handle: keep_all(said), owner=parent, done=lambda _kept: then())

        def keep_all(said: list[tuple[Needed, str]]) -> None:
            for one, text in said:
                keep_secret(context, one.host, one.name, text)

        dialog.accepted.connect(keep)
        dialog.rejected.connect(then)
        dialog.open()

    context.jobs.run(lambda _handle: look(), owner=parent, done=ask)
