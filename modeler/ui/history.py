"""The edits of a place in their order, over all its files: what undo takes back and redo does again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from modeler.document.change import Change, Origin
from modeler.document.editable import Editable


class EditHistory(QObject):
    """Stands for one file towards the window: forms, rights, people and terms are taken back in the order in
    which they were changed. `changed` carries each `Change` of a followed file."""

    changed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._done: list[Editable] = []
        self._undone: list[Editable] = []
        self._listening: dict[int, tuple[Editable, Callable[[], None]]] = {}
        listening = self._listening
        self.destroyed.connect(lambda: [stop() for _file, stop in listening.values()])

    def follow(self, file: Editable | None) -> None:
        """Listen to a file, once."""
        if file is not None and id(file) not in self._listening:
            stop = file.changed.connect(lambda change: self._told(file, change))
            self._listening[id(file)] = file, stop

    def forget(self) -> None:
        """Other files are open now."""
        for _file, stop in self._listening.values():
            stop()
        self._listening.clear()
        self._done.clear()
        self._undone.clear()

    def _told(self, file: Editable, change: Change) -> None:
        if change.origin is Origin.EDIT:
            self._done.append(file)
            self._undone.clear()
        elif change.origin in (Origin.UNDO, Origin.REDO):
            source, target = (
                (self._done, self._undone) if change.origin is Origin.UNDO else (self._undone, self._done)
            )
            if file in source:
                source.reverse()
                source.remove(file)
                source.reverse()
            target.append(file)
        self.changed.emit(change)

    @property
    def _to_undo(self) -> Editable | None:
        return next((file for file in reversed(self._done) if file.can_undo), None)

    @property
    def _to_redo(self) -> Editable | None:
        return next((file for file in reversed(self._undone) if file.can_redo), None)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._to_undo is not None

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._to_redo is not None

    @property
    def undo_label(self) -> str:
        """What `undo` would take back (English source text); empty for nothing."""
        file = self._to_undo
        return file.undo_label if file is not None else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would do again (English source text); empty for nothing."""
        file = self._to_redo
        return file.redo_label if file is not None else ""

    def undo(self) -> Change | None:
        """Take the last step back. Raises `AppError` where a later step stands above it."""
        file = self._to_undo
        return file.undo() if file is not None else None

    def redo(self) -> Change | None:
        """Do the step last taken back again."""
        file = self._to_redo
        return file.redo() if file is not None else None
