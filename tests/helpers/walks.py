"""Random walks through a document: after every step it is lawful; a failing walk is shrunk to few steps.

A step is a number: it seeds what is done then, so that a walk can be done again, whole or in parts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from modeler.document.document import Document
from modeler.document.io import document_from_bytes, to_bytes
from tests.helpers.acts import RECORD, random_act
from tests.helpers.lawful import faults
from tests.helpers.steady import check_index


@dataclass(frozen=True)
class Broken:
    """A walk that went wrong: after `steps` (shrunk), whose last did `acts`, `why`."""

    name: str
    seed: int
    steps: tuple[int, ...]
    acts: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        done = "\n  ".join(self.acts)
        return f"{self.name}, seed {self.seed}: {self.why}\n  steps {list(self.steps)}\n  {done}"


class Unlawful(AssertionError):
    """A document that is not what the standard wants."""


def steps_of(seed: int, count: int) -> list[int]:
    """The steps of a walk."""
    rng = random.Random(seed)
    return [rng.getrandbits(40) for _ in range(count)]


def walk(name: str, data: bytes, seed: int, steps: Sequence[int]) -> None:
    """Take all steps from a file. Raises `Unlawful` or whatever broke."""
    doc = document_from_bytes(data, name, seed=seed)
    known = faults(doc)
    for step in steps:
        before = to_bytes(doc)
        done = random_act(doc, random.Random(step))
        after = to_bytes(doc)
        if not done and before != after:
            raise Unlawful("a failed act left something behind")
        if after == before:
            continue
        check_new(doc, data, known)
    back_and_forth(doc, data)


def check_new(doc: Document, start: bytes, known: Set[str]) -> None:
    """Raises `Unlawful` for faults that a document did not begin with. What a file without a drawing holds need
    not be drawn once something else is."""
    drawn = b"BPMNPlane" in start
    new = {fault for fault in faults(doc) - known if drawn or not fault.endswith("is not drawn")}
    if new:
        raise Unlawful("; ".join(sorted(new)[:4]))


def back_and_forth(doc: Document, start: bytes) -> None:
    """All undone and all done again, to the byte, with an index that is right at each end."""
    end, count = to_bytes(doc), len(doc.journal.done)
    check_index(doc, end)
    for _ in range(count):
        doc.undo()
    if to_bytes(doc) != start:
        raise Unlawful("undo does not lead back")
    check_index(doc, start)
    for _ in range(count):
        doc.redo()
    if to_bytes(doc) != end:
        raise Unlawful("redo does not lead forth")
    check_index(doc, end)


def tried(name: str, data: bytes, seed: int, steps: Sequence[int]) -> str:
    """Why a walk goes wrong; empty where it does not. Leaves what was done in `RECORD`."""
    RECORD.clear()
    try:
        walk(name, data, seed, steps)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        return f"{type(error).__name__}: {error}"
    return ""


def broken(
    name: str, data: bytes, seed: int, count: int, attempt: Callable[..., str] = tried
) -> Broken | None:  # fmt: skip
    """Walk; None where all is well, else the walk with as few steps as still go wrong."""
    steps = steps_of(seed, count)
    why = attempt(name, data, seed, steps)
    if not why:
        return None
    steps = shrunk(steps, lambda some: bool(attempt(name, data, seed, some)))
    why = attempt(name, data, seed, steps) or why
    return Broken(name, seed, tuple(steps), tuple(RECORD), why)


def shrunk(steps: list[int], fails: Callable[[list[int]], bool], tries: int = 200) -> list[int]:
    """Fewer steps that still fail: pieces are left out, large ones first."""
    size = len(steps) // 2
    while size >= 1 and tries > 0:
        at, less = 0, False
        while at < len(steps) and tries > 0:
            some, tries = steps[:at] + steps[at + size :], tries - 1
            if some and fails(some):
                steps, less = some, True
            else:
                at += size
        if not less:
            size //= 2
    return steps
