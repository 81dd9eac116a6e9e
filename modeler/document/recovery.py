"""The recovery journal: one line a transaction, written before anyone is told; read back after a crash.

Two files lie beside each other: `NAME.base`, the bytes that the document began with, and `NAME.jsonl`, a
header and a line for each transaction, undo, redo and save. Who edits holds a lock on the latter, so
that a journal without a holder is one that was left behind. A finished document removes both.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modeler.document.editable import Editable
from modeler.document.home import nearest_workspace
from runner.core.atomic import digest, read_bytes
from runner.core.errors import FormatError
from runner.core.folders import state_folder
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import read_xml

declare(
    {
        "recovery.unreadable": (
            N_("The recovery journal {file} is not readable, line {line}."),
            N_("What came before that line can still be recovered."),
        ),
    }
)

_MARK = "slipwayJournal"


def journal_folder(path: Path | None) -> Path:
    """Where the journal of a file lies: in its workspace, else in the user's state folder."""
    folder = nearest_workspace(path) if path is not None else None
    if folder is not None and os.access(folder, os.W_OK):
        return folder / ".slipway" / "journals"
    return state_folder() / "journals"


class JournalFile:
    """A recorder that writes to a journal file, which begins to exist with the first line."""

    def __init__(self, folder: Path, stem: str, base: bytes, header: Mapping[str, Any]) -> None:
        self._folder, self._stem, self._base, self._header = folder, stem, base, header
        self._handle: int | None = None
        self.file: Path | None = None

    @classmethod
    def taken_over(cls, file: Path, handle: int) -> JournalFile:
        """Go on with a journal that was left behind; `handle` is open for appending and locked."""
        found = cls(file.parent, file.stem, b"", {})
        found._handle, found.file = handle, file
        return found

    def record(self, line: dict[str, Any]) -> None:
        """Append a line. Raises `OSError`."""
        if self._handle is None:
            self._begin()
        self._write(line)

    def flush(self) -> None:
        """Bring what was written to the disk itself."""
        if self._handle is not None:
            os.fsync(self._handle)

    def close(self) -> None:
        """Remove the journal."""
        if self._handle is not None and self.file is not None:
            os.close(self._handle)
            self._handle = None
            for name in (self.file, self.file.with_suffix(".base")):
                with suppress(OSError):
                    name.unlink()

    def abandon(self) -> None:
        """Let go of the journal but leave it where it is, as a killed program does."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        while True:
            file = self._folder / f"{self._stem}-{secrets.token_hex(4)}.jsonl"
            if not file.exists():
                break
        file.with_suffix(".base").write_bytes(self._base)
        self._handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_RDWR, 0o600)
        self.file = file
        _lock(self._handle)
        self._write({_MARK: 1, "base": digest(self._base), **self._header})
        self._base = b""

    def _write(self, line: Mapping[str, Any]) -> None:
        assert self._handle is not None
        data = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        while data:
            data = data[os.write(self._handle, data) :]

    def __del__(self) -> None:
        self.abandon()


def attach_recorder(doc: Editable, base: bytes) -> None:
    """From now on every transaction of a document is written down."""
    stem = doc.path.stem if doc.path is not None else "untitled"
    header = {"path": str(doc.path.resolve()) if doc.path is not None else None, "name": doc.name}
    doc.recorder = JournalFile(journal_folder(doc.path), stem, base, header)


@dataclass(frozen=True)
class LeftBehind:
    """A journal that nobody holds: work that was not saved. `steps` counts its lines since the last save;
    `is_stale` when the file on disk is another by now than the one that was worked on."""

    file: Path
    path: Path | None
    name: str
    steps: int
    is_stale: bool
    when: float


def left_behind(path: Path | None = None) -> list[LeftBehind]:
    """Journals that a killed program left, the newest first: for one file, or (without a path) all in the
    user's state folder. Journals with nothing unsaved in them are cleared away."""
    return _left_in(journal_folder(path), path)


def _left_in(folder: Path, path: Path | None) -> list[LeftBehind]:
    found = []
    for file in sorted(folder.glob("*.jsonl")) if folder.is_dir() else []:
        handle = _hold(file)
        if handle is None:
            continue
        try:
            entry = _look(file)
        finally:
            os.close(handle)
        if entry is None or (path is not None and entry.path != path.resolve()):
            continue
        if entry.steps == 0:
            forget(entry)
        else:
            found.append(entry)
    return sorted(found, key=lambda entry: -entry.when)


