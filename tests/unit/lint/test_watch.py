"""A watch that follows every change gives the very model that a look at the whole document gives."""

from __future__ import annotations

import random

import pytest

from modeler.document import commands
from modeler.document.document import Document
from modeler.lint.watch import Watch, snapshot
from tests.helpers.acts import random_act
from tests.helpers.builders import an_approval


def same(watch: Watch, doc: Document) -> bool:
    mine, whole = watch.take(), snapshot(doc)
    return mine == whole and list(mine.nodes) == list(whole.nodes)


@pytest.mark.parametrize("seed", range(6))
def test_a_watch_agrees_with_a_fresh_look_after_any_acts(seed: int) -> None:
    doc, rng = an_approval().document(), random.Random(seed)
    watch = Watch(doc)
    for _turn in range(40):
        random_act(doc, rng)
        if rng.random() < 0.2 and doc.can_undo:
            doc.undo()
        watch.prepare(0)  # a slice that a change may interrupt
        if rng.random() < 0.3:
            assert same(watch, doc)
    assert same(watch, doc)


def test_after_one_name_only_that_element_is_read_again() -> None:
    doc = an_approval().document()
    watch = Watch(doc)
    watch.prepare()
    task = next(node.id for node in doc.index.nodes.values() if node.tag == "userTask")
    commands.rename(doc, task, "Another")
    assert set(watch._stale) == {task}
    assert same(watch, doc)


def test_a_closed_watch_follows_no_longer() -> None:
    doc = an_approval().document()
    watch = Watch(doc)
    watch.prepare()
    watch.close()
    task = next(node.id for node in doc.index.nodes.values() if node.tag == "userTask")
    commands.rename(doc, task, "Another")
    assert not watch._stale
