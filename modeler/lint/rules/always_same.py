"""Conditions can be true and can be false."""

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
        "always-same": (
            N_("The condition of “{name}” always comes out the same: {text}. {cause}"),
            N_("Mend the comparison, or leave the condition out."),
        )
    }
)


def check(model: Model) -> Iterator[Problem]:
    """All expressions of processes and of the forms that they show, over the variables of their place."""
    return remarks(model, "always-same", "always", "never", "condition")


RULE = Rule("always-same", N_("Conditions can be true and can be false"), check, Severity.WARNING)
