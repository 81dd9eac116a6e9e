"""Saving and restoring a case: scopes and live tokens as plain JSON; specs come from the model alone.

Nothing that a snapshot holds is ever evaluated: it has no expressions, only ids, values and states.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from runner.connectors.desk import Desk
from runner.core.errors import RunError, StoreError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.engine.instance import Instance, Model
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
        host = None if scope is case.workflow else scope.host.key  # type: ignore[attr-defined]  # a scope below the case is a `Scope`
        root = scope.task_tree
        key = root.key
        program = case.waiting._program_of(scope)
        scopes.append(
            {
                "id": key,
                "host": host,
                "process": program.graph.process,
                "spec": scope.spec.name,
                "isolated": scope.isolated,
                "variables": scope.variables,
                "root": _token(root, key),
            }
        )
        tokens += [_token(token, key) for token in scope.live()]
    head = {
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
    return {"head": head, "scopes": scopes, "tokens": tokens}


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
    except (KeyError, ValueError, TypeError, AttributeError, RunError) as error:
        raise StoreError("store.case-damaged", case=head.get("key", "?"), cause=error) from error
    return case


def _as(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise TypeError(f"{value!r:.40}")
    return value


def _token(token: Token, scope: str) -> dict[str, Any]:
    node = getattr(token.task_spec, "node", None)
    return {
        "id": token.key,
        "scope": scope,
        "seq": token.seq,
        "spec": token.task_spec.name,
        "element": node.id if node is not None else None,
        "state": token.state,
        "data": token.internal_data,
    }


def _fill(case: Instance, saved: dict[str, Any]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in saved["tokens"]:
        rows.setdefault(row["scope"], []).append(row)
    for item in saved["scopes"]:
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
        scope.task_tree.internal_data = _as(dict, root["data"])
        for row in rows.get(item["id"], []):
            token = Token(scope, spec.task_specs[row["spec"]], scope.task_tree, _state(row), UUID(row["id"]))
            token.seq = _as(int, row["seq"])
            token.internal_data = _as(dict, row["data"])


def _state(row: dict[str, Any]) -> int:
    if row["state"] not in _STATES:
        raise ValueError(row["state"])
    return int(row["state"])
