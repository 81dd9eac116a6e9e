"""A file that is open in another program: who has it, since when, and how to go on here."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.ui.kit.texts import button, label

if TYPE_CHECKING:
    from modeler.document.document import Document
    from modeler.document.holding import Holder
    from modeler.ui.window import MainWindow


class HeldDialog(QDialog):
    """`choice` is `read`, `copy`, or empty to leave it."""

    def __init__(self, parent: QWidget, holder: Holder, path: Path) -> None:
        super().__init__(parent)
        self.choice = ""
        self.setWindowTitle(_("Open elsewhere"))
        self.setMinimumWidth(560)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label(_("{file} is open elsewhere already").format(file=path.name), "title", wrap=True))
        column.addWidget(label(who_has(holder), "body", wrap=True))
        column.addWidget(
            label(
                _("Read it here until it is closed there, or go on with a copy that gets a name of its own."),
                "muted", wrap=True,
            )
        )  # fmt: skip
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.cancel = button(_("Cancel"))
        self.copy = button(_("Open a copy"))
        self.read = button(_("Open for reading"), "primary")
        self.read.setDefault(True)
        for one, choice in ((self.cancel, ""), (self.copy, "copy"), (self.read, "read")):
            one.clicked.connect(lambda _on=False, choice=choice: self._choose(choice))
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.copy)
        foot.addWidget(self.read)
        column.addSpacing(4)
        column.addLayout(foot)

    def _choose(self, choice: str) -> None:
        self.choice = choice
        self.accept()


def who_has(holder: Holder) -> str:
    """Who, on which machine and since when."""
    if holder.pid == os.getpid():
        return _("It is open in another window of this program.")
    try:
        since = f"{datetime.fromisoformat(holder.since):%Y-%m-%d %H:%M}"
    except ValueError:
        since = ""
    if not (holder.user and holder.host and since):
        return _("Another program has it.")
    return _("{user} opened it on {host} at {time}.").format(user=holder.user, host=holder.host, time=since)


def ask_held(parent: QWidget, holder: Holder, path: Path) -> str:
    """`read`, `copy`, or empty."""
    dialog = HeldDialog(parent, holder, path)
    dialog.exec()
    dialog.deleteLater()
    return dialog.choice


def _open_copy(window: MainWindow, document: Document) -> None:
    window.context.open_copy(document)


def tell_held(window: MainWindow, document: Document, holder: Holder) -> None:
    """Say above the diagram that it can only be read here."""
    window.banner.tell(
        _("{file} is open for reading only").format(file=document.name),
        who_has(holder),
        _("It can be edited here as soon as it is closed there and this window is looked at again."),
        tone="accent",
        choices=[(_("Open a copy"), lambda: _open_copy(window, document))],
    )
