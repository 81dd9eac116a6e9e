"""The buttons that step through a case: back, one step, on to the next person, and whether each act stops after a
step."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.ui.kit.texts import tool_button


class StepBar(QWidget):
    """`backAsked`, `stepAsked`, `intoAsked`, `runAsked`; `steppingAsked` carries whether to step through
    from now on."""

    backAsked = Signal()
    stepAsked = Signal()
    intoAsked = Signal()
    runAsked = Signal()
    steppingAsked = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.back = tool_button("back", _("One act back"))
        self.step = tool_button("step", _("One step on"))
        self.into = tool_button("import", _("Into the sub-process or called process"))
        self.run = tool_button("play", _("On to the next person or break point"))
        self.stepping = tool_button("pause", _("Step by step: each act stops before the next step"), checkable=True)
        for widget, signal in (
            (self.back, self.backAsked), (self.step, self.stepAsked), (self.into, self.intoAsked),
            (self.run, self.runAsked),
        ):  # fmt: skip
            widget.clicked.connect(signal)
            widget.setEnabled(False)
            row.addWidget(widget)
        self.stepping.clicked.connect(self.steppingAsked)
        self.stepping.setEnabled(False)
        row.addWidget(self.stepping)

    def show_state(
        self, *, may_go_back: bool, is_there: bool, is_stopped: bool, is_stepping: bool, has_inside: bool = False
    ) -> None:
        """What can be done now. `is_there`: a case is shown that is rehearsed here; `has_inside`: the next step is a
        sub-process or a call."""
        self.back.setEnabled(may_go_back)
        tip = (
            _("One act back") if may_go_back or not is_there else _("There is no act before this one to go back to.")
        )
        self.back.setToolTip(tip)
        for widget, text in (
            (self.step, _("One step on")), (self.run, _("On to the next person or break point")),
        ):  # fmt: skip
            widget.setEnabled(is_stopped)
            waits = _("The case is not stopped; step by step, or a break point, stops it.")
            widget.setToolTip(text if is_stopped or not is_there else waits)
        self.into.setEnabled(is_stopped and has_inside)
        empty = _("Only a sub-process or a call has an inside to go into.")
        self.into.setToolTip(_("Into the sub-process or called process") if has_inside or not is_there else empty)
        self.stepping.setEnabled(True)
        self.stepping.blockSignals(True)
        self.stepping.setChecked(is_stepping)
        self.stepping.blockSignals(False)
