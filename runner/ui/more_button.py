"""What is done with a task more seldom than deciding it, in a menu beside the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from runner.core.i18n import tr as _
from runner.core.messages import word
from runner.ui.kit.icons import icon


class MoreButton(QPushButton):
    """`operated` carries the operation that was chosen."""

    operated = Signal(str)

    def __init__(self, operations: Sequence[str]) -> None:
        super().__init__(icon("more"), _("More"))
        self.setObjectName("task-more")
        self.menu_of_acts = QMenu(self)
        for operation in operations:
            act = self.menu_of_acts.addAction(word("operation", operation) + "…")
            act.setObjectName(f"operation-{operation}")
            act.triggered.connect(partial(self._chosen, operation))
        self.clicked.connect(self._open)

    def _open(self) -> None:
        """Upwards: the button stands at the lower edge."""
        self.menu_of_acts.popup(self.mapToGlobal(QPoint(0, -self.menu_of_acts.sizeHint().height() - 2)))

    def _chosen(self, operation: str, _checked: bool = False) -> None:
        self.operated.emit(operation)
