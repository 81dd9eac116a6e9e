"""The variables inside a case, scope by scope: of sub-processes, of each run of a loop, and of called processes, read
out of the rows of a moment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from runner.protocol.rehearsing import Inside
from runner.service.moments import Rows

COUNTERS = frozenset({"loopCounter", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})
"""What a run knows of its loop: the number of the run says the same."""


@dataclass(frozen=True)
class Scope:
    """The variables of a scope; `within` leads to it from outside in and is empty for the case itself."""

    process: str
    within: tuple[Inside, ...]
    variables: Mapping[str, Any]


def scopes_of(rows: Rows) -> dict[str, Scope]:
    """The scopes of a case, the outer ones first, and the runs of loops with variables of their own, each by its
    id."""
    tokens = rows.get("token", {})
    hosts = {str(row["id"]): row for row in tokens.values()}
    states: dict[str, dict[str, Any]] = {}

    def state(row: Mapping[str, Any]) -> dict[str, Any]:
        key = str(row["id"])
        if key not in states:
            states[key] = json.loads(row["state"])
        return states[key]

    found: dict[str, Scope] = {}
    for row in sorted(rows.get("scope", {}).values(), key=lambda one: int(one["place"])):
        said = json.loads(row["state"])
        host = hosts.get(str(said["host"])) if said["host"] is not None else None
        within: tuple[Inside, ...] = ()
        if host is not None:
            carried = state(host)
            outer = found.get(str(carried["scope"]))
            called = bool(said["isolated"])
            step = Inside(
                element=str(host["element"] or ""), process=said["process"], called=called, run=run_of(carried)
            )
            within = (*(outer.within if outer is not None else ()), step)
        found[str(row["id"])] = Scope(said["process"], within, json.loads(row["variables"]))
    found.update(_runs(tokens.values(), found, state))
    return found


def _runs(tokens: Any, scopes: Mapping[str, Scope], state: Any) -> Iterator[tuple[str, Scope]]:
    for row in sorted(tokens, key=lambda one: int(one["seq"])):
        if '"local"' not in row["state"]:
            continue
        said = state(row)
        local = said["data"].get("local")
        outer = scopes.get(str(said["scope"]))
        if not isinstance(local, dict) or outer is None:
            continue
        values = {name: value for name, value in local.items() if name not in COUNTERS}
        step = Inside(element=str(row["element"] or ""), process=outer.process, run=run_of(said))
        yield str(row["id"]), Scope(outer.process, (*outer.within, step), values)


def run_of(token: Mapping[str, Any]) -> int | None:
    """Which run of its loop a token is, from 1; None where it is in no loop."""
    index = token["data"].get("index")
    return int(index) + 1 if isinstance(index, int) else None
