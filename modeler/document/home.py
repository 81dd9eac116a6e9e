"""Where a file is at home: the workspace round it. Stands alone, so that asking costs no start the models of
a workspace's files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

FILE = "workspace.json"
"""What makes a folder a workspace."""
LOCAL = ".slipway"
"""The folder in it that is local to a machine."""


def nearest_workspace(path: Path | str) -> Path | None:
    """The folder of the workspace that a file or folder lies in, or None."""
    full = Path(path).resolve()
    return next((folder for folder in (full, *full.parents) if (folder / FILE).is_file()), None)


def local_folder(home: Path, name: str) -> Path:
    """A folder for what stays on this machine, `.slipway/NAME` of a workspace, made where it is missing and
    ignored by git. Raises `OSError`; a workspace that vanished is not made anew."""
    local = home / LOCAL
    if not home.is_dir():
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    (local / name).mkdir(parents=True, exist_ok=True)
    if not (local / ".gitignore").exists():
        (local / ".gitignore").write_text("*\n", "utf-8")
    return local / name
