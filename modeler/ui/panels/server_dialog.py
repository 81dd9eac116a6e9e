"""A server to publish to: what it is, where it is, and who publishes."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.publish.http import unfit_address
from modeler.publish.target import TargetKind
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
        self.told = label("", "muted", wrap=True)
        column.addWidget(self.told)
        self.kind = QComboBox()
        for kind in TARGETS.values():
            if kind.dialect is not None or kind.example:
                self.kind.addItem(_(kind.label), kind.id)
        self.kind.setCurrentIndex(max(self.kind.findData("operaton"), 0))
        self.address = QLineEdit()
        self.user = QLineEdit()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.fault = label("", "bad", wrap=True)
        column.addWidget(captioned(_("What it is"), self.kind))
        column.addWidget(captioned(_("Address"), self.address, self.fault))
        self._account, self._secret = label("", "caption"), label("", "caption")
        for words, line in ((self._account, self.user), (self._secret, self.password)):
            words.setBuddy(line)
            rows = QVBoxLayout()
            rows.setSpacing(4)
            rows.addWidget(words)
            rows.addWidget(line)
            column.addLayout(rows)
        column.addSpacing(4)
        foot, self.go = asking_foot(self, _("Use this server"))
        column.addLayout(foot)
        for line in (self.address, self.user):
            line.textChanged.connect(lambda _given: self._check())
        self.kind.currentIndexChanged.connect(lambda _index: self._show_kind())
        self._show_kind()

    @property
    def _chosen(self) -> TargetKind:
        return TARGETS[str(self.kind.currentData())]

    def _show_kind(self) -> None:
        """What this kind is, and what it asks for."""
        kind = self._chosen
        told = _("The package lies there whole with its receipt; whoever runs processes takes it from there.")
        if kind.dialect is not None:
            told = _("The process is written in the words of the engine there. What that engine cannot do is listed "
                     "before it is sent.")  # fmt: skip
        self.told.setText(told)
        self.address.setPlaceholderText(kind.example or "https://bpm.example.com/engine-rest")
        self._account.setText(_(kind.account))
        self._secret.setText(_(kind.secret))
        self._check()

    def _is_web(self) -> bool:
        """Whether name and password belong to the address: a disk asks for none, and ssh has keys of its own."""
        return self.address.text().strip().startswith(("http://", "https://"))

    @property
    def target(self) -> str:
        """The address as publishing takes it, the name in it."""
        text = self.address.text().strip()
        if not self._is_web():
            return f"{self._chosen.id}:{text}"
        parts = urlsplit(text)
        name = quote(self.user.text().strip(), safe="")
        place = parts._replace(netloc=f"{name}@{parts.netloc}" if name else parts.netloc).geturl()
        return f"{self._chosen.id}:{place.rstrip('/')}"

    def accept(self) -> None:
        """The password is kept; the address alone goes on."""
        if self._is_web() and self.user.text().strip() and self.password.text():
            host = urlsplit(self.address.text().strip()).hostname or ""
            keep_secret(self.context, host, self.user.text().strip(), self.password.text())
        super().accept()

    def _check(self) -> None:
        text = self.address.text().strip()
        problem = (self._chosen.unfit or unfit_address)(text) if text else ""
        if "@" in text and self._is_web():
            problem = _("The name goes below, into a line of its own.")
        self.fault.setText(problem)
        self.fault.setVisible(bool(problem))
        for line in (self.user, self.password):
            line.setEnabled(self._is_web() or not text)
        named = bool(self.user.text().strip()) or not self._chosen.needs_account
        self.go.setEnabled(bool(text) and not problem and named)
