"""Who works in several departments says for which one a case is started; the form shows what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QComboBox

from runner.core.i18n import tr as _
from runner.ui.control import Control
from runner.ui.controls.given import GivenControl


class StartFor(QComboBox):
    """The departments, by id and name; the first one is the usual."""

    def __init__(self, departments: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("start-for")
        self.setAccessibleName(_("Start for"))
        for key, name in departments:
            self.addItem(name, key)

    @property
    def department(self) -> str:
        """The id of the chosen one."""
        return str(self.currentData())

    def tell(self, controls: Iterable[Control]) -> None:
        """Let the fields that are given at the start show what this department gives."""
        for control in controls:
            if isinstance(control, GivenControl):
                control.start_for(self.department)
