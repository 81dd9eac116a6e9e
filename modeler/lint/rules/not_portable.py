"""Expressions run where the file is meant to run."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.expressions import expressions, short
from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.feel.translate import Variable, portability

declare(
    {
        "not-portable": (
            N_("{engine} cannot run an expression of “{name}” (level {level}): {text}. {cause}"),
            N_("Write it more simply, or work it out in a step before."),
        )
    }
)

ASKED = {"camunda": ("Camunda 7", "A"), "flowable": ("Flowable", "A"), "activiti": ("Activiti", "A"),
         "zeebe": ("Camunda 8", "B")}  # fmt: skip
"""Engines whose attributes a file may carry: what they are called, and the level that their expressions need."""


def check(model: Model) -> Iterator[Problem]:
    """Files that carry the attributes of another engine are meant to run there."""
    asked = sorted((level, name) for own, (name, level) in ASKED.items() if own in model.facts.engines)
    if not asked:
        return
    needed, engine = asked[0]
    for seen in expressions(model):
        if seen.ast is None or not seen.place:
            continue
        found = portability(seen.ast, {one.name: Variable(one.kind.name) for one in seen.words})
        if found.level > needed:
            cause = found.reasons[0].message if found.reasons else ""
            yield problem(
                "not-portable", seen.element, Severity.WARNING, field=seen.field, engine=engine, level=found.level,
                name=seen.name, text=short(seen.text), cause=cause,
            )  # fmt: skip


RULE = Rule("not-portable", N_("Expressions run where the file is meant to run"), check)
