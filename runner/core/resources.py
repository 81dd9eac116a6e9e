"""Where the data files are: in a checkout, an installed wheel, or a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def resource_folder() -> Path:
    """The folder `resources/`.

    Raises `FileNotFoundError` when the installation is incomplete.
    """
    here = Path(__file__).resolve()
    candidates = [
        Path(getattr(sys, "_MEIPASS", here.parents[2])) / "resources",
        here.parents[2] / "resources",
        Path(sys.prefix) / "share" / "slipway" / "resources",
    ]
    for candidate in candidates:
        if (candidate / "locale").is_dir():
            return candidate
    raise FileNotFoundError("resources")


def is_frozen() -> bool:
    """Whether this is the frozen program, which starts its worker through itself."""
    return bool(getattr(sys, "frozen", False))
