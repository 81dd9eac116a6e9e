"""The log of a case for other eyes: without what only its store knows, and without contents; and what has to lie in a
store for the log to be played again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runner.engine.messages import Message
from runner.service.listed import correlation_key
from runner.service.readable import PLAIN
from runner.store.store import Transaction, to_text

__all__ = ["ACTED", "ELSEWHERE", "OWN", "Message", "lay", "log_of", "outline", "received", "stores_before"]

ELSEWHERE = "elsewhere"
"""The task of another case."""
ACTED = frozenset(
    {
        "acted", "answered", "claimed", "released", "transferred", "urged", "copied", "signers-added",
        "signer-removed", "jumped", "notified", "sent-on", "mended",
    }
)  # fmt: skip
"""The lines that say at which step somebody acted."""
OWN = ACTED | {"rejected", "returned"}
"""The lines that tell a step of the case from one of another case."""
WORDS = ("opinion", "reason", "signature")
"""What people wrote."""
MORE = {"command": ("how", "flows"), "opened": (), "mended": ("how", "by", "to", "flows")}


def outline(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line with only what is known to hold no contents."""
    names = [name for name in (*PLAIN.get(line["kind"], ()), *MORE.get(line["kind"], ())) if name not in WORDS]
    payload = line["payload"]
    return {**line, "payload": {name: payload[name] for name in names if name in payload}}


def log_of(tx: Transaction, case: str) -> list[dict[str, Any]]:
    """The log of a case without what only its store knows: its tasks are numbered in the order in which the log names
    them, those of other cases are `elsewhere`."""
    history = tx.history(case)
    own = {int(row["id"]) for row in tx.rows("task", instance=case)}
    for line in history:
        if line["kind"] in OWN and isinstance(line["payload"].get("task"), int):
            own.add(line["payload"]["task"])
    answered = {line["command"] for line in history if line["kind"] in ("answered", "mended")}
    numbers: dict[int, int] = {}
    found = []
    for line in history:
        payload = dict(line["payload"])
        task = payload.get("task")
        if isinstance(task, int) and not isinstance(task, bool):
            known = task in own or line["command"] in answered
            payload["task"] = numbers.setdefault(task, len(numbers) + 1) if known else ELSEWHERE
        if line["kind"] == "went_back":
            payload["others"] = []
        if line["kind"] == "child-started":
            payload["case"] = ELSEWHERE
        names = ("n", "command", "at", "real", "actor", "kind", "element", "token")
        found.append({**{name: line[name] for name in names}, "payload": payload})
    return found


def lay(tx: Transaction, message: Message) -> None:
    """Let a message lie where cases look for it, unless the same lies there."""
    texts = (message.name, to_text(dict(message.correlation)), to_text(dict(message.data)))
    if texts in [
        (row["name"], row["correlation"], row["payload"]) for row in tx.rows("message_queue", pilot=tx.pilot)
    ]:
        return
    names, key = correlation_key(message.correlation)
    row = dict(zip(("name", "correlation", "payload"), texts, strict=True))
    tx.add("message_queue", {**row, "names": names, "key": key, "sent": tx.clock() or "", "pilot": tx.pilot})


def stores_before(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What data stores held before a command, as far as its lines say so. A content that was too long to be noted is
    not known."""
    found: dict[str, Any] = {}
    for line in lines:
        said = line["payload"]
        held = {"fetched": said, "stored": said.get("before", {})}.get(line["kind"], {})
        if "value" in held:
            found.setdefault(said["store"], held["value"])
    return found


def received(lines: Sequence[Mapping[str, Any]]) -> list[Message]:
    """The messages and signals that came to the case."""
    said = [line["payload"] for line in lines if line["kind"] == "received"]
    return [Message(one["kind"], one["name"], one["correlation"], one["data"]) for one in said]
