"""Keeps ready what a snapshot needs, change by change and in slices of time: the thread that edits is never held
up for a whole model."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from modeler.bpmn import names
from modeler.decisions import shelf_of
from modeler.document.change import Change
from modeler.document.contents import contents_of
from modeler.document.document import Document
from modeler.document.semantics import Details, details_of, file_facts_of
from modeler.document.workspace import Workspace
from modeler.lint.model import Model


class Watch:
    """Follows one document. `prepare` a little at a time until it says that all is ready, then `take`."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._details: dict[str, Details] = {}
        self._stale: dict[str, None] = {}
        self._order: dict[str, None] = {}
        self._walk: Iterator[str] | None = None
        self._ordered: tuple[int, int] | None = None  # of which index, and which of its structures
        self._all_anew()
        self._stop = doc.changed.connect(self._changed)

    def close(self) -> None:
        """Follow no longer."""
        self._stop()

    def prepare(self, seconds: float = float("inf")) -> bool:
        """Read again what changed, for some time at the most; whether all is ready."""
        end = perf_counter() + seconds
        nodes = self._doc.index.nodes
        while self._stale:
            own = next(iter(self._stale))
            del self._stale[own]
            node = nodes.get(own)
            if node is not None and node.tag in names.FLOW_NODES:
                self._details[own] = details_of(self._doc, own)
            else:
                self._details.pop(own, None)
            if perf_counter() > end:
                return False
        return self._put_in_order(end)

    def take(self, workspace: Workspace | None = None) -> Model:
        """The model as it is now; prepares whatever is not ready yet."""
        self.prepare()
        index = self._doc.index
        nodes = index.nodes
        return Model(
            revision=self._doc.revision,
            nodes={own: nodes[own] for own in self._order if own in nodes},
            flows=dict(index.flows),
            processes=dict(index.processes),
            definitions=dict(index.definitions),
            details=dict(self._details),
            facts=file_facts_of(self._doc),
            contents=contents_of(self._doc, workspace) if workspace is not None else None,
            decisions=shelf_of(workspace) if workspace is not None else None,
        )

    def _put_in_order(self, end: float) -> bool:
        if self._ordered == self._structure:
            return True
        if self._walk is None:
            self._walk = self._doc.index.walk()
            self._order = {}
        for own in self._walk:
            self._order[own] = None
            if perf_counter() > end:
                return False
        self._walk, self._ordered = None, self._structure
        return True

    @property
    def _structure(self) -> tuple[int, int]:
        return id(self._doc.index), self._doc.index.structure

    def _changed(self, change: Change) -> None:
        index = self._doc.index
        self._walk = None  # it may lead through what is there no more
        altered = change.altered  # of what only went elsewhere all details stay
        if any(own not in index.nodes and own not in index.flows for own in altered):
            self._all_anew()  # what elements refer to may have changed: messages, shared events
            return
        self._stale.update(dict.fromkeys((*change.added, *altered, *change.removed)))

    def _all_anew(self) -> None:
        self._stale.update(dict.fromkeys((*self._details, *self._doc.index.nodes)))
        self._walk, self._ordered = None, None


def snapshot(doc: Document, workspace: Workspace | None = None) -> Model:
    """The model of a document as it is now, in one go. Belongs to the thread that edits."""
    watch = Watch(doc)
    try:
        return watch.take(workspace)
    finally:
        watch.close()
