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
    "starterChoice", "previousChoice", "previousHandler", "handlerOf", "notHandlerOf", "matrix", "expression",
    "service",
)  # fmt: skip


class Handler(Value):
    """A handler rule. `strategy` is one of `STRATEGIES`; `params` hold its parameters as in the file
    (`who`, `level`, `upTo`, `untilRole`, `path`, ...)."""

    strategy: str
    params: dict[str, str] = {}
    empty: EmptyRule = "stop"
    same: SameRule = "self"
    distinct: DistinctRule = "off"


PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "user": ("who",),
    "role": ("who", "scope"),
    "position": ("who", "scope"),
    "department": ("who",),
    "group": ("who",),
    "departmentHead": ("level", "short"),
    "consecutiveHeads": ("upTo", "untilRole"),
    "superior": ("line",),
    "executive": ("path",),
    "costCentreOwner": ("path",),
    "projectManager": ("path",),
    "field": ("path",),
    "fieldDepartmentHead": ("path", "level", "short"),
    "starter": (),
    "starterChoice": ("path", "from"),
    "previousChoice": ("path", "from"),
    "previousHandler": (),
    "handlerOf": ("node",),
    "notHandlerOf": ("who", "scope", "node"),
    "matrix": ("table", "path", "scope", "short"),
    "expression": ("feel",),
    "service": ("service", "path", "seconds"),
}
"""The parameters of each strategy, as they stand in the file. `level` and `upTo` are counts from 1, or
`=` and a FEEL expression over the data of the case; `level` also `top`, and so `upTo`. `scope` limits
roles and positions; `short` is for levels that are not there. `path` is a field: of people, a department, a cost
centre, a project or an amount, or what is sent along to a service, which is given `seconds` to answer; a choice
without one stands in `choices.NODE`."""

GENERAL = ("emptyWho", "within", "min", "max")
"""The parameters of every strategy: `emptyWho` names the people of the empty rule `user`; `within` (`company`,
`department` or who) keeps only people of the starter's company, of the department with those below it, or of those
named; with fewer than `min` people nobody is asked, with more than `max` only the first."""


LINES: dict[str, dict[str, str]] = {
    "administrative": {"en": "administrative", "zh": "行政"},
    "functional": {"en": "functional", "zh": "业务"},
    "project": {"en": "project", "zh": "项目"},
}
"""The reporting lines that have a name of ours."""


def line_name(line: str) -> dict[str, str] | str:
    """What a reporting line is called; the text itself where it is the author's own."""
    return LINES.get(line, line)


def count_in(text: str) -> int | None:
    """The number that `min` or `max` says, from 1; None where it says none."""
    return int(text) if text.isascii() and text.isdigit() and int(text) > 0 else None


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
