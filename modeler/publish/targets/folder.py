"""A folder as server: on this machine, a share, or a mounted disk. Every version once, never overwritten."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from modeler.publish.receipt import Receipt
from modeler.publish.stores.index import INDEX, RECEIPT, Index, index_bytes, package_file, read_index, state_of
from modeler.publish.target import PublishRefused, ServerState, Shipment, TargetKind, unfit_names
from modeler.publish.version import is_version
from runner.core import atomic
from runner.core.errors import FormatError, PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.model import dump_value, read_value

declare(
    {
        "publish.folder-unusable": (
            N_("The folder {folder} could not be used: {cause}."),
            N_("Check that it exists, is reachable, and that you may write to it."),
        ),
        "publish.locked": (
            N_("{name} is being published to {server} right now, since {since}."),
            N_("Wait a moment and publish again. If nobody is, remove the file {lock}."),
        ),
    }
)

LOCK = ".publishing"
STALE_SECONDS = 600


class FolderConnection:
    """`<folder>/<id>/<version>/<id>-<version>.slip`, a receipt beside it, and `<id>/index.json` that names
    the latest version. A version appears by one rename of a finished folder, so a reader sees all of it
    or nothing; two who publish at once meet at a lock, and without it at the rename."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def server(self) -> str:
        """The address for the receipt."""
        return f"folder:{self._folder}"

    def check(self, shipment: Shipment) -> list[Problem]:
        """The id must be able to name a folder, and the version be a semantic one."""
        return unfit_names(shipment)

    def greet(self) -> str:
        """The folder; it is made when the first package comes."""
        return str(self._folder)

    def state(self, name: str) -> ServerState:
        """The versions under that id, told from the folders themselves; what was undone, from the index. A version
        that the index does not name was left by a run that ended before it could: it is not in force."""
        with self._guarded():
            versions = self._versions(name)
        index = self._index(name) or Index(versions)
        return state_of(versions, index.withdrawn | (set(versions) - set(index.versions)), self._reader(name))

    def _versions(self, name: str) -> dict[str, str]:
        home, found = self._folder / name, dict[str, str]()
        for entry in sorted(home.iterdir()) if home.is_dir() else ():
            package = entry / package_file(name, entry.name)
            if is_version(entry.name) and package.is_file():
                found[entry.name] = atomic.digest(package.read_bytes())
        return found

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """Write into a hidden folder beside, then rename it to the version."""
        home = self._folder / shipment.name
        with self._guarded():
            home.mkdir(parents=True, exist_ok=True)
        with self._lock(home, shipment.name):
            state = self.state(shipment.name)
            self._refuse_other(shipment, state.versions)
            if dict(state.versions) != dict(expected.versions):
                raise self._conflict(shipment.name)
            with self._guarded():
                index = self._index(shipment.name) or Index(state.versions)
                if not state.versions:  # so that one without an index can be told from one that ended half way
                    self._write_index(home, shipment.name, frozenset())
                if shipment.version not in state.versions:  # else it was undone and comes again as it was
                    self._put(home, shipment, receipt)
                elif shipment.version not in index.versions:  # what lies there was never told to anybody
                    atomic.write_bytes(home / shipment.version / RECEIPT, dump_value(receipt))
                self._write_index(home, shipment.name, index.withdrawn - {shipment.version})

    def fetch(self, name: str, version: str) -> bytes:
        """The published bytes."""
        path = self._package_path(name, version)
        if not path.is_file():
            raise PublishError("publish.not-there", name=name, version=version, server=self.server)
        with self._guarded():
            return path.read_bytes()

    def receipt(self, name: str, version: str) -> Receipt | None:
        """The receipt beside a version; None where there is none that can be read."""
        path = self._folder / name / version / RECEIPT
        try:
            return read_value(Receipt, path.read_bytes(), str(path))
        except (OSError, FormatError):
            return None

    def running(self, name: str, version: str) -> int:
        """A folder runs nothing."""
        return 0

    def undo(self, name: str, version: str, back_to: str | None) -> None:
        """The index points at the version before; what was published stays where it lies."""
        home = self._folder / name
        with self._lock(home, name), self._guarded():
            index = self._index(name) or Index()
            self._write_index(home, name, index.withdrawn | {version})

    def _index(self, name: str) -> Index | None:
        """What the index says; None where there is none that can be read."""
        try:
            return read_index((self._folder / name / INDEX).read_bytes())
        except OSError:
            return None

    def _reader(self, name: str) -> Callable[[str], bytes]:
        return lambda version: self.fetch(name, version)

    def _package_path(self, name: str, version: str) -> Path:
        return self._folder / name / version / package_file(name, version)

    def _put(self, home: Path, shipment: Shipment, receipt: Receipt) -> None:
        staging = Path(tempfile.mkdtemp(dir=home, prefix=".staging-"))
        try:
            atomic.write_bytes(staging / package_file(shipment.name, shipment.version), shipment.data)
            atomic.write_bytes(staging / RECEIPT, dump_value(receipt))
            staging.chmod(0o755)
            final = home / shipment.version
            if final.exists():  # a rename would replace an empty folder without a word
                raise self._conflict(shipment.name)
            try:
                staging.rename(final)
            except OSError as error:
                if final.exists():
                    raise self._conflict(shipment.name) from error
                raise
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _write_index(self, home: Path, name: str, withdrawn: frozenset[str]) -> None:
        def file_of(version: str) -> dict[str, str]:
            return {"file": f"{version}/{package_file(name, version)}"}

        atomic.write_bytes(home / INDEX, index_bytes(name, self._versions(name), withdrawn, file_of))

    def _refuse_other(self, shipment: Shipment, versions: object) -> None:
        found = versions.get(shipment.version) if isinstance(versions, dict) else None
        if found is not None and found != shipment.digest:
            raise PublishRefused("publish.version-taken", version=shipment.version, name=shipment.name)

    def _conflict(self, name: str) -> PublishError:
        return PublishError("publish.conflict", name=name, server=self.server)

    @contextmanager
    def _lock(self, home: Path, name: str) -> Iterator[None]:
        lock = home / LOCK
        with self._guarded():
            handle = self._take(lock)
            if handle is None:
                since = _when(lock)
                raise PublishError("publish.locked", name=name, server=self.server, since=since, lock=lock)
            os.close(handle)
        try:
            yield
        finally:
            with suppress(OSError):
                lock.unlink()

    def _take(self, lock: Path) -> int | None:
        for attempt in range(2):
            try:
                return os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            except FileExistsError:
                # left behind by a program that died; the rename still guards against two at once
                with suppress(OSError):
                    if attempt == 0 and time.time() - lock.stat().st_mtime > STALE_SECONDS:
                        lock.unlink()
                        continue
                return None
        return None

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            cause = error.strerror or str(error)
            raise PublishError("publish.folder-unusable", folder=self._folder, cause=cause) from error


def _when(path: Path) -> str:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    except OSError:
        return "?"


def connect(address: str) -> FolderConnection:
    """The folder of that path; it is made when the first package comes. Raises `PublishError`."""
    folder = Path(address).expanduser()
    if not address.strip() or (folder.exists() and not folder.is_dir()):
        raise PublishError("publish.folder-unusable", folder=address, cause="not a folder")
    return FolderConnection(folder.absolute())


TARGET = TargetKind("folder", N_("Folder"), connect)
