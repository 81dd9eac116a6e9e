"""Steps that people see have a name."""

from __future__ import annotations

from collections.abc import Iterator

from modeler.bpmn import names
from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "missing-name": (
            N_("A step has no name ({name})."),
            N_("Say what is done there, for example “Check the invoice”."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Activities; events and gateways may speak by their sign."""
    for node in model.flow_nodes(*names.ACTIVITIES):
        if not node.name.strip():
            yield problem("missing-name", node, field="name", name=node.id)


RULE = Rule("missing-name", N_("Steps have a name"), check, Severity.WARNING, executable_only=False)
