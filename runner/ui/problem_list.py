"""What is still wrong with a form, as a list: a click goes to the field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from runner.core.i18n import tr as _
from runner.core.problem import Problem
from runner.ui.kit.icons import IconLabel
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import button, label

MOST_SHOWN = 8


class ProblemList(QFrame):
    """`chosen` carries the problem whose field is wanted. Hides itself when nothing is wrong."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("tone", "bad")
        self.problems: list[Problem] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(2)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these, the first ones in words."""
        self.problems = list(problems)
        clear_layout(self._column)
        self.setVisible(bool(self.problems))
        if not self.problems:
            return
        head = QHBoxLayout()
        head.addWidget(IconLabel("error", "bad", 16))
        head.addWidget(label(_("Still to be put right: {count}").format(count=len(self.problems)), "heading"))
        head.addWidget(label(_("F8 goes to the next one"), "muted"))
        head.addStretch(1)
        self._column.addLayout(head)
        for problem in self.problems[:MOST_SHOWN]:
            line = button(problem.message, "link")
            line.clicked.connect(lambda _on=False, one=problem: self.chosen.emit(one))
            self._column.addWidget(line)
        if len(self.problems) > MOST_SHOWN:
            left = len(self.problems) - MOST_SHOWN
            self._column.addWidget(label(_("{count} further ones").format(count=left), "muted"))

    def mended(self, field: str) -> None:
        """Take the problems of a field away."""
        left = [problem for problem in self.problems if problem.field != field]
        if len(left) != len(self.problems):
            self.show_problems(left)
