"""A timer says when."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.bpmn import names
from modeler.document import commands
from modeler.document.document import Document
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "missing-timer": (
            N_("The timer “{name}” does not say when it goes off."),
            N_("Give it a duration, a date or a repetition."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Timer events without a date, duration or cycle."""
    for node in model.flow_nodes(*names.EVENTS):
        for event in model.details[node.id].events:
            if event.kind == "timer" and (event.timer is None or not event.timer.text):
                yield problem("missing-timer", node, Severity.ERROR, field="timer")


def fix(problem: Problem) -> Fix | None:
    """One day, to begin with."""
    element = problem.element
    if element is None:
        return None

    def apply(doc: Document) -> None:
        commands.set_property(doc, element, "timer", {"kind": "duration", "text": "P1D"})

    return Fix(N_("Wait one day"), apply)


RULE = Rule("missing-timer", N_("A timer says when"), check, Severity.ERROR, fix)
