"""Values that are compared are choices of their field."""

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
        "unknown-choice": (
            N_("“{name}” compares with a value that the field does not offer: {text}. {cause}"),
            N_("Use one of the field's choices."),
        )
    }
)


def check(model: Model) -> Iterator[Problem]:
    """All expressions of processes and of the forms that they show, over the variables of their place."""
    return remarks(model, "unknown-choice", "choice")


RULE = Rule(
    "unknown-choice", N_("Values that are compared are choices of their field"), check, Severity.WARNING, mended
)
