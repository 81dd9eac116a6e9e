"""How versions of a package lie in a repository: names of files, the index that tells the latest, and what they say.

A folder, WebDAV and S3 keep `<id>/<version>/<id>-<version>.slip` with a receipt beside it, git the same files behind
a tag a version; each has `<id>/index.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from modeler.publish.target import ServerState
from modeler.publish.version import is_version, rank
from runner.bundle.archive import read_manifest
from runner.core.errors import AppError

INDEX = "index.json"
RECEIPT = "receipt.json"


def package_file(name: str, version: str) -> str:
    """The name of the file of a version."""
    return f"{name}-{version}.slip"


@dataclass(frozen=True)
class Index:
    """What `index.json` says: version -> digest, the versions that were undone, and the receipt of each version where
    it names one."""

    versions: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    receipts: Mapping[str, str] = field(default_factory=dict)


def read_index(data: bytes) -> Index | None:
    """The index in these bytes; None where it is none. What in it is not understood is passed over."""
    try:
        found = json.loads(data)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    told, gone = found.get("versions"), found.get("withdrawn")
    entries = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    own = {str(one["version"]): one for one in entries if is_version(str(one.get("version")))}
    return Index(
        {version: str(one.get("digest", "")) for version, one in own.items()},
        frozenset(one for one in gone if isinstance(one, str)) if isinstance(gone, list) else frozenset(),
        {version: str(one["receipt"]) for version, one in own.items() if isinstance(one.get("receipt"), str)},
    )


def index_bytes(
    name: str,
    versions: Mapping[str, str],
    withdrawn: frozenset[str],
    more: Callable[[str], Mapping[str, str]],
) -> bytes:
    """The index of a package; `more` says of a version where its file is."""
    index: dict[str, object] = {
        "formatVersion": 1,
        "id": name,
        "latest": latest_of(versions, withdrawn),
        "versions": [
            {"version": version, "digest": versions[version], **more(version)}
            for version in sorted(versions, key=rank)
        ],
    }
    if withdrawn:
        index["withdrawn"] = sorted(withdrawn, key=rank)
    return (json.dumps(index, ensure_ascii=False, indent=2) + "\n").encode()


def latest_of(versions: Mapping[str, str], withdrawn: frozenset[str]) -> str | None:
    """The highest version that was not undone."""
    return max(set(versions) - withdrawn, key=rank, default=None)


def state_of(
    versions: Mapping[str, str], withdrawn: frozenset[str], fetch: Callable[[str], bytes], *, intact: bool = True
) -> ServerState:
    """The state of a repository; the members are those of the latest version, which `fetch` reads. `intact`: nobody
    changed beside it what is made of it."""
    withdrawn = withdrawn & set(versions)
    latest = latest_of(versions, withdrawn)
    if latest is None:
        return ServerState(versions, withdrawn=withdrawn)
    try:
        manifest, digest = read_manifest(fetch(latest))
    except AppError:
        return ServerState(versions, latest, readable=False, withdrawn=withdrawn)
    members = {path: item.sha256 for path, item in manifest.members.items()}
    readable = intact and digest == versions[latest]
    return ServerState(versions, latest, members, readable=readable, withdrawn=withdrawn)
