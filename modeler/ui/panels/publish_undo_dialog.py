"""Before what was published last is undone: what goes, what comes back, and the cases that run."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from modeler.publish.pipeline import Undoing
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.dialogs import asking_foot
from runner.ui.kit.texts import label


class UndoDialog(QDialog):
    """Says what would be done; nothing is done before it is accepted."""

    def __init__(self, found: Undoing, parent: QWidget) -> None:
        super().__init__(parent)
        title = _("Undo the publication of {name} {version}?").format(name=found.name, version=found.version)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "title", wrap=True))
        after = _("Version {version} is the latest again.").format(version=found.back_to)
        if found.back_to is None:
            after = _("There is none before it: nothing of it is in force there any more.")
        column.addWidget(label(after, wrap=True))
        if not found.rights.same:
            column.addWidget(label(_("Who may do what becomes what it was before that version."), wrap=True))
        if found.running:
            run = trn("{count} case of it runs there.", "{count} cases of it run there.", found.running)
            more = _("What runs goes on with the version that it began with.")
            if found.back_to is None:
                more = _("What runs has to come to its end first, or be ended there.")
            column.addWidget(label(f"{run} {more}", "warning", wrap=True))
        column.addSpacing(4)
        foot, self.go = asking_foot(self, _("Undo"))
        self.go.setEnabled(found.back_to is not None or not found.running)
        column.addLayout(foot)
