"""The way back from the inside of a folded sub-process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from runner.core.i18n import tr as _

if TYPE_CHECKING:
    from modeler.ui.canvas.view import CanvasView


class Fixed(Protocol):
    """Something that stands in a corner of the canvas."""

    def settle(self) -> None:
        """Go back there: the paper was shifted, or the canvas has another size."""


class PlaneBar(QToolButton):
    """A button in the upper left corner, shown only inside a sub-process: one level up."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("plane-bar")
        self._view = view
        self._above: str | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._up)
        self.hide()

    def show_for(self, identity: str | None) -> None:
        """Name the plane that is shown; hide on the main one."""
        index = self._view.index
        record = index.nodes.get(identity) if index is not None and identity is not None else None
        if record is None:
            self.hide()
            return
        self._above = record.plane
        self.setText("‹ " + (record.name or _("Sub-process")))
        self.setToolTip(_("Back to the process"))
        self.adjustSize()
        self.settle()
        self.show()

    def settle(self) -> None:
        """Stand in the corner, whatever the paper did."""
        self.move(12, 12)

    def _up(self) -> None:
        self._view.open_plane(self._above)
