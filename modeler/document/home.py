"""Where a file is at home: the workspace round it. Stands alone, so that asking costs no start the models of
a workspace's files."""

from __future__ import annotations

from pathlib import Path

FILE = "workspace.json"
"""What makes a folder a workspace."""


def nearest_workspace(path: Path | str) -> Path | None:
    """The folder of the workspace that a file or folder lies in, or None."""
    full = Path(path).resolve()
    return next((folder for folder in (full, *full.parents) if (folder / FILE).is_file()), None)
