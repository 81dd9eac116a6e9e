"""A running case goes over to another version of its process (迁移): what maps is shown first, and only a case of
which everything maps is moved."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from runner.bundle.graph import Node
from runner.core.errors import RunError, StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.changes import Changes
from runner.engine.lowering import Program
from runner.engine.snapshot import restore, save
from runner.engine.specs import is_held
from runner.protocol import values as out
from runner.service import listed

if TYPE_CHECKING:
    from runner.engine.tokens import Token
    from runner.service.room import Deployed, Live, Room

declare(
    {
        "migrate.gone": (N_("“{name}” is not in the new version."), N_("Let the case leave this step first.")),
        "migrate.other": (
            N_("“{name}” is something else in the new version, or stands in another place."),
            N_("Let the case leave this step first."),
        ),
        "migrate.flow": (
            N_("A branch has come to “{name}” on a flow that is not in the new version."),
            N_("Let the branches come together first."),
        ),
        "migrate.event": (
            N_("“{name}” waits for something that it does not wait for in the new version."),
            N_("Let the case leave this step first."),
        ),
        "migrate.process": (N_("The new version has no process {process}."), ""),
        "migrate.ended": (N_("The case has ended: it stays with the version that it ran on."), ""),
        "migrate.same": (N_("The case runs on this version already."), ""),
        "migrate.no-reason": (N_("Say why."), N_("The reason stands in the history of the case.")),
        "migrate.cannot": (
            N_("The case cannot go over to this version: {reasons}"),
            N_("What stands in the way is listed; the case stays on its version."),
        ),
    }
)


def preview(room: Room, case: str, model: str) -> out.MigrationView:
    """What of a case maps to another version, element by element; nothing is changed."""
    live, target = room.look(case), room.service.deployed(room.tx, model)
    general: list[out.Step] = []
    if live.engine.workflow.completed:
        general.append(out.Step(code="migrate.ended"))
    if live.row["model"] == model:
        general.append(out.Step(code="migrate.same"))
    lines = list(_lines(live, target))
    return out.MigrationView(
        case=case, model=model, lines=lines, problems=general,
        possible=not general and all(line.problem is None for line in lines),
    )  # fmt: skip


def _lines(live: Live, target: Deployed) -> Iterator[out.MigrationLine]:
    seen: set[tuple[str, str, str]] = set()
    for token in live.engine.tokens():
        spec = token.task_spec
        process, node = spec.program.graph.process, spec.node
        problem = _problem(token, target, process, node)
        mark = (process, node.id, problem.code if problem else "")
        if mark in seen:
            continue
        seen.add(mark)
        other = target.model.programs.get(process)
        found = other.nodes.get(node.id) if other is not None else None
        name = node.name or node.id
        changes = [] if found is None else _changes(node, found)
        yield out.MigrationLine(
            element=node.id, name=name, process=process, to=found.name or found.id if found else "", problem=problem,
            changes=changes,
        )  # fmt: skip


def _problem(token: Token, target: Deployed, process: str, node: Node) -> out.Step | None:
    name = node.name or node.id
    program: Program | None = target.model.programs.get(process)
    if program is None:
        return out.Step(code="migrate.process", params={"process": process})
    found = program.nodes.get(node.id)
    if found is None:
        return out.Step(code="migrate.gone", params={"name": name})
    is_loop, was_loop = found.loop is not None, node.loop is not None
    if (found.kind, found.scope, is_loop) != (node.kind, node.scope, was_loop):
        return out.Step(code="migrate.other", params={"name": name})
    flow = token.internal_data.get("flow")
    if is_held(token) and flow is not None:
        drawn = program.flows.get(str(flow))
        if drawn is None or drawn.target != node.id:
            return out.Step(code="migrate.flow", params={"name": name})
    for slot in token.internal_data.get("slots", {}):
        if str(slot).partition("#")[0] not in program.nodes:
            return out.Step(code="migrate.event", params={"name": name})
    return None


def _changes(before: Node, after: Node) -> list[str]:
    """What of a step is otherwise in the new version."""
    parts = ("name", "handler", "approval", "deadline", "form", "service")
    return [part for part in parts if getattr(before, part) != getattr(after, part)]


def migrate(room: Room, case: str, model: str, user: str, reason: str) -> None:
    """Let a case go over to another version. What is open stays with whom it is; the new version's rules hold from
    the next step on. Raises `RunError`: `migrate.cannot`, `migrate.no-reason`."""
    if not reason.strip():
        raise RunError("migrate.no-reason")
    view = preview(room, case, model)
    if not view.possible:
        steps = [*view.problems, *(line.problem for line in view.lines if line.problem is not None)]
        reasons = tuple(RunError(step.code, **step.params).message for step in steps)
        raise RunError("migrate.cannot", reasons=" ".join(reasons), reason=reasons)
    live, target = room.case(case), room.service.deployed(room.tx, model)
    from runner.service.room import engine_options

    before = live.row["model"]
    desk = room._desk(case, target, json.loads(live.row["setup"])["services"])
    try:
        engine = restore(target.model, save(live.engine), desk, **engine_options(target))
    except StoreError as error:
        raise RunError("migrate.cannot", reasons=str(error)) from error
    live.unsaved.take_in(live.engine.take_changes())
    engine.changes = Changes()
    live.engine, live.deployed = engine, target
    live.row["model"] = model
    room.tx.change("instance", case, model=model)
    memory = room.service.people.memory(room, live)
    known = {node for program in target.model.programs.values() for node in program.nodes}
    memory.path = [one for one in memory.path if all(node in known for _scope, node in one["at"])]
    memory.forget_returns()  # which way a return leads has to be worked out on the new version
    live.listed = listed.read(room, case)
    live.note("migrated", by=user, reason=reason.strip(), before=before, after=model)
