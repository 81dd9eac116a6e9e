"""What the ledgers prove about one process: the versions of it that were published from this machine."""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path

from modeler.publish import ledger
from modeler.publish.receipt import Receipt


def published_versions(package: str, member: str) -> list[str]:
    """Versions of a package that hold the file `member` (`processes/leave.bpmn`), in the order of publishing.

    A version whose package can no longer be read at its target counts: its receipt is the proof.
    """
    found: dict[str, None] = {}
    for receipt in ledger.everything():
        if receipt.package == package and receipt.version and _holds(receipt, member):
            found[receipt.version] = None
    return list(found)


def _holds(receipt: Receipt, member: str) -> bool:
    kind, _colon, folder = receipt.server.partition(":")
    if kind != "folder":
        return True
    path = Path(folder) / receipt.package / receipt.version / f"{receipt.package}-{receipt.version}.slip"
    names = _names(path, receipt.digest)
    return not names or member in names


@lru_cache(maxsize=256)
def _names(path: Path, digest: str) -> frozenset[str]:
    """Names of the files in a package; its digest makes another package another question."""
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return frozenset()
