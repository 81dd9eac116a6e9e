"""What an evaluation gave, and why: values, the rules that matched, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from runner.core import messages
from runner.core.errors import AppError
from runner.core.i18n import N_
from runner.core.values import dataclass
from runner.feel import FeelWarning

messages.declare(
    {
        "dmn.overlap": (
            N_("The table {name} allows one rule to match, but rules {rules} do."),
            N_("Narrow the rules, or choose another hit policy."),
        ),
        "dmn.differ": (
            N_("The rules {rules} of the table {name} match with different answers."),
            N_("Let them say the same, or choose another hit policy."),
        ),
        "dmn.no-rule": (
            N_("No rule of the table {name} matches: {given}."),
            N_("Add a rule for it, or a default answer."),
        ),
        "dmn.expression": (
            N_("An expression of {name} is not understood: {text}."),
            N_("Mend it in the program that drew the decision."),
        ),
        "dmn.language": (
            N_("{name} is written in {found}, which is not understood: {text}."),
            N_("Write it in FEEL."),
        ),
        "dmn.external": (
            N_("{name} is a function defined outside the model; such functions are never run."),
            N_("Write its body as an expression."),
        ),
        "dmn.cycle": (
            N_("The decision {name} needs itself, by way of what it requires."),
            N_("Remove one of the requirements."),
        ),
        "dmn.missing": (
            N_("{name} requires {found}, which is not among the files of the workspace."),
            N_("Add the file that holds it, or remove the requirement."),
        ),
        "dmn.unknown-type": (
            N_("{name} is declared as {found}, a type that the file does not know; any value is taken."),
            N_("Define the type, or choose another one."),
        ),
        "dmn.no-logic": (N_("The decision {name} says nothing: it has no table and no expression."), ""),
        "dmn.type": (N_("The value of {name} is not of the type {type}."), N_("Look at what the case holds.")),
        "dmn.input": (
            N_("The value of {name} is none of the allowed ones: {value}."),
            N_("Look at what the case holds."),
        ),
        "dmn.unknown": (
            N_("There is no decision {name} in the files of the workspace."),
            N_("Add the file of decisions, or choose another decision."),
        ),
    }
)


@dataclass(frozen=True)
class Fault:
    """What keeps a decision from being right: a code, the parameters of its sentence, and the element's id."""

    code: str
    element: str
    params: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int | None = None

    @property
    def message(self) -> str:
        """The sentence in the user's language: for the edge only."""
        return messages.sentence(self.code, self.params)

    @property
    def hint(self) -> str:
        """What to do, in the user's language."""
        return messages.hint(self.code, self.params)

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Hit:
    """One table that was asked: what was given to it, and which rules matched, counted from 1."""

    decision: str
    """The id of the decision or knowledge model that the table stands in."""
    name: str
    given: tuple[tuple[str, Any], ...]
    """What each column asks, as its expression is written, and the value."""
    rules: tuple[int, ...]
    took: tuple[int, ...]
    """The matching rules whose answers became the result."""


@dataclass(frozen=True)
class Outcome:
    """What a decision gave: a value of the expression language, in the order of evaluation the tables that were
    asked, and why something in it may be null."""

    value: Any
    hits: tuple[Hit, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[FeelWarning, ...] = ()


class DecisionError(AppError):
    """A decision was asked that does not exist."""

    exit_code = 1
