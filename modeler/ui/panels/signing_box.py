"""With which key a package is signed: a key of this account, one out of a file, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QInputDialog, QLineEdit, QVBoxLayout, QWidget

from modeler.publish.signing import KnownKey, SigningKey, from_pem, keep, known_keys, new_key, signing_key
from modeler.ui.context import Context
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.core.settings import Setting, register
from runner.ui.kit.texts import label

register(Setting("publish.key", "", ""))

_NEW, _FILE = "new", "file"


class SigningBox(QWidget):
    """`changed`: another key is chosen. What is chosen is remembered by its fingerprint; the private part of a key
    file is held in memory until the program ends."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._held: list[SigningKey] = []
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        caption = label(_("Signature of the package"), "caption")
        self.box = QComboBox()
        self.box.setAccessibleName(_("Signature of the package"))
        self.box.setToolTip(_("An environment can ask for the signature of somebody it trusts."))
        self.box.activated.connect(self._chosen)
        caption.setBuddy(self.box)
        self.mark = label("", "caption", selectable=True)
        self.column.addWidget(caption)
        self.column.addWidget(self.box)
        self.column.addWidget(self.mark)
        self.refresh()

    def keys(self) -> list[KnownKey]:
        """The keys that can be chosen: of this account, and out of files of this session."""
        try:
            found = known_keys()
        except AppError as error:
            self.context.report(error)
            found = []
        return [*found, *(one.public for one in self._held)]

    def chosen(self) -> KnownKey | None:
        """The key to sign with; None: it goes unsigned."""
        wanted = str(self.context.settings["publish.key"])
        return next((one for one in self.keys() if wanted and one.fingerprint == wanted), None)

    def private_of(self, key: KnownKey) -> bytes:
        """The private part, for as long as it is signed: asks the keyring, so beside the window. Raises
        `PublishError`."""
        held = next((one for one in self._held if one.public.key == key.key), None)
        return (held or signing_key(key.fingerprint)).private

    def refresh(self) -> None:
        """Show what can be chosen."""
        chosen = self.chosen()
        self.box.clear()
        self.box.addItem(_("not signed"), "")
        for one in self.keys():
            self.box.addItem(one.name, one.fingerprint)
        self.box.insertSeparator(self.box.count())
        self.box.addItem(_("New key…"), _NEW)
        self.box.addItem(_("Key from a file…"), _FILE)
        self.box.setCurrentIndex(max(0, self.box.findData(chosen.fingerprint if chosen is not None else "")))
        self.mark.setText(chosen.mark if chosen is not None else "")
        self.mark.setVisible(chosen is not None)

    def choose(self, mark: str) -> None:
        """Sign with the key of that fingerprint from now on; empty: with none."""
        self.context.settings.set("publish.key", mark)
        self.refresh()
        self.changed.emit()

    def _chosen(self, index: int) -> None:
        told = str(self.box.itemData(index) or "")
        if told == _NEW:
            self._ask(_("New key"), _("Whose key it is"), self._make)
        elif told == _FILE:
            self._ask_file()
        else:
            self.choose(told)
        self.refresh()

    def _ask(self, title: str, caption: str, then: Any, *, secret: bool = False) -> QInputDialog:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(title)
        dialog.setLabelText(caption)
        dialog.setOkButtonText(_("Use"))
        dialog.setCancelButtonText(_("Cancel"))
        if secret:
            dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
        dialog.textValueSelected.connect(then)
        dialog.open()
        return dialog

    def _make(self, name: str) -> None:
        self._take(lambda: keep(new_key(name.strip())))

    def _ask_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("Key from a file"), "", "PEM (*.pem)")
        if path:
            self._ask(_("Key from a file"), _("Password of {file}").format(file=Path(path).name),
                      lambda password: self._open(Path(path), password), secret=True)  # fmt: skip

    def _open(self, file: Path, password: str) -> None:
        def read() -> KnownKey:
            key = from_pem(file, password)
            self._held = [*(one for one in self._held if one.private != key.private), key]
            return key.public

        self._take(read)

    def _take(self, make: Any) -> None:
        self.context.jobs.run(lambda _handle: make(), owner=self, done=lambda key: self.choose(key.fingerprint),
                              failed=self.context.report, title=_("Keys"))  # fmt: skip
