"""Random edits on every style of file and on every file of the corpus change only what they touched."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeler.document.document import Document
from modeler.document.io import document_from_bytes, open_document, save_document, to_bytes
from runner.core.errors import AppError
from tests.bench.models import bpmn_of
from tests.helpers.acts import random_act
from tests.helpers.raw_edits import KINDS, check_outside, random_edits
from tests.helpers.styles import styles

STYLES = styles()


def edited(doc: Document, seed: int, count: int) -> dict[str, int]:
    before = to_bytes(doc)
    with doc.transaction("edits"):
        allowed, done = random_edits(doc, random.Random(seed), count)
    check_outside(doc, allowed)
    after = to_bytes(doc)
    doc.undo()
    assert to_bytes(doc) == before
    doc.redo()
    assert to_bytes(doc) == after
    doc.undo()
    return done


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(sorted(STYLES)), seed=st.integers(0, 2**32), count=st.integers(1, 16))
def test_random_edits_change_only_the_spans_of_edited_elements(name: str, seed: int, count: int) -> None:
    edited(document_from_bytes(STYLES[name], name), seed, count)


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(sorted(STYLES)), seed=st.integers(0, 2**32))
def test_what_was_written_before_is_written_alike_while_it_says_the_same(name: str, seed: int) -> None:
    chance = random.Random(seed)
    doc, fresh = document_from_bytes(STYLES[name], name), document_from_bytes(STYLES[name], name)
    for turn in range(6):
        for one in (doc, fresh):
            with one.transaction("edits"):
                random_edits(one, random.Random(f"{seed} {turn}"), 3)
        assert to_bytes(doc) == to_bytes(doc)  # the second time from what is kept
        if chance.random() < 0.5:
            doc.undo()
            fresh.undo()
        to_bytes(doc)
    assert to_bytes(doc) == to_bytes(fresh)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_save_among_many_is_that_of_one_alone(seed: int) -> None:
    chance = random.Random(seed)
    doc = document_from_bytes(bpmn_of(300), "large.bpmn", seed=1)  # its plane is too long to be kept whole
    for _turn in range(12):
        for _act in range(chance.randrange(4)):
            random_act(doc, chance)
        if chance.random() < 0.3:
            with doc.transaction("edits"):
                random_edits(doc, chance, 4)
        if chance.random() < 0.3:
            doc.undo()
        assert to_bytes(doc) == doc.tree.to_bytes(every=True)


@pytest.mark.parametrize("gone", [False, True])
def test_names_that_the_root_must_declare_do_not_depend_on_earlier_saves(gone: bool) -> None:
    doc = document_from_bytes(STYLES["plain"], "plain")
    for own, uri in (("B", "urn:two"), ("A", "urn:one")):
        with doc.transaction("x"):
            doc.journal.set_attribute(doc.tree.ids[own], f"{{{uri}}}note", own)
        to_bytes(doc)
    with doc.transaction("x"):
        doc.journal.set_attribute(doc.tree.ids["A"], "{urn:one}note", None if gone else "again")
    saved = to_bytes(doc)
    assert saved == doc.tree.to_bytes(every=True)
    wanted = {"ns": "urn:two"} if gone else {"ns": "urn:one", "ns2": "urn:two"}
    for prefix, uri in wanted.items():
        assert f'xmlns:{prefix}="{uri}"'.encode() in saved
    assert saved.count(b"urn:one") == (not gone)
    assert document_from_bytes(saved, "x").tree.ids["B"].get("{urn:two}note") == "B"


def corpus_files(folder: Path) -> list[Path]:
    """All models of the corpus."""
    return sorted(folder.rglob("*.bpmn"))


def test_every_corpus_file_is_kept_to_the_byte(corpus: Path, tmp_path: Path) -> None:
    opened = refused = 0
    for path in corpus_files(corpus):
        data = path.read_bytes()
        try:
            doc = document_from_bytes(data, str(path))
        except AppError:
            refused += 1
            continue
        opened += 1
        assert to_bytes(doc) == data, path
        assert doc.tree.to_bytes(every=True) == data, path
        copy = tmp_path / "copy.bpmn"
        save_document(doc, copy)
        assert copy.read_bytes() == data, path
        with doc.transaction("rename"):
            for node in list(doc.index.nodes.values())[:5]:
                doc.journal.set_attribute(doc.tree.ids[node.id], "name", "另一个 <name>")
        assert to_bytes(doc) != data, path
        save_document(doc)
        doc.undo()
        assert to_bytes(doc) == data, path
        save_document(doc)
        assert copy.read_bytes() == data, path
        copy.unlink()
    assert refused == 1
    assert opened >= 30


def test_random_edits_on_every_corpus_file(corpus: Path) -> None:
    total = dict.fromkeys(KINDS, 0)
    for number, path in enumerate(corpus_files(corpus)):
        if os.path.getsize(path) > 300_000:  # noqa: PTH202  # in the soak run
            continue
        try:
            doc = open_document(path)
        except AppError:
            continue
        for kind, count in edited(doc, number, 12).items():
            total[kind] += count
    assert min(total.values()) * 4.4 >= sum(total.values())
