"""What a connector is: it takes one call to an operation of a system and gives one answer, never an exception.

A connector is one file in `runner/connectors/kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from runner.bundle.graph import Mock
from runner.connectors.connections import Connection
from runner.connectors.desk import Answer
from runner.core.registry import Registry
from runner.data.systems import Operation, System
from runner.protocol import causes as causes  # the words for what a failure names


@dataclass(frozen=True)
class Call:
    """One call. `values` are the fields by the system's names, in its codes; `key` is the same however often the
    same visit to a step is repeated; `timeout` in seconds; `chance` seeds whatever is random.
    `mock` is the step's own stand-in, and `mocked` the value of its `result`."""

    system: System
    operation: Operation
    connection: Connection
    values: Mapping[str, Any]
    key: str
    timeout: float
    chance: str
    mock: Mock | None = None
    mocked: Any = None


class Connector(Protocol):
    """One way to reach a system. `real` says that it goes out of this machine's program."""

    @property
    def id(self) -> str:
        """What `use` of a connection calls it."""

    @property
    def real(self) -> bool:
        """Whether something outside is really asked."""

    def call(self, call: Call) -> Answer | None:
        """The answer; None where a person has to give it. Whatever goes wrong is a failure in the answer."""


def connectors() -> Mapping[str, Connector]:
    """All connectors by id."""
    return _KINDS


_KINDS: Registry[Connector] = Registry("runner.connectors.kinds", "CONNECTOR")


def failed(cause: str, detail: str = "", *, code: str | None = None, again: bool = False) -> Answer:
    """An answer that is a failure. Its error code is `code`, else the cause without its room: `timeout`, `shape`."""
    return Answer(failure=cause, code=code or cause.removeprefix("connect."), detail=detail[:200], again=again)
