"""How a case begins that nobody starts: by a message or signal, by the clock, by a call that does not wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runner.core.errors import AppError
from runner.engine.messages import Message

if TYPE_CHECKING:
    from runner.service.room import Deployed, Live, Room

MESSAGE, TIMER, CALL = "message", "timer", "call"
"""What begins such a case."""


def received(live: Live, message: Message) -> None:
    """Note what came, so that the case can be played again without who sent it."""
    said = {"correlation": dict(message.correlation), "data": dict(message.data)}
    live.note("received", "", "", name=message.name, kind=message.kind, **said)


def by_message(
    room: Room, deployed: Deployed, process: str, element: str, message: Message, starter: str,
    setup: Mapping[str, Any],
) -> Live:  # fmt: skip
    """A case that a message or signal begins, with what that carries."""
    live = room.create(deployed, process, starter, {**setup, "at": element})
    received(live, message)
    live.note("started", element, "", by=MESSAGE, name=message.name)
    live.engine.start(element, message.data)
    return live


def by_timer(
    room: Room, deployed: Deployed, process: str, element: str, starter: str, setup: Mapping[str, Any]
) -> Live:
    """A case that the clock begins, with what its start form gives by itself."""
    from runner.service import acts  # it stands on what rooms are made of

    live = room.create(deployed, process, starter, {**setup, "at": element})
    node = deployed.node(process, element)
    live.note("started", element, "", by=TIMER)
    values: dict[str, Any] = {}
    try:
        values = acts.written(room, live, node, {}, {}, starter, validate=False)
        values = acts.numbered(room, live, node, {}, values)
    except AppError as error:
        live.note("warning", element, "", text=element, cause=error.message)
    live.engine.start(element, values)
    return live


def by_call(
    room: Room, deployed: Deployed, process: str, starter: str, values: Mapping[str, Any], parent: str,
    setup: Mapping[str, Any],
) -> Live:  # fmt: skip
    """A case that a call of another case begins, with the variables that it hands over."""
    live = room.create(deployed, process, starter, {**setup, "at": None})
    entries = live.engine.program.entries(live.engine.program.root)
    element = entries[0].id if entries else ""
    live.note("started", element, "", by=starter, parent=parent, data=dict(values))
    live.engine.start(None, values)
    return live
