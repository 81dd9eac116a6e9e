"""A call activity names the process it calls."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "missing-called": (
            N_("“{name}” does not say which process it calls."),
            N_("Choose the process to call."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Call activities without a called element."""
    for node in model.flow_nodes("callActivity"):
        if not model.details[node.id].called:
            yield problem("missing-called", node, Severity.ERROR, field="calledElement")


RULE = Rule("missing-called", N_("A call activity names its process"), check, Severity.ERROR)
