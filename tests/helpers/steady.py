"""What every change of a document must keep: undo and redo to the byte, and an index that is right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from modeler.document.document import Document
from modeler.document.index import Index
from modeler.document.io import document_from_bytes, to_bytes


def tree_digest(doc: Document) -> str:
    """A digest of what the tree says; the order of attributes does not count."""
    total = hashlib.sha256()
    for node in doc.tree.root.iter():
        items = sorted(node.attrib.items()) if isinstance(node.tag, str) else []
        total.update(repr((str(node.tag), items, node.text or "", node.tail or "")).encode())
    return total.hexdigest()


def records(index: Index) -> dict[str, Any]:
    """All records without their lines."""
    tables = (index.nodes, index.flows, index.processes, index.definitions)
    return {own: replace(record, line=None) for table in tables for own, record in table.items()}  # type: ignore[type-var]


def rows(index: Index) -> dict[str, tuple[Any, ...]]:
    """All places without their order."""
    at = index.places
    columns = zip(at.ids, at.x, at.y, at.width, at.height, at.arounds, at.hosts, strict=True)
    return {row[0]: row for row in columns}


def ends(index: Index) -> set[tuple[str, str, str]]:
    """What all flows join."""
    return set(zip(index.lines.ids, index.lines.sources, index.lines.targets, strict=True))


def check_index(doc: Document, data: bytes | None = None) -> None:
    """The index kept up to date equals one built afresh from the saved bytes."""
    fresh = document_from_bytes(to_bytes(doc) if data is None else data, "fresh")
    mine, theirs = records(doc.index), records(fresh.index)
    assert mine.keys() == theirs.keys()
    for own, record in mine.items():
        assert record == theirs[own], own
    assert set(doc.index.lanes) == set(fresh.index.lanes)
    assert set(doc.index.containers) == set(fresh.index.containers)
    assert rows(doc.index) == rows(fresh.index)
    assert ends(doc.index) == ends(fresh.index)
    for own in mine:
        assert [flow.id for flow in doc.index.flows_of(own)] == [flow.id for flow in fresh.index.flows_of(own)]


@contextmanager
def steady(doc: Document) -> Iterator[None]:
    """The changes inside, taken back and done again, give the same bytes as before and after."""
    before, steps = to_bytes(doc), len(doc.journal.done)
    yield
    after = to_bytes(doc)
    check_index(doc, after)
    count = len(doc.journal.done) - steps
    for _ in range(count):
        doc.undo()
    assert to_bytes(doc) == before
    check_index(doc, before)
    for _ in range(count):
        doc.redo()
    assert to_bytes(doc) == after
    check_index(doc, after)
