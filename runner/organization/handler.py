"""The handler rule of a step: who shall do it (`slip:handler`)."""

from __future__ import annotations

from typing import Literal

from runner.data.model import Value

EmptyRule = Literal["stop", "pass", "reject", "user", "admin"]
SameRule = Literal["self", "skip", "superior", "departmentHead"]
DistinctRule = Literal["off", "adjacent", "instance", "last"]

STRATEGIES = (
    "user", "role", "position", "department", "group", "departmentHead", "consecutiveHeads", "superior",
    "executive", "costCentreOwner", "projectManager", "field", "fieldDepartmentHead", "starter",
    "starterChoice", "previousChoice", "previousHandler", "handlerOf", "matrix", "expression",
)  # fmt: skip


class Handler(Value):
    """A handler rule. `strategy` is one of `STRATEGIES`; `params` hold its parameters as in the file
    (`who`, `level`, `upTo`, `untilRole`, `path`, ...)."""

    strategy: str
    params: dict[str, str] = {}
    empty: EmptyRule = "stop"
    same: SameRule = "self"
    distinct: DistinctRule = "off"
