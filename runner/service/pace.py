"""The pace of a rehearsal: where the automatic steps of a case stop. A case stops before it enters a node, either at
a break point or since it is stepped through; what is stopped is in the store like any other state, and goes on by a
command."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from runner.engine.tokens import Token
from runner.service.suspending import is_suspended

if TYPE_CHECKING:
    from runner.service.room import Live, Room
    from runner.store.store import Transaction

FACT = "pace"


class Pace:
    """Break points (process -> nodes) and whether every act is stepped through; both hold for the whole store."""

    def __init__(self) -> None:
        self._breaks: dict[str, frozenset[str]] = {}
        self._stepping = False
        self._is_known = False
        self.entries: int | None = None
        """How many nodes the command under way may still enter (None: as the store says)."""
        self.depth: int | None = None
        """Nodes deeper inside do not count: they are stepped over."""
        self.passed: set[str] = set()
        """Tokens that may pass their break point in this command."""
        self.halted: set[str] = set()
        """The cases that stopped in this command."""

    # -- what is set ------------------------------------------------------------------------------

    def breaks(self, tx: Transaction) -> dict[str, list[str]]:
        """Process -> nodes before which its cases stop."""
        self._know(tx)
        return {process: sorted(nodes) for process, nodes in self._breaks.items() if nodes}

    def is_stepping(self, tx: Transaction) -> bool:
        """Whether each act stops before the next node."""
        self._know(tx)
        return self._stepping

    def said(self, tx: Transaction) -> dict[str, Any]:
        """What the log of a command says of the pace; nothing where it was the plain one."""
        breaks, stepping = self.breaks(tx), self.is_stepping(tx)
        return {"pace": {"stepping": stepping, "breaks": breaks}} if breaks or stepping else {}

    def set(
        self, tx: Transaction, *, breaks: Mapping[str, Iterable[str]] | None = None, stepping: bool | None = None
    ) -> None:
        """Set break points, or the stepping."""
        self._know(tx)
        found = self._breaks if breaks is None else {name: frozenset(nodes) for name, nodes in breaks.items()}
        on = self._stepping if stepping is None else stepping
        listed = {name: sorted(nodes) for name, nodes in found.items() if nodes}
        tx.set_fact(FACT, json.dumps({"breaks": listed, "stepping": on}))
        self._breaks, self._stepping = dict(found), on

    def _know(self, tx: Transaction) -> None:
        if self._is_known:
            return
        value = json.loads(tx.fact(FACT) or "{}")
        self._breaks = {name: frozenset(nodes) for name, nodes in value.get("breaks", {}).items()}
        self._stepping = bool(value.get("stepping"))
        self._is_known = True

    # -- in a command -----------------------------------------------------------------------------

    def begin(self) -> None:
        """A new command: nothing of the last one holds."""
        self.entries = self.depth = None
        self.passed, self.halted = set(), set()

    def forget(self) -> None:
        """What was set may not have been written: read it again."""
        self._is_known = False

    def run(self, room: Room, live: Live) -> None:
        """Let a case take its automatic steps as far as it may now."""
        if is_suspended(live):
            return
        self._know(room.tx)
        budget = room.service.budget
        if self.entries is None and not self._stepping and not self._breaks:
            live.engine.run(budget)
            return
        if self.entries is None and self._stepping:
            self.entries = 0 if room.tx.length(live.id) else 1  # a new case enters its start
        live.engine.run(budget, stop=lambda token: self._stops(live, token))

    def _stops(self, live: Live, token: Token) -> bool:
        if not is_at_node(token) or token.internal_data.get("entered"):
            return False
        process = token.task_spec.program.graph.process
        at_break = token.task_spec.node.id in self._breaks.get(process, ()) and token.key not in self.passed
        counts = self.entries is not None and (self.depth is None or depth_of(token) <= self.depth)
        if at_break or (counts and self.entries == 0):
            self.halted.add(live.id)
            return True
        if counts and self.entries is not None:
            self.entries -= 1
        return False


def is_at_node(token: Token) -> bool:
    """Whether a token stands at a node that the model draws; what only the engine needs is passed unseen."""
    return getattr(token.task_spec, "node", None) is not None and not token.task_spec.inner


def depth_of(token: Token) -> int:
    """How many scopes a token stands inside."""
    depth, scope = 0, token.workflow
    while (host := getattr(scope, "host", None)) is not None:
        depth, scope = depth + 1, host.workflow
    return depth


def stopped_at(live: Live) -> list[Token]:
    """The tokens of a stopped case that wait to enter their nodes, the first to go on first; empty where it is not
    stopped."""
    if live.engine.workflow.completed or live.engine.trouble is not None or is_suspended(live):
        return []
    return [token for token in live.engine.ready.values() if is_at_node(token)]
