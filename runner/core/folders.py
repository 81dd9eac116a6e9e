"""The user's folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}
"""Linux: the variable that names a folder, and where it is in the home without one (XDG base directories)."""


def _folder(kind: str) -> Path:
    home = os.environ.get("SLIPWAY_HOME")  # a whole other home: portable use and tests
    folder = Path(home) / kind if home else _usual(kind)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _usual(kind: str) -> Path:
    """Where the system keeps such things."""
    if sys.platform == "linux" and kind in _XDG:
        variable, below = _XDG[kind]
        named, home = Path(os.environ.get(variable, "")), Path(os.environ.get("HOME", ""))
        if named.is_absolute():
            return named / "Slipway"
        if home.is_absolute():
            return home / below / "Slipway"
    # knows all systems and odd cases, and takes as long to load as all of a file's elements
    from platformdirs import PlatformDirs

    return Path(getattr(PlatformDirs("Slipway", appauthor=False, ensure_exists=False), f"user_{kind}_dir"))


def config_folder() -> Path:
    """Settings."""
    return _folder("config")


def data_folder() -> Path:
    """Ledgers of what was published."""
    return _folder("data")


def state_folder() -> Path:
    """Logs, and journals of documents without a workspace."""
    return _folder("state")


def documents_folder() -> Path:
    """Where the user keeps own files; the sample workspace is made here."""
    return _folder("documents")
