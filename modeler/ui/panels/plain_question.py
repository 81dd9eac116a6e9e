"""Asked once: whether a password may go out unencrypted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from modeler.publish.wire.plain import agree
from runner.core.errors import AppError
from runner.core.i18n import tr as _
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.texts import label


class PlainDialog(QDialog):
    """Says who could read what; nothing was sent before it is accepted."""

    def __init__(self, error: AppError, parent: QWidget) -> None:
        super().__init__(parent)
        title = _("Send the password unencrypted?")
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "title", wrap=True))
        column.addWidget(label(error.message, "warning", wrap=True))
        told = _("Better: write https:// in the address. What you agree to here holds until the program ends.")
        column.addWidget(label(told, "muted", wrap=True))
        column.addSpacing(4)
        foot, self.go = asking_foot(self, _("Send it unencrypted"))
        self.go.setDefault(False)  # Enter alone agrees to nothing
        column.addLayout(foot)


class PlainQuestion:
    """Asks for each address once, over the place."""

    def __init__(self, place: QWidget) -> None:
        self._place = place
        self._asked: set[str] = set()

    def ask(self, error: AppError, target: str, then: Callable[[], None]) -> None:
        """Where the error is that a password would be read, ask; agreed to, go on."""
        if error.code != "publish.plain-http" or target in self._asked:
            return
        self._asked.add(target)
        dialog = PlainDialog(error, self._place)

        def agreed() -> None:
            agree(target)
            then()

        dialog.accepted.connect(agreed)
        dialog.open()

    def forget(self, target: str) -> None:
        """Ask once more for an address."""
        self._asked.discard(target)
