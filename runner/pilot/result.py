"""What a run gave: plain values with the fields of the `run` and `test` verbs (docs/formats.md section 4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from runner.core.i18n import N_, listed
from runner.core.messages import declare, declare_words, sentence, word
from runner.core.problem import Problem
from runner.forms.schema import joined
from runner.organization.resolver import TrailStep
from runner.protocol.values import CaseView, LogLine, Visit

declare(
    {
        "pilot.not-open": (N_("Step {step}: {expected} is not open; open is {found}."), ""),
        "pilot.refused": (N_("Step {step} was refused: {found}"), ""),
        "pilot.refused-start": (N_("The start was refused: {found}"), ""),
        "pilot.path": (N_("The path is {found}, expected was {expected}."), ""),
        "pilot.gateway": (N_("{step} went to {found}, expected was {expected}."), ""),
        "pilot.handlers": (N_("{step} was handled by {found}, expected was {expected}."), ""),
        "pilot.status": (N_("The status is {found}, expected was {expected}."), ""),
        "pilot.outcome": (N_("The outcome is {found}, expected was {expected}."), ""),
        "pilot.end": (N_("The case ended at {found}, expected was {expected}."), ""),
        "pilot.variable": (N_("{step} is {found}, expected was {expected}."), ""),
        "pilot.store": (N_("The data store {step} holds {found}, expected was {expected}."), ""),
    }
)


declare_words(
    "status",
    {
        "completed": N_("completed"), "running": N_("running"), "incident": N_("stopped by an incident"),
        "budget": N_("stopped: too many steps"), "suspended": N_("suspended"), "refused": N_("refused"),
    },
)  # fmt: skip
declare_words(
    "outcome",
    {
        "rejected": N_("not approved"), "withdrawn": N_("withdrawn"), "terminated": N_("terminated"),
        "error": N_("ended by an error"),
    },
)  # fmt: skip


def seed_value(seed: str) -> int | str:
    """A seed as it was given: the store keeps it as text."""
    return int(seed) if seed.removeprefix("-").isdecimal() else seed


@dataclass(frozen=True)
class Difference:
    """One difference between what was expected and what was. `step` is the number of a step, a node or
    a variable."""

    code: str
    expected: Any = None
    found: Any = None
    step: str = ""

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        kind = self.code.rpartition(".")[2]
        said = {"expected": word(kind, _said(self.expected)), "found": word(kind, _said(self.found))}
        return sentence(self.code, {"step": self.step, **said})

    def to_json(self) -> dict[str, Any]:
        """As a JSON value."""
        return {
            "code": self.code,
            "step": self.step,
            "expected": self.expected,
            "found": self.found,
            "message": self.message,
        }


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return listed(map(_said, value)) or "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class RunResult:
    """A run. `status`: completed, running, incident, refused, budget. `flows` are those taken, `cases`
    how many steps were done, `written` the paths of the fields that people filled in, by node; `helped` the gateways
    that waited in vain and were helped over."""

    status: str
    model: str = ""
    seed: str = ""
    outcome: str | None = None
    end: tuple[str, ...] = ()
    path: tuple[Visit, ...] = ()
    open: tuple[tuple[int, str, str | None], ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    flows: tuple[str, ...] = ()
    steps: int = 0
    case: str = ""
    written: Mapping[str, frozenset[str]] = field(default_factory=dict)
    helped: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the command line exits with 0."""
        return not self.differences and self.status in ("completed", "running")

    @property
    def elements(self) -> list[str]:
        """The nodes entered, in order."""
        return [visit.element for visit in self.path]

    def to_json(self) -> dict[str, Any]:
        """As the `run` verb prints it."""
        return {
            "status": self.status,
            "outcome": self.outcome,
            "end": list(self.end),
            "path": [
                {
                    "element": visit.element,
                    "enter": visit.enter,
                    "leave": visit.leave,
                    "by": [f"user:{name}" for name in visit.by],
                }
                for visit in self.path
            ],
            "open": [
                {"task": task, "element": element, "for": f"user:{user}" if user else None}
                for task, element, user in self.open
            ],
            "variables": dict(self.variables),
            "problems": [
                {
                    "code": problem.code,
                    "element": problem.element,
                    "severity": problem.severity.value,
                    "message": problem.message,
                    "hint": problem.hint,
                }
                for problem in self.problems
            ],
            "differences": [difference.to_json() for difference in self.differences],
            "seed": seed_value(self.seed),
            "model": self.model,
            "steps": self.steps,
            "flows": list(self.flows),
        }


def result_of(
    view: CaseView, flows: list[str], *, differences: list[Difference] | None = None, status: str | None = None,
    steps: int = 0, written: Mapping[str, frozenset[str]] | None = None,
) -> RunResult:  # fmt: skip
    """The result of a case as it stands."""
    return RunResult(
        status=status or view.status,
        model=view.model,
        seed=view.seed,
        outcome=view.outcome,
        end=tuple(view.end),
        path=tuple(view.path),
        open=tuple((item.task, item.element, item.user) for item in view.open),
        variables=view.variables,
        problems=tuple(
            Problem(
                step.code,
                element=step.params.get("element"),
                params={key: str(value) for key, value in step.params.items()},
            )
            for step in view.problems
        ),
        differences=tuple(differences or ()),
        flows=tuple(flows),
        steps=steps,
        case=view.case,
        written=written or {},
    )


def written_at(history: Iterable[LogLine]) -> dict[str, frozenset[str]]:
    """Node -> paths of the fields that people filled in there; columns of tables as `rows.amount`."""
    sent: dict[int, Any] = {}
    found: dict[str, set[str]] = {}
    begun: Any = None
    for line in history:
        if line.kind == "command" and "data" in line.payload:
            if line.payload.get("verb") == "start":
                begun = line.payload["data"]
            elif isinstance(line.payload.get("task"), int):
                sent[line.payload["task"]] = line.payload["data"]
        elif line.kind == "started":
            found.setdefault(line.element, set()).update(_paths(begun))
        elif line.kind == "acted":
            found.setdefault(line.element, set()).update(_paths(sent.get(line.payload.get("task", 0))))
    return {element: frozenset(paths) for element, paths in found.items()}


def _paths(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            path = joined(prefix, str(name))
            yield path
            yield from _paths(item, path)
    elif isinstance(value, list):
        for item in value:
            yield from _paths(item, prefix)


def reasons(trail: list[Any]) -> list[str]:
    """The sentences of a trail."""
    return [TrailStep.from_json(step).message for step in trail]
