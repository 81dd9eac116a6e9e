"""A place to publish to: what it is, where it is, who publishes, and, as an environment of the workspace, what roles
and addresses are called there and whose packages it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from modeler.publish.environments import FILES, Environment, file_words
from modeler.publish.target import TargetKind, details_of, with_details
from modeler.publish.targets import TARGETS
from modeler.publish.wire.http import keyring_host, unfit_address
from modeler.publish.wire.security import PASSPHRASES
from modeler.ui.context import Context
from modeler.ui.panels.environment_parts import PairRows, TokenLines, TrustRows, scrolled
from modeler.ui.panels.secrets_asked import keep_secret
from modeler.ui.panels.way_page import WayPage
from runner.core.i18n import tr as _
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.groups import captioned
from runner.ui.kit.texts import label

Named = Sequence[tuple[str, str]]


class ServerDialog(QDialog):
    """Kind, address, name and password; the password goes into the keyring and nowhere else. With a name for it the
    place is an environment of the workspace."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        environment: Environment | None = None,
        *,
        roles: Named = (),
        addresses: Named = (),
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.before = environment or Environment(id="")
        title = (
            _("Publish to a server") if not self.before.id else _("Environment {name}").format(name=self.before.title)
        )
        self.setWindowTitle(title)
        self.setMinimumSize(560, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "title"))
        self.told = label("", "muted", wrap=True)
        column.addWidget(self.told)
        self.tabs = QTabWidget()
        column.addWidget(self.tabs, 1)
        self.tabs.addTab(self._where(), _("Where"))
        self.way = WayPage()
        self.tabs.addTab(scrolled(self.way), _("Connection"))
        self.tabs.addTab(self._mapping(roles, addresses), _("Roles and addresses"))
        self.tabs.addTab(self._guards(), _("Who publishes"))
        foot, self.go = asking_foot(self, _("Use this server") if not self.before.id else _("Use"))
        column.addLayout(foot)
        self._fill()
        for line in (self.address, self.user, self.called, self.tokens.url):
            line.textChanged.connect(lambda _given: self._check())
        self.kind.currentIndexChanged.connect(lambda _index: self._show_kind())
        self._show_kind()

    # pages -------------------------------------------------------------------------------------

    def _where(self) -> QWidget:
        self.called = QLineEdit()
        self.called.setPlaceholderText(_("for example Test or Production"))
        self.kind = QComboBox()
        for kind in sorted(TARGETS.values(), key=lambda one: one.id == "folder"):
            self.kind.addItem(_(kind.label), kind.id)
        self.kind.setCurrentIndex(max(self.kind.findData("operaton"), 0))
        self.address = QLineEdit()
        self.user = QLineEdit()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.tenant = QLineEdit()
        self.fault = label("", "bad", wrap=True)
        self.first = label("", "caption", wrap=True)
        self._account, self._secret = label("", "caption"), label("", "caption")
        account = QWidget()
        rows = QVBoxLayout(account)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for words, line in ((self._account, self.user), (self._secret, self.password)):
            words.setBuddy(line)
            rows.addWidget(words)
            rows.addWidget(line)
        self.account = account
        self.of_tenant = captioned(_("Tenant, where it has any"), self.tenant)
        self.tokens = TokenLines()
        told = label(
            _("With a name it is kept in the workspace, for everybody who publishes it."), "caption", wrap=True
        )
        return scrolled(
            captioned(_("Environment"), self.called, told), captioned(_("What it is"), self.kind, self.first),
            captioned(_("Address"), self.address, self.fault), self.account, self.tokens, self.of_tenant,
        )  # fmt: skip

    def _mapping(self, roles: Named, addresses: Named) -> QWidget:
        self.roles = PairRows(
            _("Roles"), _("What the groups of the server are called. Who is not named keeps the name of the model."),
            _("group there"),
        )  # fmt: skip
        self.endpoints = PairRows(
            _("Addresses"), _("Where systems are reached there: by their code, or instead of an address."),
            _("address there"),
        )  # fmt: skip
        self.all_mapped = QCheckBox(_("Refuse to publish while one is not named"))
        self.roles.show_pairs(roles, self.before.roles)
        self.endpoints.show_pairs(addresses, self.before.endpoints)
        self.all_mapped.setChecked(self.before.all_mapped)
        return scrolled(self.roles, self.endpoints, self.all_mapped)

    def _guards(self) -> QWidget:
        self.trust = TrustRows()
        self.trust.show_keys(self.before.trusted)
        self.note = QCheckBox(_("Ask for a note with every publication"))
        self.note.setChecked(self.before.note)
        self.stage = QComboBox()
        stages = {"": _("not said"), "dev": _("Development"), "test": _("Tests"), "prod": _("Production")}
        for own, words in stages.items():
            self.stage.addItem(words, own)
        self.stage.setCurrentIndex(max(0, self.stage.findData(self.before.stage)))
        self.smoke = QCheckBox(_("Try a case after each publication, and take it away again"))
        self.smoke.setChecked(self.before.smoke)
        told = label(
            _("Only where it is for development or tests, or in a tenant; on Operaton, Camunda 7 and Flowable."),
            "caption", wrap=True,
        )  # fmt: skip
        return scrolled(self.trust, self.note, captioned(_("What it is for"), self.stage), self.smoke, told)

    def _fill(self) -> None:
        kind, _colon, place = self.before.address.partition(":")
        details: dict[str, str] = {}
        if kind in TARGETS and TARGETS[kind].tenants:
            place, details = details_of(place)
        if kind in TARGETS:
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        parts = urlsplit(place)
        if parts.scheme in ("http", "https") and parts.username:
            self.user.setText(unquote(parts.username))
            place = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self.called.setText(self.before.title)
        self.address.setText(place)
        self.tenant.setText(details.get("tenant", ""))
        self.tokens.show_details(details)
        self.called.setEnabled(self.context.workspace is not None)
        self.way.show_way(self.before)

    # what is said ------------------------------------------------------------------------------

    @property
    def target(self) -> str:
        """The address as publishing takes it, the name in it."""
        text = self.address.text().strip()
        if not self._is_web():
            return f"{self._chosen.id}:{text}"
        parts = urlsplit(text)
        name = quote(self.user.text().strip(), safe="")
        place = parts._replace(netloc=f"{name}@{parts.netloc}" if name else parts.netloc).geturl()
        whole = f"{self._chosen.id}:{place.rstrip('/')}"
        if not self._chosen.tenants:
            return whole
        tokens = self.tokens.details() if self._chosen.tokens else {}
        return with_details(whole, {"tenant": self.tenant.text().strip(), **tokens})

    @property
    def environment(self) -> Environment | None:
        """The environment that is described; None where it has no name and is only an address."""
        called = self.called.text().strip()
        if not called:
            return None
        kind, _colon, place = self.target.partition(":")
        tokens = self.tokens.details() if self._chosen.tokens else {}
        told: dict[str, object] = {
            "id": self.before.id or re.sub(r"\s+", "-", called.lower()),
            "name": self.before.name if called == self.before.title else called,
            "target": f"{kind}:{details_of(place)[0] if self._chosen.tenants else place}", "url": "",
            "tenant": self.tenant.text().strip(), "token_url": tokens.get("token", ""),
            "audience": tokens.get("audience", ""), "scope": tokens.get("scope", ""),
            "roles": self.roles.pairs(), "endpoints": self.endpoints.pairs(),
            "all_mapped": self.all_mapped.isChecked(), "note": self.note.isChecked(), "trusted": self.trust.keys,
            "stage": str(self.stage.currentData() or ""), "smoke": self.smoke.isChecked(),
        }  # fmt: skip
        folder = self.context.workspace.folder if self.context.workspace is not None else None
        for name, text in self.way.told().items():
            told[name] = file_words(text, folder) if name in FILES and text else text
        default = Environment(id="")
        said = {name: value for name, value in told.items()
                if name in self.before.model_fields_set or value != getattr(default, name)}  # fmt: skip
        kept = self.before.model_dump(exclude_unset=True)
        return Environment.model_validate({**kept, **said})

    @property
    def _chosen(self) -> TargetKind:
        return TARGETS[str(self.kind.currentData())]

    def _is_web(self) -> bool:
        """Whether name and password belong to the address: a disk asks for none, and ssh has keys of its own."""
        return self.address.text().strip().startswith(("http://", "https://"))

    def _show_kind(self) -> None:
        """What this kind is, and what it asks for."""
        kind = self._chosen
        told = _("The package lies there whole with its receipt; whoever runs processes takes it from there.")
        if kind.dialect is not None:
            told = _("The process is written in the words of the engine there. What that engine cannot do is listed "
                     "before it is sent.")  # fmt: skip
        self.told.setText(told)
        is_folder = kind.id == "folder"
        usual = "/srv/processes" if is_folder else "https://bpm.example.com/engine-rest"
        self.address.setPlaceholderText(kind.example or usual)
        self._account.setText(_(kind.account))
        self._secret.setText(_(kind.secret))
        self.account.setVisible(not is_folder)
        self.of_tenant.setVisible(kind.tenants)
        self.tokens.setVisible(kind.tokens)
        self.first.setText(_(kind.note) if kind.note else "")
        self.first.setVisible(bool(kind.note))
        self._check()

    def accept(self) -> None:
        """Password and passphrase are kept; the address and the way to it alone go on."""
        if self.way.passphrase.text() and self.way.key_file is not None:
            keep_secret(self.context, PASSPHRASES, str(self.way.key_file), self.way.passphrase.text())
        if self._is_web() and self.user.text().strip() and self.password.text():
            host = urlsplit(self.address.text().strip()).hostname or ""
            beside = self.tokens.url.text().strip() if self._chosen.tokens else ""
            keep_secret(self.context, keyring_host(host, beside), self.user.text().strip(), self.password.text())
        super().accept()

    def _check(self) -> None:
        text, is_folder = self.address.text().strip(), self._chosen.id == "folder"
        problem = (self._chosen.unfit or unfit_address)(text) if text and not is_folder else ""
        if "@" in text and self._is_web():
            problem = _("The name goes below, into a line of its own.")
        self.fault.setText(problem)
        self.fault.setVisible(bool(problem))
        lost = self.tokens.check() if self._chosen.tokens else ""
        for line in (self.user, self.password):
            line.setEnabled(self._is_web() or not text)
        asks = self._chosen.needs_account or (self._chosen.tokens and bool(self.tokens.url.text().strip()))
        named = bool(self.user.text().strip()) or not asks
        self.go.setEnabled(bool(text) and not problem and not lost and named)
