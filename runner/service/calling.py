"""Calls to systems outside: written down before they are made, and made when nothing is being written.

A command that needs an answer ends with the call noted (`asking`). Then the call is made, and what came is a command
of its own. A process that ends in between leaves the note: whoever opens the store next makes no call of it again but
an incident, for a person to decide.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from runner.connectors.desk import Answer, Asking
from runner.core.errors import RunError
from runner.store.store import Row, to_text

if TYPE_CHECKING:
    from runner.service.room import Live, Room
    from runner.service.service import Service

ASKING, ANSWERED, UNSURE, LATE = "asking", "answered", "unsure", "late"
GRACE = timedelta(minutes=1)
"""After its longest time and this, a call whose process cannot be looked at is one of which nobody knows."""


@dataclass(frozen=True)
class Noted:
    """A call that was noted: its row, its case, and what makes it."""

    number: int
    case: str
    token: str
    ask: Callable[[], Answer | None]


def new_owner() -> str:
    """What tells this process from all others: machine, process, chance."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex[:8]}"


def note(room: Room, live: Live, asking: Asking) -> None:
    """Write down that a call is about to be made."""
    now = room.service.real_now()
    row = {
        "instance": live.id,
        "token": asking.token,
        "element": asking.node,
        "attempt": asking.attempt,
        "key": asking.key,
        "system": asking.system,
        "operation": asking.operation,
        "request": to_text(dict(asking.values)),
        "at": room.now.isoformat(),
        "state": ASKING,
        "owner": room.service.owner,
        "asked": now.isoformat(),
        "until": (now + timedelta(seconds=asking.seconds) + GRACE).isoformat(),
    }
    room.calls.append(Noted(room.tx.add("call", row), live.id, asking.token, asking.ask))


def take(room: Room, call: Noted, answer: Answer | None) -> None:
    """Write down the answer and let the case go on with it. A step that is gone by now takes none."""
    real = room.service.real_now().isoformat()
    said = None if answer is None else to_text(answer.to_json())
    live = room.case(call.case)
    try:
        token = live.engine.find(call.token)
    except RunError:
        token = None
    waits = token is not None and token.internal_data.get("asking")
    room.tx.change("call", call.number, state=ANSWERED if waits else LATE, answered=real, answer=said)
    if token is not None and waits:
        live.engine.services.answered(token, answer)


def doubtful(service: Service, rows: list[Row]) -> list[Row]:
    """The calls of which nobody will hear any more: their process is gone, or their time."""
    return [row for row in rows if _is_lost(row, service.owner, service.real_now())]


def _is_lost(row: Row, owner: str, now: datetime) -> bool:
    if row["owner"] == owner:
        return True  # asked between two commands: none of this process is under way
    machine, process, _chance = (*str(row["owner"]).split("/"), "", "")[:3]
    if machine == socket.gethostname() and process.isdigit() and not _is_alive(int(process)):
        return True
    return now > datetime.fromisoformat(row["until"])


def _is_alive(process: int) -> bool:
    """Whether a process of this machine runs; on Windows it counts as running: asking would end it."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def nobody_answers(room: Room, live: Live) -> None:
    """Make incidents of all calls that a case waits for, where it is as it was when they were being made."""
    for token in [one for one in live.engine.tokens() if one.internal_data.get("asking")]:
        service = token.task_spec.node.service
        room.case(live.id).engine.services.unsure(token, service.params.get("system", "") if service else "")


def give_up(room: Room, row: dict[str, Any]) -> None:
    """Make an incident of a call of which nobody knows whether it was made."""
    room.tx.change("call", row["id"], state=UNSURE)
    live = room.case(row["instance"])
    try:
        token = live.engine.find(row["token"])
    except RunError:
        return
    if token.internal_data.get("asking"):
        live.engine.services.unsure(token, row["system"])
