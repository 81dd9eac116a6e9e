"""Values to try expressions on: what somebody wrote here before, else those of a form filled by chance.

They stay on this machine, beside the rehearsed cases of the workspace: they are no part of the process, and nobody
else's sample is overwritten by trying something out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from modeler.document.home import LOCAL, local_folder
from runner.core import atomic
from runner.core.errors import FileError

if TYPE_CHECKING:
    from modeler.ui.context import Context

FOLDER = "samples"
_KEPT: WeakKeyDictionary[Context, dict[str, Samples]] = WeakKeyDictionary()


class Samples:
    """What was written for one process or form: path of a variable -> JSON value. `home` is the folder of the
    workspace; without one it lasts as long as the window."""

    def __init__(self, home: Path | None = None, name: str = "") -> None:
        self._home, self._name = home, name
        self._values: dict[str, Any] = {}
        if home is not None:
            try:
                found = json.loads((home / LOCAL / FOLDER / name).read_text("utf-8"))
            except (OSError, ValueError):
                found = {}  # made by trying things out: where it is lost, chance fills in again
            self._values = found if isinstance(found, dict) else {}

    @property
    def values(self) -> Mapping[str, Any]:
        """What was written, by path."""
        return self._values

    def write(self, path: str, value: Any) -> None:
        """Try with this value from now on."""
        self._values[path] = value
        self._store()

    def forget(self) -> None:
        """Take the values that chance makes."""
        self._values.clear()
        self._store()

    def over(self, made: Mapping[str, Any]) -> Mapping[str, Any]:
        """Values with those that were written in their place."""
        if not self._values:
            return made
        found = dict(made)
        for path, value in self._values.items():
            head, *rest = path.split(".")
            if not rest:
                found[head] = value
                continue
            inner = deepcopy(found.get(head))
            found[head] = inner = inner if isinstance(inner, dict) else {}
            for name in rest[:-1]:
                below = inner.get(name)
                inner[name] = inner = below if isinstance(below, dict) else {}
            inner[rest[-1]] = value
        return found

    def _store(self) -> None:
        if self._home is None:
            return
        text = json.dumps(self._values, ensure_ascii=False, indent=2) + "\n"
        try:
            atomic.write_bytes(local_folder(self._home, FOLDER) / self._name, text.encode())
        except (OSError, FileError):
            self._home = None  # a workspace that nobody may write to: they last as long as the window


def samples_of(context: Context, kind: str, name: str) -> Samples:
    """The samples of a process or form (`kind`) of this window by its file's stem, the same ones each time."""
    folder = context.workspace.folder if context.workspace is not None else None
    kept = _KEPT.setdefault(context, {})
    key = f"{folder}|{kind}|{name}"
    if key not in kept:
        kept[key] = Samples(folder, f"{kind}-{name}.json")
    return kept[key]
