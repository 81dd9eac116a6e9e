"""Expressions can be read."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.expressions import expressions, short
from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "bad-expression": (
            N_("An expression of “{name}” cannot be read: {text}. {cause}"),
            N_("Mend the expression; the place is counted from its beginning."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """All expressions of processes and of the forms that they show, where they are FEEL."""
    severity = Severity.ERROR if model.facts.speaks_feel else Severity.WARNING
    for seen in expressions(model):
        if seen.error is not None:
            weight = severity if seen.place else Severity.ERROR
            yield problem(
                "bad-expression", seen.element, weight, field=seen.field, cause=seen.error.message,
                text=short(seen.text), name=seen.name,
            )  # fmt: skip


RULE = Rule("bad-expression", N_("Expressions can be read"), check, Severity.ERROR)
