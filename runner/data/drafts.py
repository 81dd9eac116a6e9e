"""What a person has begun to fill in and not sent yet: kept on this machine, one small file each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runner.core.atomic import digest, write_bytes
from runner.core.errors import FileError

MOST_BYTES = 16 * 1024 * 1024


class DraftStore:
    """`folder` is made with the first draft. A key says whose draft of what it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, key: str, draft: Mapping[str, Any]) -> None:
        """Keep a draft in place of the one before; on the disk when this returns. Raises `FileError`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        data = json.dumps({"formatVersion": 1, "key": key, "draft": dict(draft)}, ensure_ascii=False).encode()
        write_bytes(self._place(key), data)

    def find(self, key: str) -> dict[str, Any] | None:
        """The draft of that key; None where there is none, or none that can be read."""
        try:
            place = self._place(key)
            if place.stat().st_size > MOST_BYTES:
                return None
            found = json.loads(place.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        draft = found.get("draft") if isinstance(found, dict) and found.get("key") == key else None
        return draft if isinstance(draft, dict) else None

    def drop(self, key: str) -> None:
        """Forget a draft. Raises `FileError` where the file cannot be removed."""
        try:
            self._place(key).unlink(missing_ok=True)
        except OSError as error:
            raise FileError("file.unwritable", file=self._place(key).name, cause=str(error)) from error

    def _place(self, key: str) -> Path:
        return self.folder / f"{digest(key.encode())[:40]}.json"
