"""Going back in a case: which of its commands count now. The log only grows; a command `back` says to which command
the case went back, and what came after that one stays in the log as a branch that was left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runner.protocol.values import LogLine

BACK = "back"


def commands_that_count(heads: Iterable[tuple[int, Mapping[str, Any]]]) -> list[int]:
    """The commands that led to where the case is, in order. `heads`: number and payload of each `command` line."""
    before: dict[int, int | None] = {}
    tips: dict[int, int | None] = {}
    tip: int | None = None
    for number, said in heads:
        if said.get("verb") == BACK:
            tip = tips.get(int(said["to"]))
        else:
            before[number], tip = tip, number
        tips[number] = tip
    found = []
    while tip is not None:
        found.append(tip)
        tip = before[tip]
    return found[::-1]


def counting(history: Sequence[LogLine]) -> list[LogLine]:
    """The lines of the commands that count now."""
    kept = set(commands_that_count((line.command, line.payload) for line in history if line.kind == "command"))
    return [line for line in history if line.command in kept]


def taken_back(history: Sequence[LogLine]) -> set[int]:
    """The commands that were gone back over; the going back itself is not among them."""
    heads = [line for line in history if line.kind == "command"]
    kept = set(commands_that_count((line.command, line.payload) for line in heads))
    return {line.command for line in heads if line.command not in kept and line.payload.get("verb") != BACK}
