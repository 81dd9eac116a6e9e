"""The fonts that ship, made known to Qt once for the window and the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from PySide6.QtGui import QFontDatabase

from runner.core.resources import resource_folder

LATIN, BOLD, CJK = "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "DroidSansFallback.ttf"


@cache
def shipped() -> Mapping[str, tuple[str, ...]]:
    """The names of the families in each file; none for a file that is not there."""
    folder = resource_folder() / "fonts"
    families: dict[str, tuple[str, ...]] = {}
    for name in (LATIN, BOLD, CJK):
        number = QFontDatabase.addApplicationFont(str(folder / name)) if (folder / name).is_file() else -1
        families[name] = tuple(QFontDatabase.applicationFontFamilies(number)) if number >= 0 else ()
    return families
