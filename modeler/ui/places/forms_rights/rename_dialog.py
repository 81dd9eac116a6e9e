"""What another code cannot take along, told before anything changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modeler.dictionary.renaming import Renaming, words_of
from modeler.ui.places.forms_rights.uses import Uses
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.core.messages import hint
from runner.ui.kit.texts import button, label


class RenameDialog(QDialog):
    """Accepted: rename what can be. Where the new code is taken it can only be left."""

    def __init__(self, renaming: Renaming, uses: Uses, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Rename {old} to {new}").format(old=renaming.old, new=renaming.new))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        if renaming.is_possible:
            follow = trn("{count} use follows.", "{count} uses follow.", len(renaming.uses))
            stay = trn("This does not:", "These {count} do not:", len(renaming.obstacles))
            told = f"{follow} {stay}"
        else:
            told = _("This name cannot be given:")
        layout.addWidget(label(told, "heading", wrap=True))
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, 8, 0)
        lines.setSpacing(12)
        for item in renaming.obstacles:
            title, where = uses.words(item.use)
            lines.addWidget(label(f"{title}  ·  {where}", selectable=True, wrap=True))
            lines.addWidget(label(f"{words_of(item)} {hint(item.code, item.params)}", "muted", wrap=True))
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        layout.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.leave = button(_("Leave it") if renaming.is_possible else _("Close"))
        self.leave.clicked.connect(self.reject)
        buttons.addWidget(self.leave)
        self.ok = button(_("Rename the rest"), "primary")
        self.ok.clicked.connect(self.accept)
        buttons.addWidget(self.ok)
        layout.addLayout(buttons)
        self.ok.setVisible(renaming.is_possible)
        self.resize(520, 360)
