"""What the window asks of a place. A place may be any widget made with the context; the rest is optional."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from modeler.ui.context import Context


class Place(QWidget):
    """One way of looking at the process. `id` is its row in `modeler.ui.places`."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def entered(self) -> None:
        """It is shown now."""

    def left(self) -> None:
        """Another place is shown now."""

    def focus_element(self, element: str) -> None:
        """Bring an element into view and select it."""
        self.context.selection.set([element])

    def verb(self, name: str) -> bool:
        """Do an action of the table here; False where it means nothing."""
        method = getattr(self, f"do_{name}", None)
        if method is None:
            return False
        method()
        return True

    def can(self, name: str) -> bool:
        """Whether an action of the table can be done here now."""
        return hasattr(self, f"do_{name}")
