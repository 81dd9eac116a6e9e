"""What one evaluation carries along, and what logic is once it is compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from runner.decisions.outcome import Fault, Hit
from runner.feel.budget import Run

Scope = dict[str, Any]
"""The names that an expression sees."""


class State:
    """One evaluation: its limits, what was given, what is decided by now, and what is told about it.

    `decided` holds values by node. A decision service begins with another state of the same evaluation.
    """

    __slots__ = ("decided", "faults", "free", "given", "hits", "run")

    def __init__(self, run: Run, given: Mapping[str, Any], free: Mapping[str, Any]) -> None:
        self.run = run
        self.given = given
        self.free = free
        """What expressions see although nothing requires it."""
        self.decided: dict[object, Any] = {}
        self.hits: list[Hit] = []
        self.faults: list[Fault] = []

    def inner(self, given: Mapping[str, Any]) -> State:
        """The state of a service that is asked within this evaluation."""
        made = State(self.run, given, self.free)
        made.hits, made.faults = self.hits, self.faults
        return made

    def fault(self, fault: Fault) -> None:
        """Note once what went wrong."""
        if fault not in self.faults:
            self.faults.append(fault)


Logic = Callable[[Scope, State], Any]
"""Compiled logic: a value out of the names in sight."""
