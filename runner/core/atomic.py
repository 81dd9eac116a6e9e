"""Safe writing: a reader sees the old file or the new one, never half of one."""

from __future__ import annotations

import errno
import os
import tempfile
import time
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
        "file.gone": (
            N_("The file {file} is no longer there: it was deleted, moved or renamed."),
            N_("Save it there again, or choose another place. Nothing was lost."),
        ),
        "file.read-only": (
            N_("The file {file} is write-protected."),
            N_("Save under another name, or take the protection away and save again. Nothing was lost."),
        ),
        "file.folder-read-only": (
            N_("You may not write into the folder {folder}, so {file} was not saved."),
            N_("Save in another folder, or ask who looks after this one. Nothing was lost."),
        ),
        "file.folder-gone": (
            N_("The folder {folder} is no longer there, so {file} was not saved."),
            N_("Connect the drive again, make the folder anew, or save in another place. Nothing was lost."),
        ),
        "file.disk-full": (
            N_("There is no room left where {file} lies, so it was not saved."),
            N_("Save in another place, or make room and save again. The file on disk is as it was."),
        ),
        "file.held": (
            N_("Another program holds {file} and does not let it be replaced."),
            N_("Close it there and save again, or save under another name. Nothing was lost."),
        ),
        "file.name-too-long": (
            N_("The name {name} is longer than this place allows."),
            N_("Choose a shorter name. Nothing was lost."),
        ),
    }
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_GONE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.EIO})
_TRIES, _PAUSE = 5, 0.04  # a virus scanner or an indexer lets go of a new file within a few hundredths


def digest(data: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    import hashlib  # with the system's whole library of ciphers, which the first picture can do without

    return hashlib.sha256(data).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises `FileError` (`file.unreadable`)."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError("file.unreadable", file=path, cause=error.strerror or error) from error


def check_place(path: Path) -> None:
    """Raises `FileError` where a file that was there is gone (`file.gone`), or its folder (`file.folder-gone`)."""
    if not path.parent.is_dir():
        raise FileError("file.folder-gone", file=path, folder=path.parent)
    if not path.exists():
        raise FileError("file.gone", file=path)


def write_bytes(path: Path, data: bytes, *, expected: str | None = None) -> str:
    """Write through a temporary file, fsync and rename; returns the digest written. A link is followed: what
    it points to is replaced.

    With `expected`, the digest of what was read, the file is checked first: if it holds something
    else by now, `FileError` (`file.changed`) is raised and nothing is written. A folder that is missing is
    made. Raises `FileError` with a code for each cause (`file.read-only`,
    `file.folder-read-only`, `file.folder-gone`, `file.disk-full`, `file.held`, `file.name-too-long`, else
    `file.unwritable`) when the system refuses; the old content stays.
    """
    shown, temporary = path, None
    try:
        path = _target(path)
        if expected is not None and path.exists() and digest(read_bytes(path)) != expected:
            raise FileError("file.changed", file=shown)
        mode = path.stat().st_mode & 0o777 if path.exists() else None
        if mode is not None and not (mode & 0o222 and os.access(path, os.W_OK)):
            raise FileError("file.read-only", file=shown)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{_short(path.name)}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644 if mode is None else mode)
        _replace(temporary, path, shown)
    except OSError as error:
        raise _refusal(error, shown) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()
    _sync_folder(path.parent)
    return digest(data)


def _target(path: Path) -> Path:
    """What is replaced: where a link points to, else the path itself."""
    return path.resolve() if path.is_symlink() else path


def _short(name: str) -> str:
    """The beginning of a name that leaves room for a random ending in the 255 bytes of a file name."""
    return name.encode()[:200].decode(errors="ignore")


def _replace(temporary: str, path: Path, shown: Path) -> None:
    for turn in range(_TRIES):
        try:
            Path(temporary).replace(path)
        except PermissionError as error:
            if turn == _TRIES - 1:
                raise FileError("file.held", file=shown, cause=error.strerror or error) from error
            time.sleep(_PAUSE)
        except OSError as error:
            if error.errno == errno.EBUSY:
                raise FileError("file.held", file=shown, cause=error.strerror or error) from error
            raise
        else:
            return


def _refusal(error: OSError, path: Path) -> FileError:
    cause, number = error.strerror or error, error.errno
    if number in _FULL:
        return FileError("file.disk-full", file=path, cause=cause)
    if number == errno.ENAMETOOLONG:
        return FileError("file.name-too-long", file=path, name=path.name, cause=cause)
    if number in _REFUSED:
        return FileError("file.folder-read-only", file=path, folder=path.parent, cause=cause)
    if number in _GONE and not path.parent.is_dir():
        return FileError("file.folder-gone", file=path, folder=path.parent, cause=cause)
    return FileError("file.unwritable", file=path, cause=cause)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    with suppress(OSError):  # some network folders cannot; the file itself has reached the disk
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
