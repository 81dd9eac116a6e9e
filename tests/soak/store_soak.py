"""1,000 kills of a process that works on a store: `python -m tests.soak.store_soak [kills]`.

One in ten hits a store on a PostgreSQL server, where there are programs for one; the others a file. After each batch
a line is written to `build/store_soak.jsonl`: a run that was stopped goes on where it was, unless the runner has
changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from runner.connectors.connections import Reach
from tests.helpers.postgresql import a_server, programs
from tests.helpers.store_load import Asked, a_ledger, check, prepare, work

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "soak.json"
NOTES = ROOT / "build" / "store_soak.jsonl"
KILLS = 1_000
BATCH = 50
"""So many kills hit one store: its cases stay short enough to be looked at whole after each."""
ON_SERVER = 10
"""One batch in so many."""
CASES = 6
LONGEST = 60.0
"""Seconds after which a child that does nothing is a failure of its own."""
COUNTED = ("count", "failures", "seconds", "commands", "calls", "lost calls asked about", "made again by decision",
           "went back")  # fmt: skip


def kill_once(store: str, marks: Path, reach: Reach, rng: Random) -> None:
    """Fork a child, let it do some commands, and kill it in the middle of whatever it does."""
    marks.unlink(missing_ok=True)
    seed, commands, more = rng.randrange(2**32), rng.randint(0, 12), rng.random() * 0.03
    child = os.fork()
    if child == 0:
        try:
            work(store, marks, reach, seed)
        finally:
            os._exit(1)
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and os.waitpid(child, os.WNOHANG) == (0, 0):
        if marks.exists() and marks.read_bytes().count(b"(") > commands:
            break
        select.select([], [], [], 0.001)
    select.select([], [], [], more)
    try:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), f"the child of seed {seed} ended by itself"
    except ChildProcessError as error:
        raise AssertionError(f"the child of seed {seed} ended by itself") from error


def batch(store: str, folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill so often what works on one store; the figures."""
    rng, asked, begun = Random(seed), Asked(), time.perf_counter()
    failures = 0
    with a_ledger() as ledger:
        marks = folder / "marks"
        prepare(store, ledger.reach(), CASES)
        for number in range(count):
            try:
                kill_once(store, marks, ledger.reach(), rng)
                check(store, marks, ledger, asked, rng)
            except AssertionError as error:
                failures += 1
                print(f"batch of seed {seed}, kill {number}: {error}", flush=True)
        calls = sum(ledger.calls.values())
    return {
        "count": count, "failures": failures, "seconds": round(time.perf_counter() - begun, 1),
        "commands": asked.commands, "calls": calls, "lost calls asked about": asked.unsure,
        "made again by decision": sum(asked.again.values()), "went back": asked.backs,
    }  # fmt: skip


@contextmanager
def a_place(on_server: bool, folder: Path) -> Iterator[str]:
    """An empty store: a file, or a database of a server of our own."""
    found = programs() if on_server else None
    if found is None:
        yield str(folder / "store.sqlite")
        return
    with a_server(found) as url:
        yield url


def kills(count: int, seed: int = 6, notes: Path | None = None) -> list[dict[str, Any]]:
    """Kill so often; a row of figures for each kind of store."""
    has_server, version = programs() is not None, _version()
    done = _noted(notes, version)
    rows: dict[str, dict[str, Any]] = {}
    for number in range(-(-count // BATCH)):
        on_server = has_server and number % ON_SERVER == ON_SERVER // 2
        size = min(BATCH, count - number * BATCH)
        if (number, size) not in done:
            with TemporaryDirectory() as folder, a_place(on_server, Path(folder)) as store:
                found = batch(store, Path(folder), size, seed * 1_000 + number)
            done[number, size] = {"batch": number, "size": size, "version": version, "server": on_server, **found}
            if notes is not None:
                notes.parent.mkdir(exist_ok=True)
                with notes.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(done[number, size]) + "\n")
            print(done[number, size], flush=True)
        kind = "PostgreSQL" if on_server else "file"
        row = rows.setdefault(kind, {"name": f"store: kills under load, {kind}", **dict.fromkeys(COUNTED, 0)})
        for name in COUNTED:
            row[name] = round(row[name] + done[number, size][name], 1)
    return list(rows.values())


def _noted(notes: Path | None, version: str) -> dict[tuple[int, int], dict[str, Any]]:
    """The batches that were done already, with this very runner and without a failure."""
    lines = notes.read_text("utf-8").splitlines() if notes is not None and notes.exists() else []
    found = [json.loads(line) for line in lines if line.endswith("}")]
    return {(one["batch"], one["size"]): one for one in found if one["version"] == version and not one["failures"]}


def _version() -> str:
    sums = hashlib.sha256()
    for path in sorted([*(ROOT / "runner").rglob("*.py"), Path(__file__), ROOT / "tests/helpers/store_load.py"]):
        sums.update(path.read_bytes())
    return sums.hexdigest()[:16]


def main(scale: float = 1.0, count: int | None = None) -> int:
    """The kills; rows in `build/soak.json`. Returns the failures."""
    rows = kills(max(10, int(KILLS * scale)) if count is None else count, notes=NOTES)
    OUT.parent.mkdir(exist_ok=True)
    before = json.loads(OUT.read_text("utf-8")) if OUT.exists() else []
    kept = [one for one in before if not one["name"].startswith("store: kills under load")]
    OUT.write_text(json.dumps([*kept, *rows], indent=2) + "\n", "utf-8")
    for row in rows:
        print(row)
    return int(sum(row["failures"] for row in rows))


if __name__ == "__main__":
    sys.exit(1 if main(count=int(sys.argv[1]) if len(sys.argv) > 1 else None) else 0)
