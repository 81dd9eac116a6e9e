"""Asking a directory service who handles a step: what is asked, what is answered. Who asks is handed in, so that the
resolver itself calls nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

SECONDS = 5
"""How long an answer is waited for where the rule says nothing."""
MOST_SECONDS = 60

Failure = Literal["", "unknown", "late", "refused"]


@dataclass(frozen=True)
class Asked:
    """The question to a service. `value` is what stands in the one field that the rule sends along, else None; no
    other data of the case leave. `seconds`: the answer must be there by then."""

    service: str
    starter: str
    department: str = ""
    process: str = ""
    node: str = ""
    value: Any = None
    seconds: int = SECONDS


@dataclass(frozen=True)
class Answered:
    """The answer of a service: a JSON value that names people, or a failure: `unknown` (nobody knows the service),
    `late`, or `refused` with what it said in `cause`."""

    people: Any = None
    failure: Failure = ""
    cause: str = ""


Asker = Callable[[Asked], Answered]
"""Asks a service; keeps to the time limit and never raises."""


def seconds_in(text: str) -> int:
    """The time limit that a rule says, from 1 to `MOST_SECONDS`."""
    return min(int(text), MOST_SECONDS) if text.isascii() and text.isdigit() and int(text) > 0 else SECONDS
