"""Moments of a case: its rows as they were after each command, so that it can go back to any of them.

A moment holds what differs from the one before, and every so often all of it. The event log, remarks and numbers that
were given are not among it: they never go back.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.protocol.branches import BACK, commands_that_count
from runner.store import tables
from runner.store.store import Row, Transaction, to_text

if TYPE_CHECKING:
    from runner.service.room import Live, Room

declare(
    {
        "back.unknown": (
            N_("What case {case} was like after act {to} was not kept."),
            N_("Only acts done since then can be gone back to."),
        ),
        "back.not-there": (N_("The case is as it was then already."), ""),
    }
)

LASTING = ("event_log", "moment", "remark", "serial_number")
"""What never goes back."""
WHOLE_EVERY = 25
MOST_KNOWN = 100

Rows = dict[str, dict[str, Row]]
"""Table -> key of a row in it -> the row."""


def parts() -> tuple[str, ...]:
    """The tables that hold a case."""
    found = [table.name for table in tables.metadata.sorted_tables if "instance" in table.columns]
    return ("instance", *(name for name in found if name not in LASTING))


class Moments:
    """Keeps a moment for each case that a command touched, in the command's own transaction."""

    def __init__(self) -> None:
        self.is_on = False
        self._known: dict[str, tuple[int, int, Rows]] = {}
        self._queue: dict[int, Row] = {}

    def begin(self, room: Room) -> None:
        """A command begins: remember which messages wait for a receiver."""
        if self.is_on:
            self._queue = _queue(room.tx)

    def forget(self) -> None:
        """What was kept may not have been written."""
        self._known.clear()

    def keep(self, room: Room, numbers: Mapping[str, int]) -> None:
        """Keep how the touched cases are now. `numbers`: case -> the command just written."""
        if not self.is_on:
            return
        after = _queue(room.tx)
        post = {
            "sent": [row for key, row in after.items() if self._queue.get(key) != row],
            "taken": [row for key, row in self._queue.items() if after.get(key) != row],
        }
        about = {"clock": room.now.isoformat(), "cases": list(numbers), "post": post}
        for case, number in numbers.items():
            rows = read(room.tx, case)
            base, depth, before = self._known.get(case, (None, 0, {}))
            if base is None or depth >= WHOLE_EVERY:
                base, depth, before = None, 0, {}
            state = zlib.compress(to_text(_difference(before, rows)).encode())
            row = {"instance": case, "command": number, "base": base, "about": to_text(about), "state": state}
            room.tx.add("moment", row)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[case] = (number, depth + 1, rows)

    # -- going back -------------------------------------------------------------------------------

    def go_back(self, room: Room, case: str, to: int) -> None:
        """Let a case be as it was after command `to`, and the clock what it was then; what the commands since then
        sent and nobody has taken is gone, what they took waits again. The log gets a line that says so.

        Raises `RunError`: `back.unknown`, `back.not-there`.
        """
        room.case(case)  # refuses what came from elsewhere
        del room.touched[case]
        kept = moment(room.tx, case, to)
        if kept is None:
            raise RunError("back.unknown", case=case, to=to)
        heads = [(line["command"], line["payload"]) for line in room.tx.history(case) if line["kind"] == "command"]
        now, then = commands_that_count(heads), commands_that_count([head for head in heads if head[0] <= to])
        gone = [number for number in now if number not in set(then)]
        if now == then:
            raise RunError("back.not-there")
        others: dict[str, None] = {}
        for number in reversed(gone):
            about = _about(room.tx, case, number)
            others.update(dict.fromkeys(one for one in about.get("cases", ()) if one != case))
            _undo_post(room.tx, about.get("post", {}))
        write(room.tx, case, kept)
        room.service.live.pop(case, None)
        live = room.look(case)
        room.set_clock(live.engine.now.fromisoformat(_about(room.tx, case, to)["clock"]))
        room.touched[case] = live
        live.note(
            "went_back", to=to, by=room.actor, steps=len(gone), others=list(others), asked=_asked(room, live, gone)
        )


def _asked(room: Room, live: Live, gone: Sequence[int]) -> int:
    """How many calls to real systems were made in what was gone back over."""
    lines = (line for line in room.tx.history(live.id) if line["command"] in set(gone))
    return sum(line["kind"] == "asked" and line["payload"].get("by") not in ("mock", "recorded") for line in lines)


def read(tx: Transaction, case: str) -> Rows:
    """All rows of a case."""
    found: Rows = {}
    for name in parts():
        rows = tx.rows(name, **{"id" if name == "instance" else "instance": case})
        found[name] = {_key(name, row): row for row in rows}
    return found


def write(tx: Transaction, case: str, rows: Rows) -> None:
    """Put the rows of a case in place of those that are there."""
    own = dict(rows["instance"])
    for row in own.values():
        tx.change("instance", case, **{name: value for name, value in row.items() if name != "id"})
    for name in parts()[1:]:
        tx.clear(name, case)
        for row in rows.get(name, {}).values():
            tx.add(name, row)


def moment(tx: Transaction, case: str, command: int) -> Rows | None:
    """The rows of a case after a command; None where they were not kept."""
    chain = []
    number: int | None = command
    while number is not None:
        rows = tx.rows("moment", instance=case, command=number)
        if not rows:
            return None
        chain.append(rows[0])
        number = rows[0]["base"]
    found: Rows = {}
    for row in reversed(chain):
        for name, part in json.loads(zlib.decompress(row["state"])).items():
            target = found.setdefault(name, {})
            for key, value in part.items():
                if value is None:
                    target.pop(key, None)
                else:
                    target[key] = value
    return found


def kept_commands(tx: Transaction, case: str) -> list[int]:
    """The commands after which a moment was kept."""
    return [int(row["command"]) for row in tx.rows("moment", instance=case)]


def _about(tx: Transaction, case: str, command: int) -> dict[str, Any]:
    rows = tx.rows("moment", instance=case, command=command)
    value: dict[str, Any] = json.loads(rows[0]["about"]) if rows else {}
    return value


def _key(name: str, row: Row) -> str:
    table = tables.metadata.tables[name]
    return to_text([row[column.name] for column in table.primary_key])


def _difference(before: Rows, after: Rows) -> dict[str, dict[str, Row | None]]:
    found: dict[str, dict[str, Row | None]] = {}
    for name, rows in after.items():
        old = before.get(name, {})
        changed: dict[str, Row | None] = {key: row for key, row in rows.items() if old.get(key) != row}
        changed |= dict.fromkeys(key for key in old if key not in rows)
        if changed:
            found[name] = changed
    return found


def _queue(tx: Transaction) -> dict[int, Row]:
    return {row["id"]: row for row in tx.rows("message_queue")}


def _undo_post(tx: Transaction, post: Mapping[str, Any]) -> None:
    waiting = _queue(tx)
    for row in post.get("sent", ()):
        if waiting.get(row["id"]) == row:  # a number may have gone to another message since
            tx.remove("message_queue", row["id"])
    waiting = _queue(tx)
    for row in post.get("taken", ()):
        tx.add("message_queue", {key: value for key, value in row.items() if key != "id" or value not in waiting})


__all__ = ["BACK", "Moments", "kept_commands", "moment", "parts", "read", "write"]
