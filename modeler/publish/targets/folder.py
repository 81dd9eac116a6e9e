"""A folder as server: on this machine, a share, or a mounted disk. Every version once, never overwritten."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from modeler.publish.receipt import Receipt
from modeler.publish.target import PublishRefused, ServerState, Shipment, TargetKind
from modeler.publish.version import is_version, rank
from runner.bundle.archive import read_package
from runner.bundle.container import is_safe_name
from runner.core import atomic
from runner.core.errors import AppError, FormatError, PublishError
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
        "publish.conflict": (
            N_("Someone else published {name} to {server} at the same moment."),
            N_("Look at the plan again, then publish again."),
        ),
        "publish.locked": (
            N_("{name} is being published to {server} right now, since {since}."),
            N_("Wait a moment and publish again. If nobody is, remove the file {lock}."),
        ),
        "publish.version-taken": (
            N_("Version {version} of {name} is published already, with other contents."),
            N_("Raise the version of the workspace and publish again; what was published stays."),
        ),
        "publish.bad-id": (
            N_("The workspace id {name} cannot be the name of a folder."),
            N_("Use letters, digits, dot, hyphen and underscore in the id of the workspace."),
        ),
        "publish.bad-version": (
            N_("{version} is not a version of three numbers."),
            N_("Write the version of the workspace like 1.2.0."),
        ),
        "publish.not-there": (N_("Version {version} of {name} is not at {server}."), ""),
    }
)

INDEX = "index.json"
RECEIPT = "receipt.json"
LOCK = ".publishing"
STALE_SECONDS = 600
_ID = re.compile(r"\w[\w.-]{0,79}")


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
        problems: list[Problem] = []
        if not _ID.fullmatch(shipment.name) or not is_safe_name(shipment.name):
            problems.append(Problem("publish.bad-id", params={"name": shipment.name}))
        if not is_version(shipment.version):
            problems.append(Problem("publish.bad-version", params={"version": shipment.version}))
        return problems

    def state(self, name: str) -> ServerState:
        """The versions under that id, told from the folders themselves."""
        versions: dict[str, str] = {}
        with self._guarded():
            home = self._folder / name
            for entry in sorted(home.iterdir()) if home.is_dir() else ():
                package = entry / f"{name}-{entry.name}.slip"
                if is_version(entry.name) and package.is_file():
                    versions[entry.name] = atomic.digest(package.read_bytes())
        latest = max(versions, key=rank, default=None)
        if latest is None:
            return ServerState()
        try:
            manifest = read_package(self._package_path(name, latest)).manifest
        except AppError:
            return ServerState(versions, latest, {}, readable=False)
        return ServerState(versions, latest, {path: item.sha256 for path, item in manifest.members.items()})

    def deploy(self, shipment: Shipment, expected: ServerState, receipt: Receipt) -> None:
        """Write into a hidden folder beside, then rename it to the version."""
        home = self._folder / shipment.name
        with self._guarded():
            home.mkdir(parents=True, exist_ok=True)
        with self._lock(home, shipment.name):
            found = self.state(shipment.name).versions
            self._refuse_other(shipment, found)
            if dict(found) != dict(expected.versions):
                raise self._conflict(shipment.name)
            with self._guarded():
                self._put(home, shipment, receipt)
                self._write_index(home, shipment.name)

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

    def _package_path(self, name: str, version: str) -> Path:
        return self._folder / name / version / f"{name}-{version}.slip"

    def _put(self, home: Path, shipment: Shipment, receipt: Receipt) -> None:
        staging = Path(tempfile.mkdtemp(dir=home, prefix=".staging-"))
        try:
            atomic.write_bytes(staging / f"{shipment.name}-{shipment.version}.slip", shipment.data)
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

    def _write_index(self, home: Path, name: str) -> None:
        versions = self.state(name).versions
        latest = max(versions, key=rank)
        index = {
            "formatVersion": 1,
            "id": name,
            "latest": latest,
            "versions": [
                {"version": version, "digest": versions[version], "file": f"{version}/{name}-{version}.slip"}
                for version in sorted(versions, key=rank)
            ],
        }
        atomic.write_bytes(home / INDEX, (json.dumps(index, ensure_ascii=False, indent=2) + "\n").encode())

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
