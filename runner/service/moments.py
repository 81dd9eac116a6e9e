"""Moments of a case: its rows as they were after each command, so that it can go back to any of them.

A moment holds what differs from the one before, and all of it when the differences since the last whole one have
become larger than that one: keeping it costs what has changed, however long the case is. The event log, remarks and
numbers that were given are not among it: they never go back.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.protocol.branches import BACK, commands_that_count
from runner.service import calling, keeping
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

LASTING = ("archived", "call", "event_log", "moment", "remark", "serial_number")
"""What never goes back."""
SOON_CHANGED = ("timer", "awaited", "deadline")
"""What a case waits for: little, and replaced by the handful, so it is read as a whole."""
SMALL = 64 * 1024
"""Bytes of differences that are never too many."""
NOBODYS = ""
"""The case of a task number that is no longer in use."""
NUMBERED = ("copy", "deadline")
"""Their numbers mean nothing: where one went to another case meanwhile, the row gets a new one."""
MOST_KNOWN = 100

Rows = dict[str, dict[str, Row]]
"""Table -> key of a row in it -> the row."""


def parts() -> tuple[str, ...]:
    """The tables that hold a case."""
    found = [table.name for table in tables.metadata.sorted_tables if "instance" in table.columns]
    return ("instance", *(name for name in found if name not in LASTING))


Difference = dict[str, dict[str, Row | None]]
"""The rows that have changed; None for one that is gone."""


@dataclass
class Known:
    """A case as its last moment has it: the command, the rows, and the bytes of the last whole moment and of the
    differences since."""

    command: int
    rows: Rows
    whole: int
    since: int = 0


class Moments:
    """Keeps a moment for each case that a command touched, in the command's own transaction."""

    def __init__(self) -> None:
        self.is_on = False
        self._known: dict[str, Known] = {}
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
        about: dict[str, Any] = {"clock": room.now.isoformat(), "cases": list(numbers), "post": post}
        if stored := keeping.changes(room):
            about["stores"] = stored
        written = _written(room.tx, {case: known.rows for case, known in self._known.items() if case in numbers})
        for case, number in numbers.items():
            known = self._known.pop(case, None)
            base: int | None = None
            if known is None or known.since > known.whole + SMALL:
                rows = read(room.tx, case) if known is None else _with(known.rows, written[case])
                state = _packed(rows)
                known = Known(number, rows, whole=len(state))
            else:
                base, state = known.command, _packed(written[case])
                known = Known(number, _with(known.rows, written[case]), known.whole, known.since + len(state))
            row = {"instance": case, "command": number, "base": base, "about": to_text(about), "state": state}
            room.tx.add("moment", row)
            if len(self._known) >= MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[case] = known

    # -- going back -------------------------------------------------------------------------------

    def go_back(self, room: Room, case: str, to: int) -> None:
        """Let a case be as it was after command `to`, and the clock what it was then; what the commands since then
        sent and nobody has taken is gone, what they took waits again, and data stores hold what they held before,
        where nobody else has put anything there since. The log gets a line that says so.

        Raises `RunError`: `back.unknown`, `back.not-there`.
        """
        room.case(case)  # refuses what came from elsewhere
        room.forget(case)
        room.holds_post = True  # it is to be as it was, not to go on at once with what came later
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
            keeping.undo(room.tx, about.get("stores", ()))
        write(room.tx, case, kept)
        self._known.pop(case, None)
        live = room.look(case)
        room.set_clock(live.engine.now.fromisoformat(_about(room.tx, case, to)["clock"]))
        room.touched[case] = live
        calling.nobody_answers(room, live)
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
    given = [int(row["id"]) for own in (case, NOBODYS) for row in tx.rows("task", instance=own)]
    for row in rows["instance"].values():
        tx.change("instance", case, **{name: value for name, value in row.items() if name != "id"})
    tx.clear("task", NOBODYS)
    for name in parts()[1:]:
        tx.clear(name, case)
        for row in rows.get(name, {}).values():
            is_taken = name in NUMBERED and tx.row(name, row["id"]) is not None
            tx.add(name, {key: value for key, value in row.items() if key != "id"} if is_taken else row)
    there = [int(row["id"]) for row in rows.get("task", {}).values()]
    if given and max(given) > max(there, default=0):
        _keep_number(tx, max(given))


