"""The two ways to look at a process while it is designed: the canvas and the approval view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runner.core.i18n import tr as _
from runner.ui.kit.cards import SegmentedBar

_AIR = 12


class ViewSwitch(QWidget):
    """Lies over the lower left corner of whichever is shown; `changed` says whether it is the approval view."""

    changed = Signal(bool)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("view-switch")
        self._over = over
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._bar = SegmentedBar([("canvas", _("Canvas")), ("chain", _("Approval view"))])
        self._bar.changed.connect(lambda key: self.changed.emit(key == "chain"))
        row.addWidget(self._bar)
        over.installEventFilter(self)
        self._settle()

    def show_choice(self, chain: bool) -> None:
        """Say which is shown, and stay above it."""
        self._bar.set_current("chain" if chain else "canvas")
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's name
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        self.adjustSize()
        self.move(_AIR, self._over.height() - self.height() - _AIR)
