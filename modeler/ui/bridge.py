"""From the plain signals of the house to Qt signals, always in the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modeler.document.change import Change

if TYPE_CHECKING:
    from modeler.document.document import Document


class DocumentBridge(QObject):
    """Speaks for one document at a time: `changed` carries its `Change`s."""

    changed = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._release: Callable[[], None] | None = None
        self._home = threading.get_ident()
        self._posted.connect(self.changed)

    def attach(self, document: Document | None) -> None:
        """Listen to another document, or to none."""
        if self._release is not None:
            self._release()
            self._release = None
        if document is not None:
            self._release = document.changed.connect(self._take)

    def _take(self, change: Change) -> None:
        if threading.get_ident() == self._home:
            self.changed.emit(change)
        else:
            self._posted.emit(change)
