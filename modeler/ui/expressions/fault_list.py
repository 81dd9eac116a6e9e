"""What is wrong with an expression, below it: each sentence with what mends it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modeler.ui.expressions.faults import MOST, Fault, Mend
from runner.core.i18n import tr as _
from runner.core.i18n import trn
from runner.ui.kit.layouts import clear_layout, show_if
from runner.ui.kit.texts import breakable, button, label


class FaultList(QWidget):
    """Sentences and buttons; `mended` says which button was pressed, None for the one that puts all right."""

    mended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._faults: tuple[Fault, ...] = ()
        self.hide()

    @property
    def texts(self) -> str:
        """All that is told, a line each."""
        return "\n".join(one.message for one in self._faults)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Tell these; nothing changes on the screen where they are the same."""
        if tuple(faults) == self._faults:
            return
        self._faults = tuple(faults)
        clear_layout(self._column)
        for fault in self._faults[:MOST]:
            told = label(breakable(fault.message), "bad" if fault.grave else "warning", wrap=True)
            told.setObjectName("expression-fault")
            self._column.addWidget(told)
            if fault.mend is not None:
                self._add(fault.mend.label, fault.mend)
        more = len(self._faults) - MOST
        if more > 0:
            rest = trn("And {count} more.", "And {count} more.", more).format(count=more)
            self._column.addWidget(label(rest, "caption"))
        if sum(one.mend is not None for one in self._faults) > 1:
            self._add(_("Put all of it right"), None)
        show_if(self, bool(self._faults))

    def _add(self, text: str, mend: Mend | None) -> None:
        one = button(text.replace("&", "&&"), "link", "check", "accent")
        one.setMinimumWidth(1)  # a long name is cut off rather than widening all that stands around it
        one.setObjectName("expression-fix" if mend is not None else "expression-fix-all")
        one.setToolTip(f"{text}\n{_('Alt+Enter in the text does the first of them')}")
        one.clicked.connect(lambda: self.mended.emit(mend))
        self._column.addWidget(one)
