"""Settings: one typed table, rows registered by the packages that own them, one readable file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from runner.core.atomic import write_bytes
from runner.core.errors import FormatError
from runner.core.folders import config_folder
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.signal import Signal
from runner.core.values import dataclass

declare(
    {
        "settings.unreadable": (
            N_("The settings file {file} is not readable: {cause}."),
            N_("Mend or remove it; nothing is overwritten until then."),
        )
    }
)

Value = str | int | float | bool


@dataclass(frozen=True)
class Setting:
    """One row: `label` and `help` are English source texts; `choices` limits a text."""

    key: str
    default: Value
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


_rows: dict[str, Setting] = {}


def register(*rows: Setting) -> None:
    """Add rows to the table. Raises `LookupError` for a key registered twice with other content."""
    for row in rows:
        if _rows.get(row.key, row) != row:
            raise LookupError(row.key)
        _rows[row.key] = row


def table() -> Mapping[str, Setting]:
    """All rows by key."""
    return _rows


register(
    Setting("language", "", N_("Language"), N_("Empty follows the system."), choices=("", "en", "zh")),
    Setting("theme", "system", N_("Theme"), choices=("system", "light", "dark")),
    Setting("text-size", 13, N_("Text size"), minimum=11, maximum=20),
    Setting("xml.max-bytes", 64 * 1024 * 1024, N_("Largest XML file in bytes"), minimum=1024),
    Setting("xml.max-depth", 1000, N_("Deepest nesting of XML"), minimum=16, maximum=2000),
    Setting("xml.max-nodes", 2_000_000, N_("Most elements in an XML file"), minimum=100),
)


class Settings:
    """The user's values over the table's defaults; unknown keys in the file are kept."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_folder() / "settings.json"
        self.changed: Signal[str] = Signal()
        self._values: dict[str, Any] = {}
        if self.path.exists():
            try:
                loaded = json.loads(self.path.read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise FormatError("settings.unreadable", file=str(self.path), cause=error) from error
            if not isinstance(loaded, dict):
                raise FormatError("settings.unreadable", file=str(self.path), cause="{}")
            self._values = loaded

    def __getitem__(self, key: str) -> Any:
        row = _rows[key]
        value = self._values.get(key, row.default)
        return value if self._fits(row, value) else row.default

    def set(self, key: str, value: Value) -> None:
        """Store one value. Raises `KeyError` for an unknown key, `ValueError` for one out of range."""
        row = _rows[key]
        if not self._fits(row, value):
            raise ValueError(key)
        self._values[key] = value
        text = json.dumps(self._values, ensure_ascii=False, indent=2, sort_keys=True)
        write_bytes(self.path, (text + "\n").encode())
        self.changed.emit(key)

    @staticmethod
    def _fits(row: Setting, value: object) -> bool:
        if isinstance(row.default, bool) or isinstance(value, bool):
            return isinstance(value, bool) and isinstance(row.default, bool)
        if isinstance(row.default, str):
            return isinstance(value, str) and (not row.choices or value in row.choices)
        if not isinstance(value, int | float):
            return False
        return (row.minimum is None or value >= row.minimum) and (row.maximum is None or value <= row.maximum)
