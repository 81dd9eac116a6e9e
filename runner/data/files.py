"""Files that belong to cases, kept once each under their digest in a folder of the workspace."""

from __future__ import annotations

import re
from pathlib import Path

from runner.core.atomic import digest, read_bytes, write_bytes
from runner.core.errors import FileError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "files.missing": (
            N_("The contents of {name} are not on this machine."),
            N_("They lie where the file was added; ask for it there."),
        ),
        "files.altered": (
            N_("The stored contents of {name} are not what was added: the file was changed from outside."),
            N_("It is not opened. Add it again."),
        ),
        "files.unsafe": (
            N_("{name} is not opened here: files of this kind can run programs."),
            N_("Save it first, if you know where it comes from."),
        ),
    }
)

_DIGEST = re.compile(r"[0-9a-f]{64}")
SAFE = frozenset(
    (
        ".pdf",
        ".txt",
        ".csv",
        ".md",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".bmp",
        ".webp",
        ".tif",
        ".tiff",
        ".docx",
        ".xlsx",
        ".pptx",
        ".odt",
        ".ods",
        ".odp",
        ".wps",
        ".et",
        ".dps",
        ".ofd",
    )
)
"""Endings of files that may be handed to the program that shows them. All others can only be saved."""


class FileStore:
    """`folder` is made when the first file comes; two files of the same contents are one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep some contents; their SHA-256. Raises `FileError`."""
        name = digest(data)
        place = self._place(name)
        if not place.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(place, data)
        return name

    def has(self, sha256: str) -> bool:
        """Whether the contents are here."""
        return _DIGEST.fullmatch(sha256) is not None and self._place(sha256).is_file()

    def get(self, sha256: str, name: str = "") -> bytes:
        """The contents under a digest; `name` is for the sentence. Raises `FileError` where they are not
        here (`files.missing`) or not what they were (`files.altered`)."""
        if not self.has(sha256):
            raise FileError("files.missing", name=name or sha256[:12])
        data = read_bytes(self._place(sha256))
        if digest(data) != sha256:
            raise FileError("files.altered", name=name or sha256[:12])
        return data

    def copy_to_open(self, sha256: str, name: str, folder: Path) -> Path:
        """A copy in `folder` that a program may be given to show: of a kind that only shows, under a name of
        its own, not executable. Raises `FileError` (`files.unsafe` ...)."""
        ending = Path(name).suffix.lower()
        if ending not in SAFE:
            raise FileError("files.unsafe", name=name)
        data = self.get(sha256, name)
        plain = re.sub(r"[^\w.\- ()（）]", "_", Path(name).stem)[:80].strip(". ") or "file"
        place = folder / f"{plain}-{sha256[:8]}{ending}"
        write_bytes(place, data)
        place.chmod(0o400)
        return place

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256
