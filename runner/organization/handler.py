"""The handler rule of a step: who shall do it (`slip:handler`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

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


SUPPORTED = frozenset(
    {
        "user", "role", "position", "department", "departmentHead", "consecutiveHeads", "superior",
        "executive", "field", "fieldDepartmentHead", "starter", "previousHandler", "handlerOf", "expression",
    }
)  # fmt: skip
"""The strategies that the resolver answers; the others are known by name and refused with the reason."""

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "user": ("who",),
    "role": ("who", "scope"),
    "position": ("who", "scope"),
    "department": ("who",),
    "group": ("who",),
    "departmentHead": ("level", "short"),
    "consecutiveHeads": ("upTo", "untilRole"),
    "superior": ("line",),
    "executive": (),
    "costCentreOwner": (),
    "projectManager": (),
    "field": ("path",),
    "fieldDepartmentHead": ("path", "level"),
    "starter": (),
    "starterChoice": ("from", "min", "max"),
    "previousChoice": (),
    "previousHandler": (),
    "handlerOf": ("node",),
    "matrix": ("table",),
    "expression": ("feel",),
}
"""The parameters of each strategy, as they stand in the file. `level` and `upTo` are counts from 1, or
`=` and a FEEL expression over the data of the case; `upTo` also `top`. `emptyWho` names the people of
the empty rule `user` for every strategy."""


def read_handler(values: Mapping[str, object]) -> Handler:
    """The rule in a `slip:handler` block as the document holds it: flat texts.

    An unknown value of `empty`, `same` or `distinct` counts as its default; the strategy is kept as
    written, so that a check can name it.
    """
    plain = {str(key): str(value) for key, value in values.items() if value is not None}
    data: dict[str, object] = {"strategy": plain.pop("strategy", "")}
    for name, known in (("empty", EmptyRule), ("same", SameRule), ("distinct", DistinctRule)):
        text = plain.pop(name, None)
        if text in get_args(known):
            data[name] = text
    return Handler.model_validate({**data, "params": plain})
