"""Saving and restoring a case: scopes and live tokens as plain JSON; specs come from the model alone.

Nothing that a snapshot holds is ever evaluated: it has no expressions, only ids, values and states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from runner.connectors.desk import Desk
from runner.core.errors import RunError, StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.changes import Changes
from runner.engine.instance import Instance
from runner.engine.model import Model
from runner.engine.tokens import Token, Tokens

declare(
    {
        "store.case-damaged": (
            N_("The saved state of case {case} does not fit its process: {cause}."),
            N_("The case cannot go on; its history is still readable."),
        )
    }
)

T = TypeVar("T")

FORMAT = 1
_STATES = {TaskState.FUTURE, TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.COMPLETED}


def save(case: Instance) -> dict[str, Any]:
    """The case as a JSON value: `head`, `scopes` (outer first) and `tokens` (in order of creation)."""
    scopes, tokens = [], []
    for scope in case.scopes():
        scopes.append(_scope(case, scope))
        tokens += [_token(token) for token in scope.live()]
    return {"head": head_of(case), "scopes": scopes, "tokens": tokens}


def head_of(case: Instance) -> dict[str, Any]:
    """What a case is besides its scopes and tokens."""
    return {
        "format": FORMAT,
        "key": case.key,
        "process": case.process,
        "now": case.now.isoformat(),
        "number": case.number,
        "ends": case.ends,
        "visits": case.visits,
        "outcome": case.outcome,
        "trouble": case.trouble,
        "completed": case.workflow.completed,
        "ready": [token.key for token in case.ready.values()],
    }


@dataclass(frozen=True)
class Delta:
    """What has to be written of a case: the scopes and tokens that are `new` or `changed` (as in `save`), and the ids
    of those that are `gone`. A token lacks the items of its loop where they were written before."""

    head: dict[str, Any]
    new_scopes: list[dict[str, Any]]
    changed_scopes: list[dict[str, Any]]
    new_tokens: list[dict[str, Any]]
    changed_tokens: list[dict[str, Any]]
    gone: list[str]


def delta(case: Instance, changes: Changes) -> Delta:
    """What has changed, to be written."""
    workflow = case.workflow
    scopes = [s for s in changes.scopes.values() if s is workflow or workflow.subprocesses.get(s.host.id) is s]  # type: ignore[attr-defined]  # a scope below the case is a `Scope`
    tokens = list(changes.tokens.values())
    return Delta(
        head_of(case),
        [_scope(case, scope) for scope in scopes if scope.task_tree.key in changes.born],
        [_scope(case, scope) for scope in scopes if scope.task_tree.key not in changes.born],
        [_token(token) for token in tokens if token.key in changes.born],
        [_token(token, lean=True) for token in tokens if token.key not in changes.born],
        sorted(changes.gone),
    )


def restore(model: Model, saved: dict[str, Any], desk: Desk | None = None, **more: Any) -> Instance:
    """The case as it was saved; `more` goes to `Instance`.

    Raises `StoreError` (`store.case-damaged`) when state and model differ.
    """
    head = saved["head"]
    try:
        if head["format"] != FORMAT:
            raise ValueError(head["format"])
        case = Instance(
            model, head["process"], key=head["key"], now=datetime.fromisoformat(head["now"]), desk=desk, **more
        )
        _fill(case, saved)
        case.number = _as(int, head["number"])
        case.ends = [_as(str, end) for end in head["ends"]]
        case.visits = {node: _as(int, count) for node, count in head["visits"].items()}
        case.outcome = head["outcome"]
        case.trouble = None if head["trouble"] is None else _as(dict, head["trouble"])
        case.workflow.completed = _as(bool, head["completed"])
        case.ready = {UUID(key): case.find(key) for key in head["ready"]}
        case.take_changes()
    except (KeyError, ValueError, TypeError, AttributeError, RunError) as error:
        raise StoreError("store.case-damaged", case=head.get("key", "?"), cause=error) from error
    return case


def _as(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{value!r:.40}")
    return value


def _scope(case: Instance, scope: Tokens) -> dict[str, Any]:
    host = None if scope is case.workflow else scope.host.key  # type: ignore[attr-defined]  # a scope below the case is a `Scope`
    root = scope.task_tree
    return {
        "id": root.key,
        "host": host,
        "process": case.waiting.program_of(scope).graph.process,
        "spec": scope.spec.name,
        "isolated": scope.isolated,
        "variables": dict(scope.variables),
        "root": _token(root),
    }


def _token(token: Token, *, lean: bool = False) -> dict[str, Any]:
    node = getattr(token.task_spec, "node", None)
    data = token.internal_data.plain()
    items = data["loop"].get("items") if "loop" in data else None
    if items is not None:
        if lean and items is token.kept_items:
            data = {**data, "loop": {name: value for name, value in data["loop"].items() if name != "items"}}
        token.kept_items = items
    return {
        "id": token.key,
        "scope": token.workflow.task_tree.key,
        "seq": token.seq,
        "spec": token.task_spec.name,
        "element": node.id if node is not None else None,
        "state": token.state,
        "data": data,
    }


def lost(case: Instance, before: Mapping[str, Any]) -> dict[str, Any]:
    """The scopes and tokens of a case as it was saved that are no longer there; for `put_back`."""
    scopes = {scope.task_tree.key for scope in case.scopes()}
    tokens = {token.key for token in case.tokens()}
    return {
        "scopes": [one for one in before["scopes"] if one["id"] not in scopes],
        "tokens": [one for one in before["tokens"] if one["id"] not in tokens],
    }


def put_back(case: Instance, gone: Mapping[str, Any]) -> None:
    """Let scopes and tokens be there again as they were, with what they wait for. Raises `StoreError`
    (`store.case-damaged`) where what they stood in is not there."""
    rows = _by_scope(gone["tokens"])
    try:
        for scope in case.scopes():
            _plant(scope, rows.get(scope.task_tree.key, []))
        for item in gone["scopes"]:
            _plant(_opened(case, item), rows.get(item["id"], []))
    except (KeyError, ValueError, TypeError, RunError) as error:
        raise StoreError("store.case-damaged", case=case.key, cause=error) from error
    for scope in case.scopes():  # in the order in which they were made, as they are loaded
        ordered = sorted(scope.tasks.items(), key=lambda item: item[1].seq)
        scope.tasks.clear()
        scope.tasks.update(ordered)
    inner = sorted(case.workflow.subprocesses.items(), key=lambda item: item[1].task_tree.seq)
    case.workflow.subprocesses.clear()
    case.workflow.subprocesses.update(inner)


def _fill(case: Instance, saved: dict[str, Any]) -> None:
    rows = _by_scope(saved["tokens"])
    for item in saved["scopes"]:
        _plant(_opened(case, item), rows.get(item["id"], []))


def _by_scope(tokens: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in tokens:
        rows.setdefault(row["scope"], []).append(row)
    return rows


def _opened(case: Instance, item: dict[str, Any]) -> Tokens:
    """The scope that a row tells of, with its root."""
    program = case.model.programs[item["process"]]
    spec = program.scopes[item["spec"]]
    root = item["root"]
    state = _state(root)
    if item["host"] is None:
        scope: Tokens = case.workflow
        scope.plant(state, UUID(root["id"]))
    else:
        host = case.find(item["host"])
        scope = case.workflow.open_scope(host, spec, bool(item["isolated"]), {}, state, UUID(root["id"]))
    scope.variables = _as(dict, item["variables"])
    scope.task_tree.seq = _as(int, root["seq"])
    scope.task_tree.hold(_as(dict, root["data"]))
    return scope


def _plant(scope: Tokens, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        token = Token(scope, scope.spec.task_specs[row["spec"]], scope.task_tree, _state(row), UUID(row["id"]))
        token.seq = _as(int, row["seq"])
        token.hold(_as(dict, row["data"]))
        token.kept_items = token.internal_data.get("loop", {}).get("items")


def _state(row: dict[str, Any]) -> int:
    if row["state"] not in _STATES:
        raise ValueError(row["state"])
    return int(row["state"])
