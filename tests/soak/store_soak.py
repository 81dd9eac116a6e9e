"""1,000 kills of a process that works on a store with several cases: `python -m tests.soak.store_soak [kills]`."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.helpers.store_load import Asked, a_ledger, check, prepare, work

OUT = Path(__file__).resolve().parents[2] / "build" / "soak.json"
KILLS = 1_000
CASES = 6
LONGEST = 60.0
"""Seconds after which a child that does nothing is a failure of its own."""


def kill_once(path: Path, marks: Path, port_reach: object, rng: Random) -> None:
    """Fork a child, let it do some commands, and kill it in the middle of whatever it does."""
    marks.unlink(missing_ok=True)
    seed, commands, more = rng.randrange(2**32), rng.randint(0, 12), rng.random() * 0.03
    child = os.fork()
    if child == 0:
        try:
            work(path, marks, port_reach, seed)  # type: ignore[arg-type]  # a `Reach`
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


def kills(count: int, seed: int = 6) -> dict[str, object]:
    """Kill so often; a row of figures."""
    rng, asked, begun = Random(seed), Asked(), time.perf_counter()
    failures = done = 0
    with TemporaryDirectory() as folder, a_ledger() as ledger:
        path, marks = Path(folder) / "store.sqlite", Path(folder) / "marks"
        prepare(path, ledger.reach(), CASES)
        for number in range(count):
            kill_once(path, marks, ledger.reach(), rng)
            try:
                check(path, marks, ledger, asked, rng)
            except AssertionError as error:
                failures += 1
                print(f"kill {number}: {error}", flush=True)
                if failures > 20:
                    break
            done += 1
        calls = sum(ledger.calls.values())
    seconds = round(time.perf_counter() - begun, 1)
    return {
        "name": "store: kills under load", "count": done, "failures": failures, "seconds": seconds, "calls": calls,
        "lost calls asked about": asked.unsure, "made again by decision": sum(asked.again.values()),
    }  # fmt: skip


def main(scale: float = 1.0, count: int | None = None) -> int:
    """The kills; a row in `build/soak.json`. Returns the failures."""
    row = kills(max(10, int(KILLS * scale)) if count is None else count)
    print(row)
    OUT.parent.mkdir(exist_ok=True)
    rows = json.loads(OUT.read_text("utf-8")) if OUT.exists() else []
    kept = [one for one in rows if one["name"] != row["name"]]
    OUT.write_text(json.dumps([*kept, row], indent=2) + "\n", "utf-8")
    return int(str(row["failures"]))


if __name__ == "__main__":
    sys.exit(1 if main(count=int(sys.argv[1]) if len(sys.argv) > 1 else None) else 0)
