"""What a connection to an engine does for a trial case (`modeler.publish.smoke`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True)
class Waiting:
    """A step that waits for somebody at the engine: the element, and for whom (`user:ID`, `group:ID`)."""

    element: str
    who: frozenset[str]


@runtime_checkable
class Tries(Protocol):
    """A connection to an engine that begins cases. Every call may raise `PublishError`."""

    def begin_trial(self, process: str, key: str, data: Mapping[str, Any]) -> str:
        """The id of a new case of the latest version of a process, with that business key."""

    def trials(self, key: str) -> list[str]:
        """Cases with that business key, running or over."""

    def open_steps(self, case: str) -> list[Waiting]:
        """Steps of a case, and of those that it called, that wait for somebody."""

    def resting(self, case: str) -> list[str]:
        """Where a case is otherwise; nowhere where it is over."""

    def end_trial(self, case: str) -> None:
        """A case goes with its history; one that is gone is gone."""
