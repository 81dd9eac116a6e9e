"""The command line as a test sees it: exit code, the one JSON object, and the sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from modeler.cli import main


@dataclass(frozen=True)
class Said:
    """What one command line gave back."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found = json.loads(self.out)  # refuses anything before or behind it
        assert isinstance(found, dict)
        return found


class CommandLine:
    """Runs verbs in this process."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def __call__(self, *arguments: object) -> Said:
        """Run one command line."""
        self._captured.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = self._captured.readouterr()
        return Said(code, out, err)

    def json(self, *arguments: object) -> Said:
        """Run one command line with `--json`."""
        return self(*arguments, "--json")
