"""Texts in expressions stand between double quotes."""

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
        "bare-word": (
            N_("“{name}” has a word that is meant as a text: {text}. {cause}"),
            N_("Put the word between double quotes."),
        )
    }
)


def check(model: Model) -> Iterator[Problem]:
    """All expressions of processes and of the forms that they show, over the variables of their place."""
    return remarks(model, "bare-word", "text")


RULE = Rule("bare-word", N_("Texts in expressions stand between double quotes"), check, Severity.WARNING, mended)
