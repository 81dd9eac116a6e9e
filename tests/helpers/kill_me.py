"""A program that edits a file at random until it is killed: `python -m tests.helpers.kill_me FOLDER SEED`.

What it does is settled by the seed, so that whoever killed it can do the same again and compare. In the
file `marks` it puts a `(` before each act and a `)` behind it. `serve` reads jobs (folder and seed, tab
between) from standard input and forks a child for each, whose process id it prints: a start costs nothing.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from modeler.document import journal_file
from modeler.document.document import Document
from modeler.document.editable import Editable
from modeler.document.io import new_document, open_document, save_document
from modeler.document.json_document import JsonDocument, open_json
from runner.core.atomic import digest, write_bytes
from runner.data.dictionary import Dictionary
from tests.helpers.acts import random_act
from tests.helpers.builders import an_approval
from tests.helpers.styles import styles

_WORDS = (json.dumps({"formatVersion": 1, "elements": [{"code": "days"}]}, indent=2) + "\n").encode()

MOST = 400_000
"""Larger files of the corpus take too long to read for a thousand kills."""


@dataclass(frozen=True)
class State:
    """One committed state: what would be saved, and what undo and redo would do."""

    content: str
    undo: str
    redo: str
    dirty: bool

    @classmethod
    def of(cls, doc: Editable) -> State:
        return cls(digest(doc.as_bytes()), doc.undo_label, doc.redo_label, doc.is_dirty)


def corpus() -> Path:
    """The folder of real files; it may be missing."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("SLIPWAY_CORPUS") or root.parent / "shared" / "corpus")


def first_bytes(seed: int) -> bytes:
    """The file that is worked on: one of the corpus, or where there is none (and at each third seed) one of
    our own making."""
    rng = random.Random(seed)
    found = [path for path in sorted(corpus().rglob("*.bpmn")) if path.stat().st_size <= MOST] if seed % 3 else []
    own = [an_approval().bytes(), *styles().values()]
    return rng.choice(found).read_bytes() if found else rng.choice(own)


def begin(folder: Path, seed: int) -> Editable:
    """What is edited: each fifth an untitled document, each seventh a JSON file, else a file. Raises
    `FormatError` for a file of the corpus that is none."""
    if seed % 5 == 1:
        return new_document("killed", seed=seed)
    if seed % 7 == 2:
        path = folder / "dictionary.json"
        path.write_bytes(_WORDS)
        return open_json(Dictionary, path)
    path = folder / "killed.bpmn"
    path.write_bytes(first_bytes(seed))
    return open_document(path, seed=seed)


def edit(doc: Editable, seed: int, before: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Edit for ever; yields after each act, `before` is called before it."""
    rng = random.Random(seed)
    while True:
        before()
        if rng.random() < 0.7:
            doc.seal()
        turn = rng.random()
        if turn < 0.1 and doc.can_undo:
            doc.undo()
        elif turn < 0.15 and doc.can_redo:
            doc.redo()
        elif turn < 0.2 and doc.path is not None:
            _save(doc)
        elif turn < 0.22 and doc.path is not None and doc.path.exists():
            _load_again(doc)
        elif turn < 0.23:
            doc.flush()
        elif isinstance(doc, Document):
            _act(doc, rng)
        else:
            assert isinstance(doc, JsonDocument)
            value = {"elements": [{"code": f"c{rng.randrange(9)}"} for _ in range(rng.randrange(4))]}
            doc.set(Dictionary.model_validate(value), merge_key=rng.choice([None, "typing"]))
        yield


def _act(doc: Document, rng: random.Random) -> None:
    if len(doc.index.nodes) < 400:
        random_act(doc, rng)
    elif doc.can_undo:
        doc.undo()


def _save(doc: Editable) -> None:
    if isinstance(doc, Document):
        save_document(doc)
    else:
        assert isinstance(doc, JsonDocument)
        doc.save()


def _load_again(doc: Editable) -> None:
    """Somebody else puts the first state on disk, and it is loaded again."""
    assert doc.path is not None
    write_bytes(doc.path, doc.first_bytes())  # whole or not at all, so that a kill leaves no half of it
    assert isinstance(doc, Document | JsonDocument)
    doc.take(doc.first_bytes())


def main(folder: Path, seed: int) -> None:
    """Edit until the end comes."""
    if seed % 2:
        journal_file.LONG_BYTES = 3_000  # shortened again and again
    marks = os.open(folder / "marks", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    doc = begin(folder, seed)
    os.write(marks, b"!")
    for _act_done in edit(doc, seed, lambda: _mark(marks, b"(")):
        os.write(marks, b")")


def _mark(marks: int, sign: bytes) -> None:
    os.write(marks, sign)


def serve() -> None:
    """Fork a child for each job."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for job in sys.stdin:
        folder, seed = job.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            os.environ["SLIPWAY_HOME"] = str(Path(folder) / "home")
            main(Path(folder), int(seed))
        print(child, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]))