def left_behind_in(workspace: Path) -> list[LeftBehind]:
    """The same for all files of a workspace: processes, forms, people, terms and rights."""
    inside = journal_folder(workspace.resolve() / "workspace.json")
    if inside == journal_folder(None):  # a folder that cannot be written to: its journals lie with all others
        return [entry for entry in left_behind() if entry.path and entry.path.is_relative_to(workspace.resolve())]
    return _left_in(inside, None)


def forget(entry: LeftBehind) -> None:
    """Remove a journal that nobody wants back."""
    for name in (entry.file, entry.file.with_suffix(".base")):
        with suppress(OSError):
            name.unlink()


def _look(file: Path) -> LeftBehind | None:
    lines = list(read_lines(file))
    if not lines or lines[0].get(_MARK) != 1:
        return None
    path = Path(lines[0]["path"]) if lines[0].get("path") else None
    known, steps = lines[0].get("base"), 0
    for line in lines[1:]:
        steps += 1
        if "saved" in line:
            known, steps = line["saved"], 0
            path = Path(line["path"]) if line.get("path") else path
    stale = path is not None and (not path.exists() or digest(read_bytes(path)) != known)
    return LeftBehind(file, path, str(lines[0].get("name") or ""), steps, stale, file.stat().st_mtime)


def read_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a journal: one that was cut off ends it."""
    for raw in read_bytes(file).split(b"\n")[:-1]:
        try:
            line = json.loads(raw)
        except ValueError:
            return
        if not isinstance(line, dict):
            return
        yield line


def take_over(entry: LeftBehind) -> JournalFile | None:
    """Hold a journal that was left behind, to go on with it; None where someone else was quicker. A line
    that was cut off is removed."""
    handle = _hold(entry.file)
    if handle is None:
        return None
    data = read_bytes(entry.file)
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        os.ftruncate(handle, len(whole))
    return JournalFile.taken_over(entry.file, handle)


def replay(doc: Editable, lines: Iterator[dict[str, Any]], file: str) -> None:
    """Do again what a journal says, undo history included. Raises `FormatError` (`recovery.unreadable`)
    at a line that does not fit; what came before it is done."""
    for number, line in enumerate(lines, 1):
        try:
            _replay_line(doc, line)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise FormatError("recovery.unreadable", file=file, line=number) from error


def _replay_line(doc: Editable, line: dict[str, Any]) -> None:
    if "do" in line:
        if not line.get("merged"):
            doc.seal()
        with doc.transaction(str(line["label"]), line.get("key")):
            for step in line["do"]:
                _STEPS[step[0]](doc, step[1:])
    elif "undo" in line:
        doc.undo()
    elif "redo" in line:
        doc.redo()
    elif "saved" in line:
        doc.mark_saved(Path(line["path"]) if line.get("path") else doc.path, line["saved"])


def _attribute(doc: Editable, step: list[Any]) -> None:
    element = doc.journal.tree.nodes[step[0]]
    for name, value in zip(step[1::2], step[2::2], strict=True):
        doc.journal.set_attribute(element, name, value)


def _text(doc: Editable, step: list[Any]) -> None:
    doc.journal.set_text(doc.journal.tree.nodes[step[0]], step[1])


def _insert(doc: Editable, step: list[Any]) -> None:
    parent, before, node, first = step
    nodes = doc.journal.tree.nodes
    if isinstance(node, str):
        nodes.extend([None] * (first - len(nodes)))  # numbers that a failed transaction had used
        child = read_xml(node.encode(), "journal").getroot()
    else:
        child = nodes[node]
    doc.journal.insert(nodes[parent], child, nodes[before] if before is not None else None)


def _remove(doc: Editable, step: list[Any]) -> None:
    doc.journal.remove(doc.journal.tree.nodes[step[0]])


def _part(doc: Editable, step: list[Any]) -> None:
    doc.journal.set_part(step[0], doc.part_of_json(step[1]))


_STEPS = {"a": _attribute, "t": _text, "i": _insert, "r": _remove, "p": _part}


def _hold(file: Path) -> int | None:
    """Open a journal for appending and lock it; None where someone holds it, or it is gone."""
    try:
        handle = os.open(file, os.O_APPEND | os.O_RDWR)
    except OSError:
        return None
    if _lock(handle):
        return handle
    os.close(handle)
    return None


def _lock(handle: int) -> bool:
    """Lock an open file for this process; the system lets go when the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
