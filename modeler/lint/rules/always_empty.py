"""Expressions give a value."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.expressions import remarks
from modeler.lint.model import Model
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "always-empty": (
            N_("“{name}” calculates what never has a value: {text}. {cause}"),
            N_("Turn one kind into the other, or give what is taken."),
        )
    }
)


def check(model: Model) -> Iterator[Problem]:
    """All expressions of processes and of the forms that they show, over the variables of their place."""
    return remarks(model, "always-empty", "null", "argument", "arguments")


RULE = Rule("always-empty", N_("Expressions give a value"), check, Severity.WARNING)
