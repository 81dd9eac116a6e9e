"""The user's folders."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("Slipway", appauthor=False, ensure_exists=False)


def _folder(kind: str, default: str) -> Path:
    home = os.environ.get("SLIPWAY_HOME")  # a whole other home: portable use and tests
    folder = Path(home) / kind if home else Path(default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def config_folder() -> Path:
    """Settings."""
    return _folder("config", _DIRS.user_config_dir)


def data_folder() -> Path:
    """Ledgers of what was published."""
    return _folder("data", _DIRS.user_data_dir)


def state_folder() -> Path:
    """Logs, and journals of documents without a workspace."""
    return _folder("state", _DIRS.user_state_dir)


def documents_folder() -> Path:
    """Where the user keeps own files; the sample workspace is made here."""
    return _folder("documents", _DIRS.user_documents_dir)
