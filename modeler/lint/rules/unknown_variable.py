"""Expressions name variables that there are."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.expressions import mended, remarks
from modeler.lint.model import Model
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "unknown-variable": (
            N_("“{name}” asks for something that the process does not have: {text}. {cause}"),
            N_("Name a field of a form, or let a step before write the variable."),
        )
    }
)


def check(model: Model) -> Iterator[Problem]:
    """All expressions of processes and of the forms that they show, over the variables of their place."""
    return remarks(
        model, "unknown-variable", "unknown", "meant", "function", "function-meant", "entry", "entry-meant"
    )


RULE = Rule("unknown-variable", N_("Expressions name variables that there are"), check, Severity.WARNING, mended)
