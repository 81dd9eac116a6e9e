"""What became of each step that was handed over, told line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.protocol.values import HandedStep
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.texts import label


class HandedSteps(QScrollArea):
    """`called` gives the name of a person by bare id."""

    def __init__(self, called: Callable[[str], str]) -> None:
        super().__init__()
        self._called = called
        inner = QWidget()
        self.lines = QVBoxLayout(inner)
        self.lines.setContentsMargins(0, 0, 8, 0)
        self.lines.setSpacing(8)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)

    def show_steps(self, found: Sequence[HandedStep], user: str, to: str) -> None:
        """Show where each open step of `user` went."""
        clear_layout(self.lines)
        heir, name = self._called(to), self._called(user)
        words = {
            "handed": _("now with {heir}"), "released": _("the claim was released for the others"),
            "joined": _("{heir} decides it already"), "later": _("{heir} is asked later in that place"),
            "starter": _("stays with {name}: it is the own case of {heir}, hand it to somebody else"),
        }  # fmt: skip
        for one in found:
            where = _("{process}, started by {who}").format(process=one.process_name, who=self._called(one.starter))
            self.lines.addWidget(label(f"{one.name} · {where}", wrap=True, selectable=True))
            text = words[one.how].format(heir=heir, name=name)
            self.lines.addWidget(label(text, "warning" if one.how == "starter" else "muted", wrap=True))
        self.lines.addStretch(1)


def amount_handed(found: Sequence[HandedStep]) -> str:
    """How many open steps went over."""
    handed = sum(one.how == "handed" for one in found)
    return trn("{count} open step was handed over.", "{count} open steps were handed over.", handed)
