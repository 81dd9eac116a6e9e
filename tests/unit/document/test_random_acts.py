"""Random transactions with failures: the index stays right, undo all and redo all give the same bytes."""

from __future__ import annotations

import random

import pytest

from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from tests.helpers.acts import random_act
from tests.helpers.builders import an_approval
from tests.helpers.steady import check_index
from tests.helpers.styles import styles


def run(doc: Document, seed: int, count: int, check_every: int = 5) -> int:
    rng = random.Random(seed)
    start = to_bytes(doc)
    for turn in range(count):
        before, revision = to_bytes(doc), doc.revision
        done = random_act(doc, rng)
        if not done:
            assert to_bytes(doc) == before
            assert doc.revision == revision
        if rng.random() < 0.15 and doc.can_undo:
            doc.undo()
            if rng.random() < 0.7:
                doc.redo()
        if turn % check_every == 0:
            check_index(doc)
    end = to_bytes(doc)
    assert document_from_bytes(end, "end").tree.to_bytes(every=True) == end
    steps = len(doc.journal.done)
    for _ in range(steps):
        doc.undo()
    assert to_bytes(doc) == start
    check_index(doc, start)
    for _ in range(steps):
        doc.redo()
    assert to_bytes(doc) == end
    check_index(doc, end)
    return count


@pytest.mark.parametrize("seed", range(4))
def test_random_transactions_undo_and_redo_to_the_byte(seed: int) -> None:
    run(an_approval().document(), seed, 40)


@pytest.mark.parametrize("name", ["crlf", "utf-16", "gb18030", "default-namespace", "one-line", "declared-again"])
def test_random_transactions_in_other_styles(name: str) -> None:
    run(document_from_bytes(styles()[name], name, seed=1), 7, 15)
