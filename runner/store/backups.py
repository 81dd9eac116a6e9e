"""Backups of a store: a copy that is whole, told by its hash, and can be tried without touching the store."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.exc import SQLAlchemyError

from runner.core.atomic import digest, write_bytes
from runner.core.errors import StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.store import copying

declare(
    {
        "backup.no-file": (
            N_("{url} is not kept in a file: it cannot be backed up here."),
            N_("Export the results, or keep the cases in a file."),
        ),
        "backup.failed": (
            N_("The backup {file} could not be made or read: {cause}."),
            N_("Nothing was changed in the store. Check disk and folder and try again."),
        ),
        "backup.damaged": (
            N_("The backup {file} is not what was written then: {cause}."),
            N_("Take another backup; nothing was changed in the store."),
        ),
        "backup.busy": (
            N_("The store {file} is in use: it cannot be replaced now."),
            N_("Close whatever works with it and try again."),
        ),
    }
)

NAME = "store-%Y%m%dT%H%M%S%f"
NOTE = ".json"


@dataclass(frozen=True)
class Backup:
    """A backup: its file, the SHA-256 and size of that, when it was made (ISO 8601), how many cases it holds."""

    file: Path
    sha256: str
    size: int
    made: str
    cases: int


def path_of(url: str) -> Path:
    """The file of a store. Raises `StoreError` (`backup.no-file`) where it is in none."""
    place = url.partition("sqlite:///")[2]
    if not place or place == ":memory:":
        raise StoreError("backup.no-file", url=url)
    return Path(place)


def make(url: str, folder: Path, now: datetime, keep: int | None = None) -> Backup:
    """Copy a store while it is in use, one on a server row by row; then only the `keep` latest backups stay (None:
    all).

    Raises `StoreError`: `backup.no-file`, `backup.failed`, `backup.damaged`.
    """
    source = None if on_server(url) else path_of(url)
    target = folder / (now.strftime(NAME) + ".sqlite")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if source is None:
            copying.to_file(url, target)
        else:
            with _connected(source) as store, closing(sqlite3.connect(target)) as copy:
                store.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
        data = target.read_bytes()
        made = Backup(target, digest(data), len(data), now.isoformat(), _whole(target))
        note = {"formatVersion": 1, "sha256": made.sha256, "size": made.size, "made": made.made, "cases": made.cases}
        write_bytes(target.with_suffix(NOTE), (json.dumps(note, indent=2) + "\n").encode())
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        raise StoreError("backup.failed", file=target, cause=getattr(error, "orig", None) or error) from error
    if keep is not None:
        for old in kept(folder)[: -max(keep, 1)]:
            old.file.unlink(missing_ok=True)
            old.file.with_suffix(NOTE).unlink(missing_ok=True)
    return made


def kept(folder: Path) -> list[Backup]:
    """The backups in a folder that have their note, the oldest first."""
    found = []
    for path in sorted(folder.glob("store-*.sqlite")):
        try:
            found.append(_noted(path))
        except StoreError:
            continue
    return found


def verify(file: Path) -> Backup:
    """The backup, if it is what was written. Raises `StoreError`: `backup.damaged`, `backup.failed`."""
    made = _noted(file)
    try:
        data = file.read_bytes()
        if digest(data) != made.sha256:
            raise StoreError("backup.damaged", file=file, cause="SHA-256")
        _whole(file)
    except (OSError, sqlite3.Error) as error:
        raise StoreError("backup.failed", file=file, cause=error) from error
    return made


def restore(file: Path, url: str, now: datetime) -> Backup | None:
    """Put a backup in place of a store; what was there is backed up beside it first, or beside the backup where the
    store is on a server (and given back; None: there was nothing). Raises `StoreError`: as `verify` and `make`, and
    `backup.busy`."""
    verify(file)
    if on_server(url):
        return _restore_on_server(file, url, now)
    target = path_of(url)
    before = make(url, target.parent / "before-restore", now) if target.is_file() else None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(target, timeout=1)) as store, _connected(file) as backup:
            store.execute("PRAGMA locking_mode=EXCLUSIVE")
            store.execute("BEGIN EXCLUSIVE")
            store.rollback()
            backup.backup(store)
    except sqlite3.OperationalError as error:
        raise StoreError("backup.busy", file=target) from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError("backup.failed", file=target, cause=error) from error
    return before


def _restore_on_server(file: Path, url: str, now: datetime) -> Backup | None:
    before = make(url, file.parent / "before-restore", now) if copying.has_cases(url) else None
    try:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / file.name
            shutil.copyfile(file, copy)  # an old one is brought up to date before it is read
            copying.to_server(copy, url)
    except (OSError, SQLAlchemyError) as error:
        raise StoreError("backup.failed", file=file, cause=getattr(error, "orig", None) or error) from error
    return before


def on_server(url: str) -> bool:
    """Whether a store is kept by a database server."""
    return url.startswith("postgresql")


def _noted(file: Path) -> Backup:
    try:
        note = json.loads(file.with_suffix(NOTE).read_bytes())
        return Backup(file, str(note["sha256"]), int(note["size"]), str(note["made"]), int(note["cases"]))
    except OSError as error:
        raise StoreError("backup.failed", file=file, cause=error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError("backup.damaged", file=file, cause=error) from error


def _whole(file: Path) -> int:
    """How many cases a file holds. Raises `StoreError` (`backup.damaged`) where its pages are not whole."""
    with _connected(file) as copy:
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise StoreError("backup.damaged", file=file, cause=found)
        return int(copy.execute("SELECT COUNT(*) FROM instance").fetchone()[0])


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10)) as connection:
        yield connection
