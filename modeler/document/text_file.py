"""A plain text file of the workspace open for editing: process tests, scenarios, decisions. It is replaced whole and
has its own undo, so that a step over several files can take it along."""

from __future__ import annotations

from pathlib import Path

from modeler.document.editable import Editable
from modeler.document.journal_file import attach_recorder
from modeler.document.recovery import LeftBehind, resume
from runner.core.atomic import check_place, digest, read_bytes, write_bytes
from runner.core.errors import FormatError
from runner.core.i18n import N_

_PART = "text"


class TextFile(Editable):
    """An open text file; UTF-8, a mark at its beginning stays."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(None, path.name, path)
        self._first = data
        self.digest = digest(data)
        try:
            self._journal.parts[_PART] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise FormatError("json.text", file=str(path), line=data[: error.start].count(b"\n") + 1) from error

    @property
    def text(self) -> str:
        """The text as it is now."""
        return str(self._journal.parts[_PART])

    def set(self, text: str, label: str = N_("Edit")) -> None:
        """Replace the text, in one step of undo."""
        with self.transaction(label):
            self.set_part(_PART, text)

    def as_bytes(self) -> bytes:
        """The file as it would be saved now."""
        return self.text.encode()

    def first_bytes(self) -> bytes:
        """What it began with."""
        return self._first

    def save(self, *, force: bool = False) -> None:
        """Save it. Raises `FileError` as `JsonDocument.save` does."""
        assert self.path is not None
        if not self.is_dirty and not force:
            return
        if not force:
            check_place(self.path)
        self.mark_saved(self.path, write_bytes(self.path, self.as_bytes(), expected=None if force else self.digest))


def open_text(path: Path) -> TextFile:
    """Open a text file. Raises `FileError`, and `FormatError` for one that is not UTF-8."""
    found = TextFile(path, read_bytes(path))
    attach_recorder(found)
    return found


def recover_text(entry: LeftBehind, *, salvage: bool = False) -> TextFile:
    """The text file that a killed program was working on, with its undo history. Raises and salvages as `resume`."""
    path = entry.path
    if path is None:
        raise FormatError("recovery.foreign", file=str(entry.file))
    return resume(entry, lambda base, _header: TextFile(path, base), salvage=salvage)
