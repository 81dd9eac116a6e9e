"""Upkeep of a store: backups that are tried, and finished cases moved out into an archive and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from runner.bundle import container
from runner.bundle.transfer import pack
from runner.core.atomic import digest, read_bytes, write_bytes
from runner.core.errors import AppError, FormatError, RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.model import load_json
from runner.store import backups
from runner.store.backups import Backup
from runner.store.database import store_url

if TYPE_CHECKING:
    from runner.service.queries import Queries
    from runner.service.service import Service
    from runner.store.store import Row, Transaction

declare(
    {
        "archive.damaged": (
            N_("{file} is not a whole archive of cases: {cause}."),
            N_("Use another copy of the file; nothing was taken over."),
        ),
        "archive.there": (N_("The case {case} is here already."), N_("Nothing was taken over.")),
        "archive.nothing": (N_("No finished case is to be archived."), ""),
    }
)

KIND = "archive"
MANIFEST = "manifest.json"
PARTS = ("work", "task", "copy", "scope", "token", "call")
"""The tables whose rows go with a case."""
GONE = ("timer", "awaited", "deadline", "moment")
"""What a finished case has no use for."""


MOST = 2_000
"""Cases that go into one file."""


@dataclass(frozen=True)
class Drill:
    """What trying a backup showed: how many cases it holds, and those that cannot be loaded, with the reason."""

    cases: int
    damaged: Mapping[str, str]


def drill(place: str | Path) -> Drill:
    """Restore a backup into a folder of its own, open it, and load every case; by the URL of a database, open that
    one, into which a backup was restored. Raises `StoreError` where it is not whole or not ours."""
    if "://" in str(place):
        return _tried(str(place))
    backups.verify(Path(place))
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "store.sqlite"
        shutil.copyfile(place, copy)
        return _tried(str(copy))


def _tried(store: str) -> Drill:
    from runner.service.service import Service

    service = Service(store)
    try:
        damaged: dict[str, str] = {}
        with service.store.transaction() as tx:
            cases = [str(row["id"]) for row in tx.cases(pilot=None)]
        for case in cases:
            try:
                service.case(case)
            except AppError as error:
                damaged[case] = error.message
        return Drill(len(cases), damaged)
    finally:
        service.close()


def backup(service: Queries, folder: Path, keep: int | None = None) -> Backup:
    """See `backups.make`."""
    return backups.make(service.store.url, folder, service.real_now(), keep)


def restore(file: Path, store: str | Path) -> Backup | None:
    """Put a backup in place of a store that nobody uses; what was there before, backed up beside it. Raises
    `StoreError`."""
    return backups.restore(file, store_url(store), datetime.now(UTC))


# -- the archive ----------------------------------------------------------------------------------


def archive(service: Service, file: Path, before: datetime | None = None) -> list[str]:
    """Move the cases that ended (before an instant of virtual time) out into a file, at most `MOST` of them; their
    ids. The file is written and read again before anything leaves the store; remarks and given numbers stay.

    Raises `RunError` (`archive.nothing`), `FileError`, `StoreError`.
    """
    with service.store.transaction() as tx:
        ended = tx.rows("instance", status="completed", origin=None, pilot=tx.pilot)
        cases = [row for row in ended if _is_due(row, before)][:MOST]
        if not cases:
            raise RunError("archive.nothing")
        data = _packed(tx, cases)
        write_bytes(file, data)
        parts = _taken(read_bytes(file), str(file))
        for row in cases:
            stored = {"instance": row["id"], "file": file.name, "digest": parts[row["id"]][1]}
            tx.add("archived", {**stored, "at": service.real_now().isoformat()})
            for table in (*PARTS, *GONE, "event_log"):
                tx.clear(table, row["id"])
            tx.remove("instance", row["id"])
            service.live.pop(row["id"])
    return [str(row["id"]) for row in cases]


def _is_due(row: Row, before: datetime | None) -> bool:
    return before is None or (row["ended"] is not None and datetime.fromisoformat(row["ended"]) < before)


def reload(service: Service, file: Path) -> list[str]:
    """Take the cases of an archive back in; their ids.

    Raises `FormatError` (`archive.damaged`), `RunError` (`archive.there`), `FileError`, `StoreError`.
    """
    parts = _taken(read_bytes(file), str(file))
    with service.store.transaction() as tx:
        for case, (value, found, bundle) in parts.items():
            if tx.row("instance", case) is not None:
                raise RunError("archive.there", case=case)
            known = tx.row("archived", case)
            if known is not None and known["digest"] != found:
                raise FormatError("archive.damaged", file=str(file), cause=case)
            _put_back(tx, value, bundle)
            tx.remove("archived", case)
    return list(parts)


def _put_back(tx: Transaction, value: Mapping[str, Any], bundle: bytes) -> None:
    case = str(value["case"]["id"])
    tx.put_model(value["model"], lambda: pack(bundle))
    row = {"pilot": "", "ordinal": 0, **value["case"]}  # archives of before had neither
    tx.add("instance", {**row, "ordinal": row["ordinal"] or tx.next_ordinal(row["process"])})
    for table in PARTS:
        for row in value[table]:
            tx.add(table, row)
    for line in value["log"]:
        tx.log(case, line["command"], line["actor"], line["real"], [line])


def _packed(tx: Transaction, cases: list[Row]) -> bytes:
    members: dict[str, bytes] = {}
    for row in cases:
        model = tx.row("model_version", row["model"]) or {}
        model.pop("bundle", None)
        parts = {table: tx.rows(table, instance=row["id"]) for table in PARTS}
        members[f"models/{row['model']}.json"] = tx.model(row["model"])
        members[f"cases/{row['id']}.json"] = _dump(
            {"case": row, "model": model, **parts, "log": tx.history(row["id"])}
        )
    listed = {name: {"sha256": digest(data), "size": len(data)} for name, data in sorted(members.items())}
    manifest = {"formatVersion": 1, "id": KIND, "version": "1", "kind": KIND, "members": listed, "requires": []}
    return container.build({MANIFEST: _dump(manifest), **members})


def _taken(data: bytes, file: str) -> dict[str, tuple[dict[str, Any], str, bytes]]:
    """The cases of an archive, each with the SHA-256 of what the file holds of it and its model. Raises
    `FormatError`."""
    members = container.take(data, file)
    found: dict[str, tuple[dict[str, Any], str, bytes]] = {}
    try:
        manifest = load_json(members.pop(MANIFEST), MANIFEST)
        if manifest["formatVersion"] != 1 or manifest["kind"] != KIND or set(manifest["members"]) != set(members):
            raise FormatError("archive.damaged", file=file, cause=MANIFEST)
        for name, facts in manifest["members"].items():
            if digest(members[name]) != facts["sha256"]:
                raise FormatError("archive.damaged", file=file, cause=name)
        for name in sorted(members):
            if name.startswith("cases/"):
                value = load_json(members[name], name)
                model = members[f"models/{value['case']['model']}.json"]
                found[str(value["case"]["id"])] = (value, digest(members[name]), model)
    except (KeyError, TypeError, AttributeError) as error:
        raise FormatError("archive.damaged", file=file, cause=error) from error
    return found


def _dump(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
