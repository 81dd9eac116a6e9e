"""Kill an editing program at a random moment and look what can be recovered."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from modeler.document.io import recover, to_bytes
from modeler.document.recovery import left_behind
from runner.core.atomic import digest
from tests.helpers.steady import check_index

ROOT = Path(__file__).resolve().parents[2]


def kill_once(folder: Path, seed: int) -> int:
    """Start, kill with SIGKILL at a random act, recover; returns how many acts were done.

    Asserts that at most one act is lost, and that the undo history came back.
    """
    acts = random.Random(seed).randrange(1, 30)
    environment = {**os.environ, "SLIPWAY_HOME": str(folder / "home")}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.kill_me", str(folder), str(seed)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        seen = []
        for line in process.stdout:
            seen.append(line.split())
            if len(seen) > acts:
                break
        process.kill()
        seen += [line.split() for line in process.stdout if line.endswith("\n")]
        errors = process.stderr.read()
    assert not errors, errors
    states = [item[1] for item in seen if len(item) == 2]
    entries = left_behind()
    for path in folder.glob("*.bpmn"):
        entries += [item for item in left_behind(path) if item.file not in {other.file for other in entries}]
    if not entries:  # killed right after a save, or before anything was changed
        saved = {digest(path.read_bytes()) for path in folder.glob("*.bpmn")} | {states[0]}
        assert saved & set(states[-2:])
        return len(states)
    (entry,) = entries
    doc = recover(entry)
    found = digest(to_bytes(doc))
    # the act after the last printed one may have been written down already
    if found not in states[-2:]:
        assert doc.can_undo or doc.can_redo
        before = found
        step = doc.undo if doc.can_undo else doc.redo
        step()
        after_undo = digest(to_bytes(doc))
        doc.redo()
        doc.redo()
        assert {after_undo, digest(to_bytes(doc)), before} & set(states[-2:]), "more than one act was lost"
    check_index(doc)
    while doc.can_undo:
        doc.undo()
    assert digest(to_bytes(doc)) == states[0]
    doc.close()
    assert not left_behind()
    return len(states)
