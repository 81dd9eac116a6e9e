"""What a new decision is called."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.groups import captioned
from runner.ui.kit.texts import label


class NewDecision(QDialog):
    """Accepted: `name` is what it shall be called."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("decision-new-dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("New decision"))
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(_("New decision"), "title"))
        told = _("A table of rules in a file of its own in the workspace. Any business rule task may ask it.")
        column.addWidget(label(told, "muted", wrap=True))
        self.name = QLineEdit(name)
        self.name.setObjectName("decision-name")
        column.addWidget(captioned(_("Name"), self.name))
        column.addSpacing(4)
        foot, self.done_button = asking_foot(self, _("Make it"))
        column.addLayout(foot)
        self.name.textChanged.connect(lambda text: self.done_button.setEnabled(bool(text.strip())))
        self.done_button.setEnabled(bool(name.strip()))
        self.name.selectAll()
        self.name.setFocus()
