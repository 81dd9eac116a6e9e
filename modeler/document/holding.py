"""Who has a file open: a small file beside it, locked while the program lives, so that a second one is told.

In a workspace it lies in `.slipway/locks`, otherwise beside the file as `.~lock.NAME#`. Its content says
who and since when. The lock goes with the program: what a killed one left is noticed and taken.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from modeler.document.home import LOCAL, local_folder, nearest_workspace
from runner.core.values import dataclass


@dataclass(frozen=True)
class Holder:
    """Who has the file open: user and machine (may be empty), process id, since when (ISO 8601, may be empty)."""

    user: str = ""
    host: str = ""
    pid: int = 0
    since: str = ""


class Holding:
    """The file is ours until `release`, or until the program ends."""

    def __init__(self, handle: int, file: Path) -> None:
        self._handle: int | None = handle
        self._file = file

    def release(self) -> None:
        """Others may have it. May be called twice."""
        if self._handle is not None:
            if is_same(self._handle, self._file):
                with suppress(OSError):
                    self._file.unlink()
            os.close(self._handle)
            self._handle = None

    def __del__(self) -> None:
        if self._handle is not None:
            os.close(self._handle)


def lock_file(path: Path) -> Path:
    """Where the note lies that says who has a file open."""
    path = path.resolve()
    home = nearest_workspace(path)
    if home is not None:
        name = "+".join(path.relative_to(home).parts)
        return home / LOCAL / "locks" / f"{name.encode()[:200].decode(errors='ignore')}.lock"
    return path.with_name(f".~lock.{path.name.encode()[:200].decode(errors='ignore')}#")


def hold_file(path: Path) -> Holding | Holder | None:
    """Take a file for oneself; `Holder` where another has it, None where no note can be put (a folder that may
    not be written to: nobody can save there either)."""
    file = lock_file(path)
    for _turn in range(3):  # it may vanish between being opened and being locked
        try:
            if file.parent.parent.name == LOCAL:
                local_folder(file.parent.parent.parent, file.parent.name)
            handle = os.open(file, os.O_CREAT | os.O_RDWR, 0o644)
        except OSError:
            return None
        if not lock(handle):
            holder = _read(handle)
            os.close(handle)
            return holder
        if is_same(handle, file):
            with suppress(OSError):
                os.ftruncate(handle, 0)
                os.write(handle, (json.dumps(who(), ensure_ascii=False) + "\n").encode())
            return Holding(handle, file)
        os.close(handle)
    return None


def _read(handle: int) -> Holder:
    with suppress(OSError, ValueError, TypeError, AttributeError):
        os.lseek(handle, 0, os.SEEK_SET)
        found = json.loads(os.read(handle, 4096))
        return Holder(str(found["user"]), str(found["host"]), int(found["pid"]), str(found["since"]))
    return Holder()


def who() -> dict[str, Any]:
    """Who edits: the user's name, the machine, the process and since when."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    now = f"{now[:-2]}:{now[-2:]}"  # as `datetime` writes it, which opening a file has no other use for
    return {"user": _user(), "host": _machine(), "pid": os.getpid(), "since": now}


def _user() -> str:
    """The user's name, as `getpass.getuser` says it, which loads what a terminal needs."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if found := os.environ.get(name):
            return found
    try:
        import pwd

        return str(pwd.getpwuid(os.getuid()).pw_name)  # type: ignore[attr-defined,unused-ignore]
    except (ImportError, KeyError):
        return ""


def _machine() -> str:
    """What the machine is called, as `platform.node` says it, which takes longer to load than opening a file."""
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def is_same(handle: int, file: Path) -> bool:
    """Whether a name stands for the file that is open, and not for another that took its place."""
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except OSError:
        return False


def lock(handle: int) -> bool:
    """Lock an open file for this process; the system lets go when the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1 << 30, os.SEEK_SET)  # far behind the end: what is locked cannot be read there
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
