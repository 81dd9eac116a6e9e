"""Kill an editing program at a random moment and look what can be recovered."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from modeler.document.document import Document
from modeler.document.editable import Editable
from modeler.document.io import recover, to_bytes
from modeler.document.json_document import recover_json
from modeler.document.recovery import LeftBehind, left_behind
from runner.core.atomic import digest
from runner.core.errors import AppError
from runner.data.dictionary import Dictionary
from tests.helpers.kill_me import State, begin, edit
from tests.helpers.steady import check_index

ROOT = Path(__file__).resolve().parents[2]
LATEST = 0.25
"""Seconds that an editing program lives at most."""


class Yard:
    """Starts programs to kill. With one server they are forked, else each is started on its own."""

    def __init__(self, server: subprocess.Popen[str] | None = None) -> None:
        self._server = server

    def kill(self, folder: Path, seed: int, delay: float) -> tuple[int, bool]:
        """Let it edit for `delay` seconds, then SIGKILL; returns how many acts it ended, and whether it was in
        the middle of one."""
        if self._server is not None:
            assert self._server.stdin is not None and self._server.stdout is not None
            print(f"{folder}\t{seed}", file=self._server.stdin, flush=True)
            pid = int(self._server.stdout.readline())
            self._wait(folder, pid, delay)
        else:
            environment = {**os.environ, "SLIPWAY_HOME": str(folder / "home")}
            command = [sys.executable, "-m", "tests.helpers.kill_me", str(folder), str(seed)]
            with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
                self._wait(folder, process.pid, delay)
        marks = (folder / "marks").read_bytes()
        assert marks.startswith(b"!"), "it never began"
        return marks.count(b")"), marks.endswith(b"(")

    @staticmethod
    def _wait(folder: Path, pid: int, delay: float) -> None:
        marks, end = folder / "marks", time.monotonic() + 60
        while not (marks.exists() and marks.stat().st_size) and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        while _lives(pid) and time.monotonic() < end:
            time.sleep(0.0005)


def _lives(pid: int) -> bool:
    """Whether a process still runs; one that ended but was not asked for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@contextmanager
def a_yard() -> Iterator[Yard]:
    """A yard with a server of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.kill_me", "serve"], cwd=ROOT, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        try:
            yield Yard(server)
        finally:
            assert server.stdin is not None
            server.stdin.close()


def kill_once(folder: Path, seed: int, yard: Yard | None = None) -> int:
    """Start, kill with SIGKILL at a random moment, recover; returns how many acts were done, -1 where the file
    of the corpus cannot be opened.

    Asserts that the recovered document is the last committed state (or the one that was just being
    committed), with what undo and redo would do, and that undoing all gives the first state.
    """
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["SLIPWAY_HOME"] = str(folder / "home")
    replica = folder / "replica"
    replica.mkdir()
    try:
        double = begin(replica, seed)
    except AppError:
        return -1
    double.recorder = None
    delay = random.Random(seed).random() * LATEST
    done, within = (yard or Yard()).kill(folder, seed, delay)
    first, acts = State.of(double), edit(double, seed)
    for _ in range(done):
        next(acts)
    possible = [State.of(double)]
    if within:
        next(acts)
        possible.append(State.of(double))
    _compare(folder, first, possible, within=within)
    return done


def _compare(folder: Path, first: State, possible: list[State], *, within: bool) -> None:
    entries = left_behind()
    if not entries:  # killed right after a save, or before anything was changed
        files = [path for path in (folder / "killed.bpmn", folder / "dictionary.json") if path.exists()]
        found = digest(files[0].read_bytes()) if files else first.content
        known = {state.content for state in possible}
        if within:  # somebody else may just have put the first state on disk, over what was saved
            known.add(first.content)
        size = files[0].stat().st_size if files else 0
        assert found in known, f"what was saved, {size} bytes, is neither the last state nor the next"
        return
    (entry,) = entries
    doc = _recovered(entry)
    found = State.of(doc)
    assert found in possible or _as_on_disk(doc, found, possible), (found, possible)
    if isinstance(doc, Document):
        check_index(doc)
    while doc.can_undo:
        doc.undo()
    assert digest(doc.as_bytes()) == first.content, "undoing all does not lead to the beginning"
    doc.close()
    assert not left_behind()
    shutil.rmtree(folder, ignore_errors=True)


def _as_on_disk(doc: Editable, found: State, possible: list[State]) -> bool:
    """Whether only the mark "not saved" is gone, for the good reason that the very content lies on disk."""
    if found.dirty or doc.path is None or not doc.path.exists():
        return False
    return replace(found, dirty=True) in possible and digest(doc.path.read_bytes()) == found.content


def _recovered(entry: LeftBehind) -> Editable:
    if entry.path is not None and entry.path.suffix == ".json":
        return recover_json(Dictionary, entry)
    return recover(entry)


def kill_window(folder: Path, seed: int) -> int:
    """Start a whole window on the sample, SIGKILL it at a random moment of random work by mouse and keys, and
    recover; returns how many changes it told of."""
    environment = {**os.environ, "SLIPWAY_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.helpers.window_to_kill", str(seed)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        seen = [process.stdout.readline()]
        time.sleep(random.Random(seed).random() * 1.5)
        process.kill()
        seen += process.stdout.read().splitlines(keepends=True)
        errors = process.stderr.read()
    assert seen[0].startswith("ready"), errors
    states = [line.split()[1] for line in seen if line.endswith("\n")]
    os.environ["SLIPWAY_HOME"] = str(folder / "home")
    path = next((folder / "home").rglob("leave.bpmn"))
    entries = left_behind(path)
    if not entries:
        assert digest(path.read_bytes()) in {states[-1], *states[-2:-1]}
        return len(states) - 1
    (entry,) = entries
    doc = recover(entry)
    found = {digest(to_bytes(doc))}
    if states[-1] not in found:  # one change more was written down, but nobody told of it yet
        for step, back in ((doc.undo, doc.redo), (doc.redo, doc.undo)):
            if step() is not None:
                found.add(digest(to_bytes(doc)))
                back()
    assert states[-1] in found, "more than the change that was being made is lost"
    while doc.can_undo:
        doc.undo()
    assert digest(to_bytes(doc)) == states[0]
    doc.close()
    return len(states) - 1
