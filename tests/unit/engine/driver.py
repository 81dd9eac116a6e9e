"""Drives a case through commands; with `save` it is saved and restored between all steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from runner.bundle.graph import Graph
from runner.connectors.desk import Desk
from runner.engine.instance import Entry, Instance, Open
from runner.engine.messages import Message, receive
from runner.engine.model import Model
from runner.engine.snapshot import delta, restore, save

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


class Written:
    """A case as it is written bit by bit, only what has changed: after each command it is what `save` says."""

    def __init__(self) -> None:
        self.scopes: dict[str, Any] = {}
        self.tokens: dict[str, Any] = {}

    def bring_up_to_date(self, case: Instance) -> None:
        """Write what has changed, and compare with all there is."""
        made = json.loads(json.dumps(vars(delta(case, case.take_changes()))))
        for rows, new, changed in (
            (self.scopes, made["new_scopes"], made["changed_scopes"]),
            (self.tokens, made["new_tokens"], made["changed_tokens"]),
        ):
            assert not {row["id"] for row in new} & set(rows) and {row["id"] for row in changed} <= set(rows)
            for row in [*new, *changed]:
                before = rows.get(row["id"], {}).get("data", {}).get("loop", {})
                if "items" in before:
                    row["data"]["loop"].setdefault("items", before["items"])
                rows[row["id"]] = row
        for key in made["gone"]:
            assert (self.scopes.pop(key, None) is None) != (self.tokens.pop(key, None) is None)
        whole = json.loads(json.dumps(save(case)))
        assert made["head"] == whole["head"]
        assert sorted(self.scopes.values(), key=lambda row: row["root"]["seq"]) == whole["scopes"]
        assert self.tokens == {row["id"]: row for row in whole["tokens"]}


class Driver:
    """One case under test."""

    def __init__(
        self,
        *graphs: Graph,
        saving: bool = False,
        desk: Desk | None = None,
        key: str = "case",
        decisions: Mapping[str, bytes] | None = None,
    ) -> None:
        self.model = Model.of(graphs, decisions)
        self.saving = saving
        self.desk = desk
        self.case = Instance(self.model, graphs[0].process, key=key, now=NOW, desk=desk)
        self.log: list[Entry] = []
        self.written = Written()

    def start(self, at: str | None = None, **data: Any) -> Driver:
        """Start and run."""
        self.case.start(at, data)
        return self.rest()

    def rest(self) -> Driver:
        """Run until the case rests; then save and restore it, if asked to."""
        self.case.run()
        self.log += self.case.drain()
        self.written.bring_up_to_date(self.case)
        if self.saving:
            sent, kept = self.case.outbox, self.case.stores.kept
            text = json.dumps(save(self.case))
            self.case = restore(self.model, json.loads(text), self.desk)
            assert json.dumps(save(self.case)) == text
            self.case.outbox, self.case.stores.kept = sent, kept
        return self

    def open(self, element: str | None = None) -> list[Open]:
        """The open steps, of one node if said."""
        return [item for item in self.case.open() if element in (None, item.element)]

    def names(self) -> list[str]:
        """The nodes of open steps, sorted."""
        return sorted(item.element for item in self.case.open())

    def do(self, element: str, **data: Any) -> Driver:
        """Complete the first open step of a node."""
        self.case.complete(self.open(element)[0].token, data)
        return self.rest()

    def pick(self, element: str, *flows: str) -> Driver:
        """Pick flows."""
        self.case.choose(self.open(element)[0].token, list(flows))
        return self.rest()

    def wait(self, **span: float) -> Driver:
        """Let virtual time pass."""
        self.case.advance(self.case.now + timedelta(**span))
        return self.rest()

    def tell(self, name: str, kind: str = "message", correlation: dict[str, Any] | None = None, **data: Any) -> bool:
        """Send a message or signal in."""
        got = receive(self.case, Message(kind, name, correlation or {}, data))
        self.rest()
        return got

    @property
    def path(self) -> list[str]:
        """The nodes entered, in order."""
        return [entry.element for entry in self.log if entry.kind == "entered"]

    @property
    def status(self) -> str:
        """The case's status."""
        return self.case.status

    @property
    def data(self) -> dict[str, Any]:
        """The variables."""
        return self.case.variables
