"""What the canvas shows of a file that says nothing about places: an offer to lay it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from modeler.ui.canvas.tidying import is_undrawn, tidy_up
from runner.core.i18n import tr as _
from runner.ui.kit.states import EmptyState

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


class Undrawn(EmptyState):
    """Lies over the canvas while nothing of the file is drawn."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(
            "design",
            _("This file has no drawing"),
            _("It says what the process does, but not where its elements stand."),
            _("Tidy up"),
        )
        self.setObjectName("undrawn")
        self.setParent(view)
        self._view = view
        self.clicked.connect(lambda: tidy_up(view))
        view.installEventFilter(self)
        self.hide()

    def refresh(self) -> None:
        """Come or go."""
        doc = self._view.document
        self.setVisible(doc is not None and not self._view.read_only and is_undrawn(doc))
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # Qt's name
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        self.adjustSize()
        self.move((self._view.width() - self.width()) // 2, (self._view.height() - self.height()) // 2)
