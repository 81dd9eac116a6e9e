"""Only things of one kind are compared."""

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
        "different-kinds": (
            N_("“{name}” compares things of different kinds: {text}. {cause}"),
            N_("Compare values of the same kind."),
        )
    }
)


def check(model: Model) -> Iterator[Problem]:
    """All expressions of processes and of the forms that they show, over the variables of their place."""
    return remarks(model, "different-kinds", "types")


RULE = Rule("different-kinds", N_("Only things of one kind are compared"), check, Severity.WARNING)
