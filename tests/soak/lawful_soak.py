"""100,000 random acts: after each the file fits the schema of BPMN and the rules; in each walk all is undone and done
again to the byte, and the index equals a fresh one.

`python -m tests.soak.lawful_soak [scale]`. Stopped in the middle it goes on where it stopped:
`build/soak-lawful.json` keeps the next seed and every failure, shrunk to the steps that matter.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict

from tests.helpers import hands, walks
from tests.helpers.starts import own_starts, without_fault
from tests.soak.document_soak import OUT, files

REPORT = OUT.with_name("soak-lawful.json")
COUNTS = {"acts": 70_000, "hands": 30_000}
STEPS = 50
_FEW = 20
"""Failures after which a kind is given up."""


def _saved(goal: Mapping[str, int]) -> dict[str, dict[str, object]]:
    """Where an earlier run of the same counts stopped; a new start where it was finished."""
    try:
        found = json.loads(REPORT.read_text("utf-8"))
    except (OSError, ValueError):
        found = {}
    if found.get("goal") == dict(goal) and not found.get("finished"):
        return dict(found["kinds"])
    return {}


def _walk_all(
    kind: str, count: int, starts: Mapping[str, bytes], attempt: Callable[..., str], state: dict[str, object],
    keep: Callable[[], None],
) -> None:  # fmt: skip
    names = sorted(starts)
    begun, before = time.perf_counter(), float(str(state.get("seconds", 0)))
    failures = list(state.get("failures", []))  # type: ignore[call-overload]
    for seed in range(int(str(state.get("next", 0))), -(-count // STEPS)):
        name = names[seed % len(names)]
        found = walks.broken(name, starts[name], seed, STEPS, attempt)
        if found is not None:
            print(found, flush=True)
            failures.append(asdict(found))
        state.update(next=seed + 1, count=(seed + 1) * STEPS, failures=failures)
        state["seconds"] = round(before + time.perf_counter() - begun, 1)
        keep()
        if len(failures) >= _FEW:
            print(f"{kind}: given up after {len(failures)} failures")
            return


def main(scale: float = 1.0) -> int:
    """Both kinds of walks; a row each in `build/soak.json`. Returns the failures."""
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    goal = {kind: max(STEPS, int(count * scale)) for kind, count in COUNTS.items()}
    starts = {**own_starts(), **without_fault(files())}
    kinds = {kind: _saved(goal).get(kind, {}) for kind in goal}
    REPORT.parent.mkdir(exist_ok=True)

    def keep(finished: bool = False) -> None:
        text = json.dumps({"goal": goal, "finished": finished, "kinds": kinds}, indent=2, ensure_ascii=False)
        REPORT.write_text(text + "\n", "utf-8")

    for kind, attempt in (("acts", walks.tried), ("hands", hands.tried)):
        _walk_all(kind, goal[kind], starts, attempt, kinds[kind], keep)
    keep(finished=True)
    rows = [
        {
            "name": f"lawful.{kind}",
            "count": state.get("count", 0),
            "failures": len(state.get("failures", [])),  # type: ignore[arg-type]
            "seconds": state.get("seconds", 0),
        }
        for kind, state in kinds.items()
    ]
    mine = {row["name"] for row in rows}
    others = json.loads(OUT.read_text("utf-8")) if OUT.exists() else []
    OUT.write_text(json.dumps([*(row for row in others if row["name"] not in mine), *rows], indent=2) + "\n", "utf-8")
    for row in rows:
        print(row)
    application.processEvents()
    QGuiApplication.clipboard().clear()  # Qt would free what was copied after Python has ended
    return sum(int(str(row["failures"])) for row in rows)


if __name__ == "__main__":
    sys.exit(1 if main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0) else 0)
