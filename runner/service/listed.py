"""What cases wait for, listed in the store: timers by their instant, messages and signals by name and correlation.

Whoever lets time pass or sends a message asks these lists; a case is loaded only when something comes to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from runner.core.errors import StoreError
from runner.engine.messages import Message
from runner.store.store import Row, to_text

if TYPE_CHECKING:
    from runner.engine.changes import Changes
    from runner.engine.tokens import Token
    from runner.service.room import Live, Room

LISTS = ("timer", "awaited")
FACT = "waiting"
"""The fact about a store that says its lists are complete."""


def instant_of(at: datetime) -> str:
    """An instant as text that sorts like instants do: UTC, with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def correlation_key(correlation: Mapping[str, Any]) -> tuple[str, str]:
    """The names of a correlation, and names with values, as texts: equal correlations have equal texts."""
    names = sorted(correlation)
    return to_text(names), to_text([[name, _even(correlation[name])] for name in names])


def _even(value: Any) -> Any:
    """Values that are equal written alike: 1, 1.0 and true."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_even(item) for item in value]
    if isinstance(value, dict):
        return {name: _even(value[name]) for name in sorted(value)}
    return value


def bring_up_to_date(room: Room, live: Live, changes: Changes) -> None:
    """Let the lists say what the changed tokens of a case wait for."""
    roots = {key: scope.task_tree for key, scope in changes.scopes.items()}
    for key in changes.gone:
        _forget(room, live, key)
    for key, token in {**roots, **changes.tokens}.items():
        rows = rows_of(live, token)
        if rows == live.listed.get(key, []):
            continue
        _forget(room, live, key)
        for table, row in rows:
            room.tx.add(table, row)
        if rows:
            live.listed[key] = rows


def _forget(room: Room, live: Live, token: str) -> None:
    for table in {name for name, _row in live.listed.pop(token, ())}:
        room.tx.remove_where(table, instance=live.id, token=token)


def rows_of(live: Live, token: Token) -> list[tuple[str, Row]]:
    """What a token waits for, as rows of the lists; nothing where its scope has ended."""
    found: list[tuple[str, Row]] = []
    if token.workflow.completed:
        return found
    waiting = live.engine.waiting
    for event_id, slot in token.internal_data.get("slots", {}).items():
        row = {"instance": live.id, "token": token.key, "event": event_id, "seq": token.seq}
        if "due" in slot:
            due = waiting.timer(token, event_id)
            about = {"element": due.element, "instant": instant_of(due.at), "pilot": live.row["pilot"]}
            found.append(("timer", {**row, **about}))
        elif slot["kind"] in ("message", "signal"):
            names, key = correlation_key(slot.get("correlation") or {})
            for name in sorted(waiting.names_of(token, event_id)):
                found.append(("awaited", {**row, "name": name, "kind": slot["kind"], "names": names, "key": key}))
    return found


def read(room: Room, case: str) -> dict[str, list[tuple[str, Row]]]:
    """What the lists say of a case, by token, as `rows_of` gives it."""
    found: dict[str, list[tuple[str, Row]]] = {}
    for table in LISTS:
        for row in room.tx.rows(table, instance=case):
            found.setdefault(row["token"], []).append((table, row))
    return found


def receivers(room: Room, message: Message) -> list[str]:
    """The cases that may wait for a message or signal, the oldest first; whether one does its engine says."""
    names, key = correlation_key(message.correlation)
    return room.tx.waits.receivers(message.kind, message.name, names, key)


def fill(room: Room) -> None:
    """List what all cases that run wait for, once, in a store that was written before there were lists. A case that
    cannot be loaded waits for nothing."""
    if room.tx.fact(FACT) is not None:
        return
    for row in room.tx.rows("instance", status=["running", "incident", "budget"], origin=None):
        with suppress(StoreError):
            live = room.look(row["id"])
            for scope in live.engine.scopes():
                for token in scope.tasks.values():
                    for table, entry in rows_of(live, token):
                        room.tx.add(table, entry)
            live.listed = read(room, live.id)
    for entry in room.tx.rows("message_queue"):
        names, key = correlation_key(json.loads(entry["correlation"]))
        room.tx.change("message_queue", entry["id"], names=names, key=key)
    room.tx.set_fact(FACT, "1")
