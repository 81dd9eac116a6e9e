"""What dialogs that ask for something have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton

from runner.core.i18n import tr as _
from runner.ui.kit.texts import button


def asking_foot(dialog: QDialog, go: str) -> tuple[QHBoxLayout, QPushButton]:
    """The foot of a dialog: cancel, and the button that does it, which Enter presses. That button is for the caller
    to enable."""
    foot = QHBoxLayout()
    foot.addStretch(1)
    cancel = button(_("Cancel"))
    cancel.clicked.connect(dialog.reject)
    done = button(go, "primary")
    done.setDefault(True)
    done.clicked.connect(dialog.accept)
    foot.addWidget(cancel)
    foot.addWidget(done)
    return foot, done
