"""The full counts for the document: 10,000 random transactions, 1,000 kills, random edits on every file."""

from __future__ import annotations

import json
import random
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from modeler.document.io import document_from_bytes, to_bytes
from runner.core.errors import AppError
from tests.helpers.acts import random_act
from tests.helpers.builders import an_approval
from tests.helpers.kill_me import corpus
from tests.helpers.kills import Yard, a_yard, kill_once, kill_window
from tests.helpers.raw_edits import check_outside, random_edits
from tests.helpers.steady import check_index
from tests.helpers.styles import styles

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "soak.json"


def files(largest: int = 10_000_000) -> dict[str, bytes]:
    """All files of the corpus that open, and all styles of our own."""
    found = dict(styles())
    for path in sorted(corpus().rglob("*.bpmn")):
        data = path.read_bytes()
        try:
            document_from_bytes(data, str(path))
        except AppError:
            continue
        if len(data) <= largest:
            found[str(path)] = data
    return found


def transactions(count: int) -> Iterator[Callable[[], None]]:
    """Random transactions with failures, in runs of 50: undo all and redo all give the same bytes."""
    small = list(files(60_000).items())

    def run(seed: int) -> None:
        rng = random.Random(seed)
        name, data = rng.choice(small) if seed % 3 else ("approval", an_approval().bytes())
        doc = document_from_bytes(data, name, seed=seed)
        for _ in range(50):
            before = to_bytes(doc)
            if not random_act(doc, rng):
                assert to_bytes(doc) == before
        check_index(doc)
        end, steps = to_bytes(doc), len(doc.journal.done)
        for _ in range(steps):
            doc.undo()
        assert to_bytes(doc) == data
        for _ in range(steps):
            doc.redo()
        assert to_bytes(doc) == end
        assert document_from_bytes(end, name).tree.to_bytes(every=True) == end

    return ((lambda seed=seed: run(seed)) for seed in range(count // 50))  # type: ignore[misc]


def edits(rounds: int) -> Iterator[Callable[[], None]]:
    """Random edits on every file that opens: only the spans of edited elements differ."""

    def run(name: str, data: bytes, seed: int) -> None:
        doc = document_from_bytes(data, name)
        with doc.transaction("edits"):
            allowed, _ = random_edits(doc, random.Random(seed), 24 if len(data) < 300_000 else 8)
        check_outside(doc, allowed)
        doc.undo()
        assert to_bytes(doc) == data

    for name, data in files().items():
        for seed in range(rounds if len(data) < 300_000 else 2):
            yield lambda name=name, data=data, seed=seed: run(name, data, seed)  # type: ignore[misc]


def kills(count: int, yard: Yard) -> Iterator[Callable[[], None]]:
    """SIGKILL at random moments while random files of the corpus and of our own are edited: what comes back is
    the last committed state, with what undo and redo would do."""

    def run(seed: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            kill_once(Path(folder), seed, yard)

    return ((lambda seed=seed: run(seed)) for seed in range(count))  # type: ignore[misc]


def window_kills(count: int) -> Iterator[Callable[[], None]]:
    """The same with a whole window, worked in by mouse and keys."""

    def run(seed: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            kill_window(Path(folder), seed)

    return ((lambda seed=seed: run(seed)) for seed in range(count))  # type: ignore[misc]


def measure(name: str, checks: Iterator[Callable[[], None]], weight: int = 1) -> dict[str, object]:
    """Run all checks; a row with how many there were, how many failed, and the seconds."""
    start, count, failures = time.perf_counter(), 0, 0
    for check in checks:
        count += weight
        try:
            check()
        except Exception:  # noqa: BLE001  # counted and shown, the run goes on
            failures += 1
            print(f"{name}, number {count // weight - 1}:", flush=True)
            traceback.print_exc(limit=-3)
    return {"name": name, "count": count, "failures": failures, "seconds": round(time.perf_counter() - start, 1)}


def main(scale: float = 1.0) -> int:
    """All rows, written into `build/soak.json` beside those of other rooms; returns the failures."""
    windows = max(1, int(50 * scale))
    with a_yard() as yard:
        rows = [
            measure("document.transactions", transactions(int(10_000 * scale)), 50),
            measure("document.edits", edits(max(1, int(20 * scale)))),
            measure("document.kills", kills(max(1, int(1000 * scale) - windows), yard)),
            measure("window.kills", window_kills(windows)),
        ]
    others: list[dict[str, object]] = []
    if OUT.exists():
        mine = {row["name"] for row in rows}
        others = [row for row in json.loads(OUT.read_text("utf-8")) if row["name"] not in mine]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(others + rows, indent=2) + "\n", "utf-8")
    for row in rows:
        print(row)
    return sum(int(str(row["failures"])) for row in rows)


if __name__ == "__main__":
    import sys

    sys.exit(1 if main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0) else 0)
