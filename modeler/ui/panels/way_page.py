"""The page of the dialog of a server that says how it is reached: an own authority, a client certificate, a proxy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modeler.publish.environments import Environment
from modeler.publish.wire.security import DIRECT, certificates, checked_proxy, is_locked
from modeler.publish.wire.tls_faults import fingerprint_of, name_of
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.ui.kit.groups import captioned
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import breakable, button, label


class FileLine(QWidget):
    """A line for a file, with a button to choose it; below it what the file holds, or what is wrong with it."""

    changed = Signal()

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__()
        self._name = name
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(name)
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.choose = button(_("Choose…"))
        self.choose.setAccessibleName(_("{name}: choose a file").format(name=name))
        self.choose.clicked.connect(self._choose)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        """The file as it is written; empty where none is named."""
        return self.line.text().strip()

    @property
    def path(self) -> Path | None:
        """The file."""
        return Path(self.text).expanduser() if self.text else None

    def _choose(self) -> None:
        start = str(self.path.parent) if self.path is not None else ""
        kinds = _("Certificates and keys (*.pem *.crt *.cer *.key);;All files (*)")
        found, _kind = QFileDialog.getOpenFileName(self, self._name, start, kinds)
        if found:
            self.line.setText(found)


class WayPage(QWidget):
    """What is filled in wrongly is said at its line; nothing of it stops the dialog, planning refuses it."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        told = _("Servers are believed by the authorities of this system. What they do not know is named here.")
        column.addWidget(label(told, "muted", wrap=True))
        self.authority = FileLine(_("Own authority"), _("its certificate (PEM)"))
        self.certificate = FileLine(_("Client certificate"), _("where the server asks for one (PEM)"))
        self.key = FileLine(_("Its key"), _("where it lies in a file of its own (PEM)"))
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(_("goes into the keyring; empty: as it is"))
        self.proxy = QLineEdit()
        self.proxy.setPlaceholderText(_("as the system says"))
        self._below = {name: label("", "caption", wrap=True) for name in ("authority", "certificate", "key", "proxy")}
        column.addWidget(captioned(_("Own authority"), self.authority, self._below["authority"]))
        column.addWidget(captioned(_("Client certificate"), self.certificate, self._below["certificate"]))
        column.addWidget(captioned(_("Its key"), self.key, self._below["key"]))
        self.locked = captioned(_("Passphrase of the key"), self.passphrase)
        column.addWidget(self.locked)
        column.addWidget(captioned(_("Proxy"), self.proxy, self._below["proxy"]))
        for one in (self.authority, self.certificate, self.key):
            one.changed.connect(self._look)
        self.proxy.textChanged.connect(lambda _text: self._look())
        self._look()

    def show_way(self, environment: Environment) -> None:
        """Show what an environment says of the way to it."""
        self.authority.line.setText(environment.authority)
        self.certificate.line.setText(environment.certificate)
        self.key.line.setText(environment.certificate_key)
        self.proxy.setText(environment.proxy)

    def told(self) -> Mapping[str, str]:
        """The same, as it is filled in."""
        return {
            "authority": self.authority.text,
            "certificate": self.certificate.text,
            "certificate_key": self.key.text,
            "proxy": self.proxy.text().strip(),
        }

    @property
    def key_file(self) -> Path | None:
        """Where the private key lies."""
        return self.key.path or self.certificate.path

    def _look(self) -> None:
        """Say of each file what it holds."""
        self._say("authority", self._shown(self.authority.path))
        self._say("certificate", self._shown(self.certificate.path))
        locked, fault = False, ""
        if self.key_file is not None:
            try:
                locked = is_locked(self.key_file)
            except AppError as error:
                fault = error.message
        self._say("key", ("", fault if self.key.path is not None or self._is_fine(self.certificate.path) else ""))
        self.locked.setVisible(locked)
        proxy, wrong = self.proxy.text().strip(), ""
        if proxy and proxy != DIRECT:
            try:
                checked_proxy(proxy)
            except AppError as error:
                wrong = error.message
        self._say("proxy", (_("http://proxy.example.com:3128, or direct for none."), wrong))

    @staticmethod
    def _shown(file: Path | None) -> tuple[str, str]:
        """Whose certificate a file holds, or what is wrong with it."""
        if file is None:
            return "", ""
        try:
            found = certificates(file)
        except AppError as error:
            return "", error.message
        pairs = fingerprint_of(found[0]).replace(":", ":\u200b")  # a line may end between any two
        return f"{breakable(name_of(found[0].subject))} · SHA-256 {pairs}", ""

    def _is_fine(self, file: Path | None) -> bool:
        return file is not None and not self._shown(file)[1]

    def _say(self, name: str, told: tuple[str, str]) -> None:
        fine, wrong = told
        below = self._below[name]
        below.setText(wrong or fine)
        set_look(below, role="bad" if wrong else "caption")

        below.setVisible(bool(wrong or fine))
