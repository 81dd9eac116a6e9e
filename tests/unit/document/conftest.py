"""A guard over all tests of the document: the tree changes inside transactions and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from modeler.document.document import Document
from tests.helpers.steady import tree_digest

_LARGE = 5000


@pytest.fixture(autouse=True)
def tree_guard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compare the tree's digest at the begin of each transaction with that at the end of the last one."""
    known: WeakKeyDictionary[Document, str] = WeakKeyDictionary()
    documents: list[Document] = []
    begin = Document.__init__

    def init(self: Document, *args: Any, **options: Any) -> None:
        begin(self, *args, **options)
        if len(self.tree.nodes) < _LARGE:
            documents.append(self)
            known[self] = tree_digest(self)

    def check(doc: Document) -> None:
        if doc in known and not doc.journal.is_open:
            assert known[doc] == tree_digest(doc), "the tree was changed outside a transaction"

    transaction = Document.transaction

    @contextmanager
    def guarded(self: Document, label: str, merge_key: str | None = None) -> Iterator[None]:
        check(self)
        try:
            with transaction(self, label, merge_key):
                yield
        finally:
            if not self.journal.is_open and self in known:
                known[self] = tree_digest(self)

    tell = Document._tell

    def told(self: Document, *args: Any) -> Any:
        if self in known:
            known[self] = tree_digest(self)
        return tell(self, *args)

    monkeypatch.setattr(Document, "__init__", init)
    monkeypatch.setattr(Document, "transaction", guarded)
    monkeypatch.setattr(Document, "_tell", told)
    yield
    for doc in documents:
        check(doc)
        assert not doc.journal.is_open, "a transaction was left open"