def _keep_number(tx: Transaction, number: int) -> None:
    """The number of a task that is gone is given to no other one: the log goes on naming it."""
    gone = {"element": "", "round": 0, "state": "cancelled", "opened": ""}
    tx.add("task", {"id": number, "work": NOBODYS, "instance": NOBODYS, **gone})


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
    return tx.moments(case)


def _about(tx: Transaction, case: str, command: int) -> dict[str, Any]:
    rows = tx.rows("moment", instance=case, command=command)
    value: dict[str, Any] = json.loads(rows[0]["about"]) if rows else {}
    return value


def _key(name: str, row: Row) -> str:
    table = tables.metadata.tables[name]
    return to_text([row[column.name] for column in table.primary_key])


def _packed(rows: Mapping[str, Mapping[str, Row | None]]) -> bytes:
    return zlib.compress(to_text({name: part for name, part in rows.items() if part}).encode())


def _with(rows: Rows, changed: Difference) -> Rows:
    """The rows with what has changed; the same dictionaries, brought up to date."""
    for name, part in changed.items():
        target = rows.setdefault(name, {})
        for key, row in part.items():
            if row is None:
                target.pop(key, None)
            else:
                target[key] = row
    return rows


def _written(tx: Transaction, known: Mapping[str, Rows]) -> dict[str, Difference]:
    """By case what the transaction has changed in its rows: the rows as they are now, None for one that is gone."""
    found: dict[str, Difference] = {case: {} for case in known}
    for name in parts():
        if name in SOON_CHANGED:
            for case, rows in known.items():
                now = {_key(name, row): row for row in tx.rows(name, instance=case)}
                before = rows.get(name, {})
                found[case][name] = {
                    **{key: row for key, row in now.items() if before.get(key) != row},
                    **dict.fromkeys(key for key in before if key not in now),
                }
            continue
        for key, row in _rows_now(tx, name):
            owners = (
                [case for case in known if key in known[case].get(name, {})] if row is None else [_case(name, row)]
            )
            for case in owners:
                if case in found and known[case].get(name, {}).get(key) != row:
                    found[case].setdefault(name, {})[key] = row
    return found


def _case(name: str, row: Row) -> str:
    return str(row["id" if name == "instance" else "instance"])


def _rows_now(tx: Transaction, name: str) -> Iterator[tuple[str, Row | None]]:
    """The written rows of a table as they are now, by key."""
    columns = [column.name for column in tables.metadata.tables[name].primary_key]
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for key in tx.written.get(name, ()):
        groups.setdefault(key[:-1], []).append(key[-1])
    for outer, last in groups.items():
        given = dict(zip(columns, outer, strict=False))
        now = {_key(name, row): row for row in tx.rows_among(name, columns[-1], last, **given)}
        for one in last:
            text = to_text([*outer, one])
            yield text, now.get(text)


def _queue(tx: Transaction) -> dict[int, Row]:
    return {row["id"]: row for row in tx.rows("message_queue", pilot=tx.pilot)}


def _undo_post(tx: Transaction, post: Mapping[str, Any]) -> None:
    waiting = _queue(tx)
    for row in post.get("sent", ()):
        if waiting.get(row["id"]) == row:  # a number may have gone to another message since
            tx.remove("message_queue", row["id"])
    for row in post.get("taken", ()):
        is_taken = tx.row("message_queue", row["id"]) is not None
        tx.add("message_queue", {key: value for key, value in row.items() if key != "id" or not is_taken})


__all__ = ["BACK", "Moments", "kept_commands", "moment", "parts", "read", "write"]
