"""A JSON file of the workspace open for editing: one frozen value, replaced whole, with its own undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from modeler.document.editable import Editable
from modeler.document.recovery import LeftBehind, attach_recorder, read_lines, replay, take_over
from runner.core.atomic import digest, read_bytes, write_bytes
from runner.core.errors import FileError, FormatError
from runner.core.i18n import N_
from runner.data.model import load_json, read_value
from runner.data.ordered import as_json

V = TypeVar("V", bound=BaseModel)

_PART = "value"


class JsonDocument(Editable, Generic[V]):
    """An open `organization.json`, `dictionary.json`, `rights.json`, form file or the like.

    A file that is not there yet has the empty value of its kind and comes with the first save.
    """

    def __init__(self, kind: type[V], value: V, path: Path, file_digest: str | None, as_read: object = None) -> None:
        super().__init__(None, path.name, path)
        self._as_read = as_read  # the JSON as it stood: its order of keys is kept
        self.kind = kind
        self.digest = file_digest
        self._journal.parts[_PART] = value

    @property
    def value(self) -> V:
        """The value as it is now; frozen."""
        found: V = self._journal.parts[_PART]
        return found

    def set(self, value: V, label: str = N_("Edit"), merge_key: str | None = None) -> None:
        """Replace the value; steps with the same `merge_key` in a row become one step of undo."""
        with self.transaction(label, merge_key):
            self.set_part(_PART, value)

    def part_of_json(self, value: object) -> V:
        """The value, from how the recovery journal wrote it. Raises `ValueError`."""
        return self.kind.model_validate(value)

    def to_bytes(self) -> bytes:
        """The file as it would be saved now."""
        data = as_json(self.value, self._as_read)
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()

    def save(self) -> None:
        """Save it. Raises `FileError`: `file.changed` when someone else wrote it meanwhile."""
        assert self.path is not None
        if self.digest is not None and not self.is_dirty:
            return
        written = write_bytes(self.path, self.to_bytes(), expected=self.digest or digest(b""))
        self.mark_saved(self.path, written)


def open_json(kind: type[V], path: Path) -> JsonDocument[V]:
    """Open a JSON file, or begin it with the empty value. Raises `FileError` and `FormatError`."""
    data = read_bytes(path) if path.exists() else b""
    found = _begin(kind, path, data, exists=path.exists())
    attach_recorder(found, data)
    return found


def recover_json(kind: type[V], entry: LeftBehind) -> JsonDocument[V]:
    """The JSON file that a killed program was working on (`left_behind` of its path), with its undo history.

    Raises `FileError` (`recovery.held`) when another program has it, `FormatError` for a damaged journal.
    """
    recorder = take_over(entry)
    if recorder is None or entry.path is None:
        raise FileError("recovery.held", file=entry.name)
    base = read_bytes(entry.file.with_suffix(".base"))
    found = _begin(kind, entry.path, base, exists=bool(base))
    try:
        replay(found, iter(list(read_lines(entry.file))[1:]), str(entry.file))
    except FormatError:
        recorder.abandon()
        raise
    found.recorder = recorder
    return found


def _begin(kind: type[V], path: Path, data: bytes, *, exists: bool) -> JsonDocument[V]:
    if not exists:
        return JsonDocument(kind, kind(), path, None)
    loaded = load_json(data, str(path))
    return JsonDocument(kind, read_value(kind, loaded, str(path)), path, digest(data), loaded)
