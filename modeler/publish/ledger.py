"""The ledger of what was published to a target: one append-only file a target, a JSON line an entry."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from modeler.publish.receipt import Receipt
from runner.core import atomic
from runner.core.errors import FileError, FormatError
from runner.core.folders import data_folder
from runner.data.model import read_value


def ledger_path(address: str) -> Path:
    """The file for a target: readable in its beginning, distinct by its end."""
    plain = re.sub(r"[^\w.-]+", "-", address).strip("-.")[-60:]
    return data_folder() / "ledger" / f"{plain or 'target'}-{atomic.digest(address.encode())[:12]}.jsonl"


def append(address: str, receipt: Receipt) -> Path:
    """Add one entry and force it to disk; what stands there already is never touched.

    Raises `FileError` (`file.unwritable`).
    """
    path = ledger_path(address)
    line = json.dumps(receipt.model_dump(mode="json", by_alias=True), ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            # a line that a power cut left unfinished is closed, so that this one can be read
            size = os.lseek(handle, 0, os.SEEK_END)
            torn = size > 0 and _last_byte(handle, size) != b"\n"
            os.write(handle, (b"\n" if torn else b"") + line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise FileError("file.unwritable", file=path, cause=error.strerror or error) from error
    return path


def entries(address: str, package: str | None = None) -> list[Receipt]:
    """All entries in the order of their writing, or those of a package; a line that cannot be read is passed over."""
    path = ledger_path(address)
    if not path.exists():
        return []
    if package is None:
        return _read(path)
    # of the hundred packages of a workspace, whose lines all stand here, those of the others are not read
    named = json.dumps(package, ensure_ascii=False).encode()
    return [entry for entry in _read(path, named) if entry.package == package]


def published(address: str, package: str, version: str, digest: str) -> Receipt | None:
    """The last entry of a target that says that these bytes were published there as that version."""
    wanted = package, version, digest, "published"
    found = [one for one in entries(address, package) if (one.package, one.version, one.digest, one.state) == wanted]
    return found[-1] if found else None


def everything() -> list[Receipt]:
    """The entries of all ledgers of this machine, in the order of their time."""
    folder = data_folder() / "ledger"
    found = [entry for path in sorted(folder.glob("*.jsonl")) for entry in _read(path)]
    return sorted(found, key=lambda entry: entry.when)


def _read(path: Path, with_text: bytes = b"") -> list[Receipt]:
    found: list[Receipt] = []
    for line in atomic.read_bytes(path).split(b"\n"):
        if line.strip() and with_text in line:
            try:
                found.append(read_value(Receipt, line, path.name))
            except FormatError:
                continue
    return found


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)
