"""Safe writing: a reader sees the old file or the new one, never half of one."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "file.unreadable": (
            N_("The file {file} could not be read: {cause}."),
            N_("Check that it exists and that you may read it."),
        ),
        "file.unwritable": (
            N_("The file {file} could not be written: {cause}."),
            N_("Choose another place, or close the program that holds it. Nothing was lost."),
        ),
        "file.changed": (
            N_("The file {file} was changed on disk since it was opened."),
            N_("Save under another name, or open the file again and repeat the change."),
        ),
    }
)


def digest(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises `FileError` (`file.unreadable`)."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError("file.unreadable", file=path, cause=error.strerror or error) from error


def write_bytes(path: Path, data: bytes, *, expected: str | None = None) -> str:
    """Write through a temporary file, fsync and rename; returns the digest written.

    With `expected`, the digest of what was read, the file is checked first: if it holds something
    else by now, `FileError` (`file.changed`) is raised and nothing is written. Raises `FileError`
    (`file.unwritable`) when the system refuses; the old content stays.
    """
    if expected is not None and path.exists() and digest(read_bytes(path)) != expected:
        raise FileError("file.changed", file=path)
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            Path(temporary).chmod(path.stat().st_mode & 0o777)
        else:
            Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()
        raise FileError("file.unwritable", file=path, cause=error.strerror or error) from error
    _sync_folder(path.parent)
    return digest(data)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
