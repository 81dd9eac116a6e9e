"""A server to publish to: what it is, where it is, and who publishes."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.publish.http import unfit_address
from modeler.publish.targets import TARGETS
from modeler.ui.context import Context
from modeler.ui.panels.secrets_asked import keep_secret
from runner.core.i18n import tr as _
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.groups import captioned
from runner.ui.kit.texts import label


class ServerDialog(QDialog):
    """Kind, address, name and password. The password goes into the keyring and nowhere else."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle(_("Publish to a server"))
        self.setMinimumWidth(480)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(_("Publish to a server"), "title"))
        told = _("The process is written in the words of the engine there. What that engine cannot do is listed "
                 "before it is sent.")  # fmt: skip
        column.addWidget(label(told, "muted", wrap=True))
        self.kind = QComboBox()
        for kind in TARGETS.values():
            if kind.dialect is not None:
                self.kind.addItem(_(kind.label), kind.id)
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://bpm.example.com/engine-rest")
        self.user = QLineEdit()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.fault = label("", "bad", wrap=True)
        column.addWidget(captioned(_("What it is"), self.kind))
        column.addWidget(captioned(_("Address of its interface"), self.address, self.fault))
        column.addWidget(captioned(_("Name, where it asks for one"), self.user))
        column.addWidget(captioned(_("Password"), self.password))
        column.addSpacing(4)
        foot, self.go = asking_foot(self, _("Use this server"))
        column.addLayout(foot)
        for line in (self.address, self.user):
            line.textChanged.connect(lambda _given: self._check())
        self._check()

    @property
    def target(self) -> str:
        """The address as publishing takes it, the name in it."""
        parts = urlsplit(self.address.text().strip())
        name = quote(self.user.text().strip(), safe="")
        place = parts._replace(netloc=f"{name}@{parts.netloc}" if name else parts.netloc).geturl()
        return f"{self.kind.currentData()}:{place.rstrip('/')}"

    def accept(self) -> None:
        """The password is kept; the address alone goes on."""
        if self.user.text().strip() and self.password.text():
            host = urlsplit(self.address.text().strip()).hostname or ""
            keep_secret(self.context, host, self.user.text().strip(), self.password.text())
        super().accept()

    def _check(self) -> None:
        text = self.address.text().strip()
        problem = unfit_address(text) if text else ""
        if "@" in text:
            problem = _("The name goes below, into a line of its own.")
        self.fault.setText(problem)
        self.fault.setVisible(bool(problem))
        self.go.setEnabled(bool(text) and not problem)
