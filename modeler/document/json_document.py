"""A JSON file of the workspace open for editing: one frozen value, replaced whole, with its own undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from modeler.document.editable import Editable
from modeler.document.journal_file import attach_recorder
from modeler.document.recovery import LeftBehind, resume
from runner.core.atomic import check_place, digest, read_bytes, write_bytes
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.data.model import load_json, read_value
from runner.data.ordered import as_json

V = TypeVar("V", bound=BaseModel)

_PART = "value"
_READ = "read"
"""The JSON as it stood in the file: its order of keys is kept."""


class JsonDocument(Editable, Generic[V]):
    """An open `organization.json`, `dictionary.json`, `rights.json`, form file or the like.

    A file that is not there yet has the empty value of its kind and comes with the first save.
    """

    def __init__(
        self, kind: type[V], value: V, path: Path, file_digest: str | None, as_read: object = None, first: bytes = b""
    ) -> None:  # fmt: skip
        super().__init__(None, path.name, path)
        self._first = first
        self.kind = kind
        self.digest = file_digest
        self._journal.parts[_PART] = value
        self._journal.parts[_READ] = as_read

    @property
    def value(self) -> V:
        """The value as it is now; frozen."""
        found: V = self._journal.parts[_PART]
        return found

    def set(self, value: V, label: str = N_("Edit"), merge_key: str | None = None) -> None:
        """Replace the value; steps with the same `merge_key` in a row become one step of undo."""
        with self.transaction(label, merge_key):
            self.set_part(_PART, value)

    def part_of_json(self, name: str, value: object) -> object:
        """A part as it is kept, from how the recovery journal wrote it. Raises `ValueError`."""
        return self.kind.model_validate(value) if name == _PART else value

    def to_bytes(self) -> bytes:
        """The file as it would be saved now."""
        data = as_json(self.value, self._journal.parts.get(_READ))
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()

    def as_bytes(self) -> bytes:
        """The same."""
        return self.to_bytes()

    def first_bytes(self) -> bytes:
        """What it began with; nothing for a file that was not there yet."""
        return self._first

    def save(self, *, force: bool = False) -> None:
        """Save it. Raises `FileError`: `file.changed` when someone else wrote it meanwhile, `file.gone` and
        `file.folder-gone` when it is no longer there; `force` saves nevertheless."""
        assert self.path is not None
        if self.digest is not None and not self.is_dirty and not force:
            return
        if self.digest is not None and not force:
            check_place(self.path)
        expected = None if force else self.digest or digest(b"")
        self.mark_saved(self.path, write_bytes(self.path, self.to_bytes(), expected=expected))

    def take(self, data: bytes) -> None:
        """Take what is on disk by now in the place of what is here, which stays one undo away; clean then.
        Raises `FormatError`."""
        loaded = load_json(data, str(self.path))
        value = read_value(self.kind, loaded, str(self.path))
        self.seal()
        with self.transaction(N_("Load again from disk")):
            self.set_part(_PART, value)
            self.set_part(_READ, loaded)
        self.mark_saved(self.path, digest(data))


def open_json(kind: type[V], path: Path) -> JsonDocument[V]:
    """Open a JSON file, or begin it with the empty value. Raises `FileError` and `FormatError`."""
    data = read_bytes(path) if path.exists() else b""
    found = _begin(kind, path, data, exists=path.exists())
    attach_recorder(found)
    return found


def recover_json(kind: type[V], entry: LeftBehind, *, salvage: bool = False) -> JsonDocument[V]:
    """The JSON file that a killed program was working on (`left_behind` of its path), with its undo history.
    Raises and salvages as `resume` does."""
    path = entry.path
    if path is None:
        raise FormatError("recovery.foreign", file=str(entry.file))
    return resume(entry, lambda base, _header: _begin(kind, path, base, exists=bool(base)), salvage=salvage)


def _begin(kind: type[V], path: Path, data: bytes, *, exists: bool) -> JsonDocument[V]:
    if not exists:
        return JsonDocument(kind, kind(), path, None)
    loaded = load_json(data, str(path))
    return JsonDocument(kind, read_value(kind, loaded, str(path)), path, digest(data), loaded, data)
