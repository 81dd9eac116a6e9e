"""How requests, answers and failures look on the wire: one JSON value a line, UTF-8, no pickle anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from runner.core.errors import AppError, FileError, FormatError, PublishError, RunError, StoreError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "worker.gone": (
            N_("The process that runs the cases has ended unexpectedly."),
            N_("Nothing that was done before is lost. It starts again with the next act."),
        ),
        "worker.timeout": (
            N_("The act took longer than {seconds} seconds and was stopped."),
            N_("A step of the process may not come to an end. Nothing of this act was kept."),
        ),
        "worker.memory": (
            N_("The act needed more memory than it may take and was stopped."),
            N_("A step of the process may make ever larger values. Nothing of this act was kept."),
        ),
        "worker.bug": (
            N_("Something went wrong inside the program: {cause}."),
            N_("Nothing of this act was kept. Report it with what you did."),
        ),
        "worker.unknown-verb": (N_("The runner has no verb {verb}."), ""),
        "worker.bad-request": (N_("The request could not be read: {cause}."), ""),
        "worker.no-store": (N_("No store is open."), ""),
    }
)

KINDS: Mapping[str, type[AppError]] = {
    kind.__name__: kind for kind in (AppError, FileError, FormatError, StoreError, RunError, PublishError)
}


def to_line(value: Mapping[str, Any]) -> bytes:
    """One line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> dict[str, Any]:
    """The value of a line. Raises `RunError` (`worker.bad-request`)."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RunError("worker.bad-request", cause=error) from error
    if not isinstance(value, dict):
        raise RunError("worker.bad-request", cause=type(value).__name__)
    return value


def error_to_json(error: BaseException) -> dict[str, Any]:
    """An expected failure with its code; anything else as `worker.bug`."""
    if not isinstance(error, AppError):
        return {"kind": "RunError", "code": "worker.bug", "params": {"cause": f"{type(error).__name__}: {error}"}}
    value: dict[str, Any] = {"kind": type(error).__name__, "code": error.code, "params": dict(error.params)}
    if isinstance(error, RunError):
        value["reason"] = list(error.reason)
    return value


def error_from_json(value: Mapping[str, Any]) -> AppError:
    """The failure in a JSON value, to be raised again on this side."""
    kind = KINDS.get(value["kind"], RunError)
    params = {name: text for name, text in value.get("params", {}).items() if name not in ("file", "line", "reason")}
    if issubclass(kind, RunError):
        return kind(value["code"], reason=tuple(value.get("reason", ())), **params)
    if issubclass(kind, FormatError):
        line = str(value["params"].get("line") or "")
        place = int(line) if line.isdigit() else None
        return kind(value["code"], file=str(value["params"].get("file", "")), line=place, **params)
    return kind(value["code"], **value.get("params", {}))
