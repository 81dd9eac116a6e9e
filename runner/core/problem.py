"""A problem: the model is imperfect. A value that is returned, never raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from runner.core import messages
from runner.core.values import dataclass


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Problem:
    """One imperfection of a model.

    `element` is an id in the file, or None for the file itself; `line` counts from 1; `field` names
    the property or form field to put the focus on; `params` fill the sentence of `code`.
    """

    code: str
    severity: Severity = Severity.ERROR
    element: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    field: str | None = None

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return messages.sentence(self.code, self.params)

    @property
    def hint(self) -> str:
        """What to do, in the user's language; may be empty."""
        return messages.hint(self.code, self.params)
