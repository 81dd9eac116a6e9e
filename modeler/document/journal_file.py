"""The recovery journal on disk: one line a transaction, written before anyone is told.

Two files lie beside each other: `NAME.base`, the bytes that the document began with, and `NAME.jsonl`, a
header and a line for each transaction, undo, redo and save. Who edits holds a lock on the latter, so
that a journal without a holder is one that was left behind. A finished document removes both.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from modeler.document.editable import Editable
from modeler.document.holding import is_same, lock, who
from modeler.document.home import LOCAL, local_folder, nearest_workspace
from runner.core.atomic import digest, read_bytes
from runner.core.folders import state_folder

MARK = "slipwayJournal"
VERSION = 1
LONG_BYTES = 1 << 20
"""From this size on, and twice what it was when last written anew, a journal is shortened."""


def journal_folder(path: Path | None) -> Path:
    """Where the journal of a file lies: in its workspace, else in the user's state folder."""
    folder = nearest_workspace(path) if path is not None else None
    if folder is not None and os.access(folder, os.W_OK):
        return folder / LOCAL / "journals"
    return fallback_folder()


def fallback_folder() -> Path:
    """Where journals lie that have no workspace, or whose workspace is gone, full or write-protected."""
    return state_folder() / "journals"


class JournalFile:
    """A recorder that writes to a journal file, which begins to exist with the first line.

    `base` gives the bytes that the document began with: asked again when the files vanished.
    """

    def __init__(self, folder: Path, stem: str, base: Callable[[], bytes], header: Mapping[str, Any]) -> None:
        self._folder, self._base, self._header = folder, base, dict(header)
        self._stem = stem.encode()[:120].decode(errors="ignore")  # a file name has but 255 bytes
        self._handle: int | None = None
        self._size = 0
        self._short = 0
        self.file: Path | None = None

    @classmethod
    def taken_over(cls, file: Path, handle: int, base: Callable[[], bytes], header: Mapping[str, Any]) -> JournalFile:
        """Go on with a journal that was left behind; `handle` is open for appending and locked."""
        found = cls(file.parent, file.stem.rpartition("-")[0] or file.stem, base, header)
        found._handle, found.file = handle, file
        found._size = found._short = os.fstat(handle).st_size
        return found

    def record(self, line: dict[str, Any]) -> None:
        """Append a line. Raises `OSError`; half a line is taken back then."""
        if self._handle is None:
            self._begin([line])
        else:
            self._write(line)

    def flush(self) -> None:
        """Bring what was written to the disk itself. Raises `OSError`, also where the file is gone."""
        if self._handle is not None:
            if not self._is_there():
                raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
            os.fsync(self._handle)

    @property
    def is_long(self) -> bool:
        """Whether much was written since the last `rewrite`."""
        return self._size > max(LONG_BYTES, 2 * self._short)

    def rewrite(self, lines: Iterable[dict[str, Any]]) -> None:
        """Write these lines in the place of all that was written: in a new file that takes the old one's name
        when it is whole, or elsewhere where the old one is gone. Raises `OSError`; the old one is then there."""
        if self._handle is None or not self._is_there():
            self.abandon()
            self._begin(lines)
            return
        assert self.file is not None
        data = b"".join(map(_encoded, ({**self._header}, *lines)))
        fresh = self.file.with_suffix(".new")
        handle = os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_RDWR, 0o600)
        try:
            _write_all(handle, data)
            os.fsync(handle)
            lock(handle)
            if sys.platform == "win32":  # an open file cannot be replaced there
                os.close(handle)
                self.abandon()
            fresh.replace(self.file)
        except OSError:
            if sys.platform != "win32":
                os.close(handle)
            with suppress(OSError):
                fresh.unlink()
            raise
        if sys.platform == "win32":
            handle = os.open(self.file, os.O_APPEND | os.O_RDWR)
            lock(handle)
        else:
            self.abandon()
        self._handle, self._size, self._short = handle, len(data), len(data)

    def close(self) -> None:
        """Remove the journal."""
        if self._handle is not None and self.file is not None:
            if self._is_there():
                remove(self.file)
            self.abandon()

    def abandon(self) -> None:
        """Let go of the journal but leave it where it is, as a killed program does."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _is_there(self) -> bool:
        """Whether the name still stands for the file that is open here."""
        return self._handle is not None and self.file is not None and is_same(self._handle, self.file)

    def _begin(self, lines: Iterable[dict[str, Any]]) -> None:
        lines = list(lines)
        try:
            self._begin_in(self._folder, lines)
        except OSError:
            if self._folder == fallback_folder():
                raise
            self._begin_in(fallback_folder(), lines)

    def _begin_in(self, folder: Path, lines: Iterable[dict[str, Any]]) -> None:
        import secrets

        if folder.parent.name == LOCAL:
            local_folder(folder.parent.parent, folder.name)
        else:
            folder.mkdir(parents=True, exist_ok=True)
        while True:
            file = folder / f"{self._stem}-{secrets.token_hex(4)}.jsonl"
            if not file.exists():
                break
        base = self._base()
        self._header = {MARK: VERSION, "base": digest(base), **self._header, **who()}
        handle: int | None = None
        try:
            file.with_suffix(".base").write_bytes(base)
            handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_RDWR, 0o600)
            lock(handle)
            data = b"".join(map(_encoded, (self._header, *lines)))
            _write_all(handle, data)
        except OSError:
            if handle is not None:
                os.close(handle)
            remove(file)
            raise
        self._handle, self.file, self._size, self._short = handle, file, len(data), len(data)

    def _write(self, line: Mapping[str, Any]) -> None:
        assert self._handle is not None
        data = _encoded(line)
        try:
            _write_all(self._handle, data)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._handle, self._size)
            raise
        self._size += len(data)

    def __del__(self) -> None:
        self.abandon()


def attach_recorder(doc: Editable) -> None:
    """From now on every transaction of a document is written down."""
    stem = doc.path.stem if doc.path is not None else "untitled"
    header = {"path": str(doc.path.resolve()) if doc.path is not None else None, "name": doc.name}
    doc.recorder = JournalFile(journal_folder(doc.path), stem, doc.first_bytes, header)


def remove(file: Path) -> None:
    """Remove a journal with its base."""
    for name in (file, file.with_suffix(".base")):
        with suppress(OSError):
            name.unlink()


def hold(file: Path) -> int | None:
    """Open a journal for appending and lock it; None where someone holds it, or it is gone."""
    try:
        handle = os.open(file, os.O_APPEND | os.O_RDWR)
    except OSError:
        return None
    if lock(handle) and is_same(handle, file):
        return handle
    os.close(handle)
    return None


def whole_length(file: Path) -> int:
    """How many bytes of a journal are whole lines."""
    return read_bytes(file).rfind(b"\n") + 1


def _encoded(line: Mapping[str, Any]) -> bytes:
    return (json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n").encode(errors="surrogatepass")


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
