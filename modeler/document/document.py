"""The document: one file open for editing. Reads give frozen values; writes happen in transactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from modeler.bpmn.ids import IdMaker
from modeler.bpmn.nodes import ElementView, view
from modeler.document.change import Change, Origin
from modeler.document.index import Index
from modeler.document.journal import Entry, Journal, Note, WrongTimeError
from modeler.document.tree import Tree
from runner.core.signal import Signal


class Recorder(Protocol):
    """Keeps what was done, so that nothing is lost when the program is killed."""

    def record(self, line: dict[str, Any]) -> None:
        """Write one line before anyone is told of the change."""

    def flush(self) -> None:
        """Bring what was written to the disk itself."""

    def close(self) -> None:
        """Nothing needs to be recovered any more."""


class Document:
    """One BPMN file with its JSON parts, its undo history and its index.

    `path` is where it is saved (None: untitled), `digest` that of the bytes on disk as we know them.
    `changed` tells of each transaction once, after the index is up to date.
    """

    def __init__(self, tree: Tree, *, name: str = "", path: Path | None = None, seed: int | None = None) -> None:
        self.tree = tree
        self.path = path
        self.digest: str | None = None
        self.changed: Signal[Change] = Signal()
        self.revision = 0
        self.ids = IdMaker(seed)
        self.recorder: Recorder | None = None
        self._name = name
        self._index = Index(tree)
        self._journal = Journal(tree, self._committed)
        self._closed = False

    # what it is

    @property
    def name(self) -> str:
        """What to call it: the file's name, or what it was called before it had one."""
        return self.path.name if self.path is not None else self._name

    @property
    def index(self) -> Index:
        """The records of all elements, up to date also inside a transaction."""
        if self._journal.is_open:
            self._index.refresh()
        return self._index

    @property
    def parts(self) -> Mapping[str, Any]:
        """Frozen JSON values by name, `forms/leave.form` for example."""
        return MappingProxyType(self._journal.parts)

    @property
    def journal(self) -> Journal:
        """The primitives: for `modeler.document` alone."""
        return self._journal

    @property
    def definitions_id(self) -> str:
        """The id of the outermost element; empty where it has none."""
        return self.tree.root.get("id") or ""

    def view(self, element_id: str | None = None, depth: int = 64) -> ElementView | None:
        """The element of an id, with all below it, as plain values; None where there is none. Without an
        id: the outermost element."""
        if element_id is None:
            return view(self.tree.root, depth)
        element = self.tree.ids.get(element_id)
        return None if element is None else view(element, depth)

    # changing

    @contextmanager
    def transaction(self, label: str, merge_key: str | None = None) -> Iterator[None]:
        """All changes inside are one step of undo and one `Change`. Joins an outer transaction.

        Steps with the same `merge_key` in a row become one, until `seal`, undo or saving. On an exception
        everything is as before. Raises `WrongTimeError` while observers are told of a change.
        """
        try:
            with self._journal.transaction(label, merge_key):
                yield
        finally:
            if not self._journal.is_open and not self._journal.notifying:
                self._index.take_delta()  # after a failure: forget what was taken back

    def set_part(self, name: str, value: Any) -> None:
        """Replace a JSON part whole; None removes it. A primitive: only inside a transaction."""
        self._journal.set_part(name, value)

    def seal(self) -> None:
        """What comes next is a step of its own: the focus left the field."""
        self._journal.seal()

    def _committed(self, label: str, notes: list[Note], merge_key: str | None, merged: bool) -> None:
        if self.recorder is not None:
            steps = [note.as_json(self._journal) for note in notes]
            self.recorder.record({"label": label, "key": merge_key, "merged": merged, "do": steps})
        self._tell(label, Origin.EDIT, notes)

    def _tell(self, label: str, origin: Origin, notes: list[Note]) -> Change:
        added, removed, changed = self._index.take_delta()
        parts = frozenset(note.name for note in notes if hasattr(note, "name") and not hasattr(note, "element"))
        self.revision += 1
        change = Change(label, origin, added, removed, changed, parts, self.revision)
        self._journal.notifying = True
        try:
            self.changed.emit(change)
        finally:
            self._journal.notifying = False
        return change

    # undo

    def undo(self) -> Change | None:
        """Take the last step back; None where there is none."""
        entry = self._journal.undo()
        return self._replayed(entry, Origin.UNDO)

    def redo(self) -> Change | None:
        """Do the step last taken back again; None where there is none."""
        entry = self._journal.redo()
        return self._replayed(entry, Origin.REDO)

    def _replayed(self, entry: Entry | None, origin: Origin) -> Change | None:
        if entry is None:
            return None
        if self.recorder is not None:
            self.recorder.record({origin.value: 1})
        return self._tell(entry.label, origin, entry.notes)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._journal.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._journal.undone)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back; empty for nothing."""
        return self._journal.done[-1].label if self._journal.done else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would do again; empty for nothing."""
        return self._journal.undone[-1].label if self._journal.undone else ""

    @property
    def is_dirty(self) -> bool:
        """Whether it differs from what was saved."""
        return not self._journal.is_clean

    def mark_clean(self) -> None:
        """It was saved as it is now."""
        self._journal.mark_clean()

    # end

    def flush(self) -> None:
        """Bring the recovery journal to the disk itself; the window calls this when it is idle."""
        if self.recorder is not None:
            self.recorder.flush()

    def close(self) -> None:
        """Nobody edits it any more; its recovery journal goes. May be called twice."""
        if self._journal.is_open:
            raise WrongTimeError("a transaction is open")
        if not self._closed and self.recorder is not None:
            self.recorder.close()
        self._closed = True
