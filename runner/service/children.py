"""异步子流程: a call that does not wait starts a case of its own; who ends the calling case ends it, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from runner.core.errors import RunError
from runner.engine.calls import MAX_CALL_DEPTH
from runner.organization.directory import directory_of
from runner.organization.values import named_in
from runner.service import beginning

if TYPE_CHECKING:
    from runner.engine.calls import Called
    from runner.service.room import Live, Room


def start(room: Room, parent: Live, called: Called) -> None:
    """Start the case that a call asked for, with its own starter where the call names a field of one. Raises
    `RunError` (`run.too-deep`)."""
    starter = _starter(parent, called)
    depth = int(parent.setup.get("depth", 0)) + 1
    if depth > MAX_CALL_DEPTH:
        raise RunError("run.too-deep", limit=MAX_CALL_DEPTH)
    setup = {"services": parent.setup["services"], "seed": None, "parent": parent.id, "depth": depth}
    child = beginning.by_call(room, parent.deployed, called.process, starter, called.values, parent.id, setup)
    room.service.people.memory(room, parent).children.append(child.id)
    parent.note("child-started", called.element, called.token, case=child.id, process=called.process)


def _starter(parent: Live, called: Called) -> str:
    path = called.starter
    if path:
        value: Any = called.values.get(path, parent.engine.variables.get(path))
        people = named_in(value)
        directory = directory_of(parent.bundle.organization)
        if people and (not directory.users or directory.is_active(people[0])):
            return people[0].removeprefix("user:")
    return str(parent.row["starter"])


def end_with(room: Room, parent: Live, outcome: str, by: str) -> None:
    """End the cases that an ended one has called and that still run."""
    for number in room.service.people.memory(room, parent).children:
        row: Mapping[str, Any] | None = room.tx.row("instance", number)
        if row is None or row["origin"] is not None:
            continue
        child = room.case(number)
        if not child.engine.workflow.completed:
            child.note("ended-with", by=by, parent=parent.id)
            child.engine.terminate(outcome)
            end_with(room, child, outcome, by)
