"""A package opened as a workspace: for rehearsal on another machine."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from runner.bundle.archive import read_package
from runner.core import atomic
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.data.model import dump_value

declare(
    {
        "package.folder-taken": (
            N_("The folder {folder} is not empty."),
            N_("Choose another folder; nothing was written."),
        ),
    }
)

ORIGIN = ".slipway/origin.json"


def unpack_package(source: Path, folder: Path) -> Path:
    """Unpack a package into a workspace folder, which must be empty or not exist; returns the folder.

    The package is checked as a whole first, and the folder appears at once or not at all. Which package
    it came from stands in `.slipway/origin.json`. Raises `FormatError` and `FileError`.
    """
    package = read_package(source)
    bundle = package.bundle
    members = dict(bundle.sources)
    members.update({f"forms/{name}.form": dump_value(form) for name, form in bundle.forms.items()})
    members.update({f"decisions/{name}.dmn": data for name, data in bundle.decisions.items()})
    members.update({f"data/{name}.json": dump_value(records) for name, records in bundle.data.items()})
    members["workspace.json"] = dump_value(bundle.workspace)
    members["organization.json"] = dump_value(bundle.organization)
    members["dictionary.json"] = dump_value(bundle.dictionary)
    members["rights.json"] = dump_value(bundle.rights)
    members.update({**package.cases, **package.scenarios})
    origin = {
        "formatVersion": 1,
        "package": source.name,
        "digest": package.digest,
        "id": package.manifest.id,
        "version": package.manifest.version,
    }
    members[ORIGIN] = (json.dumps(origin, ensure_ascii=False, indent=2) + "\n").encode()
    _write(members, folder)
    return folder


def _write(members: dict[str, bytes], folder: Path) -> None:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise FileError("package.folder-taken", folder=folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            for name, data in members.items():
                # every name passed the container's check, so it stays inside
                atomic.write_bytes(staging / name, data)
            staging.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            staging.rename(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise FileError("file.unwritable", file=folder, cause=error.strerror or error) from error
