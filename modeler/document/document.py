"""The document: one BPMN file open for editing. Reads give frozen values; writes happen in transactions."""

from __future__ import annotations

import gc
from pathlib import Path

from modeler.bpmn.ids import IdMaker
from modeler.bpmn.nodes import ElementView, view
from modeler.document.change import Change, Delta, Origin
from modeler.document.editable import Editable
from modeler.document.index import Index
from modeler.document.journal import WrongTimeError
from modeler.document.notes import Note
from modeler.document.tree import Tree, tree_of
from runner.core.atomic import digest
from runner.core.i18n import N_
from runner.core.xml import Limits

__all__ = ["Document", "WrongTimeError"]


_MANY = 1000
"""Elements: looking through the records of a change of more is felt as a pause."""


class Document(Editable):
    """One BPMN file with its index. `changed` tells after the index is up to date.

    `ids` makes new ids (the same for the same `seed`).
    """

    def __init__(self, tree: Tree, *, name: str = "", path: Path | None = None, seed: int | None = None) -> None:
        super().__init__(tree, name, path)
        self.ids = IdMaker(seed)
        self._index = Index(tree)
        self._journal.turned = self._index.turn_to
        self._first = tree.source.data
        self._spared = False

    @property
    def tree(self) -> Tree:
        """For `modeler.document` alone."""
        return self._journal.tree

    def as_bytes(self) -> bytes:
        """The file as it would be saved now."""
        return self.tree.to_bytes()

    def first_bytes(self) -> bytes:
        """The bytes that it began with when it was opened."""
        return self._first

    def take(self, data: bytes, limits: Limits | None = None) -> None:
        """Take what is on disk by now in the place of what is here, which stays one undo away; clean then.
        Raises `FormatError`."""
        tree = tree_of(data, self.name, limits)
        self.seal()
        with self.transaction(N_("Load again from disk")):
            self._journal.turn_to(tree)
        self.mark_saved(self.path, digest(data))

    @property
    def index(self) -> Index:
        """The records of all elements, up to date also inside a transaction."""
        self._index.refresh()
        return self._index

    def spare_collection(self) -> None:
        """All objects that live now stay until a document is closed: the collector need not look through the
        hundred thousands of a large model again and again while it is shown and edited."""
        gc.freeze()
        self._spared = True

    def close(self) -> None:
        """Nobody edits it any more; its recovery journal goes. May be called twice."""
        super().close()
        if self._spared:
            gc.unfreeze()
            self._spared = False

    def _delta(self) -> Delta:
        return self._index.take_delta()

    def _tell(self, label: str, origin: Origin, notes: list[Note]) -> Change:
        change = super()._tell(label, origin, notes)
        if self._spared and len(change.added) + len(change.removed) + len(change.changed) > _MANY:
            gc.freeze()  # new records, and what others keep of them, live as long as the old ones would have
        return change

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
